"""`landfast plan`: what it says of an environment that would lose data, in each format, and of what is no good.

Of another name: test_losses.py. That a plan's digest agrees to what it loses: tests/jobs/test_losing.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from document_schemas import validated
from in_process import landfast
from typed import typed

from landfast.check.report.formats.markdown import LIMIT

SPEC = "name: churn\nresidency: {region: europe-west4}\n"


def written(home: Path, text: str = SPEC) -> None:
    (home / "landfast.yaml").write_text(text)


def document(home: Path, *words: str, status: int = 0) -> dict[str, Any]:
    done = landfast(home, "plan", "--json", *words)
    assert done.returncode == status, done.stdout + done.stderr
    result: dict[str, Any] = validated("plan", done.stdout)["result"]
    return result


@pytest.mark.long
def test_another_region_is_explained_named_and_asked_for(tmp_path: Path) -> None:
    written(tmp_path)
    first = document(tmp_path)
    assert first["moves"] == []
    assert {change["action"] for change in first["changes"]} == {"create"}
    assert len(first["changes"]) == sum(stack["create"] for stack in first["stacks"].values())
    assert landfast(tmp_path, "up", "--no-pipeline", "--plan", first["digest"]).returncode == 0
    assert document(tmp_path, "--check")["changes"] == []

    written(tmp_path, SPEC.replace("west4", "west3"))
    found = document(tmp_path, "--check", "--verbose", status=1)
    [move] = found["moves"]
    assert (move["what"], move["before"], move["after"]) == ("region", "europe-west4", "europe-west3")
    assert "residency.region" in move["instead"]
    lost = [change for change in found["changes"] if change["loses"]]
    bucket = next(change for change in lost if change["name"] == "churn-dev-raw")
    assert (bucket["group"], bucket["action"], bucket["loses"]) == ("data", "replace", "its objects")
    assert [item["path"] for item in bucket["forced_by"]] == ["location"]
    assert all(change["forced_by"] or change["because"] for change in lost)
    assert found["changes"][0]["action"] == "replace", "what is lost comes first"
    assert not any("attributes" in change for change in first["changes"])
    assert any(change["attributes"] for change in found["changes"])
    _table_says_it(tmp_path, found)
    _markdown_says_it(tmp_path, found)


def _table_says_it(home: Path, found: dict[str, Any]) -> None:
    said = landfast(home, "plan", "--verbose").stdout
    explained = said.index("churn-dev stands in europe-west4, and the spec now asks for europe-west3")
    assert explained < said.index("| plan "), "before it is planned"
    assert "bucket churn-dev-raw  loses its objects" in said
    assert "forced by location: EUROPE-WEST4 -> EUROPE-WEST3" in said
    assert "`up` refuses another region for what stands in europe-west4" in said
    refused = landfast(home, "up", "--no-pipeline", "--plan", found["digest"])
    assert refused.returncode == 2
    assert "residency.region: churn-dev stands in europe-west4" in refused.stderr
    assert said.count("replace") > 1
    names = [change["name"] for change in found["changes"]]
    assert [name for name in names if name not in said] == []
    assert "google_storage_bucket.raw" in said


def _markdown_says_it(home: Path, found: dict[str, Any]) -> None:
    done = landfast(home, "plan", "--format", "markdown")
    assert done.stderr == ""
    assert done.stdout.startswith("### ⚠️ landfast plan: ")
    assert "`up` refuses another region for what stands in europe-west4" in done.stdout
    row = "| bucket churn-dev-raw | forced by location: EUROPE-WEST4 -&gt; EUROPE-WEST3 | **its objects** |"
    assert row in done.stdout
    assert done.stdout.count("<details") == done.stdout.count("</details>") >= len(found["stacks"])
    assert len(done.stdout) < LIMIT
    assert str(home) not in done.stdout


def test_a_plan_of_hundreds_of_resources_is_folded(tmp_path: Path) -> None:
    written(tmp_path)
    said = landfast(tmp_path, "plan", "--format", "markdown").stdout
    assert said.startswith("### ✅ landfast plan: 250 to create")
    assert "<details open" not in said
    assert said.count("| `+` |") == 250
    long = landfast(tmp_path, "plan", "-v", "--format", "markdown").stdout
    assert len(long) < 65_536, "GitHub takes no longer comment"
    assert "more resources change: too many for a comment" in long


def test_finished_lines_are_ticked(tmp_path: Path) -> None:
    written(tmp_path)
    status, said = typed(tmp_path, ("plan",), (), asked="")
    assert status == 0
    last = said[said.rindex("landfast plan ·") :]
    for stack in ("foundation", "network", "data", "ml", "operations"):
        assert any("✔" in line and stack in line and "planned" in line for line in last.splitlines()), stack


def put(path: str, text: str | None) -> Callable[[Path], None]:
    """A file where it is no good; a folder, if there is no text."""

    def make(home: Path) -> None:
        place = home / path
        if place.is_file():
            place.unlink()
        (place if text is None else place.parent).mkdir(parents=True, exist_ok=True)
        if text is not None:
            place.write_bytes(text.encode("latin-1"))

    return make


WORK = ".landfast/rehearsal/dev"
BAD = [
    (put("landfast.yaml", None), (), 2, "no spec here"),
    (put("landfast.yaml", None), ("--spec", "landfast.yaml"), 2, "is a folder, not a file"),
    (put("landfast.yaml", ""), (), 2, "is empty"),
    (put("landfast.yaml", "name: ["), (), 2, "not valid YAML"),
    (put("landfast.yaml", "\xff\xfe\x00"), (), 2, "is not UTF-8"),
    (put("landfast.yaml", "- 1\n"), (), 2, "holds no keys with values"),
    (put("landfast.yaml", SPEC + "policies: {fail_on: never}\n"), (), 2, "policies.fail_on"),
    (put("landfast.yaml", SPEC + "policies:\n"), (), 2, "policies"),
    (put("landfast.yaml", SPEC + "policies: {fail_on: low}\n"), (), 1, "policies refuse the synthesized stacks"),
    (put("landfast.yaml", SPEC), ("prodd",), 2, "no such environment"),
    (put("landfast.yaml", SPEC), ("--target", "google"), 2, "target google needs it"),
    (put("landfast.yaml", SPEC), ("--target", "aws"), 2, "'aws' is not one of"),
    (put("landfast.yaml", SPEC), ("--json", "--format", "markdown"), 2, "name one of them"),
    (put("landfast.yaml", SPEC), ("--format", "html"), 2, "'html' is not one of"),
    (put(".landfast", "x"), (), 1, "move it away"),
    (put(".landfast/rehearsal", "x"), (), 1, "move away the file"),
    (put(f"{WORK}/foundation", "x"), (), 1, "move it away"),
    (put(f"{WORK}/manifest.json", None), (), 1, "manifest.json: is a directory: move it away"),
    (put(f"{WORK}/foundation/terraform.tfstate", None), (), 1, "terraform.tfstate: is a directory: move it away"),
    (put(f"{WORK}/manifest.json", "[1,"), (), 0, ""),
    (put(f"{WORK}/foundation/terraform.tfstate", "{"), (), 0, ""),
    (put(f"{WORK}/foundation/.terraform/terraform.tfstate", '{"version": 3, "backend": [1]}'), (), 1, "backend"),
]


@pytest.mark.parametrize(("make", "words", "status", "said"), BAD)
def test_what_is_no_good_is_said_without_a_traceback(
    make: Callable[[Path], None], words: tuple[str, ...], status: int, said: str, tmp_path: Path
) -> None:
    written(tmp_path)
    make(tmp_path)
    done = landfast(tmp_path, "plan", *words)
    assert (done.returncode, "Traceback" in done.stdout + done.stderr) == (status, False), done.stdout + done.stderr
    assert said in (json.loads(done.stdout)["problems"][0] if words[:1] == ("--json",) else done.stderr)
    # A plan that was made is asked for as JSON elsewhere.
    if status and words[:1] not in (("--target",), ("--format",), ("--json",)):
        as_json = landfast(tmp_path, "plan", *words, "--json")
        assert as_json.returncode == status
        validated("plan", as_json.stdout)


def test_a_refused_plan_is_markdown_where_that_was_asked_for(tmp_path: Path) -> None:
    written(tmp_path, SPEC + "policies: {fail_on: low}\n")
    done = landfast(tmp_path, "plan", "--format", "markdown")
    assert done.returncode == 1
    assert done.stdout.startswith("### ❌ landfast check failed: ")


def test_a_new_name_on_google_is_refused_before_its_states_are_lost_sight_of(tmp_path: Path) -> None:
    google = "google: {organization: '123456789012', billing_account: 0A0B0C-0A0B0C-0A0B0C}\n"
    answers = "controller: {organisation: Acme, dpo: dpo@acme.example, purpose: churn, legal_basis: contract}\n"
    written(tmp_path, SPEC.replace("churn", "praxis") + google + answers)
    before = tmp_path / ".landfast/google/dev/foundation/.terraform/terraform.tfstate"
    before.parent.mkdir(parents=True)
    before.write_text(json.dumps({"version": 3, "backend": {"type": "gcs", "config": {"bucket": "churn-tfstate"}}}))
    for command in ("plan", "up"):
        done = landfast(tmp_path, command, "--target", "google", "--json", GOOGLE_CLOUD_QUOTA_PROJECT="x-y-z")
        assert done.returncode == 2, done.stdout + done.stderr
        [problem] = json.loads(done.stdout)["problems"]
        assert "its states are in churn-tfstate" in problem
        assert "praxis-tfstate" in problem
