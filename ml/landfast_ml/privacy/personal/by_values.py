"""What values say of a column whose header says little."""

from __future__ import annotations

import re

from landfast_ml.privacy.personal.columns import Guess
from landfast_ml.privacy.personal.composed import may_be
from landfast_ml.privacy.personal.content import people, values
from landfast_ml.privacy.personal.content.births import births
from landfast_ml.privacy.personal.content.view import View
from landfast_ml.privacy.personal.fitting import fits
from landfast_ml.privacy.personal.kinds import KINDS
from landfast_ml.privacy.personal.reading import Reading

_MOST_TITLES, _MOST_PARTS = 8, 60
_BLOOD = re.compile(r"(?:A|B|AB|O|0) ?(?:rh(?:d)? ?)?(?:[+\N{MINUS SIGN}-]|pos\.?|neg\.?)", re.IGNORECASE)
_ONLY_BLOOD = re.compile(r"AB|[O0]", re.IGNORECASE)
_ALL, _TOLD = 0.95, 4
# Men and women, and what may stand beside them.
_SEXES, _OTHERS = (frozenset("mf"), frozenset("mw")), frozenset("dxuon")


def found(column: str, kind: str, because: str, confidence: float) -> Guess:
    entry = KINDS[kind]
    article = f" (GDPR Art. {entry.article})" if entry.verdict == "special" else ""
    reason = f"looks like {entry.says}{article}, by {because}"
    return Guess(column, entry.verdict, kind, reason, confidence, entry.identifies)


def special_by_values(column: str, seen: View, header: Reading) -> Guess | None:
    if seen.yes_no or header.of_thing:
        return None
    for kind in values.CATEGORIES:
        if values.share_of(seen, kind, weak=False) >= 0.5:
            return found(column, kind, "its values", 0.8)
    if values.medical(seen):
        return found(column, "health", "its values: illnesses or medicines", 0.75)
    if values.icd(seen, expected=header.named("health")):
        return found(column, "health", "its values: codes of the ICD", 0.85)
    return None


def blood_by_values(column: str, seen: View, header: Reading) -> Guess | None:
    """Of grades and ratings none is O, and none AB beside them."""
    if header.of_thing or seen.share(_BLOOD.fullmatch) < _ALL or not any(map(_ONLY_BLOOD.match, seen.values)):
        return None
    return found(column, "health", "its values: blood groups", 0.85)


def of_birth(column: str, seen: View, header: Reading) -> Guess | None:
    """Beside a part of a header that speaks of births (`naiss`): days, and places."""
    if header.of_thing or not any(len(word) >= _TOLD and may_be("birth", word) for word in header.written):
        return None
    for kind in ("birth_date", "place"):
        if not seen.empty and not seen.numbers and fits(kind, seen, sure=True):
            return found(column, kind, "its values, and a word for births in its header", 0.8)
    return None


def names_by_values(column: str, seen: View, header: Reading) -> Guess | None:
    of_thing = header.of_thing and not header.named("name") and not header.named("username")
    if seen.yes_no or seen.numbers or of_thing or seen.distinct < 4:
        return None
    if people.full_names(seen) >= (0.55 if header.has("people") or header.named("name") else 0.7):
        return found(column, "name", "its values", 0.85)
    if seen.share(people.is_given) >= 0.85 and not header.named("place"):
        return found(column, "name", "its values: given names", 0.7)
    of_places = any(may_be("place", word) for word in header.words)
    if not (header.says_something or of_places) and seen.many and seen.share(people.is_family) >= 0.75:
        return found(column, "name", "its values: family names", 0.6)
    return None


def titles_by_values(column: str, seen: View, header: Reading) -> Guess | None:
    """`Herr`, `Frau`, `verheiratet`, `von der` and their like, also under a header that says nothing."""
    if seen.yes_no or seen.numbers or header.of_thing or seen.distinct < 2:
        return None
    if seen.distinct <= _MOST_PARTS and values.listed(seen, "name_parts", least=2) >= 0.9:
        return found(column, "name", "its values: parts of names", 0.6)
    if seen.distinct > _MOST_TITLES:
        return None
    if values.listed(seen, "gender", least=4) >= 0.6 or _sexes(seen):
        return found(column, "gender", "its values", 0.7)
    if values.listed(seen, "marital_status", least=4) >= 0.6:
        return found(column, "marital_status", "its values", 0.7)
    return None


def _sexes(seen: View) -> bool:
    letters = frozenset(map(str.casefold, seen.values))
    return any(both <= letters <= both | _OTHERS for both in _SEXES)


def births_by_values(column: str, seen: View, header: Reading) -> Guess | None:
    if header.says_something or not births(seen):
        return None
    return found(column, "birth_date", "its values: dates spread as births are", 0.6)


def text_by_values(column: str, seen: View, header: Reading) -> Guess | None:
    if not people.is_prose(seen) and not (people.is_text(seen) and people.speaks_of_people(seen)):
        return None
    of_thing = header.of_thing or any(hit.kind == "free_text" and not hit.sure for hit in header.hits)
    if of_thing and not people.speaks_of_people(seen):
        return Guess(column, "none", "free_text", "free text, which doesn't seem to speak of people", 0.6)
    return found(column, "free_text", "its values: sentences", 0.6)
