"""`blueprint new forecasting`: for a person's own series, as its README says, and what it refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import generated
import pytest
from in_process import landfast
from ruamel.yaml import YAML

from landfast import blueprints

SPEC = "name: meters\nresidency: {region: europe-west4}\n"
SAID = ("--series", "Zähler", "--timestamp", "Tag", "--target", "Verbrauch kWh", "--horizon", "14")


def readings(folder: Path, meters: int = 10, days: int = 120, ahead: int = 14) -> Path:
    """Of meters, as an office exports them: semicolons, decimal commas, Latin-1; of what comes holidays are known."""
    lines = ["Zähler;Tag;Verbrauch kWh;Feiertag;Tarif;Temperatur"]
    for meter in range(meters):
        for day in range(days + ahead):
            used = f"{10 + meter + 3 * (day % 7 > 4) + (day * 7 + meter * 5) % 11 / 10:.2f}".replace(".", ",")
            when = f"{date(2025, 1, 1) + timedelta(day):%d.%m.%Y}"
            holiday = "ja" if day % 7 == 6 else "nein"
            tariff, degrees = "AB"[meter % 2], f"{(day * 3 + meter) % 25},5"
            lines.append(f"Z-{meter};{when};{used if day < days else ''};{holiday};{tariff};{degrees}")
    path = folder / "meters.csv"
    path.write_text("\n".join(lines) + "\n", encoding="latin-1")
    return path


def new(home: Path, blueprint: str, *words: str) -> subprocess.CompletedProcess[str]:
    (home / "landfast.yaml").write_text(SPEC, encoding="utf-8")
    return landfast(home, "blueprint", "new", blueprint, *words)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("meters")
    words = ("--data", str(readings(folder)), *SAID, "--known-ahead", "Feiertag", "--frequency", "D")
    done = new(folder, "forecasting", *words)
    assert done.returncode == 0, done.stderr
    (folder / "told.txt").write_text(done.stdout, encoding="utf-8")
    return folder


def test_what_is_known_of_times_to_come_is_said_or_seen(home: Path) -> None:
    told = (home / "told.txt").read_text(encoding="utf-8")
    assert "5 of 6 columns are declared; task: forecast" in told
    assert "never below 0" in told
    assert "nobody said that it is known of times to come" in told
    declared = YAML(typ="safe", pure=True).load(home / "ml/features.yaml")
    columns = {one["name"]: one for one in declared["columns"]}
    assert {name: one.get("known") for name, one in columns.items() if one["role"] == "feature"} == {
        "feiertag": "ahead",
        "tarif": "always",
    }
    assert {"personal", "protection"}.isdisjoint(columns["zahler"])
    assert columns["verbrauch_k_wh"]["minimum"] == 0
    settings = (home / "ml/settings.toml").read_text(encoding="utf-8")
    assert "horizon = 14" in settings
    assert 'frequency = "day" ' in settings


def test_a_series_that_looks_like_a_person_leaves_as_a_pseudonym(tmp_path: Path) -> None:
    path = readings(tmp_path)
    done = new(tmp_path, "forecasting", "--data", str(path), *SAID, "--personal", "Zähler")
    assert done.returncode == 0, done.stderr
    declared = YAML(typ="safe", pure=True).load(tmp_path / "ml/features.yaml")
    assert (declared["columns"][0]["personal"], declared["columns"][0]["protection"]) == (True, "pseudonymise")
    assert "A series may be a person: it is replaced" in (tmp_path / "ml/README.md").read_text(encoding="utf-8")


def test_it_is_small_and_its_record_knows_the_horizon(home: Path) -> None:
    project = home / "ml"
    record = blueprints.read_record(project)
    assert record is not None
    source = record.inputs().source
    assert (record.blueprint, source.horizon, source.frequency) == ("forecasting", 14, "day")
    files = [path for path in project.rglob("*") if path.is_file() and ".local" not in path.parts]
    assert len(files) <= 45
    done = landfast(home, "blueprint", "upgrade", "ml", "--check")
    assert (done.returncode, done.stdout) == (0, "ml: up to date with blueprint forecasting 1\n")


@pytest.mark.parametrize(
    ("blueprint", "words", "told"),
    [
        (
            "forecasting",
            ("--target", "Verbrauch kWh"),
            ("--horizon: is missing", "--series: is missing", "--timestamp: is"),
        ),
        ("forecasting", (*SAID, "--subject", "Tarif"), ("--subject: forecasting has no use for it",)),
        (
            "forecasting",
            (*SAID, "--frequency", "fortnight"),
            ("--frequency: is none, got fortnight", "second, minute, hour, day, business day, week, month"),
        ),
        (
            "forecasting",
            (*SAID, "--frequency", "15min"),
            ("--frequency: Tag holds days, without the time of the day, got 15min", "day, business day, week, month"),
        ),
        ("tabular", (*SAID, "--frequency", "day"), ("--frequency: tabular forecasts nothing",)),
        ("forecasting", (*SAID, "--known-ahead", "Tag"), ("--known-ahead: has a role already, got Tag",)),
        (
            "forecasting",
            ("--series", "Tarif", "--timestamp", "Tag", "--target", "Zähler", "--horizon", "9"),
            ("--target: Zähler is no number",),
        ),
        (
            "tabular",
            SAID,
            ("--subject: is missing", "--series: tabular forecasts nothing", "--horizon: tabular forecasts"),
        ),
    ],
)
def test_what_does_not_fit_is_said_at_once(
    tmp_path: Path, blueprint: str, words: Sequence[str], told: Sequence[str]
) -> None:
    done = new(tmp_path, blueprint, "--data", str(readings(tmp_path, meters=3)), *words)
    assert done.returncode == 2
    for one in told:
        assert one in done.stderr
    assert not (tmp_path / "ml").exists()


@pytest.mark.parametrize(("ahead", "rows"), [(0, "no row"), (3, "30 rows")])
def test_times_to_come_that_are_missing_are_asked_for_before_anything_is_made(
    tmp_path: Path, ahead: int, rows: str
) -> None:
    path = readings(tmp_path, ahead=ahead)
    done = new(tmp_path, "forecasting", "--data", str(path), *SAID, "--known-ahead", "Feiertag")
    told = f"--known-ahead: {rows} without Verbrauch kWh, for 10 series and 14 times to come; at least 140; add a row"
    assert (done.returncode, told in " ".join(done.stderr.split())) == (2, True), done.stderr
    assert not (tmp_path / "ml").exists()
    # The calendar needs no rows.
    assert new(tmp_path, "forecasting", "--data", str(path), *SAID).returncode == 0


@pytest.mark.heavy
def test_own_series_are_forecast_and_the_projects_tests_pass(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    python = generated.everything(tmp_path_factory) / ".venv/bin/python"
    project = home / "ml"
    generated.search_less(project)
    out = generated.run(project, python, "-m", "meters", "pipeline", "run", "--progress", "json")
    result = json.loads(out.splitlines()[-1])
    assert {name: result["metrics"][name] for name in ("rows", "series")} == {"rows": 140, "series": 10}
    assert 0 < result["metrics"]["skill"] < 1
    assert result["record"]["horizon"] == 14
    out = generated.run(project, python, "-m", "meters", "forecasts", "export", "forecasts.csv")
    assert out.startswith("forecasts.csv: 140 rows of 10 series")
    assert " passed" in generated.run(project, python, "-m", "pytest")
    known = generated.checked_types(tmp_path_factory)
    assert "no issues found" in generated.run(project, python, "-m", "mypy", **known)
