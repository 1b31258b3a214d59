"""Codes that countries are known by."""

from __future__ import annotations

from functools import cache

from landfast_ml.privacy.personal.content.view import View

# The distinguishing signs of vehicles abroad that are one letter: registers write nationalities with them, too.
# https://unece.org/DAM/trans/conventn/Distsigns.pdf
_SIGNS = frozenset("ABDEFHIJKLMNPS")


def countries(view: View) -> bool:
    """Several, nearly all of them codes of ISO 3166, some maybe signs of vehicles."""
    coded = view.share(lambda value: value in _regions())
    signed = view.share(_SIGNS.__contains__)
    return view.distinct > 2 and coded >= 0.5 and coded + signed >= 0.8


@cache
def _regions() -> frozenset[str]:
    import phonenumbers

    return frozenset(phonenumbers.SUPPORTED_REGIONS)
