"""Gathers the facts of one environment: from its spec, its evaluated stacks, the verdict on them, and its project."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from landfast_ml.contract.dossier import Dossier

from landfast import __version__
from landfast.check import Finding, Report
from landfast.core.digests import sha256
from landfast.core.files import to_json
from landfast.evidence.answers import WrittenAnswer
from landfast.evidence.claims import contradictions
from landfast.evidence.facts import (
    AssessmentReason,
    Classification,
    Components,
    DrillFact,
    EvidenceFacts,
    FoundFact,
    Measure,
    Recipient,
    RemovalFact,
    RequestCounts,
    Responsible,
    RunningFacts,
    State,
)
from landfast.evidence.holdings import exits, store_of, stores
from landfast.evidence.obligations import WAIVED
from landfast.gcp.regions import catalogue
from landfast.graph import picture
from landfast.policies.model import AnyRule, Resource
from landfast.stacks.spec import Spec
from landfast.stacks.spec.controller import SPECIAL_CATEGORIES
from landfast.synth import Synthesis
from landfast.targets.workspace import Workspace

# Google's facts and the policies' own: what a verdict depends on beside the configuration.
TABLES = ("gcp/data", "policies/facts/data", "policies/frameworks.yaml")
ROOT = Path(__file__).parents[1]
NO_REQUESTS = RequestCounts()


@dataclass(frozen=True, slots=True)
class Operated:
    """What was done with the environment besides: bills of materials, removals, requests of people, the last drill."""

    components: Sequence[Components] = ()
    removals: Sequence[RemovalFact] = ()
    requests: RequestCounts = NO_REQUESTS
    drill: DrillFact | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """`standing`: address of what the states hold, by stack; `dossier` None: no project is installed."""

    workspace: Workspace
    synthesis: Synthesis
    resources: Sequence[Resource]
    report: Report
    standing: Mapping[str, Sequence[str]]
    dossier: Dossier | None
    running: RunningFacts | None = None
    answers: Mapping[str, WrittenAnswer] = field(default_factory=dict)
    operated: Operated = field(default_factory=Operated)


def gathered(sources: Sources) -> EvidenceFacts:
    """All that evidence is made of."""
    found = _facts(sources)
    claims = {question: one.claims for question, one in sources.answers.items()}
    texts = {question: one.text for question, one in sources.answers.items()}
    return replace(found, contradictions=tuple(contradictions(found, claims, texts)))


def _facts(sources: Sources) -> EvidenceFacts:
    """Before it is looked at what people say otherwise."""
    workspace, spec, report = sources.workspace, sources.workspace.spec, sources.report
    drawn = picture(spec.name, spec.residency.region, sources.resources)
    held = tuple(stores(drawn, report.inventory.erasure))
    longest, more = report.inventory.longest, sources.operated
    return EvidenceFacts(
        name=spec.name,
        environment=workspace.environment_name,
        target=workspace.target.name,
        project=workspace.names.project_id,
        region=spec.residency.region,
        city=catalogue()[spec.residency.region].place,
        area=spec.residency.within,
        protected=workspace.environment.protected,
        approval=workspace.environment.approval,
        closed_room=bool(spec.network.perimeter and spec.network.perimeter.enforce),
        orchestrators=tuple(spec.platform.orchestrators),
        controller=_answer(spec),
        ai=_classification(spec),
        retention=spec.retention.model_dump(),
        stands=sum(map(len, sources.standing.values())),
        applied=sources.synthesis.spec in (None, spec.model_dump(mode="json")),
        stacks=dict(drawn.stacks),
        stores=held,
        exits=tuple(exits(held, sources.resources, workspace.names)),
        places=dict(sorted(Counter(node.place for node in drawn.nodes).items())),
        recipients=tuple(
            Recipient(one.host, one.operator or "", one.recorded, one.address) for one in report.inventory.processors
        ),
        triggers=tuple(AssessmentReason(one.criterion, one.article, one.address) for one in report.inventory.impact),
        measures=tuple(_measure(rule, report) for rule in report.rules),
        coverage=report.coverage_line(),
        unread=tuple(str(problem) for problem in report.problems),
        longest_erasure=store_of(longest) if longest else None,
        versions=_versions(report),
        digests=dict(_digests(sources)),
        dossier=sources.dossier,
        answered=sorted(sources.answers),
        waived={name: one.text for name, one in sources.answers.items() if name.startswith(WAIVED)},
        components=more.components,
        drill=more.drill,
        harmless=any(one.claims.get("high_risk") is False for one in sources.answers.values()),
        removals=more.removals,
        requests=more.requests,
        running=sources.running,
        cloud=spec.universe.title,
        operator=spec.universe.operator,
    )


def _classification(spec: Spec) -> Classification | None:
    said = spec.ai
    if said is None:
        return None
    return Classification(said.area or "", said.role, said.product or "", said.public)


def _answer(spec: Spec) -> Responsible | None:
    said = spec.controller
    if said is None:
        return None
    return Responsible(
        organisation=said.organisation,
        dpo=said.dpo,
        purpose=said.purpose,
        legal_basis=said.legal_basis,
        special_condition=said.special_condition or "",
        data_subjects=said.data_subjects,
        data_categories=said.data_categories,
        special=tuple(one for one in said.data_categories if one in SPECIAL_CATEGORIES),
    )


def _measure(rule: AnyRule, report: Report) -> Measure:
    found = tuple(_found(one) for one in report.findings if one.rule.id == rule.id)
    waived = tuple(_found(one) for one in report.waived if one.rule.id == rule.id)
    tried = report.ran.get(rule.id, 0)
    return Measure(
        rule.id, rule.title, rule.severity, rule.articles, _state(found, waived, tried), tried, found, waived,
        rule.mend.landfast,
    )  # fmt: skip


def _state(found: Sequence[FoundFact], waived: Sequence[FoundFact], tried: int) -> State:
    if found:
        return "unknown" if all(one.unknown for one in found) else "fails"
    if waived:
        return "waived"
    return "holds" if tried else "nothing"


def _found(finding: Finding) -> FoundFact:
    waiver = finding.waiver
    where = ".".join(filter(None, (finding.address, finding.path)))
    if waiver is None:
        return FoundFact(where, finding.message, finding.unknown)
    return FoundFact(where, finding.message, finding.unknown, waiver.reason, waiver.owner, waiver.expires.isoformat())


def _digests(sources: Sources) -> Iterator[tuple[str, str]]:
    """What all this was read from: whoever has it can tell whether evidence is of it."""
    yield "spec", sha256(to_json(sources.workspace.spec.model_dump(mode="json")))
    for stack in sources.synthesis.stacks:
        yield f"stack {stack.name}", sha256(stack.config.read_bytes())
    if sources.dossier is not None:
        for version in sources.dossier.versions:
            yield f"model version {version.version}", sha256(to_json(version.lineage))


def _versions(report: Report) -> dict[str, str]:
    """What a verdict depends on beside the configuration."""
    others = ", ".join(sorted({rule.origin for rule in report.rules if rule.origin}))
    return {"landfast": __version__, **({"rules": others} if others else {}), "facts": _digest_of_tables()}


def _digest_of_tables() -> str:
    """Of every table that judges: another one may come to another verdict."""
    digest = hashlib.sha256()
    for place in TABLES:
        at = ROOT / place
        for path in [at] if at.is_file() else sorted(path for path in at.rglob("*") if path.is_file()):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return f"sha256:{digest.hexdigest()}"
