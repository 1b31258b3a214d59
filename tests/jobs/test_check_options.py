"""Which options of a check say something about what is judged: all of them, over all there is; others are refused."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from landfast_ml.contract.layout import RECORD

from landfast.core.errors import InputError
from landfast.jobs.check import CheckRequest, check
from landfast.jobs.synth import SynthRequest, synth

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("jobs-check_options")

SPEC = "name: churn\nresidency: {region: europe-west4}\nenvironments: {dev: {}, prod: {approval: true}}\n"
BUCKET = {"resource": {"google_storage_bucket": {"b": {"name": "b", "location": "EU"}}}}
PLAN = {"format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": []}
# What an option is given, where it needs something that is there.
GIVEN: Mapping[str, Any] = {
    "--area": {"area": "eu"},
    "--deny": {"deny": "FR"},
    "--waivers": {"waivers": "exceptions.yaml"},
    "--environment": {"environment": "dev"},
    "--spec": {"spec": "landfast.yaml"},
    "--var-file": {"values": ["values.tfvars"]},
    "--since": {"since": "HEAD"},
    "--fix": {"fix": True},
    "--kind": {"kind": "terraform"},
    "--checkov": {"checkov": True},
}
# What is judged -> the options that apply; all others are refused.
TABLE = {
    "the spec here": (None, {"--spec", "--environment", "--checkov"}),
    "a spec": ("landfast.yaml", {"--environment", "--checkov", "--kind"}),
    "a synthesis": ("made", {"--spec", "--checkov", "--kind"}),
    "an old synthesis": ("old", {"--area", "--deny", "--waivers", "--spec", "--checkov", "--kind"}),
    "terraform": (
        "main.tf.json",
        {"--area", "--deny", "--waivers", "--spec", "--var-file", "--since", "--fix", "--checkov", "--kind"},
    ),
    "a plan": ("plan.json", {"--area", "--deny", "--waivers", "--spec", "--checkov", "--kind"}),
    "a project": ("ml", {"--environment", "--spec", "--since", "--kind"}),
    "a project without a spec": ("alone/ml", {"--area", "--deny", "--waivers", "--spec", "--since", "--kind"}),
}
# What `--kind` says of each, truly.
KINDS = {"a spec": "spec", "a synthesis": "synthesis", "an old synthesis": "synthesis", "a plan": "plan",
         "a project": "project", "a project without a spec": "project"}  # fmt: skip
# With --spec a path is judged by a spec: what says of an environment applies, what says another rule doesn't.
UNDER_A_SPEC = {"terraform", "a plan", "a synthesis", "a project without a spec"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "landfast.yaml").write_text(SPEC)
    (folder / "exceptions.yaml").write_text("processors: [api.partner.example]\n")
    (folder / "values.tfvars").write_text('place = "EU"\n')
    (folder / "main.tf.json").write_text(json.dumps(BUCKET))
    (folder / "plan.json").write_text(json.dumps(PLAN))
    synth(SynthRequest(spec=folder / "landfast.yaml", out=folder / "made"))
    old = json.loads((folder / "made/manifest.json").read_bytes())
    del old["spec"]
    (folder / "old").mkdir()
    (folder / "old/manifest.json").write_text(json.dumps(old))
    for stack in old["stacks"]:
        (folder / "old" / stack["name"]).symlink_to(folder / "made" / stack["name"])
    for project in ("ml", "alone/ml"):
        (folder / project / RECORD).mkdir(parents=True)
        (folder / project / "a.py").write_text("x = 1\n")
    return folder


def request_of(what: str, *options: str) -> CheckRequest:
    path = TABLE[what][0]
    request = CheckRequest(path=Path(path) if path else None)
    for option in options:
        given = dict(GIVEN[option])
        if option == "--kind" and what in KINDS:
            given = {"kind": KINDS[what]}
        if option == "--waivers":
            given = {"waivers": Path(given["waivers"])}
        if option == "--spec":
            given = {"spec": Path(given["spec"])}
        if option == "--var-file":
            given = {"values": [Path("values.tfvars")]}
        request = dataclasses.replace(request, **given)
    return request


def refused(request: CheckRequest) -> set[str]:
    """The options that are refused."""
    try:
        check(request)
    except InputError as error:
        problems = error.problems
    else:
        return set()
    assert all(problem.next_step for problem in problems)
    return {problem.path for problem in problems if problem.path in GIVEN}


@pytest.mark.parametrize("option", [name for name in GIVEN if name != "--checkov"])
@pytest.mark.parametrize("what", TABLE)
def test_an_option_applies_or_is_refused(what: str, option: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    expected = set() if option in TABLE[what][1] else {option}
    assert refused(request_of(what, option)) == expected


@pytest.mark.parametrize("what", [what for what in TABLE if "--checkov" not in TABLE[what][1]])
def test_checkov_is_not_asked_of_code(what: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    assert refused(request_of(what, "--checkov")) == {"--checkov"}


@pytest.mark.parametrize("what", sorted(UNDER_A_SPEC))
def test_under_a_spec_that_is_named(what: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    assert refused(request_of(what, "--spec", "--environment")) == set()
    assert refused(request_of(what, "--spec", "--area", "--waivers")) == {"--area", "--waivers"}


def test_all_that_does_not_apply_is_told_at_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    options = ("--area", "--waivers", "--environment", "--var-file")
    assert refused(request_of("a synthesis", *options)) == set(options)
