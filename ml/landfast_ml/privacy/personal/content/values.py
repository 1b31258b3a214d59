"""Values that give a special category away: confessions, parties, diagnoses."""

from __future__ import annotations

import re

from landfast_ml.privacy.personal.content.view import View
from landfast_ml.privacy.personal.words import common, spelled, value_words, vocabulary

# Kinds whose values are listed.
CATEGORIES = ("religion", "orientation", "politics", "union", "ethnicity", "insurance", "health")
_ICD = re.compile(r"[A-TV-Z]\d[\dAB](\.?[\dA-TV-Z]{1,4})?[*+!GVZALRB-]{0,2}")
_DOTTED = re.compile(r"[A-Z]\d[\dAB]\.[\dA-TV-Z]{1,4}[*+!GVZALRB-]{0,2}")


# Stems that the languages took from Greek and Latin: of illnesses, and those that the WHO gives medicines.
_ILL = re.compile(
    r"\b(?:diabet|asth?m[ae]|pne[uv]mon|polmonit|bronch|hepat|nephr|cardi(?!gan)|kardi|insuf+i|h?[yi]pert|depress|depresi"
    r"|schi[zs]o|esqui[zs]o|epilep|migr[aä]|fra[ck]tur|frattur|infar[ck]t|tumou?r|[ck]ar[czk]inom|leu[kc][aäeé]m|arthr"
    r"|artrit|allerg|alerg|dement|demen[zc]|anäm|an[aeé]mi|thromb|tromb|ictus|psori|gastr[io]t|ap+endi[cz]|celia[ckq]|c[oeœ]liaq|z[öo]liak|anaphyla|anafila)\w*"
    r"|\b(?:s[kc]lero[sz]|psycho[sz]|neuro[sz])\w*|\w{4,}(?:itis|osis)\b",
    re.I,
)
_MEDICINE = re.compile(
    r"^\w*(?:pril|sartan|statin[ae]?|olol[eo]?|pra[zs]ol[eo]?|cil+in[ae]?|m[iy][cz]in[ae]?|azepam|oxetin[ae]?"
    r"|formin[ae]?|thyrox\w*|tirox\w*|profen[eo]?|cortison[ae]?|insulin[ae]?|parac[eé]tamol\w*|heparin[ae]?"
    r"|warfarin[ae]?)\b|\d ?(?:mg|mcg|µg|ug|i\.?[eu]\.?)\b",
    re.I,
)


def listed(view: View, kind: str, *, least: int = 1) -> float:
    """Share of the values that are listed for a kind, by words of at least so many letters."""
    known = value_words()[kind]
    return view.share(lambda value: len(word := spelled(value)) >= least and word in known)


def medical(view: View) -> bool:
    """Illnesses or medicines, several, and hardly anything else but that somebody has none."""
    said = [value for value in view.values if spelled(value) not in common("nothing")]
    named = [value for value in said if _ILL.search(value) or _MEDICINE.search(value)]
    fewest = 3 if len(said) == len(view.values) else 2
    return len(named) >= fewest and len(named) >= 0.6 * len(said) and view.words <= 4


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
    """ICD-10 codes of several chapters. Unless they are `expected`, with subdivisions: seats look like them too."""
    if not view.values or view.share(_ICD.fullmatch) < 0.8:
        return False
    chapters = {value[0] for value in view.values}
    subdivided = view.share(_DOTTED.fullmatch) >= 0.3 and len(chapters) >= 3
    return (expected and len(chapters) > 1) or subdivided or (_spread(chapters) and view.many)


def _spread(chapters: set[str]) -> bool:
    """Of chapters all over the alphabet, with gaps: rows of seats and shelves begin with A and have none."""
    return len(chapters) >= 5 and sum(chapter > "H" for chapter in chapters) >= 2 and max(chapters) > "L"
