"""What a document says, in no language yet: sections of facts, tables, and questions that only people can answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NONE: Mapping[str, Text] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Word:
    """A phrase of `words.yaml`, with what is filled into it."""

    key: str
    values: Mapping[str, Text] = field(default_factory=lambda: NONE)


@dataclass(frozen=True, slots=True)
class Several:
    """Some of them in one place, one after the other."""

    of: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A place in the law, cited as the reader's language does."""

    law: str


# What stands as it is (names, numbers, what people wrote), and what is said in the reader's language.
Text = str | Word | Several | Cited


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A fact under its name."""

    label: str
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table without rows says so. Columns in `numbers` are set to the right."""

    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence."""

    text: Word


@dataclass(frozen=True, slots=True)
class Question:
    """What only people can answer. `id` names the file of the answer, which stays open until that is there."""

    id: str


@dataclass(frozen=True, slots=True)
class Link:
    """What something is, and which."""

    label: Word
    value: str


@dataclass(frozen=True, slots=True)
class LineageChain:
    """Each is made of the one before it: drawn on the page, a line in text. What has no value is left out."""

    links: tuple[Link, ...]


Part = PaperLine | PaperTable | Note | Question | LineageChain


@dataclass(frozen=True, slots=True)
class PaperSection:
    """`law` is where it is asked for. `number` as the law or the template counts."""

    id: str
    number: str
    law: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """`id` is also the key of its title; `of` says of what, where there are several of a kind."""

    id: str
    law: str
    sections: tuple[PaperSection, ...]
    of: str = ""

    @property
    def questions(self) -> list[str]:
        return [part.id for section in self.sections for part in section.parts if isinstance(part, Question)]


def line(label: str, *values: Text) -> PaperLine:
    """Empty values are left out; a line without any says that nothing is."""
    return PaperLine(label, tuple(value for value in values if value) or (Word("none"),))


def heads(*names: str) -> tuple[Word, ...]:
    """Of a table: keys of words."""
    return tuple(Word(name) for name in names)


def words(prefix: str, names: tuple[str, ...]) -> tuple[Word, ...]:
    return tuple(Word(f"{prefix}.{name}") for name in names)
