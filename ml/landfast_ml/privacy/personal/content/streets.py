"""Streets, and numbers of houses."""

from __future__ import annotations

import re

from landfast_ml.privacy.personal.content.view import View

_STREET = re.compile(
    r"(?:stra(?:ß|ss)e|str\.?|weg|platz|allee|gasse|ring|damm|ufer|straat|laan|plein|gracht|kade|gatan|vägen|vej)\b"
    r"|\b(?:rue|avenue|av\.?|bd|boulevard|place|chemin|impasse|via|viale|v\.le|corso|c\.so|piazza|p\.za|vicolo"
    r"|calle|c/|plaza|pza\.?|paseo|camino|ronda|avda\.?|quai|all[ée]e"
    r"|ul\.|ulica|os\.|al\.|pl\.|street|st|road|rd|lane|drive|ave|close|court|ulice|strada|rua|οδός|ул\.?|улица|odos)(?:\W|$)",
    re.I,
)
_HOUSE = re.compile(r"\d{1,4}(?: ?[a-z]|[-/ ][\da-z]{1,3})?", re.I)
# What stands behind the number of a house.
_SUFFIX = re.compile(r"[a-z]{1,2}|i{1,3}|bis|ter|quater|snc|\d{1,3}(?: ?[a-z]{1,3})?|[a-z]\d{1,2}|1/[234]", re.I)
_DIGIT = re.compile(r"\d")


def share(view: View) -> float:
    """Of values that name a street."""
    return view.share(_STREET.search)


def numbered(view: View) -> bool:
    """Streets with the number of a house."""
    return view.many and view.share(lambda value: _STREET.search(value) and _DIGIT.search(value)) >= 0.6


def house_numbers(view: View) -> bool:
    """Small whole numbers of many houses, some with a letter or a flat."""
    return view.distinct >= 20 and view.share(_HOUSE.fullmatch) >= 0.9


def suffixes(view: View) -> bool:
    """What stands behind the number of a house."""
    return view.share(_SUFFIX.fullmatch) >= 0.9
