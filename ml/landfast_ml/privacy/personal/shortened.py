"""Words as offices shorten them: cut (`nac`), without vowels (`gndr`), their ends alone (`natté`), or run together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, pairwise
from os.path import commonprefix

from landfast_ml.privacy.personal.kinds import KINDS
from landfast_ml.privacy.personal.words import NUMBER, Phrase, common, vocabulary

_VOWELS = frozenset("aeiouy")
# A word cut to as many letters is believed by itself if all words that begin so are of one kind.
_TELLING = 5
# A contraction keeps so much of its word.
_KEPT = 0.4
# What begins a word, or has its letters in their order, keeps so much at least: `mat` is no `matkapuhelin`.
_LEAST = 0.3
# As many letters of a phrase of two words or more tell which it is; fewer do where the values show the kind.
_ENOUGH, _FEWEST = 5, 4
_SHOWN = frozenset({
    "birth_date", "phone", "postcode", "name", "bank_account", "email", "free_text", "address", "gender", "nationality",
})  # fmt: skip


def stands_for(short: str, word: str) -> bool:
    """`short` is how somebody may shorten `word`."""
    if len(short) >= len(word):
        return short == word
    begun = word.startswith(short) and len(short) >= _LEAST * len(word)
    return begun or _contracts(short, word)


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
    if word in known.lexicon or word in known.roles["people"]:
        return frozenset(role for role, words in known.roles.items() if word in words)
    if len(word) < 3 or not word.isalpha():
        return frozenset()
    longer = [one for one in _beginning(word[0]) if stands_for(word, one)]
    roles = [{role for role, words in known.roles.items() if one in words} or {"kinds"} for one in longer]
    return frozenset().union(*roles)


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
        cut = len(kinds) == 1 and roles_of(word) == {"kinds"} and bool(_sure_words(word))
        for kind in sorted(kinds):
            told = cut and len(word) >= _TELLING
            yield Phrase((word,), kind, sure=told, short=not (cut and len(word) >= _FEWEST)), range(at, at + 1)


@cache
def _sure_words(begin: str) -> tuple[Phrase, ...]:
    """Words that begin so, and surely say what they say."""
    return tuple(one for one in _like(begin, 1) if one.sure and one.words[0].startswith(begin))


@cache
def kinds_of(word: str) -> frozenset[str]:
    """What a word stands for by itself, as it is or shortened."""
    # Three letters are a beginning, and no contraction: too many words have them.
    like = stands_for if len(word) > 3 else lambda short, longer: longer.startswith(short)
    return frozenset(one.kind for one in _like(word, 1) if like(word, one.words[0]))


@cache
def loosely(word: str) -> frozenset[str]:
    """Kinds of words whose letters it has in their order, beginning alike: values have to tell which is meant."""
    if len(word) < 3 or not word.isalpha() or _is_known(word):
        return frozenset()
    like = (*_like(word, 1), *_like(word, 2))
    return frozenset(phrase.kind for phrase in like if _in_order(word, phrase.words[0]))


def _in_order(short: str, word: str) -> bool:
    rest = iter(word)
    return len(short) >= _LEAST * len(word) and all(letter in rest for letter in short)


def several(words: tuple[str, ...]) -> Iterator[tuple[Phrase, range]]:
    """Of words that shorten a phrase together: `est civ`, `fam nom`, `# afil`, and `marstat`."""
    for at, word in enumerate(words):
        for end in range(at + 2, len(words) + 1):
            part = words[at:end]
            for phrase in _like(word, len(part)):
                if _shorten(part, phrase):
                    yield Phrase(part, phrase.kind, sure=_says_it(part, phrase)), range(at, end)
        for phrase in _run_together(word):
            yield Phrase((word,), phrase.kind, sure=False), range(at, at + 1)
    for at, (first, second) in enumerate(pairwise(words)):
        pair, span = (first, second), range(at, at + 2)
        for phrase in _like(second, 2):
            # `fam nom` and `nom fam` are one, where numbers stand matters.
            if NUMBER not in phrase.words and _shorten((second, first), phrase):
                yield Phrase(pair, phrase.kind, sure=False), span
        for kind in dict.fromkeys(_compounds(first, second)):
            yield Phrase(pair, kind, sure=False, short=True), span


def _shorten(words: tuple[str, ...], phrase: Phrase) -> bool:
    """Both are of as many words."""
    if words == phrase.words or not all(_pair(short, word) for short, word in zip(words, phrase.words, strict=True)):
        return False
    cut = [(short, word) for short, word in zip(words, phrase.words, strict=True) if short != NUMBER]
    letters, shown = sum(len(short) for short, _ in cut), phrase.kind in _SHOWN
    if len(cut) < len(words):
        # Beside a number a few letters are a beginning only: too many words have them.
        begun = letters >= _TELLING or all(word.startswith(short) for short, word in cut)
        return begun and letters >= (3 if shown else _FEWEST)
    return max(len(short) for short, _ in cut) >= 3 and letters >= (_FEWEST if shown else _ENOUGH)


def _says_it(words: tuple[str, ...], phrase: Phrase) -> bool:
    """What is special is believed earlier: three letters of each word, six in all."""
    lengths = [len(short) for short in words]
    return phrase.sure and KINDS[phrase.kind].verdict == "special" and min(lengths) >= 3 and sum(lengths) >= 6


def _compounds(first: str, second: str) -> Iterator[str]:
    """Kinds of compounds of which two words are parts, `arb ongesch`: the first is its beginning."""
    if len(first) < 3 or len(first + second) <= _TELLING or not all(map(_may_be_short, (first, second))):
        return
    for one in _sure_words(first):
        word = one.words[0]
        if word.find(second, len(first)) > 0 or _contracts(first + second, word):
            yield one.kind


def _pair(short: str, word: str) -> bool:
    if NUMBER in (short, word):
        return short == word
    return short == word or (_may_be_short(short) and stands_for(short, word))


@cache
def _may_be_short(word: str) -> bool:
    """What is a thing's or a measure's word shortens no other."""
    roles = vocabulary().roles
    return not any(word in roles[role] for role in ("things", "measures")) and word not in common("prepositions")


def _run_together(word: str) -> Iterator[Phrase]:
    if len(word) < 6 or word in vocabulary().lexicon:
        return
    for phrase in _like(word, 2):
        if phrase.sure and NUMBER not in phrase.words:
            first, last = phrase.words
            cuts = range(3, len(word) - 2)
            if any(first.startswith(word[:cut]) and last.startswith(word[cut:]) for cut in cuts):
                yield phrase


def _like(word: str, count: int) -> Sequence[Phrase]:
    """Phrases of so many words that begin with the same letter."""
    return _by_letter().get((word[0], count), ())


@cache
def _by_letter() -> Mapping[tuple[str, int], Sequence[Phrase]]:
    """By the first letter, and by how many words they have."""
    found: dict[tuple[str, int], list[Phrase]] = {}
    known = vocabulary()
    for phrase in chain(known.stems, *known.phrases.values()):
        if phrase.with_people or phrase.whole:
            continue
        found.setdefault((phrase.words[0][0], len(phrase.words)), []).append(phrase)
    return found


@cache
def _beginning(letter: str) -> tuple[str, ...]:
    known = vocabulary()
    stems = {one.words[0] for one in _like(letter, 1)}
    return tuple(sorted(word for word in known.lexicon | stems if word[0] == letter))
