"""What evidence is made of: facts of one environment, each with the place it comes from. Nothing here is prose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from landfast_ml.contract.dossier import Dossier
from landfast_ml.contract.standing import Serving, StartedExperiment

# Of the facts as a file: it grows when a reader of the one before would misread it.
FORMAT = 1
# Of a rule: nothing it judges is there; it holds; an exception covers what was found; it fails; it can't be told.
State = Literal["nothing", "holds", "waived", "fails", "unknown"]


@dataclass(frozen=True, slots=True)
class DataStore:
    """A resource that holds data. `key` is the class of its key, `place` where it says that it is ("": nowhere).

    `kept` and `gone` are days: until content ends by itself, and until what was erased is gone; None: no end, or not
    known, as `why` says.
    """

    stack: str
    address: str
    kind: str
    place: str
    key: str
    kept: float | None = None
    gone: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ExitFact:
    """How what a store holds is taken along: in which `formats`, by which `command` (in capitals: what is filled in);
    or of what it is a copy (`copy_of`). Without either, no way is known."""

    address: str
    formats: tuple[str, ...] = ()
    command: str = ""
    copy_of: str = ""

    @property
    def known(self) -> bool:
        return bool(self.formats or self.copy_of)


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A finding: where, and what; with the exception that covers it, if one does (`until` is ISO 8601)."""

    address: str
    message: str
    unknown: bool = False
    reason: str = ""
    owner: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A rule, on how many resources it was tried, and what came of it."""

    rule: str
    title: str
    severity: str
    articles: tuple[str, ...]
    state: State
    tried: int
    found: tuple[FoundFact, ...] = ()
    waived: tuple[FoundFact, ...] = ()
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An outside host that a resource or file names. `operator` "": not known."""

    host: str
    operator: str
    recorded: bool
    address: str


@dataclass(frozen=True, slots=True)
class AssessmentReason:
    """What calls for an impact assessment, by which article."""

    criterion: str
    article: str
    address: str


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for the data: the spec's section `controller`."""

    organisation: str
    dpo: str
    purpose: str
    legal_basis: str
    special_condition: str
    data_subjects: tuple[str, ...]
    data_categories: tuple[str, ...]
    special: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classification:
    """A high-risk AI system: the spec's section `ai`. `area` of Annex III, `product` by its law of Annex I, or both;
    `public`: who deploys it is a public body, or provides public services."""

    area: str
    roles: tuple[str, ...]
    product: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class Contradicted:
    """What people wrote in the answer to `question`, and which fact says otherwise."""

    question: str
    claim: str
    says: str
    fact: str


@dataclass(frozen=True, slots=True)
class Components:
    """A bill of materials in the bundle: of `what`, how many, made of which lock or image."""

    file: str
    what: str
    count: int
    made_of: str


@dataclass(frozen=True, slots=True)
class RestoredFact:
    """A store in a restore drill: from which backup, how far behind the loss, in which time (seconds), what was
    compared; or `why` it did not come back."""

    name: str
    backup: str
    rpo_seconds: float | None
    rto_seconds: float | None
    compared: str
    whole: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class DrillFact:
    """The last restore drill, whose record stands in the bundle as `file`: `when` (ISO 8601), `days` from then to the
    day of the bundle, which may be `within`, and whether all came `whole`."""

    file: str
    when: str
    days: int
    within: int
    whole: bool
    restored: Sequence[RestoredFact] = ()


@dataclass(frozen=True, slots=True)
class RemovalFact:
    """The certificate of an environment's removal that stands in the bundle as `file`."""

    file: str
    project: str
    ended: str
    complete: bool


@dataclass(frozen=True, slots=True)
class RunningFacts:
    """What the project says answers now, and which experiments it knows."""

    serving: tuple[Serving, ...]
    experiments: tuple[StartedExperiment, ...]


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """Requests of data subjects on the day of the bundle."""

    open: int = 0
    overdue: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFacts:
    """All that is known of one environment. `controller` None: the spec names nobody; `dossier` None: no project.

    `stands` is how many resources the states hold, and `applied` whether the spec is the one that they were made of;
    `stacks` how many each declares. `answered`: questions that people have answered; `waived`: why an obligation is not
    theirs, by the name of the answer; `harmless`: people say that the system is not high-risk.
    `digests`: what these facts were read from, by name, as `sha256:…`.
    """

    name: str
    environment: str
    target: str
    project: str
    region: str
    city: str
    area: str
    protected: bool
    approval: bool
    closed_room: bool
    orchestrators: tuple[str, ...]
    controller: Responsible | None
    ai: Classification | None
    retention: Mapping[str, int]
    stands: int
    applied: bool
    stacks: Mapping[str, int]
    stores: Sequence[DataStore]
    places: Mapping[str, int]
    recipients: Sequence[Recipient]
    triggers: Sequence[AssessmentReason]
    measures: Sequence[Measure]
    coverage: str
    unread: Sequence[str]
    longest_erasure: DataStore | None
    versions: Mapping[str, str]
    digests: Mapping[str, str]
    dossier: Dossier | None
    answered: Sequence[str] = ()
    waived: Mapping[str, str] = field(default_factory=dict)
    harmless: bool = False
    contradictions: Sequence[Contradicted] = ()
    components: Sequence[Components] = ()
    drill: DrillFact | None = None
    removals: Sequence[RemovalFact] = ()
    exits: Sequence[ExitFact] = ()
    requests: RequestCounts = RequestCounts()
    running: RunningFacts | None = None
    # Whose software runs it is Google's, everywhere; whose machines it runs on is another's in a sovereign cloud.
    cloud: str = "Google Cloud"
    operator: str = "Google"

    def measure(self, rule: str) -> Measure | None:
        return next((one for one in self.measures if one.rule == rule), None)

    def of_articles(self, *articles: str) -> list[Measure]:
        """Measures that serve one of these articles or a part of it: `32(1)` stands for `32(1)(a)`, too."""
        return [
            one for one in self.measures if any(mine.startswith(asked) for mine in one.articles for asked in articles)
        ]

    def to_json(self) -> dict[str, Any]:
        from dataclasses import asdict

        return {"format": FORMAT, **asdict(self)}
