"""The sections `google` and `environments` of the spec: where the projects are, and what each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainSerializer, TypeAdapter, ValidationError, model_validator

from landfast.core.near import near_misses
from landfast.gcp.universes import PUBLIC, Universe, universes
from landfast.stacks.spec.network import NetworkOfEnvironment
from landfast.stacks.spec.ownership import Ownership, Part
from landfast.stacks.spec.reserved import not_googles
from landfast.stacks.spec.section import (
    SpecProblem,
    SpecProblems,
    SpecSection,
    WholeNumber,
    as_google_keeps_it,
    each_once,
)

_BOOLEAN = TypeAdapter(bool)
BILLING = "add it: billing account, `XXXXXX-XXXXXX-XXXXXX`"
# In another universe than Google Cloud an account's domain has the universe's prefix; a project's id begins with it.
ACCOUNT = r"^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z][a-z0-9-]{4,28}[a-z0-9](\.[a-z0-9]+)?\.iam\.gserviceaccount\.com$"
# People of another identity provider: https://cloud.google.com/iam/docs/workforce-identity-federation
WORKFORCE = r"principal(Set)?://iam\.googleapis\.com/locations/global/workforcePools/[a-z0-9-]+/[^\s]+"
Operator = Annotated[
    str,
    Field(pattern=rf"^((user|group|serviceAccount):[^@\s:]+@[^@\s:]+\.[^@\s:.]+|{WORKFORCE})$", max_length=300),
    AfterValidator(as_google_keeps_it),
]
EnvironmentName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{1,9}$"), AfterValidator(not_googles)]
ProjectId = Annotated[str, Field(pattern=r"^([a-z][a-z0-9]{0,9}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$")]
ServiceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{1,40}$")]
# Of a project that stands already, whose id is Google's to judge.
Projects = Annotated[
    Mapping[EnvironmentName, ProjectId],
    AfterValidator(lambda value: MappingProxyType(dict(value))),
    PlainSerializer(dict, return_type=dict[EnvironmentName, ProjectId]),
]
Suffix = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$"), AfterValidator(not_googles)]


def _known_universe(domain: str) -> str:
    """Raises: SpecProblem for one of which nothing is known."""
    known = tuple(universes())
    if domain not in known:
        near = near_misses(domain, known)
        step = f"did you mean {near[0]}?" if near else "use one of these; Google Cloud itself needs none"
        raise SpecProblem(
            "", "is no universe that landfast knows", f"'{domain}'", f"there are {', '.join(known)}", step
        )
    return domain


class Google(SpecSection):
    """What the target `google` needs and the rehearsal does not."""

    organization: Annotated[str, Field(pattern=r"^[0-9]{6,20}$")] | None = None
    """Organization number (digits)"""
    folder: Annotated[str, Field(pattern=r"^[0-9]{6,20}$")] | None = None
    """Folder number, instead of an organization"""
    billing_account: Annotated[str, Field(pattern=r"^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$")] | None = None
    """Billing account, `XXXXXX-XXXXXX-XXXXXX`, of the projects that landfast makes"""
    projects: Projects = Field(default={}, validate_default=True)
    """Projects that stand already, by environment, `{dev: acme-ml-dev}`: nothing is made above them, none is ended"""
    manages: Annotated[tuple[Part, ...], AfterValidator(each_once)] = ()
    """What landfast changes of `projects`, besides what it makes in them; the rest is a ticket for whoever may do it"""
    project_suffix: Suffix | None = None
    """End of every project's id and bucket's name, e.g. `k7`: they are unique in the world, and stay taken for long"""
    quota_project: ProjectId | None = None
    """Project that stands already and whose quota calls are counted on: people's own credentials need one"""
    impersonate: Annotated[str, Field(pattern=ACCOUNT)] | None = None
    """Service account that whoever runs landfast acts as, in place of their own credentials"""
    universe: Annotated[str, AfterValidator(_known_universe)] | None = None
    """Domain of a sovereign cloud of Google's software, `s3nsapis.fr`, where all stands; Google Cloud unless set"""
    offers: Annotated[tuple[ServiceName, ...], AfterValidator(each_once)] = ()
    """APIs that the operator of `universe` has confirmed to you, e.g. `aiplatform`, of which landfast knows nothing"""
    operators: Annotated[tuple[Operator, ...], AfterValidator(each_once), Field(max_length=50)] = ()
    """Who may act as `impersonate`, e.g. `group:ml@acme.example`: `bootstrap` grants it"""
    provisioned_by_ci: bool = False
    """CI of `repository` may act as `impersonate` on the main branch, to run `landfast up`: `bootstrap` sees to it"""

    @property
    def cloud(self) -> Universe:
        """Where all stands."""
        return universes()[self.universe] if self.universe else PUBLIC

    @model_validator(mode="after")
    def _fits(self) -> Google:
        found = [*self._disagreements()]
        if found:
            raise SpecProblems(found)
        return self

    def _disagreements(self) -> Iterator[SpecProblem]:
        parents = [self.organization, self.folder].count(None)
        if parents == 0 or (parents == 2 and not self.projects):
            fact, step = "needs exactly one parent", "set one and remove the other"
            yield SpecProblem("", fact, limit="organization or folder", step=step)
        if self.billing_account is None and not self.projects:
            yield SpecProblem("billing_account", "is missing", step=BILLING)
        if self.manages and not self.projects:
            fact, step = (
                "is said of projects that stand already, and google.projects names none",
                "name them, or remove it",
            )
            yield SpecProblem("manages", fact, step=step)
        for field in ("operators", "provisioned_by_ci"):
            if getattr(self, field) and not self.impersonate:
                fact, limit = "is set and google.impersonate is missing", "it says who may act as that account"
                step = "name the account, e.g. landfast@acme-seed.iam.gserviceaccount.com"
                yield SpecProblem(field, fact, limit=limit, step=step)
            elif getattr(self, field) and not self.quota_project:
                fact, limit = "is set and google.quota_project is missing", "bootstrap works in that project"
                yield SpecProblem(field, fact, limit=limit, step="name one that stands already")
        ids = list(self.projects.values())
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            fact, limit = "is the project of two environments", "an environment is one project"
            yield SpecProblem("projects", fact, f"'{twice}'", limit, "name another one for the second")

    def lacks_of(self, environment: str) -> Iterator[SpecProblem]:
        """What is missing to make the project of an environment."""
        if environment in self.projects:
            return
        step = f"or name the project in google.projects, if there is one for {environment}"
        if self.organization is None and self.folder is None:
            fact = f"has no parent for the project of environment {environment}"
            yield SpecProblem("google", fact, limit="organization or folder", step=f"set one, {step}")
        if self.billing_account is None:
            yield SpecProblem(
                "google.billing_account", f"is missing for environment {environment}", step=f"{BILLING}, {step}"
            )

    def ownership(self, environment: str) -> Ownership:
        """What landfast makes and changes of the project of an environment."""
        return Ownership(project=False, parts=frozenset(self.manages)) if environment in self.projects else Ownership()


class Environment(SpecSection):
    """One environment: one Google Cloud project."""

    budget_eur: Annotated[WholeNumber, Field(ge=1, le=10_000_000)] | None = None
    """Monthly budget in euros, with alerts at 50, 90 and 100 %; Google keeps it in `costs.currency`"""
    approval: bool = False
    """A person approves every deployment"""
    protected: bool = False
    """Project, buckets and datasets refuse to be deleted; as `approval` unless set"""
    project_suffix: Suffix | None = None
    """End of this environment's project id, in place of `google.project_suffix`; `up` writes it if the id is taken"""
    network: NetworkOfEnvironment | None = None
    """Its own network, where `network` names one that stands: two environments can't share one"""

    @model_validator(mode="before")
    @classmethod
    def _protected_as_approval(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "protected" in data:
            return data
        try:
            return {**data, "protected": _BOOLEAN.validate_python(data.get("approval", False))}
        except ValidationError:  # What is wrong with `approval` is said once.
            return data
