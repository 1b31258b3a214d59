"""Words as offices shorten them: cut (`nac`), without vowels (`gndr`), their ends alone (`natté`), or run together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, pairwise
from os.path import commonprefix

from landfast_ml.privacy.personal.kinds import KINDS
from landfast_ml.privacy.personal.words import NUMBER, Phrase, vocabulary

_VOWELS = frozenset("aeiouy")
# A word cut to as many letters is believed by itself if all words that begin so are of one kind.
TELLING = 5
# A contraction keeps so much of its word.
_KEPT = 0.4
# As many letters of a phrase of two words or more tell which it is; fewer do where the values show the kind.
_ENOUGH, _FEWEST = 5, 4
_SHOWN = frozenset({
    "birth_date", "phone", "postcode", "name", "bank_account", "email", "free_text", "address", "gender", "nationality",
})  # fmt: skip


def stands_for(short: str, word: str) -> bool:
    """`short` is how somebody may shorten `word`."""
    if len(short) >= len(word):
        return short == word
    return word.startswith(short) or _contracts(short, word)


def _contracts(short: str, word: str) -> bool:
    """`surnm`, `gndr`: its beginning, and of the rest consonants in their order; `natte`, `cta`: to its last letter."""
    if len(short) < 3 or short[0] != word[0] or len(short) < _KEPT * len(word):
        return False
    rest = iter(word)
    if not all(letter in rest for letter in short):
        return False
    begun = len(commonprefix([short, word]))
    if _VOWELS.isdisjoint(short[begun:]):
        return True
    return short[-1] == word[-1] and (begun > 2 if len(short) > 3 else short[1] not in _VOWELS)


@cache
def roles_of(word: str) -> frozenset[str]:
    """People, things, measures, fillers: of a word that is known, or of all that a shortened one may stand for."""
    known = vocabulary()
    if word in known.lexicon:
        return frozenset(role for role, words in known.roles.items() if word in words)
    if len(word) < 3 or not word.isalpha():
        return frozenset()
    longer = [one for one in _beginning(word[0]) if stands_for(word, one)]
    roles = [{role for role, words in known.roles.items() if one in words} or {"kinds"} for one in longer]
    return frozenset().union(*roles) if roles else frozenset()


def _is_known(word: str) -> bool:
    """By itself, not only as part of a phrase."""
    known = vocabulary()
    alone = any(len(phrase.words) == 1 for phrase in known.phrases.get(word, ()))
    return alone or any(word in words for words in known.roles.values())


def single(words: tuple[str, ...]) -> Iterator[tuple[Phrase, range]]:
    """Of words that are shortened by themselves: each kind that one may stand for.

    Three letters, or those that a thing or a measure has too, are of a kind that values show, or of none.
    """
    for at, word in enumerate(words):
        if len(word) < 3 or _is_known(word) or not word.isalpha():
            continue
        kinds = set(kinds_of(word))
        if len(word) == 3 or not {"things", "measures"}.isdisjoint(roles_of(word)):
            kinds &= _SHOWN
        cut = len(kinds) == 1 and roles_of(word) == {"kinds"} and any(one.startswith(word) for one in _sure_words())
        for kind in sorted(kinds):
            told = cut and len(word) >= TELLING
            yield Phrase((word,), kind, sure=told, short=not (cut and len(word) >= _FEWEST)), range(at, at + 1)


@cache
def _sure_words() -> tuple[str, ...]:
    return tuple(one.words[0] for one in _words() if one.sure)


@cache
def kinds_of(word: str) -> frozenset[str]:
    """What a word stands for by itself, as it is or shortened."""
    # Three letters are a beginning, and no contraction: too many words have them.
    like = stands_for if len(word) > 3 else lambda short, longer: longer.startswith(short)
    return frozenset(one.kind for one in _words() if like(word, one.words[0]))


@cache
def _words() -> tuple[Phrase, ...]:
    """What a single word says, surely or maybe."""
    known = vocabulary()
    return tuple(one for one in chain(known.stems, *known.phrases.values()) if _one_word(one))


def _one_word(phrase: Phrase) -> bool:
    return len(phrase.words) == 1 and phrase.words[0] != NUMBER


def several(words: tuple[str, ...]) -> Iterator[tuple[Phrase, range]]:
    """Of words that shorten a phrase together: `est civ`, `fam nom`, `# afil`, and `marstat`."""
    for at in range(len(words)):
        for phrase in _phrases_like(words[at]):
            span = range(at, at + len(phrase.words))
            if _shorten(words[at : span.stop], phrase):
                yield Phrase(words[at : span.stop], phrase.kind, sure=_says_it(words[at : span.stop], phrase)), span
        for phrase in _run_together(words[at]):
            yield Phrase((words[at],), phrase.kind, sure=False), range(at, at + 1)
    for at, (first, second) in enumerate(pairwise(words)):
        pair, span = (first, second), range(at, at + 2)
        for phrase in _phrases_like(second):
            # `fam nom` and `nom fam` are one, where numbers stand matters.
            if NUMBER not in phrase.words and _shorten((second, first), phrase):
                yield Phrase(pair, phrase.kind, sure=False), span
        for kind in dict.fromkeys(_compounds(first, second)):
            yield Phrase(pair, kind, sure=False, short=True), span


def _shorten(words: tuple[str, ...], phrase: Phrase) -> bool:
    if len(words) != len(phrase.words) or words == phrase.words:
        return False
    if not all(_pair(short, word) for short, word in zip(words, phrase.words, strict=True)):
        return False
    cut = [(short, word) for short, word in zip(words, phrase.words, strict=True) if short != NUMBER]
    letters, shown = sum(len(short) for short, _ in cut), phrase.kind in _SHOWN
    if len(cut) < len(words):
        # Beside a number a few letters are a beginning only: too many words have them.
        begun = letters >= TELLING or all(word.startswith(short) for short, word in cut)
        return begun and letters >= (3 if shown else _FEWEST)
    return max(len(short) for short, _ in cut) >= 3 and letters >= (_FEWEST if shown else _ENOUGH)


def _says_it(words: tuple[str, ...], phrase: Phrase) -> bool:
    """What is special is believed earlier: three letters of each word, six in all."""
    lengths = [len(short) for short in words]
    return phrase.sure and KINDS[phrase.kind].verdict == "special" and min(lengths) >= 3 and sum(lengths) >= 6


def _compounds(first: str, second: str) -> Iterator[str]:
    """Kinds of compounds of which two words are parts, `arb ongesch`: the first is its beginning."""
    if len(first) < 3 or len(first + second) <= TELLING or not all(map(_may_be_short, (first, second))):
        return
    for one in _words():
        if one.sure and _parts(first, second, one.words[0]):
            yield one.kind


def _parts(first: str, second: str, word: str) -> bool:
    return word.startswith(first) and (word.find(second, len(first)) > 0 or _contracts(first + second, word))


def _pair(short: str, word: str) -> bool:
    if NUMBER in (short, word):
        return short == word
    return short == word or (_may_be_short(short) and stands_for(short, word))


@cache
def _may_be_short(word: str) -> bool:
    """What is a thing's or a measure's word shortens no other."""
    roles = vocabulary().roles
    return word not in roles["things"] and word not in roles["measures"]


def _run_together(word: str) -> Iterator[Phrase]:
    if len(word) < 6 or word in vocabulary().lexicon:
        return
    for phrase in _phrases_like(word):
        if len(phrase.words) == 2 and phrase.sure and NUMBER not in phrase.words:
            first, last = phrase.words
            cuts = range(3, len(word) - 2)
            if any(first.startswith(word[:cut]) and last.startswith(word[cut:]) for cut in cuts):
                yield phrase


def _phrases_like(word: str) -> tuple[Phrase, ...]:
    """Phrases of several words that begin with the same letter."""
    return _by_letter().get(word[0], ())


@cache
def _by_letter() -> Mapping[str, tuple[Phrase, ...]]:
    found: dict[str, list[Phrase]] = {}
    known = vocabulary()
    for phrase in chain(known.stems, *known.phrases.values()):
        if len(phrase.words) > 1:
            found.setdefault(phrase.words[0][0], []).append(phrase)
    return {letter: tuple(phrases) for letter, phrases in found.items()}


@cache
def _beginning(letter: str) -> tuple[str, ...]:
    known = vocabulary()
    stems = {one.words[0] for one in known.stems if _one_word(one)}
    return tuple(sorted(word for word in known.lexicon | stems if word[0] == letter))
