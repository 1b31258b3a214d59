"""What documents say, in each language: nothing is missing, nothing is left over."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from repository import ROOT

from landfast.evidence.answers import questions
from landfast.evidence.words import LANGUAGES, phrases
from landfast.gcp.exports import copied
from landfast.policies.frameworks import frameworks
from landfast.stacks.spec.controller import SPECIAL_CATEGORIES, Controller

ROOM = ROOT / "landfast/evidence"
SOURCES = [*ROOM.rglob("*.py"), *ROOM.rglob("*.j2"), ROOT / "landfast/jobs/evidence.py"]
CODE = "\n".join(path.read_text() for path in SOURCES)
# Keys that are put together: of words of the spec, the contract, the rules' states.
FAMILIES = (
    "ai", "area", "ask", "basis", "category", "condition", "copy", "duty", "lacks", "law", "obligation", "of",
    "product", "protection", "requests", "retention", "role", "section", "state", "versions",
)  # fmt: skip


def fields(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", phrases())
def test_a_phrase_is_in_every_language_with_the_same_blanks(key: str) -> None:
    said = phrases()[key]
    assert len(said) == len(LANGUAGES)
    assert all(isinstance(one, str) and one.strip() for one in said)
    assert len({frozenset(fields(one)) for one in said}) == 1


def test_every_phrase_is_used() -> None:
    named = set(re.findall(r"""["']([a-z0-9.-]+)["']""", CODE))
    unused = [key for key in phrases() if key not in named and key.split(".")[0] not in FAMILIES]
    assert [key for key in unused if not key.startswith(("risk.",))] == []


def test_whatever_the_spec_may_say_has_a_word() -> None:
    fields_of = Controller.model_fields
    for prefix, field in (
        ("basis", "legal_basis"),
        ("condition", "special_condition"),
        ("category", "data_categories"),
    ):
        allowed = re.findall(r"'([a-z-]+)'", str(fields_of[field].annotation))
        assert allowed
        assert [name for name in allowed if f"{prefix}.{name}" not in phrases()] == []
    assert {f"category.{name}" for name in SPECIAL_CATEGORIES} <= set(phrases())
    assert [one.id for one in frameworks() if f"section.framework.{one.id}" not in phrases()] == []
    assert {f"copy.{name}" for name in copied()} == {key for key in phrases() if key.startswith("copy.")}


def test_a_question_is_asked_once_for_each_name_of_an_answer() -> None:
    asked = set(re.findall(r'Question\("([a-z-]+)"\)', CODE))
    assert asked == set(questions())


def test_templates_say_nothing_of_their_own() -> None:
    text = Path(ROOM / "templates/evidence.html.j2").read_text()
    body = re.sub(
        r"\{[{%#].*?[}%#]\}|<[^>]+>|^\.answer.*$|^nav .*$|^\.chain.*$", " ", text, flags=re.DOTALL | re.MULTILINE
    )
    assert set(re.findall(r"[A-Za-z]{3,}", body)) <= {"landfast"}
