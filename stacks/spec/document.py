"""The spec: `landfast.yaml`, the one file a user writes. Frozen; every problem is reported at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)

from landfast.core.errors import InputError, Problem
from landfast.core.near import near_misses
from landfast.core.yaml_bounds import UnfitYamlError
from landfast.gcp.machines import gpu_problem
from landfast.gcp.offers import build_regions
from landfast.gcp.regions import regions_in
from landfast.gcp.universes import PUBLIC, Universe
from landfast.modules.names import PROJECT_ID_LIMIT, Names
from landfast.stacks.spec.ai import AiSystem
from landfast.stacks.spec.controller import SPECIAL_CATEGORIES, Controller, Email
from landfast.stacks.spec.costs import Costs
from landfast.stacks.spec.environment import Environment, EnvironmentName, Google
from landfast.stacks.spec.extensions import ExtensionName, extension_problems
from landfast.stacks.spec.network import Network
from landfast.stacks.spec.ownership import Ownership
from landfast.stacks.spec.platform import Platform
from landfast.stacks.spec.policies import Policies
from landfast.stacks.spec.problems import problems_of
from landfast.stacks.spec.project import MlProject
from landfast.stacks.spec.repository import Repository
from landfast.stacks.spec.reserved import not_googles
from landfast.stacks.spec.residency import Residency
from landfast.stacks.spec.retention import Retention
from landfast.stacks.spec.section import SpecProblem, SpecProblems, SpecSection
from landfast.stacks.spec.source import Source, parse_text, read
from landfast.stacks.spec.sovereign import CONFIRMABLE, sovereign_problems
from landfast.stacks.spec.unconnected import unconnected
from landfast.stacks.spec.waivers import Waiver


def _mapping_of_empties(value: Any) -> Any:
    """`dev:` with nothing behind it means all defaults, as `dev: {}` does."""
    return {key: {} if item is None else item for key, item in value.items()} if isinstance(value, Mapping) else value


class Spec(SpecSection):
    """An ML environment on Google Cloud whose personal data stays where it is pinned."""

    name: Annotated[
        str, Field(min_length=3, max_length=16, pattern=r"^[a-z][a-z0-9-]*[a-z0-9]$"), AfterValidator(not_googles)
    ]
    """Prefix of projects and buckets: 3 to 16 lower-case letters, digits and dashes"""
    residency: Residency
    """Where data may be: one setting that reaches everything"""
    controller: Controller | None = None
    """Who answers for the data, and why it is processed"""
    ai: AiSystem | None = None
    """A high-risk AI system: switches the rules of the AI Act on"""
    google: Google | None = None
    """Needed for the target `google` only"""
    environments: Annotated[
        Mapping[EnvironmentName, Environment],
        BeforeValidator(_mapping_of_empties),
        AfterValidator(lambda value: MappingProxyType(dict(value))),
        PlainSerializer(dict, return_type=dict[EnvironmentName, Environment]),
    ] = Field(default_factory=lambda: {"dev": Environment()}, min_length=1, max_length=50, validate_default=True)
    """The environments, one Google Cloud project each"""
    costs: Costs = Costs()
    """In which currency costs are told, and Google keeps budgets"""
    platform: Platform = Platform()
    """Which systems are used"""
    network: Network = Network()
    """What may leave the network"""
    project: MlProject | None = None
    """The table that the ML project learns from; the demo's unless set"""
    repository: Repository | None = None
    """Where the ML project's code is"""
    retention: Retention = Retention()
    """How long data is kept"""
    # https://cloud.google.com/monitoring/quotas: channels of an alert policy.
    alerts: tuple[Email, ...] = Field(default=(), max_length=16)
    """Who is told of budget, security and pipeline alerts, at most 16; the DPO unless set"""
    runbooks: str | None = Field(default=None, pattern=r"^https://[^\s#]+$", max_length=1000)
    """Where your copy of docs/runbooks.md is published (https): alerts link to its sections"""
    policies: Policies = Policies()
    """How the policies judge"""
    extensions: Mapping[ExtensionName, Mapping[str, Any]] = Field(default_factory=dict, max_length=20)
    """Stacks of installed packages that each environment has, too, with what each is told (`landfast plugins`)"""
    waivers: tuple[Waiver, ...] = ()
    """Recorded exceptions to policies"""

    @model_validator(mode="after")
    def _agrees(self) -> Spec:
        found = [*self._disagreements()]
        if found:
            raise SpecProblems(found)
        return self

    def _disagreements(self) -> Iterator[SpecProblem]:
        region, area = self.residency.region, regions_in(self.residency.within)
        problem = gpu_problem(self.platform.gpu, region, area)
        if problem is not None and self.universe.is_google:
            yield SpecProblem("platform.gpu", problem["fact"], problem["value"], problem["limit"], problem["step"])
        sovereign = [*sovereign_problems(self)]
        yield from sovereign
        if not sovereign and self.repository is not None and region not in build_regions():
            fact = "repository is set and Cloud Build has no private pools in residency.region"
            allowed = ", ".join(name for name in area if name in build_regions())
            step = "use one of these, or remove repository"
            yield SpecProblem("residency.region", fact, f"'{region}'", f"allowed: {allowed}", step)
        yield from self.platform.disagreements
        if self.google and self.google.provisioned_by_ci and self.repository is None:
            fact, step = "is set and repository is missing", "say where the code is, or remove it"
            yield SpecProblem("google.provisioned_by_ci", fact, step=step)
        yield from self._homeless()
        yield from unconnected(self)
        yield from self._long_ids()
        yield from self._locked_out()
        yield from extension_problems(self.extensions)

    def _homeless(self) -> Iterator[SpecProblem]:
        """Projects of no environment, one that two would have, and environments that nobody has a project for."""
        if self.google is None:
            return
        for name in self.google.projects:
            if name not in self.environments:
                near = near_misses(name, tuple(self.environments))
                step = f"did you mean {near[0]}?" if near else "add it to environments, or name one of these"
                limit = f"the spec has {', '.join(self.environments)}"
                yield SpecProblem(f"google.projects.{name}", "is no environment", limit=limit, step=step)
        for name in self.environments:
            yield from self.google.lacks_of(name)
            found = self.names(name).project_id
            if name not in self.google.projects and found in self.google.projects.values():
                fact = f"is another environment's, and what landfast would make for {name}"
                yield SpecProblem("google.projects", fact, f"'{found}'", step="set google.project_suffix")

    def _long_ids(self) -> Iterator[SpecProblem]:
        for environment in self.environments:
            found = self.names(environment).project_id
            if len(found) > PROJECT_ID_LIMIT:
                fact = f"the project's id of environment {environment} is too long"
                limit = f"{PROJECT_ID_LIMIT} characters at most, this has {len(found)}"
                yield SpecProblem("google.project_suffix", fact, f"'{found}'", limit, "choose a shorter suffix")

    def _locked_out(self) -> Iterator[SpecProblem]:
        """Who works on the environments comes from outside of an enforced perimeter. CI's own account is let in."""
        wanted = self.network.perimeter
        if wanted is None or not wanted.enforce:
            return
        own = f"serviceAccount:{self.google.impersonate}" if self.google and self.google.impersonate else ""
        if own and own not in wanted.members:
            fact = "network.perimeter.enforce is true and google.impersonate is no member of it"
            step = "add it to members: landfast works as that account"
            yield SpecProblem("network.perimeter.members", fact, own, "it would be refused", step)

    def without_tracking_server(self) -> Spec:
        """As long as nobody has pushed its image: Cloud Run starts a service before it says that it stands."""
        return self.model_copy(update={"platform": self.platform.model_copy(update={"tracking_image": None})})

    def kept_out(self, environment: str) -> tuple[str, ...]:
        """Accounts that promote from the first environment into others, and that its perimeter doesn't let in.

        Those of an environment that stands later: a perimeter takes nobody in who isn't there.
        """
        wanted, first = self.network.perimeter, next(iter(self.environments))
        if wanted is None or not wanted.enforce or self.repository is None:
            return ()
        others = [name for name in self.environments if name != first and environment in (first, name)]
        accounts = (self.names(name).service_account_member("deploy") for name in others)
        return tuple(account for account in accounts if account not in wanted.members)

    def names(self, environment: str) -> Names:
        """What everything of an environment is called."""
        google, found = self.google, self.environments.get(environment)
        standing = google.projects.get(environment, "") if google else ""
        shared = self.network.of(found.network if found else None).shared(standing)
        suffix, own = (google and google.project_suffix) or "", (found and found.project_suffix) or ""
        return Names(self.name, environment, suffix, standing, shared, own, self.universe)

    @property
    def universe(self) -> Universe:
        """The cloud that all stands in: Google's, or a sovereign one of its software."""
        return self.google.cloud if self.google else PUBLIC

    def offers(self, service: str) -> bool:
        """Whether there is an API where all stands: as is known of it, or as its operator has confirmed."""
        said = self.universe.offer(service)
        confirmed = self.google.offers if self.google else ()
        return said == "offered" or (said == "unknown" and service in confirmed and service in CONFIRMABLE)

    def ownership(self, environment: str) -> Ownership:
        """What of an environment landfast makes and changes; all else is another team's."""
        own = self.google.ownership(environment) if self.google else Ownership()
        return dataclasses.replace(own, network=not self.network.stands)

    @property
    def recorded_hosts(self) -> tuple[str, ...]:
        """Hosts outside that the record of processing knows: what machines may reach, and where the code is."""
        code = (self.repository.site,) if self.repository and self.repository.builds_outside else ()
        return (*self.network.egress_hosts, *code)

    @property
    def peered(self) -> bool:
        """Whether a network of Google's is peered with the environment's: databases and build machines stand in it."""
        return self.platform.needs_database or self.repository is not None

    @cached_property
    def special_categories(self) -> bool:
        """Whether special categories of personal data are processed (GDPR Art. 9 and 10)."""
        return bool(self.controller and SPECIAL_CATEGORIES.intersection(self.controller.data_categories))

    @property
    def private_endpoints(self) -> bool:
        """Whether models answer in the environment's network alone: as asked for, else where the room is closed."""
        if self.platform.endpoints is not None:
            return self.platform.endpoints == "private"
        return self.special_categories or self.network.is_enclosed

    @property
    def alert_addresses(self) -> tuple[str, ...]:
        """Whom alerts go to: `alerts`, else the data protection officer, else nobody; each once."""
        named = self.alerts or ((self.controller.dpo,) if self.controller else ())
        found: dict[str, str] = {}
        for address in named:
            found.setdefault(address.casefold(), address)
        return tuple(found.values())

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
        hint = f"did you mean {near[0]}?" if near else "add it to landfast.yaml or name one of these"
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
    try:
        source = read(path)
    except UnfitYamlError as unfit:
        raise InputError([*unfit.problems, *_problems_of_the_rest(unfit, path.name)]) from None
    return parse(source)


def _problems_of_the_rest(unfit: UnfitYamlError, name: str) -> list[Problem]:
    """What is wrong with the content of a file that is partly unfit; nothing where the rest is no YAML."""
    try:
        source = parse_text(unfit.rest, name)
        Spec.model_validate(source.content)
    except ValidationError as error:
        return problems_of(error, source, Spec, unfit.paths)
    except InputError:
        return []
    return []
