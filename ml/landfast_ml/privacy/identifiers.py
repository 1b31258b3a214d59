"""The one normal form of a subject's identifier: every store finds a person by it, however a table writes it."""

from __future__ import annotations

import re
import unicodedata

# What a program makes of a column of whole numbers in which one is missing.
_WHOLE = re.compile(r"([+-]?\d+)\.0+", re.ASCII)


def normal_identifier(value: object) -> str:
    """Text without blanks around it, composed (NFC), and a whole number without a fraction: ` 17.0 ` gives `17`.

    Capitals and leading zeros tell people apart, and stay. Empty where nobody is named.
    """
    text = unicodedata.normalize("NFC", str(value)).strip()
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text
