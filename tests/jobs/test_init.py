"""`landfast init`: a first spec that is valid, for what a person says or is asked."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from in_process import landfast
from typed import typed

from landfast.jobs.init import proposed_name
from landfast.stacks.spec import load

TABLE = "id,churned,plan,months\n" + "".join(f"c{n},{'yn'[n % 2]},{'ab'[n % 3 > 0]},{n % 30}\n" for n in range(80))
PLACE = ("--name", "churn", "--region", "Frankfurt")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "customers.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def init(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return landfast(home, "init", *words)


def test_the_shortest_one_is_valid_and_shown(home: Path) -> None:
    done = init(home, *PLACE)
    assert (done.returncode, done.stderr) == (0, "")
    text = (home / "landfast.yaml").read_text(encoding="utf-8")
    assert text in done.stdout
    assert re.search(r"next: \S*landfast up", done.stdout)
    spec = load(home / "landfast.yaml")
    assert (spec.name, spec.residency.region, spec.project) == ("churn", "europe-west3", None)
    assert "all in Frankfurt, DE" in text
    assert max(map(len, text.splitlines())) <= 80
    # What is shown as a comment works, too.
    comments = ("# controller:", "#    ", "# project:")
    shown = [line.removeprefix("# ") for line in text.splitlines() if line.startswith(comments)]
    (home / "landfast.yaml").write_text("\n".join([text, *shown]), encoding="utf-8")
    spec = load(home / "landfast.yaml")
    assert spec.project is not None
    # Without a category the record of processing is still a finding.
    assert spec.controller is not None
    assert spec.controller.data_categories
    again = init(home, *PLACE)
    assert again.returncode == 2
    assert "landfast.yaml: is there already, and is never overwritten" in again.stderr


def test_ones_own_table_is_looked_at(home: Path) -> None:
    words = ("--data", "customers.csv", "--target", "churned", "--subject", "id", "--positive", "y")
    told = ("--organisation", "Söhne & Co: AG", "--dpo", "a@b.eu", "--purpose", "yes", "--legal-basis", "contract")
    done = init(home, *PLACE, *words, *told, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)["result"]
    assert document["path"].endswith("landfast.yaml")
    spec = load(home / "landfast.yaml")
    assert spec.project is not None
    assert (spec.project.data, spec.project.target, spec.project.subject) == ("customers.csv", "churned", "id")
    assert spec.controller is not None
    assert (spec.controller.organisation, spec.controller.purpose) == ("Söhne & Co: AG", "yes")
    assert yaml.safe_load(document["spec"])["project"]["positive"] == "y"
    assert document["read_as"].startswith("comma")
    assert {one["header"]: one["column"]["role"] for one in document["columns"]}["id"] == "subject"


def test_how_the_table_was_read_and_what_is_of_health_is_said_before_anything_stands(tmp_path: Path) -> None:
    rows = "".join(
        f"{n};{n % 9},5;{('Diabetes', 'Asthma', 'keine')[n % 3]};{'ja' if n % 2 else 'nein'}\n" for n in range(90)
    )
    (tmp_path / "kunden.csv").write_text("Nummer;Größe;Diagnose;gekündigt\n" + rows, encoding="latin-1")
    done = init(tmp_path, *PLACE, "--data", "kunden.csv", "--target", "gekündigt", "--subject", "Nummer")
    assert done.returncode == 0, done.stderr
    assert "read as: semicolon, windows-1252, decimal comma (Größe)" in done.stdout
    assert "special categories of personal data (GDPR Art. 9, 10)? Diagnose" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), ("--name: is missing; such as churn", "--region: is missing; such as europe-west4, or Frankfurt")),
        (("--name", "Churn Model!", "--region", "Frankfurt"), ("--name: ", "such as churn-model")),
        (
            ("--name", "churn", "--region", "Frankfort"),
            ("--region: is no region", "mean europe-west3 (Frankfurt"),
        ),
        ((*PLACE, "--target", "x"), ("--target: needs a table; name it with --data",)),
        ((*PLACE, "--data", "no.csv", "--target", "x", "--no-subject"), ("--data: there is no such file, got no.csv",)),
        ((*PLACE, "--data", "customers.csv", "--target", "churned"), ("--subject: is missing",)),
        (
            (*PLACE, "--data", "customers.csv", "--target", "chuned", "--subject", "id"),
            ("--target: the table has no such column, got chuned; did you mean churned?",),
        ),
        ((*PLACE, "--organisation", "Acme"), ("--dpo: is missing", "--purpose: is missing")),
        (
            ("--name", "x", "--data", "customers.csv", "--target", "chuned", "--subject", "id", "--dpo", "nobody"),
            ("--name: is too short", "--region: is missing", "--dpo: is no e-mail", "--target: the table has no such"),
        ),
        ((*PLACE, "--into", "nowhere"), ("nowhere: is no folder",)),
    ],
)
def test_what_is_wrong_is_said_of_options_and_nothing_is_written(
    home: Path, words: Sequence[str], told: Sequence[str]
) -> None:
    done = init(home, *words)
    assert done.returncode == 2
    for one in told:
        assert one in done.stderr
    assert ".yaml:" not in done.stderr.replace("landfast.yaml: is", "")
    assert not (home / "landfast.yaml").exists()


def test_a_person_is_asked_and_asked_again(home: Path) -> None:
    answers = ["Churn Model", "churn", "dublin", "milan", "", "no.csv", "customers.csv", "plan", "who", "id", "b"]
    code, said = typed(home, ("init",), answers)
    assert code == 0, said
    for told in ("such as churn-model", "is no region", "there is no file no.csv", "no such column, got who",
                 "which class is looked for can't be told", "written to landfast.yaml"):  # fmt: skip
        assert told in said.replace("\r\n", "\n")
    spec = load(home / "landfast.yaml")
    assert (spec.name, spec.residency.region) == ("churn", "europe-west8")
    assert spec.project is not None
    assert (spec.project.subject, spec.project.positive) == ("id", "b")


@pytest.mark.parametrize(
    ("folder", "name"), [("Churn Model 2026!", "churn-model-2026"), ("--x", "ml-project"), ("a" * 40, "a" * 16)]
)
def test_a_name_is_proposed_that_google_takes(tmp_path: Path, folder: str, name: str) -> None:
    assert proposed_name(tmp_path / folder) == name


def test_without_a_spec_one_is_told_how_to_get_it(tmp_path: Path) -> None:
    def status() -> str:
        return landfast(tmp_path, "status").stderr

    assert "let `landfast init` write one" in status()
    (tmp_path / "landfast.yml").write_text("name: churn\n")
    assert "is not here, but landfast.yml is; rename it (mv landfast.yml landfast.yaml)" in status()
