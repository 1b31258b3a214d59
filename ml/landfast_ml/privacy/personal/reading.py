"""What the header of a column says, before anybody looks at its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from landfast_ml.privacy.personal.composed import composed
from landfast_ml.privacy.personal.kinds import KINDS
from landfast_ml.privacy.personal.shortened import kinds_of, roles_of, several, single
from landfast_ml.privacy.personal.systems import fields
from landfast_ml.privacy.personal.words import (
    NUMBER,
    Phrase,
    common,
    header_words,
    joined_words,
    vocabulary,
    written_words,
)

# Unknown words of so few letters are taken for some that are cut.
_CUT = 3
# As many letters stand before or behind a word of at least so many.
_AFFIX, _TELLING = 4, 6
# A header that is a system's field is longer than all that its words are.
_WHOLE = 9


@dataclass(frozen=True, slots=True)
class Hit:
    """A kind that words of the header stand for, and the words that are left. `alone`: none but fillers are."""

    kind: str
    sure: bool
    size: int
    words: tuple[str, ...]
    rest: tuple[str, ...]
    short: bool = False
    made: bool = False
    with_people: bool = False

    def _rest_has(self, role: str) -> bool:
        return _any_is(role, self.rest)

    @property
    def of_thing(self) -> bool:
        """A product's name, a machine's age."""
        return self._rest_has("things") and not self._rest_has("people")

    @property
    def of_concrete_thing(self) -> bool:
        """A battery's health, and not a plan of somebody's medication."""
        return self.of_thing and _any_is("things", set(self.rest) - common("abstract"))

    @property
    def measured(self) -> bool:
        """A distance, a price, a duration."""
        return self._rest_has("measures")

    @property
    def counted(self) -> bool:
        return not common("counts").isdisjoint(self.rest)

    @property
    def counts_them(self) -> bool:
        """`# incomes`: how many there are."""
        return self.counted or self.rest[:1] == (NUMBER,)

    @property
    def alone(self) -> bool:
        return all(_says_nothing(word) or kinds_of(word) == {self.kind} for word in self.rest)

    @property
    def bare(self) -> bool:
        """Nothing else is in the header."""
        return not self.rest


@dataclass(frozen=True, slots=True)
class Reading:
    """`hits` in the order in which they are to be believed: special categories first, longer phrases before shorter.

    `written` are the words with their endings, of which `words` are the stems.
    """

    written: tuple[str, ...]
    words: tuple[str, ...]
    hits: tuple[Hit, ...]

    def has(self, role: str) -> bool:
        return any(map(_is_person, self.words)) if role == "people" else _any_is(role, self.words)

    @property
    def of_thing(self) -> bool:
        return self.has("things") and not self.has("people")

    @property
    def of_firm(self) -> bool:
        """A number for VAT, a supplier's name."""
        return not common("firms").isdisjoint(self.words) and not self.has("people")

    @property
    def says_something(self) -> bool:
        """A word of it is known to be of a thing, a measure or an account, or is short for nothing but such."""
        return any(map(self.has, ("things", "measures", "accounts"))) or bool(set(self.words) & common("says_when"))

    @property
    def numbered(self) -> bool:
        """`customer #` or `# client`; several of them (`# customers`) are counted, not numbered."""
        if NUMBER not in self.words:
            return False
        return self.words[0] != NUMBER or not self.plural

    @property
    def refers_to_people(self) -> bool:
        """`client ref`, `code patient`, and nothing else."""
        others = [word for word in self.words if word not in common("references")]
        return len(others) < len(self.words) and any(map(_is_person, others)) and all(map(_says_nothing, others))

    @property
    def plural(self) -> bool:
        return any(word.endswith("s") or word in common("plurals") for word in self.written)

    def named(self, kind: str) -> bool:
        return any(hit.kind == kind for hit in self.hits)


def read_header(header: str, *, of_people: bool = False) -> Reading:
    """`of_people`: of a table about people, where words count that say little elsewhere (`country`)."""
    words = header_words(header)
    found = [*_phrase_hits(words), *_loose_hits(words), *_affixed_hits(words), *_short_hits(words)]
    joined = joined_words(header)
    found += (*_phrase_hits(joined), *_short_hits(joined)) if joined != words else ()
    parts = tuple(word for word in written_words(header) if not word.isdigit())
    found += (_hit(phrase, parts, span) for phrase, span in composed(parts))
    found += (Hit(each.kind, each.sure, _WHOLE, each.words, ()) for each in fields(header))
    order = list(KINDS)
    found = [hit for hit in found if of_people or not hit.with_people]
    # A short phrase within a longer one of another kind says nothing: `blood group`, `group`.
    kept = [hit for hit in found if not any(_within(hit, other) for other in found)]
    kept.sort(key=lambda hit: (KINDS[hit.kind].verdict != "special", not hit.sure, -hit.size, order.index(hit.kind)))
    return Reading(written_words(header), words, tuple(dict.fromkeys(kept)))


def _phrase_hits(words: tuple[str, ...]) -> Iterator[Hit]:
    phrases = vocabulary().phrases
    for at, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            # Beside other words a letter is a unit, or a variant: `m/w` are men and women, `2000m` a distance.
            only_a_letter = len("".join(phrase.words)) == 1 and len(words) > 1
            if words[at : at + len(phrase.words)] == phrase.words and not only_a_letter:
                yield _hit(phrase, words, range(at, at + len(phrase.words)))
        # `date birth` and `birth date` are one.
        for phrase in phrases.get(words[at + 1], ()) if at + 1 < len(words) else ():
            if phrase.words == (words[at + 1], word) and NUMBER not in phrase.words:
                yield _hit(phrase, words, range(at, at + 2))


def _loose_hits(words: tuple[str, ...]) -> Iterator[Hit]:
    known = vocabulary()
    for at, word in enumerate(words):
        if word in known.roles["things"] or word in known.roles["measures"]:
            continue
        for phrase in known.stems:
            if word.startswith(phrase.words[-1]) and _before(phrase, words, at):
                yield _hit(phrase, words, range(at + 1 - len(phrase.words), at + 1))
        for phrase in known.tails:
            if word.endswith(phrase.words[0]):
                yield _hit(phrase, words, range(at, at + 1))


def _affixed_hits(words: tuple[str, ...]) -> Iterator[Hit]:
    """A few letters of a table's before or behind a word that is known, `gbageslacht`; a case's behind `opiekuna`."""
    known = vocabulary()
    for at, word in enumerate(words):
        if word in known.lexicon:
            continue
        if word in known.roles["people"]:
            yield _hit(Phrase((word,), "name", sure=False), words, range(at, at + 1))
        rests = {word[cut:] for cut in range(1, _AFFIX + 1)} | {word[:-cut] for cut in range(1, _AFFIX + 1)}
        for rest in rests:
            for phrase in known.phrases.get(rest, ()) if len(rest) >= _TELLING else ():
                if phrase.sure and len(phrase.words) == 1 and KINDS[phrase.kind].verdict != "special":
                    yield _hit(Phrase((word,), phrase.kind, sure=True), words, range(at, at + 1))


def _short_hits(words: tuple[str, ...]) -> Iterator[Hit]:
    for find in (single, several):
        for phrase, span in find(words):
            yield _hit(phrase, words, span)


def _any_is(role: str, words: Iterable[str]) -> bool:
    """One of them is a word of this role, or shortens nothing but such."""
    return any(roles_of(word) == {role} or word in vocabulary().roles[role] for word in words)


def _is_person(word: str) -> bool:
    found = roles_of(word)
    known = word in vocabulary().lexicon or word in vocabulary().roles["people"]
    return "people" in found and (known or found <= {"people", "accounts", "fillers", "kinds"})


def _says_nothing(word: str) -> bool:
    """Fillers and people, also shortened, digits, and a few letters: they don't turn what stands beside them."""
    if word == NUMBER or word.isdigit():
        return True
    found = roles_of(word)
    if word in vocabulary().lexicon:
        return not found.isdisjoint({"fillers", "people"})
    if not found.isdisjoint({"things", "measures", "accounts"}):
        return False
    return len(word) <= _CUT or not found.isdisjoint({"fillers", "people"})


def _before(phrase: Phrase, words: Sequence[str], at: int) -> bool:
    first = phrase.words[:-1]
    return at >= len(first) and tuple(words[at - len(first) : at]) == first


def _hit(phrase: Phrase, words: tuple[str, ...], span: range) -> Hit:
    rest = tuple(word for at, word in enumerate(words) if at not in span)
    return Hit(
        phrase.kind,
        phrase.sure,
        len(span),
        words[span.start : span.stop],
        rest,
        phrase.short,
        phrase.made,
        phrase.with_people,
    )


def _within(hit: Hit, other: Hit) -> bool:
    return hit.kind != other.kind and hit.size < other.size and set(hit.words) <= set(other.words)
