"""The one normal form of a subject's identifier: every store finds a person by it, however a table writes it."""

from __future__ import annotations

import re
import unicodedata

from landfast_ml.contract.columns import Case
from landfast_ml.table.streams import seen

# What a program makes of a column of whole numbers in which one is missing.
_WHOLE = re.compile(r"([+-]?\d+)\.0+", re.ASCII)


def normal_identifier(value: object, case: Case = "keep") -> str:
    """Text without blanks around it or marks that nobody sees, composed (NFC), and a whole number without a fraction:
    ` 17.0 ` gives `17`.

    Leading zeros tell people apart, and stay; so do capitals, unless `case` is `fold`. Empty where nobody is named.
    """
    text = unicodedata.normalize("NFC", seen(str(value))).strip()
    if case == "fold":
        text = unicodedata.normalize("NFC", text.casefold())
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text
