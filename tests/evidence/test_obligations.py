"""Each obligation is found in the bundle: answered, waived or open, with the place where it is; and what is claimed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from evidence_facts import CLINIC, dossier, of_spec, version, with_measure
from repository import ROOT

from landfast.core.errors import InputError
from landfast.evidence.ai_act import ai_act
from landfast.evidence.answers import answers
from landfast.evidence.claims import CLAIMS, contradictions
from landfast.evidence.collection import papers
from landfast.evidence.facts import Classification, Contradicted, DrillFact, EvidenceFacts, ExitFact, FoundFact
from landfast.evidence.markdown import markdown
from landfast.evidence.obligations import (
    ASKS,
    CHECKS,
    Obligation,
    beyond_erasure,
    index,
    measures_of,
    obligations,
    verdict_of,
)
from landfast.evidence.paper import Question, Word
from landfast.evidence.words import LANGUAGES, Speaker, phrases
from landfast.gcp.contents import holds_data
from landfast.gcp.exports import export_of
from landfast.jobs.evidence import EvidenceRequest, evidence
from landfast.policies import RULES
from landfast.policies.facts.ai_act import duties

pytestmark = pytest.mark.xdist_group("evidence")
ENGLISH = Speaker("en", {})
HIGH = Classification("employment", ("provider",))


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> EvidenceFacts:
    return of_spec(tmp_path_factory.mktemp("clinic"))


def with_all(facts: EvidenceFacts) -> EvidenceFacts:
    """Everything there, and every question answered."""
    asked = [key.removeprefix("ask.") for key in phrases() if key.startswith("ask.")]
    drill = DrillFact("drills/a.json", "2026-11-01T08:00:00Z", 27, 365, whole=True)
    kept = {**facts.retention, "predictions_days": 200}
    drilled = with_measure(facts, "LF-AVA-004", state="holds", found=())
    tried = [replace(one, tried=max(one.tried, 1)) for one in drilled.measures]
    return replace(
        facts, ai=HIGH, answered=asked, drill=drill, retention=kept, measures=tried, dossier=dossier(version(1)),
        closed_room=True, components=("bom",),
    )  # type: ignore[arg-type]  # fmt: skip


def test_there_are_22_and_each_says_where_its_answer_is(facts: EvidenceFacts) -> None:
    """Of a document that has several versions, one of them stands for all."""
    there = set()
    for name, paper in papers(replace(facts, dossier=dossier(version(1)))):
        there |= {("technical" if name.startswith("technical") else name, section.id) for section in paper.sections}
    assert [one.id for one in obligations()] == list(range(1, 23))
    rules = [rule.id for rule in RULES]
    for one in obligations():
        assert one.where
        assert set(one.where) <= there, one
        assert [rule for rule in one.rules if not any(known.startswith(rule) for known in rules)] == []
        assert set(one.facts) <= {*CHECKS, *ASKS}
        assert [name for name in one.questions if f"ask.{name}" not in phrases()] == []
        assert one.rules or one.facts or one.questions


def test_whoever_follows_the_index_finds_what_answers(facts: EvidenceFacts) -> None:
    """Each rule that was tried is named there and told in full in the compliance report; each question is asked where
    the index says."""
    whole = replace(facts, dossier=dossier(version(1)), ai=replace(HIGH, product="toys"))
    said = {}
    for name, paper in papers(whole):
        shown = ENGLISH.document(paper, name)
        kind = "technical" if name.startswith("technical") else name
        said |= {(kind, raw.id): str(one) for raw, one in zip(paper.sections, shown.sections, strict=True)}
    rows = index(whole).sections[0].parts[1].rows  # type: ignore[union-attr]
    for one, row in zip(obligations(), rows, strict=True):
        tried = [mine for mine in measures_of(one, whole) if mine.tried]
        told = re.sub(
            r"(LF-[A-Z]+)-([0-9, ]+)", lambda m: m[0] + "".join(f" {m[1]}-{n}" for n in m[2].split(", ")), str(row[4])
        )
        assert [mine.rule for mine in tried if mine.rule not in told] == []
        assert [mine.rule for mine in tried if mine.title not in said["compliance", "judged"]] == []
        there = " ".join(said[place] for place in one.where)
        asked = (*one.questions, *(name for fact in one.facts if fact in ASKS for name in ASKS[fact](whole)))
        assert [name for name in asked if f"evidence/{name}.md" not in there] == [], one.id


def test_every_store_has_a_way_out(facts: EvidenceFacts) -> None:
    """Of all that our stacks make and that holds data; keys stay, and what is in a table or subscription leaves
    with what it belongs to."""
    made = set(re.findall(r"google_\w+", (ROOT / "tests/golden/addresses.json").read_text(encoding="utf-8")))
    within = {"google_project", "google_kms_key_ring", "google_kms_crypto_key", "google_bigquery_table",
              "google_sql_database", "google_pubsub_subscription"}  # fmt: skip
    kept = {name for name in made if holds_data(name)} - within
    assert len(kept) > 15
    assert [name for name in sorted(kept) if export_of(name, {"format": "DOCKER"}) is None] == []
    ways = {one.address.split(".")[0]: one for one in facts.exits}
    assert ways["google_storage_bucket"].command.startswith("gcloud storage cp --recursive gs://clinic-dev-")
    assert [one.address for one in facts.exits if "{" in one.command or "NAME" in one.command] == []
    assert [one.address for one in facts.stores] == [one.address for one in facts.exits]
    assert export_of("google_artifact_registry_repository", {"format": "APT"}) is None
    lost = replace(facts, exits=(*facts.exits, ExitFact("google_bigtable_table.x")))
    assert [one.address for one in facts.exits if not one.known] == []
    twenty_one = next(one for one in obligations() if one.id == 21)
    assert "lacks.exits" in str(verdict_of(twenty_one, lost).left)
    assert "lacks.exits" not in str(verdict_of(twenty_one, facts).left)


def test_what_erasure_does_not_reach_is_named_and_asked_for(facts: EvidenceFacts) -> None:
    """Log entries stay as long as logs do, and of a notebook's disk nobody knows."""
    four = next(one for one in obligations() if one.id == 4)
    named = [one.address for one in beyond_erasure(facts)]
    assert "google_logging_project_bucket_config.environment" in named
    assert any(name.startswith("google_workbench_instance.") for name in named)
    assert not any("secret" in name or "bigquery" in name for name in named)
    assert verdict_of(four, facts).left == ("evidence/erasure-beyond.md",)
    short = replace(facts, stores=[replace(one, gone=9) for one in facts.stores])
    assert verdict_of(four, short).state == "answered"


@pytest.mark.parametrize("one", obligations(), ids=lambda one: str(one.id))
def test_each_is_open_until_all_of_it_is_there(facts: EvidenceFacts, one: Obligation) -> None:
    whole = with_all(facts)
    assert verdict_of(one, whole).state == "answered"
    for name in one.questions:
        lacking = replace(whole, answered=[other for other in whole.answered if other != name])
        assert verdict_of(one, lacking).left == (f"evidence/{name}.md",)
    found = (FoundFact("x", "is wrong"),)
    for rule in one.rules:
        broken = next(measure.rule for measure in whole.measures if measure.rule.startswith(rule))
        failing = with_measure(whole, broken, state="fails", found=found)
        assert verdict_of(one, failing).left == (f"{broken}: 1",)
        assert verdict_of(one, with_measure(whole, broken, waived=found)).state == "waived"
    waived = replace(whole, answered=[], waived={f"waived-{one.id}": "not ours"})
    assert (verdict_of(one, waived).state, verdict_of(one, waived).why) == ("waived", "not ours")


LACKING = {
    "closed-room": {"closed_room": False}, "membership": {"dossier": None}, "lineage": {"dossier": None},
    "versions": {"dossier": None}, "columns": {"dossier": None}, "groups": {"dossier": None},
    "intervals": {"dossier": None}, "approvals": {"dossier": None}, "monitoring": {"dossier": None},
    "classified": {"ai": None}, "controller": {"controller": None}, "components": {"components": ()},
    "drill": {"drill": DrillFact("drills/a.json", "2025-11-01T08:00:00Z", 392, 365, whole=True)},
    "log-half-year": {"retention": {"predictions_days": 183}}, "applied": {"applied": False, "stands": 1},
}  # fmt: skip


@pytest.mark.parametrize("name", LACKING)
def test_a_fact_that_is_missing_is_noticed(facts: EvidenceFacts, name: str) -> None:
    lacking = replace(with_all(facts), **LACKING[name])  # type: ignore[arg-type]
    assert CHECKS[name](with_all(facts))
    assert not CHECKS[name](lacking)
    assert {verdict_of(one, lacking).state for one in obligations() if name in one.facts} == {"open"}


def test_what_is_asked_of_this_environment_is_named_file_by_file(facts: EvidenceFacts) -> None:
    whole = replace(with_all(facts), ai=replace(HIGH, product="toys"))
    lacking = replace(whole, answered=["decision"])
    thirteen, fifteen = (one for one in obligations() if one.id in (13, 15))
    assert set(verdict_of(thirteen, lacking).left) >= {"evidence/registration.md", "evidence/product-conformity.md"}
    missing = verdict_of(fifteen, lacking).left
    assert "evidence/dpo-advice.md" in missing
    assert "evidence/decision.md" not in missing


def test_the_index_is_read_in_every_language(facts: EvidenceFacts) -> None:
    for language in LANGUAGES:
        speaker = Speaker(language, {})
        text = markdown(speaker.document(index(facts), "obligations"), [], speaker)
        assert sum(line.startswith(f"| {number} | ") for number in range(1, 23) for line in text.splitlines()) == 22
        assert speaker.say("open") in text


def test_duties_are_those_of_the_systems_role_and_kind(facts: EvidenceFacts) -> None:
    def begins(ai: Classification | None, *, harmless: bool = False) -> Iterator[tuple[str, str]]:
        (dates,) = (one for one in ai_act(replace(facts, ai=ai, harmless=harmless)).sections if one.id == "dates")
        for row in dates.parts[1].rows:  # type: ignore[union-attr]
            yield row[0].key.removeprefix("duty."), row[3]

    assert dict(begins(HIGH))["requirements"] == "2027-12-02"
    assert "use" not in dict(begins(HIGH))
    assert dict(begins(None, harmless=True)) == {
        "literacy": "2025-02-02", "practices": "2025-02-02", "transparency": "2026-08-02",
        "practices-added": "2026-12-02",
    }  # fmt: skip
    assert len(list(begins(None))) == len(duties())
    device = Classification("", ("provider",), product="medical-devices")
    assert dict(begins(device))["requirements"] == "2028-08-02"
    assert "public" not in dict(begins(HIGH))
    assert dict(begins(replace(HIGH, public=True)))["public"] == "2030-08-02"
    assert {f"duty.{one.id}" for one in duties()} | {f"of.{one.of}" for one in duties()} <= set(phrases())


@pytest.mark.parametrize(
    ("ai", "asked"),
    [
        (None, []),
        (HIGH, ["registration"]),
        (Classification("employment", ("deployer",)), []),
        (Classification("employment", ("deployer",), public=True), ["fundamental-rights", "registration"]),
        (Classification("critical-infrastructure", ("deployer",), public=True), ["registration"]),
        (Classification("essential-services", ("deployer",)), ["fundamental-rights"]),
        (Classification("", ("provider",), product="medical-devices", public=True), ["product-conformity"]),
    ],
)
def test_what_only_some_systems_are_asked(facts: EvidenceFacts, ai: Classification | None, asked: list[str]) -> None:
    (section,) = (one for one in ai_act(replace(facts, ai=ai)).sections if one.id == "assessing")
    assert [part.id for part in section.parts if isinstance(part, Question)] == asked


def test_what_people_claim_is_held_against_the_facts(facts: EvidenceFacts) -> None:
    right = {"region": "europe-west3", "raw_days": 365, "transfers": "none", "erasure_days": 60, "area": "DE"}
    assert list(contradictions(facts, {"scope": right}, {"scope": "All of it is in europe-west3."})) == []
    wrong = {"region": "us-east1", "raw_days": 30, "erasure_days": 1, "dpo": "x@y.example", "controller": "Nobody"}
    found = list(contradictions(facts, {"scope": wrong}, {"scope": "Copies go to us-east1."}))
    assert [one.claim for one in found] == [*wrong, "region"]
    moved = with_measure(facts, "LF-RES-001", found=(FoundFact("x", "stands in US"),))
    assert [one.claim for one in contradictions(moved, {"scope": {"transfers": "none"}}, {})] == ["transfers"]


def test_an_answer_that_the_facts_contradict_answers_nothing(facts: EvidenceFacts) -> None:
    nineteen = next(one for one in obligations() if one.id == 19)
    denied = replace(
        with_all(facts), contradictions=[Contradicted("keys-held", "dpo", "x@y.example", "dpo@klinik.example")]
    )
    assert verdict_of(nineteen, denied).left == (Word("lacks.contradicted", {"file": "evidence/keys-held.md"}),)


def test_a_claim_that_no_fact_tells_is_refused(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    file = tmp_path / "evidence/scope.md"
    file.write_text("---\nclaims: {colour: blue}\n---\ntext\n")
    with pytest.raises(InputError, match=r"scope\.md: colour: claims what no fact tells; there are: region"):
        answers(tmp_path)
    file.write_text("---\nclaims: [\n---\ntext\n")
    with pytest.raises(InputError, match="front matter that can't be read"):
        answers(tmp_path)
    file.write_text(f"---\nclaims: {{{', '.join(f'{name}: x' for name in CLAIMS)}}}\n---\ntext\n")
    assert (answers(tmp_path)["scope"].text, len(answers(tmp_path)["scope"].claims)) == ("text", len(CLAIMS))


def test_the_command_says_what_is_open_and_contradicted(tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(CLINIC)
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence/classification.md").write_text("---\nclaims: {high_risk: false}\n---\nIt sorts.\n")
    (tmp_path / "evidence/scope.md").write_text("---\nclaims: {raw_days: 7}\n---\ntext\n")
    (tmp_path / "evidence/waived-21.md").write_text("Nothing is taken along.\n")
    found = evidence(EvidenceRequest(spec=spec, out=tmp_path / "e.zip"))
    said = found.to_json()
    assert said["obligations"]["21"] == "waived"
    assert {said["obligations"][number] for number in ("6", "7", "13")} == {"answered"}
    assert said["contradictions"] == [{"file": "evidence/scope.md", "claim": "raw_days", "says": "7", "fact": "365"}]
