"""Tables of a Markdown comment, one that folds for each stack, within the room of a comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from landfast.check.report.formats.markdown import LIMIT


@dataclass(frozen=True, slots=True)
class Fold:
    """What a person opens. `rows`: each a row of the table; `opened`: whether it is open from the start."""

    stack: str
    summary: str
    rows: Sequence[str]
    opened: bool = False


@dataclass
class CommentRoom:
    """What is taken of a comment's room, in characters, and how many rows had none."""

    taken: int
    left_out: int = 0

    def fold(self, found: Fold, columns: Sequence[str]) -> Iterator[str]:
        title = f"<b>{escape(found.stack)}</b>: {escape(found.summary)}"
        yield from ("", f"<details{' open' if found.opened else ''}><summary>{title}</summary>", "")
        yield from (f"| {' | '.join(columns)} |", "|" + "---|" * len(columns))
        for row in found.rows:
            self.taken += len(row) + 1
            if self.taken <= LIMIT:
                yield row
            else:
                self.left_out += 1
        yield from ("", "</details>")

    def rest(self, command: str) -> Iterator[str]:
        """That rows had no room, and which command shows them."""
        if self.left_out:
            yield from ("", f"{self.left_out} more resources change: too many for a comment, see `{command}`.")
