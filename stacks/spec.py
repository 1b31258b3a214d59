"""The spec: `landfast.yaml`, the one file a user writes. Frozen; every problem is reported at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from landfast.core.errors import InputError, Problem
from landfast.core.near import near_misses
from landfast.gcp.machines import gpu_problem
from landfast.gcp.offers import build_regions
from landfast.gcp.regions import areas, catalogue, regions_in, zone_fact
from landfast.stacks._spec_platform import Network, Platform
from landfast.stacks._spec_problems import problems_of
from landfast.stacks._spec_repository import Repository
from landfast.stacks._spec_section import Section
from landfast.stacks._spec_source import Source, read

LegalBasis = Literal[
    "consent", "contract", "legal-obligation", "vital-interests", "public-task", "legitimate-interests"
]
SpecialCondition = Literal[
    "explicit-consent", "employment", "vital-interests", "not-for-profit", "public-by-subject", "legal-claims",
    "substantial-public-interest", "health-care", "public-health", "archiving-research",
]  # fmt: skip
# GDPR Art. 9(1), and Art. 10 (criminal convictions), which Member State law treats as strictly.
SPECIAL_CATEGORIES = frozenset(
    {"racial-or-ethnic-origin", "political-opinions", "religious-beliefs", "trade-union-membership", "genetic",
     "biometric", "health", "sex-life-or-orientation", "criminal-convictions"}
)  # fmt: skip
DataCategory = Literal[
    "identification", "contact", "demographic", "financial", "behavioural", "location", "communication",
    "employment", "technical", "racial-or-ethnic-origin", "political-opinions", "religious-beliefs",
    "trade-union-membership", "genetic", "biometric", "health", "sex-life-or-orientation", "criminal-convictions",
]  # fmt: skip


def _not_googles(name: str) -> str:
    # https://cloud.google.com/storage/docs/buckets#naming: buckets may not begin with "goog" nor contain "google".
    if name.startswith("goog") or "google" in name:
        raise PydanticCustomError("reserved", "Google reserves names that start with 'goog' or contain 'google'")
    return name


def _known_area(area: str) -> str:
    if area not in areas():
        raise PydanticCustomError("area", "one of {areas}", {"areas": ", ".join(areas())})
    return area


def _mapping_of_empties(value: Any) -> Any:
    """`dev:` with nothing behind it means all defaults, as `dev: {}` does."""
    return {key: {} if item is None else item for key, item in value.items()} if isinstance(value, Mapping) else value


Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
EnvironmentName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{1,9}$")]


class Residency(Section):
    """Where data may be."""

    area: Annotated[str, AfterValidator(_known_area)] = "eu"
    """`eu`, `eea`, `eu+adequacy`, or the ISO code of one country that has a region"""
    region: str
    """Home region, e.g. `europe-west4`: everything stands here"""

    @model_validator(mode="after")
    def _region_fits(self) -> Residency:
        allowed = tuple(name for name in regions_in(self.area) if catalogue()[name].vertex_ai)
        if self.region in allowed:
            return self
        region = catalogue().get(self.region)
        if region is None:
            fact = zone_fact(self.region) or "no such region"
        elif self.region not in regions_in(self.area):
            fact = f"{region} is outside the residency area '{self.area}'"
        else:
            fact = f"{region} has no Vertex AI"
        near = near_misses(self.region, allowed)
        raise PydanticCustomError(
            "region", "{fact}", {"fact": fact, "value": self.region, "allowed": ", ".join(allowed), "near": near}
        )


class Controller(Section):
    """Who answers for the data, and why it is processed: feeds the record of processing (GDPR Art. 30)."""

    organisation: str = Field(min_length=2, max_length=100)
    """Legal name of the controller"""
    dpo: Email
    """Contact of the data protection officer"""
    purpose: str = Field(min_length=3, max_length=200)
    """Purpose of the processing (Art. 5(1)(b))"""
    legal_basis: LegalBasis
    """Legal basis (Art. 6(1))"""
    data_subjects: tuple[Annotated[str, Field(min_length=2, max_length=40)], ...] = ()
    """Categories of data subjects (Art. 30(1)(c)), e.g. `patients`"""
    data_categories: tuple[DataCategory, ...] = ()
    """Categories of personal data (Art. 30(1)(c)); special ones (Art. 9) switch the strict rules on"""
    special_condition: SpecialCondition | None = None
    """Condition that allows special categories (Art. 9(2))"""

    @model_validator(mode="after")
    def _special_needs_condition(self) -> Controller:
        special = sorted(SPECIAL_CATEGORIES.intersection(self.data_categories))
        if special and self.special_condition is None:
            raise PydanticCustomError("special_condition", "{special}", {"special": ", ".join(special)})
        return self


class Google(Section):
    """What the target `google` needs and the rehearsal does not."""

    organization: Annotated[str, Field(pattern=r"^[0-9]{6,20}$")] | None = None
    """Organization number (digits)"""
    folder: Annotated[str, Field(pattern=r"^[0-9]{6,20}$")] | None = None
    """Folder number, instead of an organization"""
    billing_account: Annotated[str, Field(pattern=r"^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$")]
    """Billing account, `XXXXXX-XXXXXX-XXXXXX`"""

    @model_validator(mode="after")
    def _one_parent(self) -> Google:
        if (self.organization is None) == (self.folder is None):
            raise PydanticCustomError("parent", "exactly one of organization and folder")
        return self


class Environment(Section):
    """One environment: one Google Cloud project."""

    budget_eur: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """Monthly budget in euros, with alerts at 50, 90 and 100 %"""
    approval: bool = False
    """A person approves every deployment"""
    protected: bool = False
    """Project, buckets and datasets refuse to be deleted; as `approval` unless set"""

    @model_validator(mode="before")
    @classmethod
    def _protected_as_approval(cls, data: Any) -> Any:
        return {"protected": data.get("approval", False), **data} if isinstance(data, Mapping) else data


class Retention(Section):
    """How long data is kept (GDPR Art. 5(1)(e))."""

    raw_days: int = Field(default=365, ge=1, le=3650)
    """Raw data and features"""
    predictions_days: int = Field(default=90, ge=1, le=3650)
    """Predictions"""
    logs_days: int = Field(default=400, ge=30, le=3650)
    """Logs"""


class Waiver(Section):
    """A recorded exception to a policy."""

    rule: str = Field(pattern=r"^(LF-[A-Z]+-[0-9]{3}|CKV[A-Z0-9_]+)$")
    """Id of the rule, e.g. `LF-RES-001`, or of a check of checkov, e.g. `CKV_GCP_62`"""
    address: str = "*"
    """Address of the resource that it covers; `*` and `?` match any text"""
    reason: str = Field(min_length=10)
    """Why the exception is acceptable"""
    owner: Email
    """Who answers for it"""
    expires: dt.date
    """Last day that it holds, `YYYY-MM-DD`"""


class Spec(Section):
    """An ML environment on Google Cloud whose personal data stays where it is pinned."""

    name: Annotated[
        str, Field(min_length=3, max_length=16, pattern=r"^[a-z][a-z0-9-]*[a-z0-9]$"), AfterValidator(_not_googles)
    ]
    """Prefix of projects and buckets: 3 to 16 lower-case letters, digits and dashes"""
    residency: Residency
    """Where data may be: one setting that reaches everything"""
    controller: Controller | None = None
    """Who answers for the data, and why it is processed"""
    google: Google | None = None
    """Needed for the target `google` only"""
    environments: Annotated[
        Mapping[EnvironmentName, Environment],
        BeforeValidator(_mapping_of_empties),
        AfterValidator(lambda value: MappingProxyType(dict(value))),
        PlainSerializer(dict, return_type=dict[EnvironmentName, Environment]),
    ] = Field(default_factory=lambda: {"dev": Environment()}, min_length=1, max_length=50, validate_default=True)
    """The environments, one Google Cloud project each"""
    platform: Platform = Platform()
    """Which systems are used"""
    network: Network = Network()
    """What may leave the network"""
    repository: Repository | None = None
    """Where the ML project's code is"""
    retention: Retention = Retention()
    """How long data is kept"""
    # https://cloud.google.com/monitoring/quotas: channels of an alert policy.
    alerts: tuple[Email, ...] = Field(default=(), max_length=16)
    """Who is told of budget, security and pipeline alerts, at most 16; the DPO unless set"""
    runbooks: str | None = Field(default=None, pattern=r"^https://[^\s#]+$", max_length=1000)
    """Where your copy of docs/runbooks.md is published (https): alerts link to its sections"""
    waivers: tuple[Waiver, ...] = ()
    """Recorded exceptions to policies"""

    @model_validator(mode="after")
    def _agrees(self) -> Spec:
        found = [*self._disagreements()]
        if found:
            # pydantic takes one error of a validator: this one holds them all.
            raise PydanticCustomError("together", "{n} problems", {"n": len(found), "problems": found})
        return self

    def _disagreements(self) -> Iterator[PydanticCustomError]:
        region, area = self.residency.region, regions_in(self.residency.area)
        problem = gpu_problem(self.platform.gpu, region, area)
        if problem is not None:
            yield PydanticCustomError("gpu", "{fact}", problem)
        if self.repository is not None and region not in build_regions():
            allowed = ", ".join(name for name in area if name in build_regions())
            yield PydanticCustomError("builds", "{region}", {"region": region, "allowed": allowed})
        yield from self.platform.disagreements

    @property
    def egress_hosts(self) -> tuple[str, ...]:
        """What machines may reach on the internet: what the spec names, and the host of a connected repository."""
        return (*self.network.egress_hosts, *(self.repository.egress_hosts if self.repository else ()))

    @cached_property
    def special_categories(self) -> bool:
        """Whether special categories of personal data are processed (GDPR Art. 9 and 10)."""
        return bool(self.controller and SPECIAL_CATEGORIES.intersection(self.controller.data_categories))

    @property
    def alert_addresses(self) -> tuple[str, ...]:
        """Whom alerts go to: `alerts`, else the data protection officer, else nobody."""
        return self.alerts or ((self.controller.dpo,) if self.controller else ())

    @property
    def record_labels(self) -> dict[str, str]:
        """What the labels of every resource say for the record of processing (GDPR Art. 30)."""
        if self.controller is None:
            return {}
        return {
            "controller": self.controller.organisation,
            "purpose": self.controller.purpose,
            "legal-basis": self.controller.legal_basis,
            "data-category": "_".join(self.controller.data_categories),
        }

    def environment(self, name: str) -> Environment:
        """The environment of that name. Raises: InputError, naming the ones that the spec has."""
        if name in self.environments:
            return self.environments[name]
        known = tuple(self.environments)
        near = near_misses(name, known)
        hint = f"did you mean '{near[0]}'?" if near else "add it to landfast.yaml or name one of these"
        limit = f"the spec has {', '.join(known)}"
        raise InputError([Problem(f"environments.{name}", "no such environment", "", limit, hint)])


def parse(source: Source) -> Spec:
    """Spec of a YAML document that was read. Raises: InputError with every problem."""
    try:
        return Spec.model_validate(source.content)
    except ValidationError as error:
        raise InputError(problems_of(error, source, Spec)) from None


def load(path: Path) -> Spec:
    """Spec of a file. Raises: InputError with every problem of the file and of its content."""
    return parse(read(path))
