"""What each stack tells when it stands: the one form that is written to a state and read back from it. No CDK import.

A stack that isn't there is None. What a stack says and isn't known, or doesn't say and must, is an error: read as empty
it would look like a stack that is not up yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from landfast.core.errors import Problem, UserError
from landfast.modules.names import DatabaseSystem, DataClass, DatasetPurpose, Job, Namespace, RegistryKind, TopicPurpose

Told = Annotated[str, Field(min_length=1)]
# Terraform forgets an output that is null: what the spec doesn't ask for is written as an empty text.
IfAsked = Annotated[str | None, BeforeValidator(lambda value: None if value == "" else value)]
BucketKey = Literal["raw", "features", "models", "pipeline_root", "access_logs"]


FACTS: Mapping[str, str] = {
    "missing": "missing from what the stack tells",
    "unexpected_keyword_argument": "told by the stack, but not known",
}


class OutputsError(UserError):
    """What a state says of a stack is not what this version of landfast has it say."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class StackOutputs:
    """What the outputs of all stacks have in common: no names but those of their fields."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def written(self) -> dict[str, Any]:
        """Output -> value, as a stack exports it."""
        return {name: "" if value is None else value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class FoundationOutputs(StackOutputs):
    """`keys`: class of data -> key id."""

    project_id: Told
    project_number: Told
    region: Told
    key_ring: Told
    keys: dict[DataClass, Told]


@dataclass(frozen=True, slots=True)
class NetworkOutputs(StackOutputs):
    """Full names."""

    network: Told
    subnetwork: Told


@dataclass(frozen=True, slots=True)
class DataOutputs(StackOutputs):
    """Purpose -> name; for `registries` what an image or a package is pulled from, for the last three full names."""

    buckets: dict[BucketKey, Told]
    datasets: dict[DatasetPurpose, Told]
    topics: dict[TopicPurpose, Told]
    registries: dict[RegistryKind, Told]
    secrets: dict[Literal["pseudonym-key"], Told]
    dlp_templates: dict[Literal["inspect", "deidentify"], Told]
    policy_tags: dict[str, Told]


@dataclass(frozen=True, slots=True)
class MlOutputs(StackOutputs):
    """Full names, but for `service_accounts`: job -> e-mail. What the spec does not ask for, or is not
    there, is None."""

    endpoint: Told
    tensorboard: Told
    feature_group: Told
    online_store: IfAsked
    workbench: IfAsked
    training_template: Told
    service_accounts: dict[Job, Told]


@dataclass(frozen=True, slots=True)
class ClusterOutputs(StackOutputs):
    """`cluster` is the full name; `identities`: namespace -> e-mail of the account that its pods act as."""

    cluster: Told
    identities: dict[Namespace, Told]


@dataclass(frozen=True, slots=True)
class OrchestrationOutputs(StackOutputs):
    """What the spec doesn't ask for is None; `databases`: system -> connection name; `service_accounts`: e-mails."""

    airflow_dags: IfAsked
    airflow_uri: IfAsked
    tracking_uri: IfAsked
    databases: dict[DatabaseSystem, Told]
    buckets: dict[Literal["airflow", "pachyderm"], Told]
    service_accounts: dict[Literal["airflow", "mlflow"], Told]


@dataclass(frozen=True, slots=True)
class DeliveryOutputs(StackOutputs):
    """`worker_pool`, `identity_provider`: full names; `triggers`: event -> full name, empty until it is connected."""

    worker_pool: Told
    identity_provider: Told
    triggers: dict[Literal["pull_request", "main", "tag"], Told]
    service_accounts: dict[Literal["deploy", "check"], Told]


@dataclass(frozen=True, slots=True)
class OperationsOutputs(StackOutputs):
    """`audit_dataset`: where the audit trail can be asked; `alerts`, `dashboards`: key -> full name."""

    audit_dataset: Told
    alerts: dict[str, Told]
    dashboards: dict[str, Told]


@dataclass(frozen=True, slots=True)
class EnvironmentOutputs:
    """What the stacks of one environment tell; None: the stack is not up, or the spec doesn't need it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    foundation: FoundationOutputs | None = None
    network: NetworkOutputs | None = None
    data: DataOutputs | None = None
    ml: MlOutputs | None = None
    cluster: ClusterOutputs | None = None
    orchestration: OrchestrationOutputs | None = None
    delivery: DeliveryOutputs | None = None
    operations: OperationsOutputs | None = None

    @classmethod
    def parse(cls, raw: Mapping[str, Mapping[str, Any]]) -> EnvironmentOutputs:
        """Outputs as Terraform has them: stack -> name -> value, no names where nothing was applied.

        Raises: OutputsError with everything that is missing, unknown or of another type.
        """
        said = {stack: dict(values) for stack, values in raw.items() if values}
        try:
            return _reader().validate_python(said)
        except ValidationError as error:
            raise OutputsError(_problems(error)) from None


@cache
def _reader() -> TypeAdapter[EnvironmentOutputs]:
    return TypeAdapter(EnvironmentOutputs)


def _problems(error: ValidationError) -> Iterator[Problem]:
    for found in error.errors(include_url=False):
        place = [str(key) for key in found["loc"] if key != "[key]"]
        fact = FACTS.get(found["type"], found["msg"].replace("Input should", "should"))
        value = "" if found["type"] == "missing" else repr(found["input"])[:80]
        step = f"run `landfast up` again: it writes what the stack {place[0]} tells"
        yield Problem(".".join(("outputs", *place)), fact, value, next_step=step)
