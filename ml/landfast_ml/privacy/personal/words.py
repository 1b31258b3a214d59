"""Words: how headers and values are brought to one spelling, and the lists that they are looked up in."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

from landfast_ml.privacy.personal.kinds import KINDS

_CAMEL = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_APART = re.compile(r"[^a-z0-9]+")
# Umlauts are written in two ways: `ae` and `a` are one, but not where a word ends: `revenue`.
_UMLAUT = re.compile("([aou])e(?=[a-z])")
NUMBER = "#"
# Lists that are no words of headers by themselves.
_OTHERWISE = ("values.toml", "common.toml", "parts.toml", "systems.toml")
_PERSONS, _CONCEPTS = "persons.toml", "concepts.toml"
# Parts of compounds that are shorter than four letters.
_SHORT = frozenset({"id", "nr", "no", "num", "tel", "plz", "tag", "ort", "of", "kfz", "fax", "geb", "dat", "kv", "nom"})
# Shorter words with an ending are too often another.
_INFLECTED = 5
_GLUE = ("", "s", "n", "en", "es", "e")


def plain(text: str) -> str:
    """In lower-case ASCII letters, whatever the script; umlauts without their second letter."""
    from anyascii import anyascii

    return _UMLAUT.sub(r"\1", anyascii(unicodedata.normalize("NFKC", text)).lower())


def spelled(value: str) -> str:
    """A value as the lists have it: words with one blank between them."""
    return _APART.sub(" ", plain(value)).strip()


def _split(text: str) -> list[str]:
    """`GebDat`, `geb_dat` and `Geb.-Dat.` give geb, dat; digits stand by themselves."""
    spaced = _CAMEL.sub(" ", _humps(unicodedata.normalize("NFKC", text).replace("\N{DEGREE SIGN}", "o ")))
    return [word for word in _APART.split(plain(spaced)) if word]


def _humps(text: str) -> str:
    """Blanks where a word begins with a capital: `customerID`, `IPAddress`."""
    parts: list[str] = []
    for at, letter in enumerate(text):
        after_small = at > 0 and text[at - 1].islower()
        before_small = at > 0 and text[at - 1].isupper() and at + 1 < len(text) and text[at + 1].islower()
        if letter.isupper() and (after_small or before_small):
            parts.append(" ")
        parts.append(letter)
    return "".join(parts)


def _canonical(words: list[str]) -> tuple[str, ...]:
    """Any word for a number is `#`; small words between are dropped, unless nothing else is there."""
    found = [NUMBER if word in common("numbers") else word for word in words]
    return tuple(word for word in found if word not in common("links")) or tuple(found)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other in a header, and what they say. Not `sure`: the values must say it too.

    `short`: a word that is cut so much that only values tell whether it is meant. `made`: of parts that are shortened.
    `with_people`: means it in a table about people only. `whole`: not where it is shortened.
    """

    words: tuple[str, ...]
    kind: str
    sure: bool
    short: bool = False
    made: bool = False
    with_people: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`phrases` by their first word.

    `stems` end where the word goes on, `tails` begin where it began. `roles` are words that are no kind by themselves:
    people, accounts, things, measures, fillers. `lexicon` are all words that a compound may be made of.
    """

    phrases: Mapping[str, tuple[Phrase, ...]]
    stems: tuple[Phrase, ...]
    tails: tuple[Phrase, ...]
    roles: Mapping[str, frozenset[str]]
    lexicon: frozenset[str]


def written_words(header: str) -> tuple[str, ...]:
    """The words of a header as they are written, in one alphabet."""
    return tuple(_split(header[:200]))


def joined_words(header: str) -> tuple[str, ...]:
    """The words of a header that neither capitals nor full stops part: `GdB`, `KiSt-Merkmal`, `prof.ne`."""
    return _canonical(_split(header[:200].lower().replace(".", "")))


def header_words(header: str) -> tuple[str, ...]:
    """The words of a header, in one spelling, compounds in their parts."""
    words: list[str] = []
    for word in written_words(header):
        words += _parts(word)
    return _canonical(words)


def _parts(word: str) -> list[str]:
    lexicon = vocabulary().lexicon
    if len(word) < 5 or word in lexicon:
        return [word]
    compound = _compound(word[:60], lexicon)
    # `relnr`: no word ends so but by a number.
    return compound or ([word[:-2], "nr"] if word.endswith("nr") else [word])


def _compound(word: str, lexicon: frozenset[str]) -> list[str] | None:
    """Its fewest parts that are all known, with as little glue between them as can be; None if there are none."""
    # Where a part may begin -> (parts, letters of glue) before it.
    best: dict[int, tuple[list[str], int]] = {0: ([], 0)}
    for start in range(len(word)):
        for end in range(start + 2, len(word) + 1) if start in best else ():
            if not _is_part(word[start:end], lexicon):
                continue
            parts = [*best[start][0], word[start:end]]
            for glue in _GLUE:
                begin, glued = end + len(glue), best[start][1] + len(glue)
                if word.startswith(glue, end) and (begin not in best or _cost(best[begin]) > (len(parts), glued)):
                    best[begin] = parts, glued
    return best[len(word)][0] if len(word) in best else None


def _cost(found: tuple[list[str], int]) -> tuple[int, int]:
    return len(found[0]), found[1]


def _is_part(part: str, lexicon: frozenset[str]) -> bool:
    return part in _SHORT or (len(part) > 3 and part in lexicon)


@cache
def vocabulary() -> Vocabulary:
    """All languages in one."""
    phrases: dict[str, list[Phrase]] = {}
    loose: dict[str, list[Phrase]] = {"stems": [], "tails": []}
    roles: dict[str, set[str]] = {"people": set()}
    lexicon = set(common("numbers"))
    for text, kind, key in _listed():
        sure = key in ("sure", "spelled")
        body = _canonical(_spelled_phrase(text))
        if set(body) == {NUMBER}:
            continue
        lexicon.update(word for word in body if word != NUMBER)
        if kind not in KINDS:
            roles.setdefault(kind, set()).update(body if len(body) == 1 else ())
        elif "*" in text:
            loose["stems" if text.endswith("*") else "tails"].append(Phrase(body, kind, sure))
        else:
            phrase = Phrase(body, kind, sure, with_people=key == "with_people", whole=key in ("named", "spelled"))
            phrases.setdefault(body[0], []).append(phrase)
    roles["people"].update(chain.from_iterable(map(_inflected, tuple(roles["people"]))))
    return Vocabulary(
        {word: tuple(found) for word, found in phrases.items()},
        tuple(loose["stems"]),
        tuple(loose["tails"]),
        {role: frozenset(words) for role, words in roles.items()},
        frozenset(lexicon),
    )


def _inflected(word: str) -> Iterator[str]:
    """`przelozony` is written `przelozonego`, `Kunde` `Kundin`, `dipendente` `dipendenti`."""
    bases = {word, word[:-1] if word[-1] in "aeioy" else word}
    yield from (base + ending for base in bases if len(base) >= _INFLECTED for ending in common("endings"))


def _spelled_phrase(text: str) -> list[str]:
    return [word for part in text.split() for word in ([NUMBER] if part == NUMBER else _split(part.strip("*")))]


def _listed() -> Iterator[tuple[str, str, str]]:
    """(phrase, kind or role, the list that it stands in: sure, maybe, named, with_people)."""
    for file in sorted(files(__package__).joinpath("lists").iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml") or file.name in _OTHERWISE:
            continue
        for section, lists in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if file.name in (_PERSONS, _CONCEPTS):
                yield from (_persons if file.name == _PERSONS else _concept)(lists)
                continue
            for key, texts in lists.items():
                role = section if section in KINDS or key == "words" else key
                yield from ((text, role, key) for text in texts)


def _persons(lists: Mapping[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """By language: each is a word for people, and says a name where values look like names."""
    for text in chain.from_iterable(lists.values()):
        yield text, "people", "words"
        yield text, "name", "named"


def _concept(lists: Mapping[str, list[str] | str]) -> Iterator[tuple[str, str, str]]:
    """`says` a kind, `as` how sure, and by language the words for it: so many that none is taken for what is cut."""
    key = "spelled" if lists["as"] == "sure" else str(lists["as"])
    yield from (
        (text, str(lists["says"]), key) for words in lists.values() if isinstance(words, list) for text in words
    )


@cache
def common(name: str) -> frozenset[str]:
    """A list of `common.toml`."""
    text = files(__package__).joinpath("lists", "common.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[name])


@cache
def value_words() -> Mapping[str, frozenset[str]]:
    """Kind -> values that columns of it hold."""
    listed = tomllib.loads(files(__package__).joinpath("lists", "values.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(map(spelled, values)) for kind, values in listed.items()}


@cache
def names(kind: str) -> frozenset[str]:
    """`given` or `family` names of Europe, in one spelling."""
    text = files(__package__).joinpath("lists", f"{kind}.txt").read_text(encoding="ascii")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
