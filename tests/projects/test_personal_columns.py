"""Columns about people in a person's own table: found, said why, and what was said of them instead stands above it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from in_process import landfast

SPEC = "name: churn\nresidency: {region: europe-west4}\n"
TABLES = Path(__file__).parent / "tables"
SPECIAL = ("special", "--target", "y", "--subject", "id")
TELCO = ("telco", "--target", "gekündigt", "--subject", "kunde")


def new(folder: Path, table: str, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "landfast.yaml").write_text(SPEC)
    return landfast(folder, "blueprint", "new", "tabular", "--data", TABLES / f"{table}.csv", *words)


def columns(folder: Path, table: str, *words: str) -> dict[str, dict[str, Any]]:
    done = new(folder, table, *words, "--json")
    assert done.returncode == 0, done.stderr
    return {column["header"]: column for column in json.loads(done.stdout)["result"]["columns"]}


def test_personal_and_special_columns_of_a_german_table(tmp_path: Path) -> None:
    found = columns(tmp_path, *SPECIAL)
    verdicts = {header: column["verdict"] for header, column in found.items() if column["verdict"] != "none"}
    # The subject's own, of which another line says what it is.
    assert verdicts.pop("id") == "personal"
    assert verdicts == {
        "note": "personal",
        "name": "personal",
        "religious": "special",
        "diagnosecode": "special",
        "hautfarbe": "special",
        "hiv_status": "special",
        "krankenkasse": "special",
        "geburtsjahr": "personal",
        "steuer_id": "personal",
        "kundennummer_alt": "personal",
        "sozialversicherungsnummer": "personal",
    }
    assert all(found[header]["reason"].startswith("looks like ") for header in verdicts)
    behind = {header for header in verdicts if found[header]["column"] is None}
    assert behind >= {"name", "steuer_id", "kundennummer_alt", "sozialversicherungsnummer"}
    assert all(found[header]["column"] is None or found[header]["column"]["personal"] for header in verdicts)
    assert "free text" in found["note"]["reason"]
    assert found["krankenkasse"]["reason"] == "looks like health insurance (GDPR Art. 9(1)), by its header"


def test_what_only_sounds_personal_is_a_feature(tmp_path: Path) -> None:
    found = columns(tmp_path, *TELCO)
    for header in ("PhoneService", "n_email_opens", "mobile_gb", "via", "StreamingMovies"):
        assert found[header]["verdict"] == "none"
        assert found[header]["column"]["role"] == "feature"
        assert not found[header]["column"]["personal"]


def test_what_was_said_stands_above_the_guess(tmp_path: Path) -> None:
    said = ("--not-personal", "kundennummer_alt", "--special", "note", "--personal", "x")
    found = columns(tmp_path, *SPECIAL, *said)
    assert found["kundennummer_alt"]["verdict"] == "none"
    assert found["kundennummer_alt"]["column"]["role"] == "feature"
    reason = "declared not personal (looks like an identifier of a person, by its header and values)"
    assert found["kundennummer_alt"]["reason"] == reason
    assert found["note"]["verdict"] == "special"
    assert found["x"]["column"]["personal"]
    assert found["x"]["reason"] == "declared personal"


def test_a_person_sees_each_reason_and_the_next_step(tmp_path: Path) -> None:
    done = new(tmp_path, *SPECIAL)
    assert done.returncode == 0, done.stderr
    shown = " ".join(done.stdout.split())
    assert "special categories of personal data (GDPR Art. 9, 10)?" in shown
    assert "controller.data_categories" in shown
    assert "--not-personal" in shown


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--personal", "nme"), "--personal: the table has no such column, got nme; did you mean name?"),
        (("--special", "x", "--not-personal", "x"), "--personal, --special, --not-personal: name column x twice"),
    ],
)
def test_what_can_not_be_is_said(tmp_path: Path, words: tuple[str, ...], problem: str) -> None:
    done = new(tmp_path, *SPECIAL, *words)
    assert done.returncode == 2
    assert problem in done.stderr
    assert not (tmp_path / "ml").exists()
