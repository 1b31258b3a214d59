"""What Google answers of its own accord about the stacks' resources: `answers.tsv` has each form, with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from built_environment import BuiltEnvironment, everything_built, in_lists, type_of
from everything_on import PROJECT, REGION

from landfast.provider.tree import Block, resource_type

TABLE = Path(__file__).with_name("answers.tsv")
# What stands in a form for what the environment is called.
WORDS = {"{project}": PROJECT, "{number}": r"\d{12}", "{region}": REGION,
         "{uuid}": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
         "{private}": r"10(\.\d+){3}", "{public}": r"203\.0\.113\.\d+"}  # fmt: skip
NOTHING = (None, "", [], {}, False, 0)
# Rows of the type `*` are about attributes that are called so, of any type.
TIME = re.compile(r".*_time|.*timestamp|time_created|updated")
ETAG = re.compile(r"etag|.*fingerprint")
# The provider's own: the plan says them, and the API never.
OWN = ("terraform_labels", "effective_labels", "effective_annotations", "deletion_policy")


def table() -> dict[tuple[str, str], str]:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    assert all(source.startswith(("https://", "hashicorp/google ")) for _type, _path, _form, source in rows)
    forms = {(type_, path): form for type_, path, form, _source in rows}
    assert len(forms) == len(rows)
    return forms


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltEnvironment]:
    with everything_built(tmp_path_factory.mktemp("answers")) as found:
        yield found


def answers(built: BuiltEnvironment) -> Iterator[tuple[str, str, str]]:
    """(type, path, value) of all that nobody asked for."""
    for place, state in built.states.items():
        if place[1].startswith("google_"):
            block = resource_type(type_of(place)).block
            for path, value in _unasked(block, in_lists(block, built.bodies[place]), state):
                yield type_of(place), path, value


def _unasked(block: Block, asked: Any, state: Any) -> Iterator[tuple[str, str]]:
    for name, attribute in block.attributes.items():
        if attribute.computed and asked.get(name) is None and name not in OWN:
            yield from _leaves(attribute.path, state.get(name))
    for name, nested in block.blocks.items():
        given, stands = asked.get(name) or [], state.get(name) or []
        for place, inner in enumerate(stands if isinstance(stands, list) else []):
            yield from _unasked(nested.block, given[place] if place < len(given) else {}, inner)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _leaves(path, item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(f"{path}.{name}", item)
    elif value not in NOTHING:
        yield path, str(value)


def form_of(forms: dict[tuple[str, str], str], type_: str, path: str) -> str | None:
    last = path.rsplit(".", 1)[-1]
    if (type_, path) in forms:
        return forms[type_, path]
    if ETAG.fullmatch(last):
        return forms["*", "etag"]
    return forms["*", "time"] if TIME.fullmatch(last) else None


def test_every_answer_has_googles_form(built: BuiltEnvironment) -> None:
    forms, wrong, used = table(), [], {("*", "etag"), ("*", "time")}
    for type_, path, value in answers(built):
        form = form_of(forms, type_, path)
        used.add((type_, path))
        for word, pattern in WORDS.items():
            form = form.replace(word, pattern) if form is not None else None
        if form is None or not re.fullmatch(form, value):
            wrong.append(f"{type_} {path}: {value!r} is not {form}")
    assert wrong == []
    assert forms.keys() - used == set(), "rows that are about nothing"


def test_what_is_read_again_is_the_same(built: BuiltEnvironment) -> None:
    changed = [
        place
        for place, state in built.states.items()
        if place[1].startswith("google_") and built.client.read(type_of(place), state) != state
    ]
    assert changed == []
