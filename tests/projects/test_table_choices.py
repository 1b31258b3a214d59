"""What a person says of a table: no subject, free text that is learned from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from own_table import SPEC, column, inferred, new, problems, rows, written

from landfast.blueprints.table import DataSource


def test_free_text_is_kept_when_asked_for_and_hashed(tmp_path: Path) -> None:
    wordy = rows(x=lambda n: n % 7, notes=lambda n: f"{n} " + "sold again " * 9, kind=lambda n: "ab"[n % 2])
    path = written(tmp_path, *wordy)
    left = column(inferred(path), "notes")
    assert left.column is None
    assert left.reason == "free text: --text 'notes' has its words hashed, and learned from"
    for said in ({"text": ("notes",)}, {"keep": ("notes",)}):
        kept = column(inferred(path, **said), "notes").column
        assert (kept.type, kept.role, kept.protection, kept.personal) == ("text", "feature", "hashed", True)
        assert "may say anything about a person" in kept.description
    plain = column(inferred(path, text=("notes",), not_personal=("notes",)), "notes").column
    assert not plain.personal
    assert column(inferred(path, text=("kind",)), "kind").column.type == "text"
    assert any("--text: x holds no text, got integer" in p for p in problems(path, text=("x",)))
    assert any("--text: has a role already, got churned" in p for p in problems(path, text=("churned",)))


def test_a_table_without_a_subject_says_so_and_what_looks_like_one(tmp_path: Path) -> None:
    header, lines = rows(60, x=lambda n: n % 7, machine_no=lambda n: n // 2, batch_no=lambda n: n % 5)
    path = written(tmp_path, header[1:], [line[1:] for line in lines])
    found = inferred(path, subject="", no_subject=True)
    assert found.source.declared.by_row
    assert [c.name for c in found.source.declared.all] == ["churned", "x", "batch_no"]
    assert found.like_subjects == ["machine_no"]
    assert column(found, "machine_no").reason == "looks like who a row is about"
    kept = inferred(path, subject="", no_subject=True, keep=("machine_no",))
    assert "machine_no" in kept.source.declared.features
    assert kept.like_subjects == ["machine_no"]
    again = DataSource.model_validate_json(found.source.model_dump_json())
    assert again == found.source


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--subject", "id", "--no-subject"), "--subject, --no-subject: contradict each other; say one of them"),
        (
            (),
            "--subject: is missing; name the column of who a row is about, or say --no-subject: every row",
        ),
    ],
)
def test_a_subject_is_said_or_said_not_to_be(tmp_path: Path, words: Sequence[str], problem: str) -> None:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    written(tmp_path, *rows(x=lambda n: n % 7))
    done = new(tmp_path, "--data", "people.csv", "--target", "churned", *words)
    assert done.returncode == 2
    assert problem in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_no_subject_needs_a_table(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    done = new(tmp_path, "--no-subject")
    assert done.returncode == 2
    assert "--no-subject: needs a table" in done.stderr
