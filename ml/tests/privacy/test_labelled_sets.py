"""Personal and special-category columns on labelled headers of seven languages: how many are found, and how rightly."""

from __future__ import annotations

import pytest
from labelled_headers import JUDGING, SETS, Labelled, labelled, quality

from landfast_ml.privacy.personal import KINDS


@pytest.mark.parametrize("name", ["headers.tsv", "headers_held_out.tsv"])
def test_finds_what_is_personal_and_little_else(name: str) -> None:
    cases = labelled(name)
    measured = quality(cases)
    wrong = [f"{case.column.name}: {case.verdict}, not {found.verdict}" for case, found in measured.wrong]
    assert measured.precision > 0.95, wrong
    assert measured.recall > 0.95, wrong
    assert measured.right_verdict > 0.95, wrong
    assert measured.right_kind > 0.9


@pytest.mark.parametrize(
    ("name", "recall"),
    [
        ("headers_strangers.tsv", 0.85),
        ("headers_offices.tsv", 0.9),
        ("headers_schemas.tsv", 0.75),
        ("headers_outsiders.tsv", 0.8),
        ("headers_applications.tsv", 0.85),
        ("headers_sectors.tsv", 0.95),
        ("headers_public_code.tsv", 0.9),
        ("headers_whole_tables.tsv", 0.92),
        ("headers_sectors_2.tsv", 0.83),
        ("headers_registers.tsv", 0.85),
        ("headers_open_schemas.tsv", 0.94),
        ("headers_public_tables.tsv", 0.89),
    ],
)
def test_columns_that_strangers_named(name: str, recall: float) -> None:
    """Many are named as nobody else would: what is said of one is right, and most are found."""
    measured = quality(labelled(name))
    assert measured.precision > 0.95
    assert measured.recall > recall
    assert measured.right_kind > 0.87


def _key(case: Labelled) -> tuple[str, str]:
    return case.column.name, case.column.samples[0]


def test_the_labelled_sets_are_what_they_say() -> None:
    sets = {name: labelled(name) for name in SETS}
    judging = [case for name in JUDGING for case in sets[name]]
    taught = [case for name, cases in sets.items() if name not in JUDGING for case in cases]
    assert len(judging) >= 200
    assert all(len(cases) > 100 for cases in sets.values())
    assert not {_key(case) for case in taught} & {_key(case) for case in judging}
    for name in ("headers_held_out.tsv", "headers_offices.tsv", "headers_schemas.tsv", "headers_registers.tsv"):
        assert {"en", "de", "fr", "it", "es", "nl", "pl"} <= {case.language for case in sets[name]}
    assert all(case.kind in KINDS for case in taught + judging if case.verdict != "none")
