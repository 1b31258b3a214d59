"""A project's own feature: one function in one file, the same in training, in batches and in a request."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sample_table
from sample_project import PACKAGE, copy_project, learn, load, put

from landfast_ml.contract.columns import Column
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, UsageError
from landfast_ml.features import own
from landfast_ml.features.made import check_row_by_row, parse_rows
from landfast_ml.features.store import find_version
from landfast_ml.features.tables import read_part
from landfast_ml.models.predictor import read_predictor
from landfast_ml.steps import gate, ingest

HEAD = "import pandas as pd\nfrom landfast_ml.features import feature\n"
OWN = f'''{HEAD}
YEARS = 10

@feature("visits_per_decade", reads=("visits", "age"), description="visits for ten years of age")
def visits_per_decade(rows):
    """As the office counts."""
    return rows["visits"] / years(rows) * YEARS

def years(rows):
    return rows["age"]

@feature("cohort", reads=("joined", "member"), type="category", missing="allow")
def cohort(rows):
    return rows["joined"].str[:4].where(rows["member"] > 0, None)
'''
Write = Callable[[str], Job]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes `features.py`, and loads the project anew, as another process would."""
    root = copy_project(tmp_path / "project")
    monkeypatch.syspath_prepend(root)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def write(text: str) -> Job:
        (root / PACKAGE / "features.py").write_text(text)
        _forget()
        return load(root)

    yield write
    _forget()


def _forget() -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]
    own._REGISTERED.clear()
    importlib.invalidate_caches()


def texts(**cells: list[str]) -> pd.DataFrame:
    usual = {"customer": "c", "day": "2026-03-01", "age": "30", "income": "100", "visits": "1", "plan": "basic"}
    usual |= {"member": "yes", "joined": "2025-03-09", "renewal": "2026-01-01", "left": "no"}
    count = len(next(iter(cells.values())))
    return pd.DataFrame({name: cells.get(name, [value] * count) for name, value in usual.items()}, dtype=str)


def code(job: Job, name: str = "visits_per_decade") -> str:
    return job.columns.column(name).code


def test_a_request_gets_what_the_model_learned_from(project: Write, demo: list[str]) -> None:
    job = project(OWN)
    folders = learn(job, demo)
    rows = read_part(folders["features"], "test", job.columns)
    assert np.allclose(rows["visits_per_decade"], rows["visits"] / rows["age"] * 10)
    assert set(rows["cohort"].dropna()) <= {str(year) for year in range(2015, 2024)}
    assert rows["cohort"].isna().equals(rows["member"] == 0)
    predictor = read_predictor(folders["model"], "sample", "1")
    names = [column.name for column in predictor.inputs]
    assert not {"visits_per_decade", "cohort"} & set(names)
    said = predictor.predict(rows[names].astype(object).where(rows[names].notna(), None).to_dict("records"))
    assert [one["probability"] for one in said] == predictor.score(rows).tolist()
    with pytest.raises(DataError, match="there is no input cohort"):
        predictor.predict([{"cohort": "2015"}])
    importance = json.loads((folders["evaluation"] / "evaluation.json").read_text())["importance"]
    assert {"visits_per_decade", "cohort"} <= {one["name"] for one in importance}
    version = find_version(job, "latest").facts["definition"]["columns"]
    assert [one["reads"] for one in version if "reads" in one] == [["visits", "age"], ["joined", "member"]]


def test_a_model_is_not_asked_with_another_function(project: Write, demo: list[str]) -> None:
    folders = learn(project(OWN), demo)
    project(OWN + "\n@feature('old', reads=('age',), type='boolean')\ndef old(rows):\n    return rows['age'] > 80\n")
    read_predictor(folders["model"], "sample", "1")
    own._REGISTERED.clear()
    with pytest.raises(UsageError, match="there is no visits_per_decade, and the model learned from it: copy it"):
        read_predictor(folders["model"], "sample", "1")
    changed = project(OWN.replace("YEARS = 10", "YEARS = 12"))
    with pytest.raises(UsageError, match="visits_per_decade is not the function any more that the model learned from"):
        read_predictor(folders["model"], "sample", "1")
    assert gate._functions(changed.columns) != set()


@pytest.mark.parametrize(
    ("old", "new", "another"),
    [
        ('"""As the office counts."""', "# As the office counts.", False),
        ("def cohort(rows):\n", "def cohort(rows):\n    rows = rows.copy()\n", False),
        ("YEARS = 10", "YEARS = 12", True),
        ('return rows["age"]', 'return rows["age"] + 1', True),
        ("* YEARS", "* YEARS + 1", True),
    ],
)
def test_its_code_tells_its_versions_apart(project: Write, old: str, new: str, another: bool) -> None:
    before = code(project(OWN))
    assert old in OWN
    assert (code(project(OWN.replace(old, new))) != before) is another


@pytest.mark.parametrize("imported", ["from sample.helpers import years", "from sample import helpers"])
def test_what_it_imports_of_the_project_counts(project: Write, imported: str) -> None:
    text = OWN.replace("def years", "def unused").replace("import pandas as pd", imported)
    text = text.replace("years(rows) *", "helpers.years(rows) *") if "import helpers" in imported else text
    helpers = project(OWN).root / PACKAGE / "helpers.py"
    helpers.write_text("DAYS = 1\n\n\ndef years(rows):\n    return rows['age'] * DAYS\n")
    before = code(project(text))
    helpers.write_text(helpers.read_text().replace("DAYS = 1", "DAYS = 365"))
    assert code(project(text)) != before


def test_it_is_personal_if_it_reads_what_is(project: Write) -> None:
    job = project(OWN)
    assert [column.personal for column in job.columns.made] == [True, True]
    path = job.root / "features.yaml"
    path.write_text(path.read_text().replace("type: integer, personal: true", "type: integer"))
    text = HEAD + '@feature("often", reads="visits", type="boolean")\ndef often(rows):\n    return rows["visits"] > 3\n'
    assert [column.personal for column in project(text).columns.made] == [False]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ('"x", reads=("left",)', "x: reads left, the target, a feature can't know it"),
        ('"x", reads=("customer",)', "x: reads customer, the subject"),
        ('"x", reads=("ages",)', "x: reads ages, which is not declared, there are: customer, day, age"),
        ('"age", reads=("visits",)', "columns: name age is declared twice"),
        ('"x", reads=()', "x: reads no column"),
        ('"x", reads=("age",), type="date"', "x: a function can't give a date, it can: number, integer"),
    ],
)
def test_what_it_may_not_be_is_said(project: Write, words: str, problem: str) -> None:
    with pytest.raises(UsageError, match=r"features\.py: ") as caught:
        project(f"{HEAD}@feature({words})\ndef made(rows):\n    return rows.iloc[:, 0]\n")
    assert problem in str(caught.value)


def test_a_lambda_is_refused_and_a_name_is_taken_once(project: Write) -> None:
    with pytest.raises(UsageError, match="must be a function of the module itself"):
        project(f"{HEAD}feature('x', reads='age')(lambda rows: rows['age'])\n")
    again = OWN + '\n@feature("cohort", reads="age")\ndef other(rows):\n    return rows["age"]\n'
    with pytest.raises(UsageError, match="cohort: is registered already, by cohort: choose another name"):
        project(again)


def test_an_import_that_fails_says_what_to_do(project: Write) -> None:
    with pytest.raises(UsageError, match=r"sample/features.py can't be imported: No module named 'geocoder'.*lock it"):
        project("import geocoder\n")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('return rows["visits"].map({1.0: 7}.__getitem__)', r"x failed on 2 rows: KeyError at line \d+, `return rows"),
        ('return rows["visits"][:1]', "x gave its values in another order, or not of all rows, of 2 rows"),
        ('return rows["visits"].sort_values(ascending=False)', "x gave its values in another order"),
        ('return rows["visits"].to_numpy()[:1]', r"x gave \(1,\) values for 2 rows: one value a row"),
        ('return rows["visits"].astype(str) + "a"', "x gave what is no number, it is declared as number"),
    ],
)
def test_what_fails_names_the_function_and_no_value(project: Write, body: str, problem: str) -> None:
    job = project(f'{HEAD}@feature("x", reads="visits")\ndef x(rows):\n    {body}\n')
    with pytest.raises(UsageError, match=problem) as caught:
        parse_rows(texts(visits=["1", "86420"]), job.columns)
    assert "86420" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    ['rows["visits"] - rows["visits"].mean()', 'rows["visits"].rank()', 'rows["visits"].shift(1)', "rows.index * 1.0"],
)
def test_a_value_that_depends_on_other_rows_is_refused(project: Write, body: str) -> None:
    job = project(f'{HEAD}@feature("x", reads="visits", missing="allow")\ndef x(rows):\n    return {body}\n')
    given = texts(visits=[str(number) for number in range(50)])
    with pytest.raises(UsageError, match="x gives a row another value when other rows are beside it"):
        check_row_by_row(job.columns, parse_rows(given, job.columns).values)
    put(job, sample_table.table("binary", 100))
    (job.root / "snapshot").mkdir()
    with pytest.raises(UsageError, match="another value"):
        ingest.run(job, snapshot=job.root / "snapshot")


def test_wrong_values_are_those_of_any_column(project: Write) -> None:
    job = project(
        f'{HEAD}@feature("x", reads=("visits", "age"), type="integer")\n'
        'def x(rows):\n    return rows["visits"] / (rows["age"] - 30)\n'
    )
    parsed = parse_rows(texts(visits=["4", "4", "4", ""], age=["30", "32", "33", "32"]), job.columns)
    assert parsed.reasons(0) == {"x": "not a number"}
    assert parsed.reasons(1) == {}
    assert parsed.reasons(2) == {"x": "not an integer"}
    assert parsed.reasons(3) == {"visits": "missing", "x": "missing"}


def test_a_date_is_the_month_that_leaves_the_raw_bucket(project: Write) -> None:
    text = HEAD + '@feature("x", reads="joined", type="category")\ndef x(rows):\n    return rows["joined"]\n'
    parsed = parse_rows(texts(joined=["2025-03-09", "2025-03"]), project(text).columns)
    assert parsed.values["x"].tolist() == ["2025-03", "2025-03"]


def test_the_declaration_can_not_name_a_function(project: Write) -> None:
    job = project(OWN)
    path = job.root / "features.yaml"
    path.write_text(path.read_text().replace("type: boolean", "type: boolean, reads: [age]"))
    with pytest.raises(UsageError, match=r"member.reads: there is no such field"):
        project(OWN)
    assert "reads" not in Column("x", "feature", "number").to_json()
