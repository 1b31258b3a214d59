"""Documents as Markdown, one file each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from landfast.evidence.words import Said, SaidDocument, SaidSection, Speaker

_RUNS = re.compile("`+")


def markdown(document: SaidDocument, about: Sequence[tuple[str, str]], speaker: Speaker) -> str:
    """`about`: (name, value) of the environment."""
    of = f": {_plain(document.of)}" if document.of else ""
    left = [speaker.say("open-questions", count=str(document.open))] if document.open else []
    lines = [
        f"# {document.title}{of}",
        "",
        *([document.law, ""] if document.law else []),
        *(f"- {name}: {_plain(value)}" for name, value in about),
        *(f"- {sentence}" for sentence in left),
        "",
    ]
    for section in document.sections:
        lines += _section(section, speaker)
    return "\n".join(lines)


def _section(section: SaidSection, speaker: Speaker) -> Iterator[str]:
    law = f" ({section.law})" if section.law else ""
    yield f"## {section.number} {section.title}{law}"
    yield ""
    for part in section.parts:
        yield from _part(part, speaker)


def _part(part: Said, speaker: Speaker) -> Iterator[str]:
    if part.kind == "lines":
        yield from (f"- {_plain(label)}: {_plain(value)}" for label, value in part.rows)
        yield ""
    elif part.kind == "table":
        yield from _table(part, speaker)
    elif part.kind == "chain":
        yield from (" → ".join(f"{_plain(label)}: {_plain(value)}" for label, value in part.rows), "")
    elif part.kind == "note":
        yield from (_plain(part.label), "")
    elif part.kind == "open":
        yield from (f"> **{speaker.say('open')}**: {part.label} {speaker.say('answer-in', file=f'`{part.file}`')}", "")
    else:
        yield from (f"**{part.label}**", "", part.values[0], "")


def _table(part: Said, speaker: Speaker) -> Iterator[str]:
    if not part.rows:
        yield from ("", f"- {', '.join(map(_plain, part.columns))}: {speaker.say('none')}", "")
        return
    marks = ("--:" if at in part.numbers else "---" for at in range(len(part.columns)))
    yield ""
    yield f"| {' | '.join(map(_plain, part.columns))} |"
    yield f"|{'|'.join(marks)}|"
    for row in part.rows:
        yield f"| {' | '.join(map(_plain, row))} |"
    yield ""


def _plain(text: str) -> str:
    """In one line and one cell, whatever a name holds: of markup comes code alone, between single backticks."""
    folded = " ".join(text.split())
    if set(_RUNS.findall(folded)) <= {"`"}:
        parts = folded.split("`")
        if len(parts) % 2:
            # In code nothing but the bar between cells means anything.
            return "`".join(part.replace("|", "\\|") if at % 2 else _escaped(part) for at, part in enumerate(parts))
    return _escaped(folded)


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\")
    for mark in "|<*_[]`":
        text = text.replace(mark, f"\\{mark}")
    return text
