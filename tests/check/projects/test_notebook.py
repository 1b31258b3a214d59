"""Notebooks are read cell by cell as IPython runs them, and places are told by the lines of the file."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_folders import FACTS, build, judged

from landfast.check.projects.ipython import plain

INIT = 'from google.cloud import aiplatform\naiplatform.init(location="us-central1")\n'


def notebook(*cells: str | Mapping[str, Any], **metadata: Any) -> str:
    """As Jupyter writes it: a line of the file for each line of a cell."""
    made = [
        {"cell_type": "code", "source": cell.splitlines(keepends=True)} if isinstance(cell, str) else cell
        for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4}, indent=1)


def line(text: str, part: str) -> int:
    """The line of a notebook's file in which a part of a cell stands."""
    return next(number for number, each in enumerate(text.splitlines(), 1) if json.dumps(part)[1:-1] in each)


def places(root: Path, text: str, name: str = "a.ipynb") -> set[str]:
    """`file:line` of what lies outside, in a notebook in which everything can be read."""
    report = judged(build(root, {**FACTS, name: text}))
    assert not report.problems
    return {finding.source for finding in report.findings if finding.rule.id == "LF-PRJ-001"}


# As IPython 9 transforms them, what it runs itself aside.
CELLS = [
    ("!ls", "pass"),
    ("! pip install \\\n  x\ny = 1", "pass\n\ny = 1"),
    ("if x:\n    !ls", "if x:\n    pass"),
    ("a, b = !ls", "a, b = get_ipython()"),
    ("d['k'] = !!echo \"it's\"\nx = 1", "d['k'] = get_ipython()\nx = 1"),
    ("x = %env HOME", "x = get_ipython()"),
    ("%matplotlib inline", "pass"),
    ("%time x = f()", "x = f()"),
    ("%timeit -n 10 -r 2 f()", "f()"),
    ("%%time\nx = 1\n!ls", "\nx = 1\npass"),
    ("#@title x\n\n%%capture out\nx = 1", "\n\n\nx = 1"),
    ("%%bash\nset -e\nfor f in *; do echo $f; done", "\n\n"),
    ("%%html\n<b>", "\n"),
    ("x?", "pass"),
    ("??x.y", "pass"),
    ("f(a,\n  b).c[1]??", "pass\n"),
    ("np.*load*?", "pass"),
    ("%%time?\nx = 1", "pass\nx = 1"),
    (",f a b", "f('a', 'b')"),
    (";f a b", "f('a b')"),
    ("/f a b", "f(a, b)"),
    (">>> x = 1\n... y = 2", "x = 1\ny = 2"),
    ("In [3]: x = 1", "x = 1"),
    ("    x = 1\n    y = 2", "x = 1\ny = 2"),
    # None of IPython's own, whatever a line begins or ends with.
    *[
        (text, text)
        for text in (
            "x = (a\n% b)",
            "x = a\\\n% b",
            "t = '''\n!no\n%s\n?\n'''",
            's = "a\\\n!b"\nr = r"\\\\"',
            "# !no\n# really?\nx = 1  # what?",
            "x = 'a' % b\ny = a != b",
            "await f()",
            "print(f'{x!r:>{w}}')",
            "x = {\n 'a': 1,\n}",
        )
    ],
]


@pytest.mark.parametrize(("cell", "python"), CELLS, ids=[cell for cell, _ in CELLS])
def test_a_cell_is_the_python_that_ipython_makes_of_it(cell: str, python: str) -> None:
    assert plain(cell).code == python
    ast.parse(python)


@given(st.lists(st.sampled_from([*"!%?=\"'#\\\n([{}]) ax,;/", "%%", "'''", ">>> ", "x = !", "x = 1\n"])).map("".join))
@settings(max_examples=300)
def test_lines_keep_their_numbers_whatever_the_cell(cell: str) -> None:
    found = plain(cell)
    assert found.code.count("\n") == cell.count("\n")
    for piece in found.pieces:
        assert 1 <= piece.line <= cell.count("\n") + 1


@pytest.mark.parametrize(
    "before",
    [
        "! pip install --upgrade \\\n    google-cloud-aiplatform\n",
        "%%bash\nset -e\nfor f in *; do echo $f; done\n",
        "out = !gcloud config get-value project\nout = %env HOME\n",
        "aiplatform?\n",
        "if x:\n    !pip list\n",
        "",
    ],
)
def test_what_stands_before_a_cell_hides_none_of_it(tmp_path: Path, before: str) -> None:
    text = notebook({"cell_type": "markdown", "source": ["# text\n"] * 10}, before, INIT)
    assert places(tmp_path, text) == {f"a.ipynb:{line(text, 'aiplatform.init(')}"}


def test_names_go_from_cell_to_cell(tmp_path: Path) -> None:
    text = notebook('place = "us-central1"\n', INIT.replace('"us-central1"', "place"))
    assert f"a.ipynb:{line(text, 'aiplatform.init(')}" in places(tmp_path, text)


def test_a_cell_that_is_no_python_is_told_and_the_others_are_judged(tmp_path: Path) -> None:
    text = notebook("x = (\n", INIT, "def f(:\n    pass\n")
    report = judged(build(tmp_path, {**FACTS, "a.ipynb": text}))
    assert [problem.path for problem in report.problems] == [
        f"a.ipynb:{line(text, 'x = (')}", f"a.ipynb:{line(text, 'def f(')}",
    ]  # fmt: skip
    assert "cell 3, line 1, is not valid Python" in report.problems[1].fact
    assert [finding.source for finding in report.findings] == [f"a.ipynb:{line(text, 'aiplatform.init(')}"]
    assert report.exit_code() == 2


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        (["!gcloud ai endpoints list \\\n  --region us-central1\n"], "--region us"),
        (['REGION = get()\nREGION = "us-central1"\n', "!gcloud run deploy --region={REGION}\n"], '"us-central1"'),
        (['WHERE = "us-central1"\n', "!gcloud run deploy --region={WHERE}\n"], "--region"),
        (['WHERE = "us-central1"\n', "x = !gcloud run deploy --region $WHERE\n"], "--region"),
        (["%env WHERE=us-central1\n", "%%bash\nset -e\ngcloud run deploy --region ${WHERE}\n"], "--region"),
        (["%env CLOUDSDK_COMPUTE_REGION us-central1\n"], "CLOUDSDK"),
        (["%%sh\n# text\ngcloud run deploy --region us-central1\n"], "--region"),
        (["x = 1\n", "%%bigquery df --location us-central1\nSELECT 1\n"], "--location"),
        (["%%writefile task.py\n" + INIT], "aiplatform.init("),
        (["%%writefile trainer/Dockerfile\nFROM us-docker.pkg.dev/vertex-ai/training/sklearn:latest\n"], "FROM"),
        (["%time aiplatform.init(location='us-central1')\n", "from google.cloud import aiplatform\n"], "%time"),
    ],
)
def test_what_is_not_python_is_judged_too(tmp_path: Path, cells: Sequence[str], part: str) -> None:
    text = notebook(*cells)
    assert f"a.ipynb:{line(text, part)}" in {
        finding.source for finding in judged(build(tmp_path, {**FACTS, "a.ipynb": text})).findings
    }


@pytest.mark.parametrize("name", ["R", "julia"])
def test_cells_of_another_language_are_read_as_text(tmp_path: Path, name: str) -> None:
    text = notebook('x <- gar_deploy("gs://b", "--region=us-central1")\n', kernelspec={"name": "k", "language": name})
    assert places(tmp_path, text) == {f"a.ipynb:{line(text, 'gar_deploy')}"}


def test_sources_that_are_one_text_and_files_of_one_line_have_the_line_that_there_is(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": '# "text"\n' + INIT}
    text = notebook("x = 1\n", cell)
    assert places(tmp_path, text) == {f"a.ipynb:{line(text, 'aiplatform.init(')}"}
    assert places(tmp_path, json.dumps(json.loads(text))) == {"a.ipynb:1"}


def test_notebooks_of_the_third_format_are_read(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": INIT.splitlines(keepends=True), "language": "python"}
    text = json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}]}, indent=1)
    assert places(tmp_path, text) == {f"a.ipynb:{line(text, 'aiplatform.init(')}"}


@pytest.mark.parametrize(
    ("text", "place", "fact"),
    [
        ("[", "a.ipynb:1:2", "is not valid JSON"),
        ("[]", "a.ipynb", "is no notebook"),
        ("{}", "a.ipynb", "has no list of cells"),
        ('{"cells": [{"cell_type": "code", "source": [1]}]}', "a.ipynb", "a source that is no text"),
    ],
)
def test_what_is_no_notebook_is_told(tmp_path: Path, text: str, place: str, fact: str) -> None:
    [problem] = judged(build(tmp_path, {**FACTS, "a.ipynb": text, "b.py": "x = 1\n"})).problems
    assert problem.path == place
    assert fact in problem.fact
