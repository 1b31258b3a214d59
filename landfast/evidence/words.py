"""Says documents in a language: phrases of `data/words.yaml`, filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal, get_args

from landfast.evidence.paper import (
    Cited,
    LineageChain,
    Note,
    Paper,
    PaperLine,
    PaperSection,
    PaperTable,
    Part,
    Question,
    Several,
    Text,
)

Language = Literal["en", "de", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
# What citations are made of, where languages differ.
CITED = ("GDPR", "AI Act", "Annex", "Art.")
FILE = Path(__file__).parent / "data" / "words.yaml"


@cache
def phrases() -> Mapping[str, tuple[str, ...]]:
    """Key -> the phrase in each language, in their order."""
    from ruamel.yaml import YAML

    return {key: tuple(said) for key, said in YAML(typ="safe").load(FILE).items()}


@dataclass(frozen=True, slots=True)
class Said:
    """A part as it is shown: its kind says which of the fields it has. Of lines and chains, `rows` are pairs."""

    kind: Literal["lines", "table", "note", "answered", "open", "chain"]
    label: str = ""
    values: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class SaidSection:
    """`anchor` is unique in a page."""

    anchor: str
    number: str
    title: str
    law: str
    parts: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class SaidDocument:
    """`open` is how many of its questions nobody has answered."""

    anchor: str
    title: str
    of: str
    law: str
    sections: tuple[SaidSection, ...]
    open: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says in one language. `answers`: what people wrote, by the question's id, as Markdown."""

    language: Language
    answers: Mapping[str, str]

    def say(self, key: str, **values: str) -> str:
        """Raises: KeyError on a phrase that there is not."""
        return phrases()[key][LANGUAGES.index(self.language)].format(**values)

    def law(self, reference: str) -> str:
        """`GDPR Art. 17` as it is cited in the language."""
        for name in CITED:
            reference = reference.replace(name, self.say(f"law.{name}"))
        return reference

    def text(self, said: Text) -> str:
        if isinstance(said, str):
            return said
        if isinstance(said, Cited):
            return self.law(said.law)
        if isinstance(said, Several):
            return "; ".join(map(self.text, said.of))
        return self.say(said.key, **{name: self.text(value) for name, value in said.values.items()})

    def document(self, document: Paper, anchor: str) -> SaidDocument:
        sections = tuple(self._section(section, anchor) for section in document.sections)
        left = sum(question not in self.answers for question in document.questions)
        return SaidDocument(anchor, self.say(document.id), document.of, self.law(document.law), sections, left)

    def _section(self, section: PaperSection, anchor: str) -> SaidSection:
        parts = tuple(self._parts(section.parts))
        title, law = self.say(f"section.{section.id}"), self.law(section.law)
        return SaidSection(f"{anchor}-{section.id.replace('.', '-')}", section.number, title, law, parts)

    def _parts(self, parts: Sequence[Part]) -> Iterator[Said]:
        """Lines that follow one another are one part."""
        for _, found in groupby(parts, lambda part: isinstance(part, PaperLine)):
            lines = []
            for part in found:
                if isinstance(part, PaperLine):
                    lines.append(self._line(part))
                else:
                    yield self._part(part)
            if lines:
                yield Said("lines", rows=tuple(lines))

    def _line(self, part: PaperLine) -> tuple[str, str]:
        return self._label(part.label), ", ".join(map(self.text, part.values))

    def _part(self, part: PaperTable | Note | Question | LineageChain) -> Said:
        if isinstance(part, LineageChain):
            return Said("chain", rows=tuple((self.text(one.label), one.value) for one in part.links if one.value))
        if isinstance(part, PaperTable):
            rows = tuple(tuple(map(self.text, row)) for row in part.rows)
            return Said("table", columns=tuple(map(self.text, part.columns)), rows=rows, numbers=part.numbers)
        if isinstance(part, Note):
            return Said("note", self.text(part.text))
        return self._question(part)

    def _label(self, label: str) -> str:
        """One that is a name of code stands as it is."""
        return label if label.startswith("`") else self.say(label)

    def _question(self, question: Question) -> Said:
        asked, file = self.say(f"ask.{question.id}"), f"evidence/{question.id}.md"
        answer = self.answers.get(question.id)
        return Said("open", asked, file=file) if answer is None else Said("answered", asked, (answer,), file=file)
