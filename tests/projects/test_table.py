"""A person's own table: what is read off it, what stays behind, and what is refused, all at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from own_table import SPEC, column, inferred, new, problems, rows, written

from landfast.blueprints.table import DataSource
from landfast.core.errors import InputError


@pytest.mark.parametrize(
    ("value", "type_", "missing"),
    [
        (lambda n: n * 1.5, "number", "refuse"),
        (lambda n: n * 7, "integer", "refuse"),
        (lambda n: "" if n == 3 else n * 7, "integer", "allow"),
        (lambda n: "NA" if n == 3 else n * 1.5, "number", "allow"),
        (lambda n: ["yes", "no"][n % 2 == n % 3], "boolean", "refuse"),
        (lambda n: ["red", "blue", "green"][n % 3], "category", "refuse"),
        (lambda n: f"2026-{n % 2 + 1:02}-{n % 28 + 1:02}", "date", "refuse"),
    ],
)
def test_types_and_missing_values(tmp_path: Path, value: object, type_: str, missing: str) -> None:
    found = inferred(written(tmp_path, *rows(x=value)))
    declared = column(found, "x").column
    assert (declared.type, declared.missing, declared.role) == (type_, missing, "feature")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("x", "", "no row has a value"),
        ("x", "same", "the same value in every row"),
        (
            "x",
            lambda n: f"2026-01-{n % 28 + 1:02}T10:00+01:00",
            "days of one month: without --timestamp only the month",
        ),
        (
            "x",
            lambda n: f"202{n % 5}-01-{n % 28 + 1:02}T{n % 24:02}:{n // 24 % 60:02}+02:00",
            "days of one month: without --timestamp only the month",
        ),
        ("contact", lambda n: f"u{n % 9}@acme.example", "looks like an e-mail address"),
        ("Vorname", lambda n: f"n{n % 9}", "looks like a person's name"),
        ("x", lambda n: f"ticket {n}", "looks like an identifier"),
        ("x", lambda n: f"{n % 10}{',.'[n % 2]}5", "with a decimal comma and "),
        (
            "uhrzeit",
            lambda n: f"{n % 24:02}:{n % 60:02}",
            "looks like times of the day: write them as a number of hours",
        ),
        ("dauer", lambda n: f"{n}:{n % 60:02}", "looks like durations: write them as a number of hours"),
        ("order_id", lambda n: 1000 + n, "looks like an identifier"),
        ("x", lambda n: f"v{n % 60}", "60 different texts"),
        ("x", lambda n: f"{n % 30} " + "word " * 20, "free text"),
    ],
)
def test_what_identifies_or_teaches_nothing_stays_behind(tmp_path: Path, name: str, value: object, reason: str) -> None:
    path = written(tmp_path, *rows(1_500 if "one month" in reason else 200, useful=lambda n: n % 7, **{name: value}))
    decision = column(inferred(path), name)
    assert decision.column is None
    assert reason in decision.reason


def test_a_person_decides_in_the_end(tmp_path: Path) -> None:
    path = written(tmp_path, *rows(email=lambda n: ["a@b.example", "c@d.example"][n % 2], y=lambda n: n % 5))
    assert column(inferred(path, keep=("email",)), "email").column.personal
    assert column(inferred(path, keep=("email",), leave_out=("y",)), "y").reason == "left out as asked"


@pytest.mark.parametrize(
    ("values", "task", "positive"),
    [
        (("yes", "no"), "binary", ""),
        (("1", "0"), "binary", ""),
        (("positive", "negative"), "binary", "positive"),
        (("a", "b", "c"), "multiclass", ""),
        ([str(n * 1.5) for n in range(40)], "regression", ""),
        ([str(n) for n in range(40)], "regression", ""),
    ],
)
def test_the_task_follows_the_target(tmp_path: Path, values: Sequence[str], task: str, positive: str) -> None:
    table = [[f"c{n}", n % 5, values[n % len(values)]] for n in range(40)]
    found = inferred(written(tmp_path, ["id", "x", "churned"], table))
    assert (found.source.declared.task, found.source.declared.positive) == (task, positive)


def test_headers_of_any_kind_get_names_for_code(tmp_path: Path) -> None:
    path = written(tmp_path, *rows(MonthlyCharges=lambda n: n, **{"Größe (cm)": lambda n: n, "2nd": lambda n: n * 2}))
    names = {c.header: c.name for c in inferred(path).source.declared.all}
    assert names["MonthlyCharges"] == "monthly_charges"
    assert names["Größe (cm)"] == "grosse_cm"
    assert names["2nd"] == "column_2nd"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "people.csv: is empty"),
        (b"id,churned,x\n", "people.csv: has a header and no rows"),
        (b"id,churned,x\n1,0\n2,1,3\n3,1,3\n", "1 rows have another number of fields than the header, line 2 has 2"),
        (b"id,churned,x\n" + b"1,1,1.234\n2,0,5.678\n" * 9, "1.234 is 1.234 (decimal dot) or 1234 (thousands dot)"),
        (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n", "has too many columns, got 10,000; 1,000 at most"),
        (b"id,churned,x\n" + b"1,1,3\n" * 9, "churned has 1 value, so there is nothing to learn"),
        (b"id,churned,x\n" + b"1,,3\n2,1,4\n3,0,5\n", "churned has no value in 1 of 3 rows"),
        (b"id,churned,x\n" + b"1,1,7\n2,0,7\n", "no column is left to learn from"),
        (
            b"id,churned,x\n" + b"1,1,7\n2,0,8\n" * 30 + b"3,1,oops\n",
            "people.csv: x: 1 values are not a number, line 62",
        ),
    ],
)
def test_a_bad_table_is_refused_with_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    assert any(said in problem for problem in problems(path)), problems(path)


def test_every_problem_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, *rows(day=lambda n: f"day {n}", x=lambda n: "oops" if n == 1 else n))
    found = problems(path, timestamp="day", positive="2")
    assert any(p.startswith("--timestamp: day holds no days") for p in found)
    assert any(p.startswith("people.csv: x: 1 values are not a number, line 3") for p in found)


@settings(max_examples=150)
@given(st.binary(max_size=300) | st.text(alphabet='id,churned\n"\r;0a\x00é', max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"id,churned\n" + content)
    try:
        source: DataSource | None = inferred(path).source
    except InputError:
        source = None
    assert source is None or source.declared.target == "churned"


def test_generated_for_the_table_with_the_table_in_its_raw_bucket(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    path = written(tmp_path, *rows(x=lambda n: n % 7, email=lambda n: f"{n}@b.example"))
    done = new(tmp_path, "--data", "people.csv", "--target", "churned", "--subject", "id", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)["result"]
    assert [c["header"] for c in document["columns"] if c["column"]] == ["id", "churned", "x"]
    copy = tmp_path / "ml/.local/dev/churn-dev-raw/people/people.csv"
    with copy.open(encoding="utf-8") as kept, path.open(encoding="utf-8") as given:
        assert list(csv.reader(kept)) == list(csv.reader(given))
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "email" not in (tmp_path / "ml/features.yaml").read_text()


def test_an_offices_export_is_learned_from_and_said_how_it_was_read(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    # What stands in brackets is no style, and what stands between colons no picture: `[/EUR]` ended the program.
    lines = ["Kunde;Umsatz [/EUR];seit [bold] :tada:;Konfession;gekündigt"]
    lines += [
        f"K{n:03};1.{n:03},50;{n % 28 + 1:02}.03.2021;{['ev.', 'rk'][n // 2 % 2]};{['ja', 'nein'][n % 2]}"
        for n in range(60)
    ]
    (tmp_path / "people.csv").write_text("\n".join(lines), encoding="windows-1252")
    words = ["--data", "people.csv", "--target", "gekündigt", "--subject", "Kunde", "--timestamp", "seit [bold] :tada:"]
    done = new(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    read = "semicolon, windows-1252, decimal comma (Umsatz [/EUR]), thousands dot (Umsatz [/EUR]), day first DD.MM.YYYY"
    assert f"read as: {read} (seit [bold] :tada:)" in said
    copy = tmp_path / "ml/.local/dev/churn-dev-raw/people/people.csv"
    with copy.open(encoding="utf-8") as kept:
        first = next(csv.DictReader(kept))
    assert [*first.values()] == ["K000", "1000.50", "2021-03-01", "ev.", "true"]
    # Nobody has said that there are special categories, nor that there are none.
    asked = 'special_categories = "" # true or false? These look like it (GDPR Art. 9, 10): konfession'
    assert asked in (tmp_path / "ml/about.toml").read_text(encoding="utf-8")
    document = yaml.safe_load((tmp_path / "ml/features.yaml").read_text(encoding="utf-8"))
    assert document["reading"]["separator"] == ";"
    assert document["reading"]["columns"][1]["decimal"] == ","


def test_what_can_be_read_in_two_ways_is_asked_with_the_option(tmp_path: Path) -> None:
    path = written(tmp_path, *rows(day=lambda n: f"0{n % 9 + 1}/0{n % 8 + 1}/2025", x=lambda n: n % 7))
    (problem,) = problems(path)
    assert "day: can be read in two ways" in problem
    assert "--read 'day:dates=DD/MM/YYYY' or --read 'day:dates=MM/DD/YYYY'" in problem
    found = inferred(path, read=["day:dates=DD/MM/YYYY"])
    assert column(found, "day").column.type == "date"
    assert column(inferred(path, leave_out=("day",)), "day").column is None


@pytest.mark.parametrize(
    ("said", "type_", "positive"),
    [
        ({}, "boolean", ""),
        ({"positive": "yes"}, "boolean", "true"),
        ({"positive": "no"}, "boolean", "false"),
        ({"task": "multiclass"}, "category", ""),
    ],
)
def test_yes_and_no_are_a_target_however_they_are_asked_for(
    tmp_path: Path, said: dict[str, str], type_: str, positive: str
) -> None:
    table = [[f"c{n}", n % 5, ["yes", "no"][n % 2]] for n in range(40)]
    path = written(tmp_path, ["id", "x", "churned"], table)
    found = inferred(path, **said)
    assert (column(found, "churned").column.type, found.source.declared.positive) == (type_, positive)
    assert any(
        "--positive: is no value of the target, got maybe; there are yes, no" in p
        for p in problems(path, positive="maybe")
    )


def test_a_refused_table_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    written(tmp_path, *rows(x=1))
    done = new(tmp_path, "--data", "people.csv", "--target", "churn", "--subject", "id")
    assert done.returncode == 2
    assert "--target: the table has no such column, got churn; did you mean churned?" in done.stderr
    done = new(tmp_path, "--target", "churned")
    assert (done.returncode, done.stdout) == (2, "")
    assert not (tmp_path / "ml").exists()


def test_what_keeps_each_column_back_is_said_where_none_is_left(tmp_path: Path) -> None:
    path = written(tmp_path, *rows(x=lambda n: f"{n}{'.,'[n % 2]}5", y="same"))
    (problem,) = problems(path)
    assert "x looks like numbers, " in problem
    assert "with a decimal comma and " in problem
    assert "y the same value in every row" in problem


def test_a_table_without_a_header_says_how_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("k0;blue;1,5;0\n" + "".join(f"k{n};blue;{n},5;{n % 2}\n" for n in range(1, 40)), encoding="utf-8")
    assert all("say --read header=none: then they are column_1, " in problem for problem in problems(path))
