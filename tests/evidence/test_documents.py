"""The documents: each point of the law is there, what is known is filled in, what only people know is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from evidence_facts import CLINIC, dossier, of_spec, version, with_measure
from landfast_ml.contract.deployment import Deployment
from landfast_ml.contract.standing import Serving, StartedExperiment

from landfast.check import check, evaluated
from landfast.evidence.claims import CLAIMS
from landfast.evidence.collection import papers
from landfast.evidence.compliance import compliance
from landfast.evidence.facts import EvidenceFacts, FoundFact, Recipient, RunningFacts
from landfast.evidence.gathering import Sources, gathered
from landfast.evidence.impact import due, impact
from landfast.evidence.map import map_of
from landfast.evidence.markdown import markdown
from landfast.evidence.page import page
from landfast.evidence.paper import Paper, PaperLine, PaperTable, Text
from landfast.evidence.record import record
from landfast.evidence.technical import technical
from landfast.evidence.words import LANGUAGES, Speaker
from landfast.judging import policy_context, subjects_of
from landfast.synth import synthesize
from landfast.targets.workspace import Workspace

pytestmark = pytest.mark.xdist_group("evidence")
ENGLISH = Speaker("en", {})
REASON = "told to nobody, | not even to <b>Google</b>"


def excepted(facts: EvidenceFacts) -> EvidenceFacts:
    waived = FoundFact("google_sql_database_instance.x", "no backup", False, REASON, "a@klinik.example", "2099-01-31")
    return with_measure(facts, "LF-AVA-002", state="waived", tried=1, found=(), waived=(waived,))


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> EvidenceFacts:
    return of_spec(tmp_path_factory.mktemp("clinic"))


def lines(document: Paper, section: str) -> dict[str, tuple[Text, ...]]:
    (found,) = (one for one in document.sections if one.id == section)
    return {part.label: part.values for part in found.parts if isinstance(part, PaperLine)}


def tables(document: Paper, section: str) -> Iterator[list[tuple[str, ...]]]:
    (found,) = (one for one in document.sections if one.id == section)
    for part in found.parts:
        if isinstance(part, PaperTable):
            yield [tuple(map(ENGLISH.text, row)) for row in part.rows]


def test_the_record_has_every_point_of_article_30(facts: EvidenceFacts) -> None:
    made = record(facts)
    assert [one.law.split(",")[0] for one in made.sections] == [f"GDPR Art. 30(1)({letter})" for letter in "abcdefg"]
    said = {label: [ENGLISH.text(value) for value in values] for label, values in lines(made, "categories").items()}
    assert said["data-subjects"] == ["patients"]
    assert said["special-categories"] == ["data concerning health"]
    assert ENGLISH.text(lines(made, "purposes")["legal-basis"][0]) == "legitimate interests"
    assert ENGLISH.text(lines(made, "purposes")["special-condition"][0]) == "health care"
    (stores,) = tables(made, "time-limits")
    raw = next(row for row in stores if row[0] == "google_storage_bucket.raw")
    assert raw[1:4] == ("bucket", "europe-west3", "content")
    assert raw[4] == "365 days"
    assert made.questions == ["representative", "erasure-beyond"]


def test_the_processor_is_whoever_runs_the_cloud(facts: EvidenceFacts) -> None:
    (said,) = lines(record(facts), "recipients")["processor"]
    assert ENGLISH.text(said).startswith("Google Cloud: project ")
    there = replace(facts, cloud="Cloud de Confiance by S3NS", operator="S3NS (Thales)", city="France")
    (said,) = lines(record(there), "recipients")["processor"]
    assert ENGLISH.text(said).startswith("Cloud de Confiance by S3NS, operated by S3NS (Thales): project ")
    claimed = [Recipient("x.s3nsapis.fr", "Cloud de Confiance by S3NS", True, "a"), Recipient("g", "Google", True, "b")]
    assert CLAIMS["processors"](replace(there, recipients=claimed), []) == "named besides: Google"


def test_what_leaves_the_area_is_in_the_record(facts: EvidenceFacts) -> None:
    one = facts.measure("LF-RES-001")
    assert one is not None
    assert one.state == "holds"
    found = (FoundFact("google_storage_bucket.x.location", "stands in US"),)
    broken = with_measure(facts, "LF-RES-001", state="fails", found=found)
    text = markdown(ENGLISH.document(record(broken), "record"), [], ENGLISH)
    assert "Findings on where data stands or goes: 1." in text
    assert "google\\_storage\\_bucket.x.location" in text


def test_nobody_who_answers_is_asked_for(facts: EvidenceFacts) -> None:
    made = record(replace(facts, controller=None))
    assert made.questions == ["controller", "purposes", "categories", "erasure-beyond"]


def test_an_assessment_is_due_for_special_categories_and_says_why(facts: EvidenceFacts) -> None:
    assert due(facts)
    made = impact(facts)
    assert [one.number for one in made.sections] == [str(number) for number in range(7)]
    reasons = list(tables(made, "overview"))[-1]
    assert any("landfast.yaml" in row[2] for row in reasons)
    assert any("special" in row[0] for row in reasons)
    assert "balancing" in made.questions
    assert not due(replace(facts, triggers=()))


def test_a_version_has_its_membership_score_with_its_date(facts: EvidenceFacts) -> None:
    told = replace(facts, dossier=dossier(version(2)))
    (rows,) = (one for one in tables(impact(told), "risks") if one[0][0] == "2")
    assert rows == [("2", "2026-11-20T08:00:00+00:00", "champion", "0.520", "0.490–0.550")]


def test_an_exception_stands_in_the_plan_of_actions_until_its_end(facts: EvidenceFacts) -> None:
    (_todo, exceptions) = tables(impact(excepted(facts)), "action-plan")
    assert exceptions == [("LF-AVA-002", "google_sql_database_instance.x", REASON, "a@klinik.example", "2099-01-31")]


def test_a_version_is_documented_by_what_it_was_made_of(facts: EvidenceFacts) -> None:
    first, second = version(1), version(2, train={"class_weight": "balanced"})
    made = technical(replace(facts, dossier=dossier(second, first)), second, first)
    assert [one.number for one in made.sections] == [str(number) for number in range(1, 10)]
    assert made.of == "clinic 2"
    (changed,) = tables(made, "changes")
    assert ("configuration.train.class_weight", "none", "balanced") in changed
    assert ("data.snapshot", "raw-1", "raw-2") in changed
    groups, approved, important = tables(made, "monitoring")
    assert groups == [("f", "90", "0.8000"), ("m", "110", "–")]
    assert approved[0][3:] == ("Ana", "better")
    assert important == [("age", "0.0400")]
    assert next(tables(made, "metrics")) == [("roc_auc", "0.9100", "0.8800–0.9300")]
    assert "groups" not in made.questions


def test_what_was_released_is_told_with_who_approved_it(facts: EvidenceFacts) -> None:
    first = version(1)
    when = "2026-11-28T09:00:00+00:00"
    ran = Deployment(1, "v1.0.0", "sha256:ab", "61f5", "c0ffee", "release", when, "ci", "ana")
    made = technical(replace(facts, dossier=replace(dossier(first), releases=(ran,))), first, None)
    (released,) = tables(made, "general")
    assert released == [(when, "release", "v1.0.0", "sha256:ab", "ci", "ana")]


def test_a_version_of_which_little_is_kept_asks_instead_of_inventing(facts: EvidenceFacts) -> None:
    bare = replace(version(1), lineage={}, evaluation={}, promotions=())
    made = technical(replace(facts, dossier=dossier(bare)), bare, None)
    assert "groups" in made.questions
    assert ENGLISH.text(lines(made, "development")["algorithm"][0]) == "none"


def test_a_control_is_as_its_worst_rule(facts: EvidenceFacts) -> None:
    def state(control: str, found: EvidenceFacts) -> str:
        made = compliance(found)
        rows = (row for section in made.sections[1:] for row in next(tables(made, section.id)))
        return next(row[2] for row in rows if row[0] == control)

    assert state("PSS-12", facts) == "holds"
    found = (FoundFact("x", "can't be told", unknown=True),)
    assert state("PSS-12", with_measure(facts, "LF-RES-004", state="unknown", found=found)) == "can’t be told"
    assert state("OPS-06", excepted(facts)) == "exception"
    assert state("6.2.2", facts) == "nothing to judge"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_can_be_said_and_no_name_is_markup(facts: EvidenceFacts, language: str) -> None:
    speaker = Speaker(language, {})  # type: ignore[arg-type]
    told = replace(excepted(facts), dossier=dossier(version(2), version(1)))
    said = {name: markdown(speaker.document(made, name), [], speaker) for name, made in papers(told)}
    assert list(said) == [
        "obligations", "record", "map", "impact-assessment", "technical-2", "technical-1", "ai-act", "supply",
        "compliance",
    ]  # fmt: skip
    assert "told to nobody, \\| not even to \\<b>Google\\</b>" in said["compliance"]
    for text in said.values():
        for row in (line for line in text.splitlines() if line.startswith("| ")):
            assert row.endswith(" |")
    law = {"en": "GDPR Art. 30(1)", "de": "DSGVO Art. 30(1)", "fr": "RGPD art. 30(1)"}
    assert law[language] in said["record"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("`claims: {high_risk: false}`", "`claims: {high_risk: false}`"),  # in code nothing is escaped
        ("`a|b` is_so", "`a\\|b` is\\_so"),
        ("a ` <b>", "a \\` \\<b>"),  # one alone opens nothing
        ("``<b>`", "\\`\\`\\<b>\\`"),
        ("`a``b` <i> `c`", "\\`a\\`\\`b\\` \\<i> \\`c\\`"),
        ("\\` <b> `", "\\\\` <b> `"),  # what came as an escape is none
    ],
)
def test_of_what_a_name_holds_code_alone_is_markup(facts: EvidenceFacts, said: str, shown: str) -> None:
    """As CommonMark pairs backticks: where runs of several stand, it is not tried."""
    one = version(1)
    groups = {said: {"f": {said: 90}}}
    evil = replace(one, evaluation={**one.evaluation, "groups": groups, "notes": [said]}, aliases=(said,))
    text = markdown(ENGLISH.document(technical(facts, evil, None), "t"), [("name", said)], ENGLISH)
    assert text.count(shown) >= 5


def test_what_stands_of_another_spec_than_the_one_described_is_told(tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(CLINIC, encoding="utf-8")
    workspace = Workspace.open(spec, "dev")
    made = synthesize(workspace.spec, "dev", workspace.target, tmp_path / "out")
    subjects = subjects_of(made)
    report = check(subjects, policy_context(workspace))
    sources = Sources(workspace, made, evaluated(subjects), report, {"data": ["google_storage_bucket.raw"]}, None)
    assert (gathered(sources).stands, gathered(sources).applied) == (1, True)
    spec.write_text(CLINIC.replace("patients", "visitors"), encoding="utf-8")
    assert not gathered(replace(sources, workspace=Workspace.open(spec, "dev"))).applied


def test_the_map_draws_the_champions_lineage_and_says_what_runs(facts: EvidenceFacts) -> None:
    running = RunningFacts(
        (Serving("1", "champion", 80.0),), (StartedExperiment("blue", "running", 20.0, "2026-11-20"),)
    )
    other = replace(version(2), aliases=())
    told = replace(facts, dossier=dossier(other, version(1)), running=running)
    text = markdown(ENGLISH.document(map_of(told), "map"), [], ENGLISH)
    assert "table: patients → snapshot of the data: raw-1 → version of the features: f-1 → " in text
    assert "version: clinic 1 → became: champion" in text
    assert "| 1 | champion | 80 % |" in text
    assert "| blue | running | 20 % | 2026-11-20 | none |" in text
    shown = page([ENGLISH.document(map_of(told), "map")], [("a", "b")], [], "", ENGLISH)
    assert 'role="img" aria-label="Pipeline and lineage: table patients, ' in shown
    assert "<script" not in shown
    nothing = markdown(ENGLISH.document(map_of(facts), "map"), [], ENGLISH)
    assert "No version is registered yet." in nothing
