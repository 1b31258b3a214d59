"""Where no rule decides: traits of a column weighed as labelled columns taught it (`ml/tools/personal_weights.py`)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from landfast_ml.privacy.personal.content.view import View
from landfast_ml.privacy.personal.reading import Reading
from landfast_ml.privacy.personal.traits import traits

# Stands for a column that is of a person, whatever it says.
PERSON = "person"
# Of trait and class, what holds for every column.
ALWAYS = "always"


def likely(name: str, seen: View, header: Reading) -> tuple[list[str], float]:
    """Kinds, the likeliest first, and how likely the column is of a person at all, 0 to 1."""
    found = traits(name, seen, header)
    sums = dict.fromkeys(_weights(), 0.0)
    for kind, weights in _weights().items():
        sums[kind] = weights.get(ALWAYS, 0.0) + sum(
            weights[trait] * share for trait, share in found.items() if trait in weights
        )
    person = sums.pop(PERSON)
    return sorted(sums, key=lambda kind: -sums[kind]), 1 / (1 + math.exp(-person))


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    """Kind (or `PERSON`) -> trait -> weight."""
    found: dict[str, dict[str, float]] = {}
    text = files(__package__).joinpath("lists", "weights.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            kind, trait, weight = line.split("\t")
            found.setdefault(kind, {})[trait] = float(weight)
    return found
