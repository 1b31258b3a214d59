"""Values that give a special category away: confessions, parties, diagnoses."""

from __future__ import annotations

import re

from landfast_ml.privacy.personal.content.view import View
from landfast_ml.privacy.personal.words import common, spelled, value_words, vocabulary

# Kinds whose values are listed.
CATEGORIES = ("religion", "orientation", "politics", "union", "ethnicity", "insurance", "health")
_ICD = re.compile(r"[A-TV-Z]\d[\dAB](\.?[\dA-TV-Z]{1,4})?[*+!GVZALRB-]{0,2}")
_DOTTED = re.compile(r"[A-Z]\d[\dAB]\.[\dA-TV-Z]{1,4}[*+!GVZALRB-]{0,2}")


def share_of(view: View, kind: str, *, weak: bool) -> float:
    """Of the distinct values; `weak` words count only if the header says the same."""
    known = value_words()[kind]
    said = [word for word in map(spelled, view.values) if word in known]
    strong = [word for word in said if len(word) > 3 and word not in common("weak_values")]
    if not weak and len(strong) < 2:
        return 0.0
    return len(said) / len(view.values) if view.values else 0.0


def are_of_things(view: View) -> bool:
    known = value_words()["of_things"] | vocabulary().roles["things"]
    if view.share(lambda value: spelled(value) in known) >= 0.4:
        return True
    # `100m`, `3 x 20`: measured or sized.
    return not view.numbers and view.share(lambda value: value[0].isdigit() and not value.isdecimal()) >= 0.5


def icd(view: View, *, expected: bool) -> bool:
    """ICD-10 codes. Unless they are `expected`, with subdivisions and of several chapters: seats look like them too."""
    if not view.values or view.share(_ICD.fullmatch) < 0.8:
        return False
    chapters = {value[0] for value in view.values}
    return (
        expected or (view.share(_DOTTED.fullmatch) >= 0.3 and len(chapters) >= 3) or (_spread(chapters) and view.many)
    )


def _spread(chapters: set[str]) -> bool:
    """Of chapters all over the alphabet, with gaps: rows of seats and shelves begin with A and have none."""
    return len(chapters) >= 5 and sum(chapter > "H" for chapter in chapters) >= 2 and max(chapters) > "L"
