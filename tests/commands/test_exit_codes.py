"""How every command ends: 0 done, 1 refused, 2 bad input, 70 a fault of its own; and that none asks where nobody is."""

from __future__ import annotations

import ast
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from every_command import EVERY, options, words_needed
from in_process import landfast
from repository import ROOT

from landfast.core.errors import UserError
from landfast.jobs import down, losing, subject_erase
from landfast.targets.workspace import Workspace
from landfast.terraform import PlannedChange

SPEC = "name: churn\nresidency: {region: europe-west4}\n"
GOOGLE = f"""{SPEC}google:
  {{organization: "123456789012", billing_account: 0A0A0A-0B0B0B-0C0C0C, quota_project: acme-seed}}
"""
PROTECTED = GOOGLE + "environments: {dev: {}, prod: {protected: true}}\n"
OWN_RULE = """\
rules:
- id: ACME-001
  title: Buckets have names
  why: So that they are found
  mend: {landfast: Name it, terraform: Set name}
  articles: ["32"]
  severity: low
  types: [google_storage_bucket]
  condition: {attribute: name, is_set: true}
  message: it has no name
"""


def told(done: subprocess.CompletedProcess[str]) -> str:
    """What it said went wrong: a document's problems, or lines; never a traceback."""
    assert "Traceback" not in done.stdout + done.stderr
    if done.stdout.startswith("{"):
        return "\n".join(json.loads(done.stdout).get("problems", ()))
    return done.stderr


@pytest.mark.parametrize("name", EVERY)
def test_its_exit_codes_are_written_down(name: str) -> None:
    assert "Exit codes: 0 " in (EVERY[name].help or "")


@pytest.mark.parametrize("name", EVERY)
def test_an_option_that_there_is_not_is_bad_input(name: str, tmp_path: Path) -> None:
    done = landfast(tmp_path, *name.split(), *words_needed(name), "--no-such-option")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No such option" in told(done)


# These need nothing, and so nothing can be wrong with it.
NEED_NOTHING = {
    "agent install",
    "agent uninstall",
    "blueprint list",
    "mcp",
    "plugins",
    "rehearsal serve",
    "spec schema",
}


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize("name", sorted(EVERY.keys() - NEED_NOTHING))
def test_a_spec_and_names_that_are_wrong_are_bad_input_and_nothing_is_written(
    name: str, tmp_path: Path, *, as_json: bool
) -> None:
    (tmp_path / "landfast.yaml").write_text("name: [churn\n")
    more = ("--json",) if as_json else ()
    done = landfast(tmp_path, *name.split(), *words_needed(name), *more)
    assert done.returncode == 2
    assert told(done)
    assert [path.name for path in tmp_path.iterdir()] == ["landfast.yaml"]


@pytest.mark.parametrize("name", EVERY)
def test_what_nobody_expected_is_a_fault_of_its_own(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> NoReturn:
        raise KeyError("deep inside")

    monkeypatch.setattr(EVERY[name], "callback", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "file").touch()
    needed = ("--from", "dev", "--to", "test") if name == "promote" else ()
    done = landfast(tmp_path, *name.split(), *("file" for _ in words_needed(name)), *needed)
    assert (done.returncode, done.stdout) == (70, "")
    assert "a fault of its own, KeyError" in told(done)


def findings(home: Path) -> None:
    bucket = {"name": "b", "location": "US"}
    (home / "main.tf.json").write_text(json.dumps({"resource": {"google_storage_bucket": {"b": bucket}}}))


def an_edited_skill(home: Path) -> None:
    assert landfast(home, "agent", "install").returncode == 0
    for skill in home.rglob("SKILL.md"):
        skill.write_text("mine\n")


def assets(home: Path) -> None:
    data = {"resource": {"data": {"name": "b", "location": "US"}, "location": "us"}}
    asset = {"name": "//storage.googleapis.com/b", "asset_type": "storage.googleapis.com/Bucket", **data}
    (home / "assets.json").write_text(json.dumps(asset))


def a_bundle_that_somebody_touched(home: Path) -> None:
    about = {"what": "landfast evidence", "format": 1, "made": "2026-11-28", "project": "churn-dev"}
    with zipfile.ZipFile(home / "a.zip", "w") as packed:
        packed.writestr("manifest.json", json.dumps({**about, "environment": "dev", "parts": {}}))
        packed.writestr("more.md", "more")


def an_own_rule(home: Path) -> None:
    (home / "rules.yaml").write_text(OWN_RULE)


def a_file_where_a_folder_has_to_be(home: Path) -> None:
    (home / "taken").write_text("")


def google_that_nobody_answers_for(home: Path) -> None:
    (home / "landfast.yaml").write_text(GOOGLE)


def nothing(_home: Path) -> None:
    pass


# What is refused, or fails: what stands there before, and what is typed.
REFUSED: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "agent install": (an_edited_skill, ()),
    "agent uninstall": (an_edited_skill, ()),
    "audit": (assets, ("acme-ml-prod", "--assets", "assets.json")),
    "bootstrap": (google_that_nobody_answers_for, ("--endpoint", "http://127.0.0.1:1/")),
    "check": (findings, ("main.tf.json", "--area", "eu")),
    "drill": (nothing, ()),
    "evidence diff": (a_bundle_that_somebody_touched, ("a.zip", "a.zip")),
    "evidence verify": (a_bundle_that_somebody_touched, ("a.zip",)),
    "graph": (a_file_where_a_folder_has_to_be, ("--out", "taken/a.html")),
    "rules test": (an_own_rule, ("rules.yaml",)),
    "subject erase": (nothing, ("7", "--yes")),
    "subject export": (nothing, ("7",)),
    "synth": (a_file_where_a_folder_has_to_be, ("--out", "taken/stacks")),
}
# What takes an environment, a project or another provider to be refused, is refused there.
ELSEWHERE = {
    "blueprint eject": "blueprints/test_eject.py",
    "blueprint new": "core/test_faults.py",
    "blueprint upgrade": "blueprints/test_upgrade.py",
    "doctor": "targets/test_life.py",
    "down": "targets/test_life.py",
    "drift": "commands/test_up.py",
    "evidence write": "core/test_faults.py",
    "init": "core/test_faults.py",
    "plan": "commands/test_plan.py",
    "promote": "targets/test_life.py",
    "rehearsal compare": "rehearsal/wire/test_genuine.py",
    "rehearsal serve": "rehearsal/wire/test_serve.py",
    "status": "core/test_faults.py",
    "subject requests": "jobs/test_subject.py",
    "up": "commands/test_losses.py",
}


def test_each_command_that_can_be_refused_is() -> None:
    refusable = {name for name, command in EVERY.items() if ", 1 " in (command.help or "").partition("Exit codes:")[2]}
    assert {*REFUSED, *ELSEWHERE} == refusable
    assert not [place for place in ELSEWHERE.values() if not (ROOT / "tests" / place).is_file()]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_or_fails_is_no_bad_input(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", "ya29.planted")
    (tmp_path / "landfast.yaml").write_text(SPEC)
    make, words = REFUSED[name]
    make(tmp_path)
    done = landfast(tmp_path, *name.split(), *words)
    assert done.returncode == 1, done.stderr
    assert done.stdout + told(done)


# Who asks a person, what is said instead where there is none, and by which option that person would answer.
ASKING = {
    "down": ("down", {"--yes", "--destroy"}),
    "init": ("asking", {"--name", "--region"}),
    "subject erase": ("subject/erase", {"--yes"}),
    "up": ("up", {"--destroy", "--plan"}),
}


def test_a_person_is_asked_in_these_places_alone_and_only_one_who_is_there() -> None:
    folder = ROOT / "landfast/commands"
    asking = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.py") if asks(path)}
    assert asking == {place for place, _answers in ASKING.values()}
    for name in ASKING:
        assert "is_somebody_there(as_json=as_json)" in (folder / f"{name.replace(' ', '/')}.py").read_text()
    elsewhere = [path for path in (ROOT / "landfast").rglob("*.py") if folder not in path.parents and asks(path)]
    assert elsewhere == []


def asks(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if not any(word in text for word in ("prompt", "confirm", "getpass", "input(")):
        return False
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    named = {one.attr for one in calls if isinstance(one, ast.Attribute)} & {"prompt", "confirm", "getpass"}
    return bool(named) or any(isinstance(one, ast.Name) and one.id in ("input", "getpass") for one in calls)


@pytest.mark.parametrize("name", ASKING)
def test_where_nobody_is_the_option_is_named_that_answers(name: str, tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(PROTECTED)
    dev, prod = (Workspace.open(tmp_path / "landfast.yaml", each, "google") for each in ("dev", "prod"))
    refusals: dict[str, tuple[Callable[[], object], ...]] = {
        "down": (lambda: down.nobody_agrees(dev), lambda: down.nobody_agrees(prod)),
        "subject erase": (lambda: subject_erase.nobody_agrees(dev, {}),),
        "up": (lambda: withheld([]),),
    }
    (tmp_path / "empty").mkdir()
    said = landfast(tmp_path / "empty", "init").stderr if name == "init" else ""
    for refused in refusals.get(name, ()):
        with pytest.raises(UserError) as caught:
            refused()
        said += str(caught.value)
    _place, answers = ASKING[name]
    assert not [option for option in answers if option not in said]
    assert answers <= options(name)


def withheld(losses: list[PlannedChange]) -> NoReturn:
    raise losing.LossRefusedError(losses, "sha256:0")
