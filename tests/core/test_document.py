"""The document of a command is written as `json.dumps` writes it, letter by letter."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from landfast.core.document import indented

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.text(), inner, max_size=3)
        | st.dictionaries(st.integers(), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_is_what_json_writes(value: object) -> None:
    assert indented(value) == json.dumps(value, indent=2, sort_keys=True)
