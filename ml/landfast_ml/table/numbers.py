"""How the numbers of a column are written: their decimal mark, their thousands mark, and a unit beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Values that are no number are slips, and no sign of text, up to this share.
SLIPS = 0.05
# Digits that a double holds exactly.
DIGITS = 15
# So many different values with decimals are measured, and no classes.
_VARIED = 20
_THREES = re.compile("\\d{3}([ .'\u00a0\u202f\u2009\u2019])\\d{3}(?:\\1\\d{3})+", re.ASCII)
_GAPS = (" ", "\u00a0", "\u202f", "\u2009", "'", "\u2019")
_THOUSANDS = {".": (",", *_GAPS), ",": (".", *_GAPS)}
# A sign, or a bracket, may stand outside of the unit: -€5, (€5), 5 €-.
_UNIT = re.compile(
    r"^[+\-(]? ?((?:[^\d\s+\-.,()]{1,4}\.?)?) ?([+\-(]? ?[\d.,].*?) ?([^\d\s+\-.,()]{1,7}[23]?\.?)?[+\-)]?$", re.DOTALL
)
_CURRENCIES = _words("""
€ $ £ ¥ eur euro usd gbp chf pln zł czk kč huf ft sek nok dkk kr kr. ron lei bgn лв лв. din. ден. fr fr. sfr sfr. r$
""")
# A letter in front is a class of something (`A1`): only a currency may stand there, and a percent sign, in Turkish.
_IN_FRONT = _CURRENCIES | {"%"}
_UNITS = _CURRENCIES | _words("""
% ‰ ° °c kg g mg μg ng t km m cm mm m² m2 m³ m3 km² qm ha l dl cl ml h std std. min s ms kw mw kwh mwh gwh kv bar hpa
mmol μmol kj kcal hz ppm kb mb gb tb km/h st st. stk stk. pcs k€ t€ teur
""")
# Besides those, what something is counted by.
_PER = frozenset({"d", "tag", "monat", "jahr", "a", "year", "month", "day"})
# What is typeset for a minus; for RE2, too.
DASHES = "[\u2212\u2010-\u2014\ufe63\uff0d]"
_DASHES = re.compile(DASHES)
# Amounts without cents are written so: 12,- and 12.-- (a long dash in Switzerland)
_NO_CENTS = re.compile(r"[.,]--?$")
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})


@dataclass(frozen=True, slots=True)
class NumberStyle:
    decimal: str = "."
    thousands: str = ""
    unit: str = ""

    @property
    def pattern(self) -> str:
        """Of a whole number text, without its unit; for Python and for RE2. Accounts write (12) and 12- for -12.

        An amount without cents may end so: `12,-` or `12,--`.
        """
        decimal = re.escape(self.decimal)
        plain = rf"(?:\d+(?:{decimal}(?:\d+|--?))?|{decimal}\d+)(?:[eE][+-]?\d+)?"
        whole = f"(?:{plain}|{self._grouped(decimal)})" if self.thousands else plain
        return rf"(?:[+-] ?)?{whole}|{whole}[+-]|\( ?{whole} ?\)"

    def _grouped(self, decimal: str) -> str:
        """By three digits; in India by two, but for the last three: 12,34,567."""
        mark = re.escape(self.thousands)
        indian = r"|[1-9]\d?(?:,\d\d)+,\d{3}" if self.thousands == "," else ""
        return rf"(?:[1-9]\d{{0,2}}(?:{mark}\d{{3}})+{indian})(?:{decimal}(?:\d+|--?))?"

    def fits(self, text: str) -> bool:
        return bool(_compiled(self).fullmatch(text))

    def value(self, text: str) -> float:
        """Of a text that fits."""
        plain = _NO_CENTS.sub("", text).replace(" ", "")
        plain = plain.replace(self.thousands, "") if self.thousands else plain
        plain = plain.replace(self.decimal, ".")
        if plain.startswith("("):
            return -float(plain[1:-1])
        return -float(plain[:-1]) if plain.endswith("-") else float(plain.removesuffix("+"))


STYLES = tuple(NumberStyle(decimal) for decimal in ".,") + tuple(
    NumberStyle(decimal, thousands) for decimal in ".," for thousands in _THOUSANDS[decimal]
)


@cache
def _compiled(style: NumberStyle) -> re.Pattern[str]:
    return re.compile(style.pattern, re.ASCII)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The styles that read the most values, simplest first, one of each that gives other numbers; none: no numbers.

    `proven`: some value shows its mark, so that the file's other columns can be judged by it.
    """

    styles: tuple[NumberStyle, ...] = ()
    proven: bool = False


def plain(text: str) -> str:
    """With one sign for minus, however it is typeset."""
    return _DASHES.sub("-", text.strip())


def unit_ends(unit: str) -> tuple[str, str]:
    """Patterns of the unit in front of a number and behind it; the group is a sign outside of it. For RE2, too."""
    blanks = "[ \u00a0\u202f\u2009]*"
    return rf"^([+\-(]?){blanks}{re.escape(unit)}{blanks}", rf"{blanks}{re.escape(unit)}{blanks}([+\-)]?)$"


def numbers_in(values: Mapping[str, int], allowed: Sequence[NumberStyle] = STYLES) -> Numbers:
    """`values`: text -> how often; none of them stands for a missing value."""
    unit = _unit(values)
    texts = {without(plain(text), unit): count for text, count in values.items()}
    total = sum(texts.values())
    if not _promising(texts):
        return Numbers()
    shown = set().union(*texts)
    # A mark that is nowhere makes no other numbers.
    relevant = [style for style in allowed if (style.thousands or style.decimal) in {".", *shown}]
    weights = {style: sum(count for text, count in texts.items() if style.fits(text)) for style in relevant or allowed}
    best = max(weights.values(), default=0)
    if not best or best < total * (1 - SLIPS):
        return Numbers()
    fitting = _consistent([style for style, weight in weights.items() if weight == best], texts)
    apart: dict[tuple[float, ...], NumberStyle] = {}
    for style in fitting:
        apart.setdefault(tuple(style.value(text) for text in texts if style.fits(text)), style)
    styles = tuple(NumberStyle(style.decimal, style.thousands, unit) for style in apart.values())
    marks = styles[0].decimal + styles[0].thousands
    return Numbers(styles, len(styles) == 1 and any(mark in text for text in texts for mark in marks))


def _promising(texts: Iterable[str]) -> bool:
    """By the first of them: most begin or end with a digit."""
    first = [text.strip("()") for text in islice(texts, 200)]
    return sum(text[-1:].isdigit() or text[:1].isdigit() for text in first) >= len(first) / 2


def _consistent(styles: list[NumberStyle], texts: Mapping[str, int]) -> list[NumberStyle]:
    """Who writes 1.234 for a thousand doesn't write 5678 beside it: such a style only if there is no other."""
    long = [text for text in texts if re.match(r"[+-]?\d{4}", text)]
    mixed = [
        style
        for style in styles
        if not (style.thousands and long and any(style.thousands in text for text in texts if style.fits(text)))
    ]
    return mixed or styles


def is_code(values: Mapping[str, int]) -> bool:
    """Whether digits are a code: `01067` is a post code, and 2^53 the last number that a double counts to.

    `+48 601 234 567` calls somebody. Groups of three, as many in each of many values (552 081 317), count nothing.
    """
    zeros = any(re.match(r"[+-]?0\d", text) for text in values)
    if zeros or any(text.lstrip("+-").isdigit() and len(text.lstrip("+-")) > DIGITS for text in values):
        return True
    calls = all(re.fullmatch(r"\+(?: ?\d){8,}", text, re.ASCII) for text in values)
    groups = len(values) >= _VARIED and all(_THREES.fullmatch(text) for text in values)
    return calls or (groups and len({len(text) for text in values}) == 1)


def may_be_code(values: Mapping[str, int]) -> str:
    """A text that is a number or a code: `1E5`; empty if none is. Programs write a sign, or decimals, too."""
    bare = next((text for text in values if re.fullmatch(r"\d+[eE]\d+", text, re.ASCII)), "")
    return "" if not bare or any(re.search(r"[.,]\d|[eE][+-]", text) for text in values) else bare


def _unit(values: Mapping[str, int]) -> str:
    """What stands before or behind every number; empty if it isn't the same, or no unit: `DE12` is no amount."""
    found = set()
    for text in values:
        match = _UNIT.match(plain(text))
        if not match or bool(match[1]) == bool(match[3]):
            return ""
        unit, known = (match[1], _IN_FRONT) if match[1] else (str(match[3]), _UNITS)
        found.add(unit)
        if len(found) > 1 or not _is_unit(unit.casefold(), known):
            return ""
    return found.pop() if found else ""


def _is_unit(unit: str, known: frozenset[str]) -> bool:
    """`mg/dl` is one of two known ones."""
    over, _, under = unit.partition("/")
    return over in known and (not under or under in known | _PER)


def without(text: str, unit: str) -> str:
    """A number without its unit."""
    if not unit:
        return text
    front, behind = unit_ends(unit)
    return re.sub(behind, r"\1", re.sub(front, r"\1", text)).strip()


def looks_like_numbers(values: Mapping[str, int]) -> str:
    """What texts look like that some style reads, but none all of them; empty if they look like no numbers."""
    texts = [plain(text).translate(_BLANKS) for text in values]
    bare = [match[2] if (match := _UNIT.match(text)) else text for text in texts]
    fitting = [text for text in bare if any(style.fits(text) for style in STYLES)]
    if not texts or len(fitting) < len(texts) * (1 - SLIPS):
        return _beside_texts(texts, bare, fitting)
    if len({text.replace(number, "") for text, number in zip(texts, bare, strict=True)}) > 1:
        return _beside_texts(texts, bare, fitting) or "numbers with units"
    commas = sum(STYLES[1].fits(text) and "," in text for text in bare)
    points = sum(STYLES[0].fits(text) and "." in text for text in bare)
    return f"numbers, {commas:,} with a decimal comma and {points:,} with a decimal point" if commas and points else ""


def _beside_texts(texts: Sequence[str], bare: Sequence[str], fitting: Sequence[str]) -> str:
    """Measured values with a few texts among them, as laboratories and offices of statistics write: `<0,5`, `12.3 p`.

    Whole numbers beside texts may be codes: 1, 2A.
    """
    measured = sum(any(mark in text for mark in ".,") for text in fitting)
    if measured < _VARIED or measured * 2 < len(texts):
        return ""
    numbers = set(fitting)
    others = [text for text, number in zip(texts, bare, strict=True) if number not in numbers or number != text]
    return f"numbers, {len(others):,} of them with something beside it, such as {others[0]}"
