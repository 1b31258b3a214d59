"""What is weighed where no rule decides: letters of the header, forms of the values, what rules nearly say."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from landfast_ml.privacy.personal.content.view import View
from landfast_ml.privacy.personal.fitting import signs
from landfast_ml.privacy.personal.reading import Hit, Reading
from landfast_ml.privacy.personal.words import written_words

# Letters that are looked at together, and values.
_MOST_LETTERS, _VALUES = 5, 40
_NEARLY_ALL, _SHORT, _LONG = 0.8, 4, 25
_SAME = re.compile(r"(.)\1+")
# How much each sort says: many letters share one weight, so that long headers don't say more than short ones.
_LETTERS, _FORMS, _COLUMN, _RULES, _BOTH = 2.0, 1.2, 0.25, 0.4, 0.5


def traits(name: str, seen: View, header: Reading) -> Mapping[str, float]:
    """Trait -> how much it says. `h:` and `w:` are of the header, `v:` of values, `c:` of both, `r:` of rules."""
    fitting, said = signs(seen), _said(header)
    both = {f"b:{sure}:{sign}" for sure, kind in said for sign in fitting if sign.partition(":")[2] == kind}
    letters, forms = _letters(written_words(name)), _forms(seen)
    weighed = (
        (letters, _LETTERS / math.sqrt(len(letters) or 1)),
        (forms, _FORMS / math.sqrt(len(forms) or 1)),
        (_of_column(seen) | {f"c:{sign}" for sign in fitting}, _COLUMN),
        ({f"r:{sure}:{kind}" for sure, kind in said} | set(_of_rules(header)), _RULES),
        (both, _BOTH),
    )
    return {trait: weight for found, weight in weighed for trait in found}


def _letters(words: Iterable[str]) -> set[str]:
    """Of each word all letters that stand together, `^` and `$` at its ends."""
    found = set()
    for word in words:
        ended = f"^{word}$"
        spans = ((at, at + size) for size in range(1, _MOST_LETTERS + 1) for at in range(len(ended) - size + 1))
        found |= {f"h:{ended[start:end]}" for start, end in spans} - {"h:^", "h:$"}
        found.add(f"w:{word}")
    return found


def _forms(seen: View) -> set[str]:
    values = seen.values[:_VALUES]
    if not values:
        return {"v:none"}
    counts = Counter(form for value in values for form in _forms_of(value))
    often = {f"v:{form}" for form, count in counts.items() if count > 1 or len(values) < 5 or form[0] == "="}
    return often | {f"v:all{form}" for form, count in counts.items() if count >= _NEARLY_ALL * len(values)}


def _forms_of(value: str) -> set[str]:
    """Its length, its words, and what stands where: `Aa 9` are words and a number."""
    kinds = "".join("9" if one.isdigit() else "A" if one.isupper() else "a" if one.isalpha() else one for one in value)
    shape = _SAME.sub(r"\1+", kinds[:24])
    found = {f"L{min(len(value), _LONG)}", f"S{shape}", f"W{min(len(value.split()), 9)}"}
    return found | ({f"={value.lower()}"} if len(value) <= _SHORT else set())


def _of_column(seen: View) -> set[str]:
    found = {
        f"c:{seen.kind}", f"c:distinct{int(math.log2(1 + seen.distinct))}",
        f"c:share{10 * seen.distinct // max(1, seen.rows)}",
    }  # fmt: skip
    if seen.numbers:
        found |= {
            f"c:size{int(math.log10(1 + max(map(abs, seen.numbers))))}",
            "c:whole" if seen.whole else "c:measured",
        }
    told = {"c:yes_no": seen.yes_no, "c:many": seen.many, "c:even": seen.even}
    return found | {trait for trait, holds in told.items() if holds}


def _said(header: Reading) -> set[tuple[str, str]]:
    return {(_sure(hit), hit.kind) for hit in header.hits}


def _sure(hit: Hit) -> str:
    return "sure" if hit.sure else "short" if hit.short else "maybe"


def _of_rules(header: Reading) -> Iterable[str]:
    told = {
        "r:thing": header.of_thing, "r:firm": header.of_firm, "r:numbered": header.numbered,
        "r:says": header.says_something, "r:nothing": not header.hits,
    }  # fmt: skip
    yield from (trait for trait, holds in told.items() if holds)
    yield from (f"r:{role}" for role in ("people", "accounts", "measures") if header.has(role))
    for hit in header.hits:
        yield f"r:{_sure(hit)}"
        beside = {"alone": hit.alone, "of_thing": hit.of_thing, "measured": hit.measured, "counted": hit.counted}
        yield from (f"r:{word}:{_sure(hit)}" for word, holds in beside.items() if holds)
