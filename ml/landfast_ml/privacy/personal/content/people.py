"""Names of people, and text in which people are spoken of."""

from __future__ import annotations

import re

from landfast_ml.privacy.personal.content.shapes import EMAIL
from landfast_ml.privacy.personal.content.view import View
from landfast_ml.privacy.personal.words import common, names, plain

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_NAME = re.compile(r"[^\W\d_][^\W\d_'\u2019.,\- ]*(?:[ ,.'\u2019-]+[^\W\d_][^\W\d_'\u2019.\-]*){0,6}[.,]?")
_COMPANY = re.compile(
    r"\b(?:gmbh|mbh|ag|kg|ohg|se|ug|mbb|e\.?k|sarl|sas?|snc|s\.?p\.?a|s\.?r\.?l|sl|slu|b\.?v|n\.?v|vof|ltd|llp|llc|inc|plc|"
    r"s\.c|sp\. ?(?:z o\.o|j|k)|oy|ab|aps|a/s|zrt|kft|s\.r\.o|d\.o\.o)\.?$",
    re.I,
)
_ADDRESSED = re.compile(
    r"\b(?:(?:Herrn?|Frau|Mr|Mrs|Ms|Mme|Mlle|Monsieur|Madame|Signora?|Sra?|Señora?|Doña|Mevrouw|Meneer|Pani?)\.?"
    r"|(?:[Hh]r|Fr|M|[Ss]ig(?:\.ra)?|[Dd]ott|[Dd]hr|[Mm]w|[Mm]evr|Dña)\.) [^\W\d_]"
)


# `Petra Sauer (Ehefrau) 0171 4412900`, `son: Per`: who that is, and how to reach them.
_BESIDE = re.compile(r"\([^()]*\)|^[^\W\d_]{2,15}\.?: ?|[-–,/]? ?(?:[Tt]el\.?|[Mm]ob\.?)? ?[+(]?\d[\d /().-]{4,}\d")
_TITLED = re.compile(
    r"(?:herrn?|frau|hr|fr|mr|mrs|ms|miss|mme|mlle|monsieur|madame|sig(?:\.? ?ra)?|signora?|dott(?:\.? ?ssa)?"
    r"|dr(?:\.? ?(?:ssa|med))?|prof|sra?|doña|dña|dhr|mw|mevr(?:ouw)?|meneer|de heer|pani?|lek|mgr"
    r"|fam(?:ilie|ille|ily)?|eheleute)\.? +(?P<name>[^\W\d_].+)",
    re.I,
)


def is_person(value: str) -> bool:
    """A given name before or behind a family name, maybe with titles; one of them with an initial, or a title."""
    bare = _BESIDE.sub("", value).strip()
    words = _name_words(bare)
    if is_company(bare):
        return False
    if (titled := _TITLED.fullmatch(bare)) and titled["name"][0].isupper():
        return looks_named(titled["name"]) and len(words) <= 4
    if not 2 <= len(words) <= 5 or _goes_on_small(bare):
        return False
    given, family = names("given"), names("family")
    ends = (words[0], words[-1])
    if any(word in given for word in ends):
        return True
    return any(len(word) == 1 for word in words) and any(word in family for word in ends)


def _goes_on_small(value: str) -> bool:
    """`Spela tre låtar` is a sentence; what stands before names is small in them, too: `Ana de Sousa`."""
    words = [word for word in _WORD.findall(value) if plain(word) not in common("titles")]
    return value[:1].isupper() and any(word.islower() and len(word) > 1 for word in words)


def is_given(value: str) -> bool:
    words = _name_words(value)
    return 1 <= len(words) <= 2 and all(word in names("given") and word not in common("no_names") for word in words)


def is_family(value: str) -> bool:
    words = _name_words(value)
    return 1 <= len(words) <= 2 and words[-1] in names("family")


def looks_named(value: str) -> bool:
    """Letters, in few words, beginning with a capital where the script has one: could be anybody's name."""
    if not _NAME.fullmatch(value) or len(value) > 60:
        return False
    first = _WORD.findall(value)
    return bool(first) and (any(word[:1].isupper() for word in first) or value.isupper() or value.islower())


def is_company(value: str) -> bool:
    """By its legal form."""
    return bool(_COMPANY.search(value))


def is_login(value: str) -> bool:
    """A family name with a letter or two of the given one, before or behind: `jlopez`, `SCHMITTH`, `anna.k`."""
    word = value.lower().strip("0123456789").replace(".", "").replace("_", "")
    if not word.isascii() or not word.isalpha() or not 4 <= len(word) <= 20 or value != value.strip():
        return False
    cuts = (word[1:], word[2:], word[:-1], word[:-2])
    return any(len(cut) > 3 and cut in names("family") for cut in cuts)


def _name_words(value: str) -> list[str]:
    if not looks_named(value) or value.islower():
        return []
    spelled = [plain(word) for word in _WORD.findall(value)]
    split = [part for word in spelled for part in re.findall("[a-z]+", word)]
    return [word for word in split if word not in common("titles")] if len(split) > 1 else split


def full_names(view: View) -> float:
    return view.share(is_person)


def single_names(view: View) -> float:
    """Of given names, or of family names, whichever are more."""
    return max(view.share(is_given), view.share(is_family))


def is_text(view: View) -> bool:
    """Several words in most values, hardly one of them twice; or line breaks."""
    if view.numbers or view.empty:
        return False
    return (view.words >= 4 and view.many) or view.share(lambda value: "\n" in value) > 0.05


def is_prose(view: View) -> bool:
    """Text of sentences, not titles and long names: with full stops, or long."""
    if not view.many or view.numbers:
        return False
    sentences = view.share(lambda value: len(value.split()) >= 3 and value.rstrip("\"' )").endswith((".", "!", "?")))
    return (view.words >= 4 and sentences >= 0.3) or view.words >= 8


def speaks_of_people(view: View) -> bool:
    return view.share(lambda value: _ADDRESSED.search(value) or any(map(EMAIL.fullmatch, value.split()))) > 0.02
