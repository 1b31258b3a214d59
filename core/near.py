"""What a person may have meant by a name that there is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near_misses(name: str, among: Iterable[str]) -> list[str]:
    """The names that are alike but for a slip or the case of letters: best first, at most three."""
    lowered = {known.lower(): known for known in among}
    return [lowered[near] for near in difflib.get_close_matches(name.lower(), lowered, n=3, cutoff=0.6)]
