"""A text as a name that Google takes: what is offered for one that has another form."""

from __future__ import annotations

import re
import unicodedata

# As German passports write them; other letters lose their accent.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "ł": "l"})


def fitting_name(text: str, limit: int = 16, joint: str = "-") -> str:
    """A text as a name that Google takes: small letters and digits, as many whole words as fit."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPELT_OUT))
    words = [word for word in re.split(r"[^a-z0-9]+", "".join(filter(str.isascii, plain))) if word]
    while words and not words[0][0].isalpha():
        words[0] = words[0].lstrip("0123456789")
        words = [word for word in words if word]
    if not words:
        return ""
    made = words[0][:limit]
    for word in words[1:]:
        if len(made) + len(joint) + len(word) > limit:
            break
        made += joint + word
    return made if len(made) >= (3 if joint else 2) else ""
