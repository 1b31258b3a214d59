"""A person in every project of an environment, with real projects that have trained and scored."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import generated
import pytest
from in_process import landfast

from landfast.jobs.subject_record import a_month_after

# Three projects are installed and run.
pytestmark = [pytest.mark.heavy, pytest.mark.long, pytest.mark.xdist_group("subject")]

SPEC = """\
name: meters
residency: {region: europe-west4}
controller: {organisation: Stadtwerke, dpo: dpo@werke.example, purpose: to plan, legal_basis: contract}
platform: {orchestrators: [vertex, kubeflow, airflow, pachyderm], tracking: mlflow}
repository: {host: github, owner: werke, name: meters}
"""
WHO = "customer-0007"
PROJECTS = ("forecast", "scoring", "ml")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return brought_up(tmp_path_factory.mktemp("meters"), generated.everything(tmp_path_factory))


def brought_up(home: Path, whole: Path) -> Path:
    """The spec, and beside it a project that has trained, one that has scored, and one that has forecast."""
    (home / "landfast.yaml").write_text(SPEC)
    people(home / "people.csv")
    series(home / "used.csv")
    of_people = ("--data", "people.csv", "--target", "moves", "--subject", "customer", "--timestamp", "since")
    of_series = ("--data", "used.csv", "--target", "used", "--series", "customer", "--timestamp", "day")
    new(home, "tabular", *of_people)
    new(home, "batch-scoring")
    new(home, "forecasting", *of_series, "--horizon", "7", "--personal", "customer", "--into", "forecast")
    for name, package in {"ml": "meters", "scoring": "meters_scoring", "forecast": "meters"}.items():
        project = home / name
        generated.search_less(project)
        python = generated.linked(project, whole, ".venv", "requirements.lock") / "python"
        if name == "scoring":
            deliver(home, project)
        generated.run(project, python, "-m", package, "pipeline", "run")
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    shutil.copytree(made, folder, symlinks=True)
    return folder


def new(home: Path, *words: str) -> None:
    done = landfast(home, "blueprint", "new", *words)
    assert done.returncode == 0, done.stderr


def people(path: Path) -> None:
    moves = [int(n % 7 > 3) ^ int(n * 37 % 13 == 0) for n in range(300)]
    rows = (f"customer-{n:04},2025-{n % 12 + 1:02}-01,{n % 7},{n % 11},{moves[n]}" for n in range(300))
    path.write_text("customer,since,rooms,calls,moves\n" + "\n".join(rows) + "\n")


def series(path: Path) -> None:
    days, chance = [date(2025, 1, 1) + timedelta(one) for one in range(120)], random.Random(7)  # noqa: S311
    level = {day: 10 + 3 * (day.weekday() > 4) for day in days}
    rows = (f"customer-{n:04},{day},{level[day] + n + chance.gauss(0, 1):.2f}" for n in range(12) for day in days)
    path.write_text("customer,day,used\n" + "\n".join(rows) + "\n")


def deliver(home: Path, scoring: Path) -> None:
    """The table to score calls the person's column otherwise than the one that was learned from."""
    features = scoring / "features.yaml"
    text = features.read_text()
    features.write_text(re.sub(r"(?m)^(\s*- name: customer\n)", r"\1    header: kunde\n", text))
    (raw,) = (home / "ml/.local/dev").glob("*-raw")
    table = raw / "people_scoring"
    table.mkdir()
    rows = (home / "people.csv").read_text().replace("customer,", "kunde,", 1)
    (table / "people.csv").write_text(rows)


def told(home: Path, *words: str, code: int = 0) -> dict[str, Any]:
    done = landfast(home, "subject", *words, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found["result"]  # type: ignore[no-any-return]


def mentions(home: Path, word: str) -> Iterator[Path]:
    """Files below, but for the person's own table beside the spec, that have the word in them."""
    for path in sorted(home.rglob("*")):
        if path.is_file() and ".venv" not in path.parts and path.parent != home and word.encode() in path.read_bytes():
            yield path.relative_to(home)


def test_a_person_is_copied_and_erased_everywhere_with_one_certificate(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = watched(monkeypatch)
    look = told(home, "erase", WHO, "--dry-run")
    assert look["certificate"] is None
    assert all(sum(one["held"].values()) > 0 for one in look["held"].values())
    assert list(mentions(home, WHO))

    copy = told(home, "export", WHO)
    file = Path(copy["file"])
    assert (copy["complete"], file.stat().st_mode & 0o077) == (True, 0)
    copies = json.loads(file.read_text())["projects"]
    assert {folder: one["subject"] for folder, one in copies.items()} == dict.fromkeys(PROJECTS, WHO)
    assert WHO not in json.dumps(copy)

    # What no project knows keeps the request open until somebody has looked.
    (raw,) = (home / "ml/.local/dev").glob("*-raw")
    (raw / "letters").mkdir()
    (raw / "letters/a.pdf").write_bytes(b"%PDF")
    first = told(home, "erase", WHO, "--yes", "--by", "Ana Lima", "--received", "2026-01-31", code=1)["certificate"]
    assert [one for one in first["projects"]["ml"]["left"] if "letters/a.pdf" in one]
    found = told(home, "erase", WHO, "--yes", "--looked-into", "no letter of this person")["certificate"]
    assert (found["complete"], found["looked_into"]) == (True, "no letter of this person")
    assert (found["received"], found["due"], found["by"]) == ("2026-01-31", "2026-02-28", "Ana Lima")
    assert found["reference"] == first["reference"]
    whole(found)
    assert not file.exists()
    assert list(mentions(home, WHO)) == []
    assert commands
    assert not [one for one in commands if WHO in one]
    (key,) = home.rglob("subjects/dev/key")
    assert key.stat().st_mode & 0o077 == 0


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command lines of all processes from now on: any account of the machine sees those."""
    run, seen = subprocess.run, []

    def seeing(command: Any, *words: Any, **more: Any) -> Any:
        seen.append(json.dumps([str(word) for word in command]))
        return run(command, *words, **more)

    monkeypatch.setattr(subprocess, "run", seeing)
    return seen


def whole(found: dict[str, Any]) -> None:
    """Of a certificate: what was erased, who has seen it, and what is kept until when."""
    erased = {folder: part["erased"] for folder, part in found["projects"].items()}
    assert erased["scoring"]["raw table"] == 1
    assert erased["scoring"]["batches of predictions"] == 1
    assert erased["ml"]["raw table"] == 1
    assert erased["forecast"]["raw table"] == 120
    assert erased["landfast"] == {"copies made before": 1}
    # Copies are the first to go, and no project is late by that.
    assert [part["why"] for part in found["projects"].values() if part["why"]] == []
    # The project that scores is erased before the one that trained, and shares the features that tell it.
    seen = {folder: len(found["projects"][folder]["models"]) for folder in PROJECTS}
    assert seen == {"forecast": 1, "scoring": 0, "ml": 1}
    assert found["projects"]["ml"]["retraining"]["seconds"] > 0
    assert found["projects"]["ml"]["retraining"]["at_least"] >= 0
    kept = {what["what"] for one in found["kept"] for what in one["parts"]}
    assert {"soft delete", "time travel", "fail-safe"} <= kept
    assert found["gone"] > found["ended"][:10]
    assert any(not one["single"] for one in found["kept"])


def test_cut_off_and_not_reached_it_goes_on_until_all_is_done(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project had finished and nobody had written that down yet; another has lost its packages."""
    from landfast.jobs import subject_erase

    real, asked = subject_erase.erase_in, []

    def cut(project: Any, *words: Any) -> Any:
        real(project, *words)
        asked.append(project.folder.name)
        raise KeyboardInterrupt

    venv = home / "forecast/.venv"
    venv.rename(home / "forecast/elsewhere")
    monkeypatch.setattr(subject_erase, "erase_in", cut)
    assert landfast(home, "subject", "erase", WHO, "--yes").returncode == 130
    assert asked == ["scoring"]

    monkeypatch.setattr(subject_erase, "erase_in", real)
    first = told(home, "erase", WHO, "--yes", code=1)["certificate"]
    assert first["projects"]["scoring"]["erased"]["raw table"] == 1
    assert "its packages are not installed" in first["projects"]["forecast"]["left"][0]
    (open_one,) = told(home, "requests")["requests"]
    assert (open_one["ended"], open_one["days_left"] in range(28, 32)) == (None, True)

    (home / "forecast/elsewhere").rename(venv)
    second = told(home, "erase", WHO, "--yes")["certificate"]
    assert second["projects"]["forecast"]["erased"]["raw table"] == 120
    assert (second["complete"], second["began"]) == (True, first["began"])
    assert second["projects"]["ml"] == first["projects"]["ml"]
    assert told(home, "requests")["requests"][0]["ended"]


def test_what_is_asked_wrongly_is_said_at_once(home: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "landfast.yaml").write_text(SPEC)
    later = (datetime.now(UTC).date() + timedelta(2)).isoformat()
    done = landfast(home, "subject", "erase", " ", "--yes", "--received", later)
    assert done.returncode == 2
    assert "ID: is empty" in done.stderr
    assert "--received: is still to come" in done.stderr
    assert "needs a person's word" in landfast(home, "subject", "erase", WHO).stderr
    assert list(mentions(home, WHO))
    assert "no generated project stands beside" in landfast(bare, "subject", "erase", WHO, "--yes").stderr


@pytest.mark.parametrize(
    ("day", "due"), [("2026-01-31", "2026-02-28"), ("2027-12-15", "2028-01-15"), ("2028-01-30", "2028-02-29")]
)
def test_a_month_ends_on_the_same_day_or_on_the_last_of_the_next(day: str, due: str) -> None:
    assert a_month_after(date.fromisoformat(day)).isoformat() == due
