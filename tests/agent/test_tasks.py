"""Ten tasks as people put them, each done by a script of tool calls: what counts is what is so afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from agent_desk import BUCKET, CLINIC, ORDER, ORDERED, OWN_RULE, PATIENTS, PUSHED, SPEC, Desk, Task, Use, Write, done
from agent_session import called, digest, off_the_net, using
from mcp import ClientSession

from landfast.jobs.evidence_verify import EvidenceVerifyRequest, evidence_verify


def a_clean_environment(desk: Desk) -> None:
    wrong, right, verdict = desk.answers
    assert (wrong["ok"], wrong["exit_code"]) == (False, 2)
    assert "europe-west3" in wrong["problems"][0]
    assert right["result"]["residency"]["region"] == "europe-west3"
    assert (verdict["ok"], verdict["result"]["findings"]) == (True, [])
    assert verdict["result"]["coverage"]["not_assessed"] == 0


def the_bucket_is_mended(desk: Desk) -> None:
    before, why, after = desk.answers
    (finding,) = (one for one in before["result"]["findings"] if one["rule"] == "LF-RES-001")
    assert finding["address"] == "google_storage_bucket.scans"
    assert finding["source"].partition(":")[0].endswith("main.tf")
    assert "44" in finding["articles"]
    assert why["result"]["mend"] == finding["mend"]
    assert "LF-RES-001" not in desk.rules(2)
    assert after["result"]["coverage"]["resources"] == before["result"]["coverage"]["resources"] == 1


def those_outside_are_named(desk: Desk) -> None:
    (found,) = desk.answers
    assert [(one["host"], one["recorded"]) for one in found["result"]["processors"]] == [("hooks.example.com", False)]
    assert "LF-PRC-001" in desk.rules(0)


def london_is_judged_by_facts(desk: Desk) -> None:
    assert "LF-RES-001" in desk.rules(0)
    assert "LF-RES-001" not in desk.rules(1)


def the_field_is_found_and_set(desk: Desk) -> None:
    shown, refused, right = desk.answers
    assert "raw_days" in shown["result"]
    assert refused["problems"][0].startswith("retention")
    assert right["result"]["retention"]["raw_days"] == 30


def the_own_rule_judges(desk: Desk) -> None:
    assert "KLINIK-001" in desk.rules(0)
    assert "KLINIK-001" not in desk.rules(1)


def what_is_in_the_way_is_told_and_nothing_done(desk: Desk) -> None:
    for found in desk.answers:
        assert (found["ok"], found["exit_code"]) == (False, 2)
        assert found["problems"][0].startswith("google: is missing")


def it_stands(desk: Desk) -> None:
    brought, audited = desk.answers
    assert brought["result"]["changed"]
    assert brought["result"]["facts"]["region"] == "europe-west3"
    assert audited["result"]["assets"] > 50
    assert audited["result"]["summary"]["critical"] == 0
    assert len(desk.cloud()) > 100
    assert (desk.root / "ml/features.yaml").is_file()


def what_would_change_is_told(desk: Desk) -> None:
    changed, restored = (answer["result"] for answer in desk.answers)
    assert {one["action"] for one in changed["changes"]} == {"update"}
    assert "clinic-dev-raw" in {one["name"] for one in changed["changes"]}
    assert not [one for one in changed["changes"] if one["loses"]]
    assert restored["changes"] == []
    assert changed["digest"] != restored["digest"]


def the_evidence_is_whole_and_of_what_stands(desk: Desk) -> None:
    (found,) = desk.answers
    assert found["result"]["applied"]
    assert found["result"]["stands"] > 100
    assert found["result"]["open"] > 0
    verified = evidence_verify(EvidenceVerifyRequest(bundle=desk.root / "clinic.evidence.zip"))
    assert verified.problems == []


LOOKING = (
    Task(
        "Make a clean environment for a clinic in Frankfurt.",
        (
            Write(SPEC, CLINIC.replace("europe-west3", "frankfurt-1")),
            Use("spec_validate"),
            Write(SPEC, CLINIC),
            Use("spec_validate"),
            Use("check"),
        ),
        a_clean_environment,
    ),
    Task(
        "Why does this bucket fail? Mend it.",
        (
            Write("scans/main.tf", BUCKET.replace("PLACE", "US")),
            Use("check", {"path": "scans", "area": "de"}),
            Use("explain", {"rule": "LF-RES-001"}),
            Write("scans/main.tf", BUCKET.replace("PLACE", "EUROPE-WEST3")),
            Use("check", {"path": "scans", "area": "de"}),
        ),
        the_bucket_is_mended,
    ),
    Task(
        "Which processors are outside?",
        (Write("visits/main.tf", PUSHED), Use("check", {"path": "visits", "area": "eu"})),
        those_outside_are_named,
    ),
    Task(
        "May it be in London?",
        (
            Write("london/main.tf", BUCKET.replace("PLACE", "EUROPE-WEST2")),
            Use("check", {"path": "london", "area": "eu"}),
            Use("check", {"path": "london", "area": "eu+adequacy"}),
        ),
        london_is_judged_by_facts,
    ),
    Task(
        "Keep raw data for a month only; what is that field called?",
        (
            Use("spec_schema"),
            Write("month/landfast.yaml", CLINIC + "retention: {raw_month: 1}\n"),
            Use("spec_validate", {"spec": "month"}),
            Write("month/landfast.yaml", CLINIC + "retention: {raw_days: 30}\n"),
            Use("spec_validate", {"spec": "month"}),
        ),
        the_field_is_found_and_set,
    ),
    Task(
        "Judge the bucket by our own rules, too.",
        (
            Write("own/rules.yaml", OWN_RULE),
            Write("own/landfast.yaml", CLINIC + "policies: {rules: [rules.yaml]}\n"),
            Write("own/bucket/main.tf", BUCKET.replace("PLACE", "EUROPE-WEST3")),
            Use("check", {"path": "own/bucket", "spec": "own"}),
            Use("check", {"path": "own/bucket", "area": "de"}),
        ),
        the_own_rule_judges,
    ),
    Task(
        "Bring it up on Google.",
        (Use("doctor"), Use("plan", {"target": "google"})),
        what_is_in_the_way_is_told_and_nothing_done,
    ),
)  # fmt: skip
REHEARSING = (
    Task(
        "Bring it up in rehearsal, and tell me what stands.",
        (
            Write("patients.csv", PATIENTS),
            Write(SPEC, ORDERED),
            Use("rehearse"),
            Use("audit", {"scope": "clinic-dev"}),
        ),
        it_stands,
    ),
    Task(
        "What would change if raw data was kept for a month only?",
        (Write(SPEC, ORDERED + "retention: {raw_days: 30}\n"), Use("plan"), Write(SPEC, ORDERED), Use("plan")),
        what_would_change_is_told,
    ),
    Task(
        "Write the evidence.",
        (Use("evidence", {"out": "clinic.evidence.zip"}),),
        the_evidence_is_whole_and_of_what_stands,
    ),
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """On a machine without credentials; nobody's files beside the workspace change, and no host is asked for."""
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_OAUTH_ACCESS_TOKEN", "CLOUDSDK_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / SPEC).write_text(CLINIC)
    before = digest(beside)
    (tmp_path / "work").mkdir()
    with off_the_net() as asked:
        yield Desk(tmp_path / "work")
    assert asked == []
    assert digest(beside) == before
    assert {path.name for path in tmp_path.iterdir()} == {"beside", "work"}


def test_there_are_ten() -> None:
    assert len({task.asked for task in (*LOOKING, *REHEARSING)}) == 10


@pytest.mark.parametrize("task", LOOKING, ids=lambda task: task.asked)
def test_a_task_that_looks_ends_as_it_should(task: Task, desk: Desk) -> None:
    (desk.root / SPEC).write_text(CLINIC)

    async def use(session: ClientSession) -> None:
        await done(task, desk, session)
        task.ends(desk)

    using(desk.root, use)
    assert not (desk.root / ".landfast").exists(), "what looks makes nothing"


@pytest.mark.long
def test_tasks_of_one_rehearsal_end_as_they_should(desk: Desk) -> None:
    """One after the other: what stands after the first is what the others ask about, and none of them changes it."""

    async def use(session: ClientSession) -> None:
        first, *others = REHEARSING
        await done(first, desk, session)
        first.ends(desk)
        stands = desk.cloud()
        for task in others:
            await done(task, desk, session)
            task.ends(desk)
            assert desk.cloud() == stands, task.asked
        spec = await called(session, "spec_validate")
        assert spec["result"]["controller"]["purpose"] == ORDER, "an order is data, and comes back as such"

    using(desk.root, use)
    # Whatever the purpose and the header of the table order.
    assert {path.name for path in desk.root.iterdir()} == {
        SPEC,
        "patients.csv",
        "ml",
        ".landfast",
        "clinic.evidence.zip",
    }
    assert (desk.root / SPEC).read_text() == ORDERED
    assert (desk.root / "patients.csv").read_text() == PATIENTS
    assert not list(desk.root.rglob("owned"))
