"""Writes evidence of one environment: what was provisioned, judged and trained, as one bundle that can be verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.check import Report, check, evaluated, merged
from landfast.check.kinds import is_project
from landfast.check.projects.folder import load_project
from landfast.check.report.paths import placed
from landfast.core.files import write_out
from landfast.core.progress import Reporter, silent
from landfast.evidence.answers import WrittenAnswer, answers
from landfast.evidence.collection import papers
from landfast.evidence.facts import EvidenceFacts, RunningFacts
from landfast.evidence.gathering import Sources, gathered
from landfast.evidence.obligations import obligations, verdict_of
from landfast.evidence.page import page
from landfast.evidence.words import LANGUAGES, Language, SaidDocument, Speaker
from landfast.graph import page as graph_page
from landfast.graph import picture
from landfast.graph.model import Picture
from landfast.jobs.described import describing_stacks
from landfast.jobs.drill_record import drills_of
from landfast.jobs.evidence_bundle import Bundle, SaidIn, write_bundle
from landfast.jobs.evidence_operated import operated
from landfast.jobs.provision import driving
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.jobs.shared_records import take_shared
from landfast.jobs.signing import signer
from landfast.judging import policy_context, subjects_of
from landfast.projects.runner import ProjectStores, dossier_of, standing_of
from landfast.synth import Synthesis
from landfast.targets.workspace import Workspace
from landfast.terraform import all_beside

if TYPE_CHECKING:
    from landfast.jobs.evidence_document import EvidenceDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequest(EnvironmentRequest):
    """`out`: the bundle, else one beside the spec; `page`: its page in the first language, besides.

    `sign`: a private key (PEM). `day`: what the bundle says it is as of, else today (UTC).
    """

    out: Path | None = None
    page: Path | None = None
    sign: Path | None = None
    languages: Sequence[Language] = ("en",)
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EvidenceResult:
    """The bundle that was written; `documents` in the first language; `key` is whose signature it bears, "" none's."""

    workspace: Workspace
    file: Path
    page: Path | None
    key: str
    facts: EvidenceFacts
    documents: Sequence[SaidDocument]

    command: ClassVar[str] = "evidence write"
    exit_code: ClassVar[int] = 0

    @property
    def open(self) -> int:
        return sum(document.open for document in self.documents)

    def to_json(self) -> EvidenceDocument:
        return {
            "file": str(self.file),
            "page": str(self.page) if self.page else None,
            "key": self.key or None,
            "stands": self.facts.stands,
            "applied": self.facts.applied,
            "open": self.open,
            "obligations": {str(one.id): verdict_of(one, self.facts).state for one in obligations()},
            "contradictions": [
                {"file": f"evidence/{one.question}.md", "claim": one.claim, "says": one.says, "fact": one.fact}
                for one in self.facts.contradictions
            ],
            "documents": [
                {"name": one.anchor, "title": one.title, "of": one.of, "open": one.open} for one in self.documents
            ],
            "rules": {one.rule: one.state for one in self.facts.measures},
        }


def evidence(request: EvidenceRequest, report: Reporter = silent) -> EvidenceResult:
    """Gathers, says, writes. Raises: InputError, UserError."""
    signed_by = signer(request.sign) if request.sign else None
    workspace = request.workspace()
    report(begun("evidence", workspace))
    written = answers(workspace.home)
    day = request.day or dt.datetime.now(dt.UTC).date()
    facts, files = _facts(workspace, written, day)
    texts = {question: answer.text for question, answer in written.items()}
    said = [_said(facts, Speaker(language, texts), day) for language in request.languages or LANGUAGES[:1]]
    out = (request.out or workspace.home / f"{workspace.names.project_name}.evidence.zip").resolve()
    key = write_bundle(out, Bundle(facts, said, written, day.isoformat(), files), signed_by)
    shown = request.page.resolve() if request.page else None
    if shown is not None:
        write_out(shown, said[0].page.encode())
    return EvidenceResult(workspace, out, shown, key.key if key else "", facts, said[0].documents)


def _facts(
    workspace: Workspace, written: Mapping[str, WrittenAnswer], day: dt.date
) -> tuple[EvidenceFacts, Mapping[str, bytes]]:
    """The facts, and the files that stand in the bundle beside them: records, and the picture of the stacks."""
    folder, name = workspace.project_folder, workspace.environment_name
    stores = ProjectStores.of(workspace)
    # The project answers in processes of its own, while the stacks are judged here.
    with ThreadPoolExecutor(2) as pool, describing_stacks(workspace) as synthesis:
        told = pool.submit(dossier_of, folder, name, stores)
        runs = pool.submit(standing_of, folder, name, stores)
        # First: it brings what other machines have recorded.
        standing = _standing(workspace, synthesis)
        besides = operated(workspace, day)
        subjects = subjects_of(synthesis)
        resources = evaluated(subjects)
        context = replace(policy_context(workspace), drills=drills_of(workspace, day))
        report = merged([check(subjects, context), *_of_project(workspace)])
        running = runs.result()
        sources = Sources(
            workspace=workspace,
            synthesis=synthesis,
            resources=resources,
            report=report,
            standing=standing,
            dossier=told.result(),
            running=RunningFacts(running.serving, running.experiments) if running else None,
            answers=written,
            operated=besides.facts,
        )
        facts = gathered(sources)
        drawn = _map(facts, picture(f"{facts.name} · {name}", facts.region, resources))
        return facts, {**besides.files, "map.html": drawn}


def _map(facts: EvidenceFacts, drawn: Picture) -> bytes:
    about = [
        ("project", facts.project),
        ("home region", f"{facts.region}, {facts.city}"),
        ("residency area", facts.area),
        ("target", facts.target),
    ]
    return graph_page(drawn, facts.area, about).encode()


def _of_project(workspace: Workspace) -> list[Report]:
    folder = workspace.project_folder
    if not is_project(folder):
        return []
    return [placed(check(load_project(folder), policy_context(workspace)), folder)]


def _standing(workspace: Workspace, synthesis: Synthesis) -> Mapping[str, Sequence[str]]:
    """Addresses by stack; nothing where nothing was brought up."""
    if synthesis.folder != workspace.synthesis_folder:
        return {}
    found = all_beside(synthesis)
    if found is None:
        with driving(workspace, synthesis, silent) as (driver, session):
            take_shared(workspace, session.access.records)
            found = driver.standing()
    return {stack: standing.addresses for stack, standing in found.items() if standing.addresses}


def _said(facts: EvidenceFacts, speaker: Speaker, day: dt.date) -> SaidIn:
    told = [speaker.document(document, name) for name, document in papers(facts)]
    about = _about(facts, speaker)
    whole = page(told, about, list(facts.digests.items()), day.isoformat(), speaker)
    return SaidIn(speaker, told, about, whole)


def _standing_of(facts: EvidenceFacts) -> str:
    """The phrase that tells whether what is described stands."""
    if not facts.stands:
        return "stands-not"
    return "stands" if facts.applied else "stands-otherwise"


def _about(facts: EvidenceFacts, speaker: Speaker) -> list[tuple[str, str]]:
    say = speaker.say
    return [
        (say("environment"), f"{facts.name} · {facts.environment}"),
        (say("project"), facts.project),
        (say("home-region"), f"{facts.region}, {facts.city}"),
        (say("area"), facts.area),
        (say("target"), facts.target),
        (say("state"), say(_standing_of(facts), count=str(facts.stands))),
    ]
