"""How a path is read: with which values (`--var-file`), and without what (`--exclude`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_WILD = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]")
_MEANT = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@dataclass(frozen=True, slots=True)
class Globs:
    """Patterns of files and folders. One without a slash means that name wherever it stands, one with a slash the path
    from the folder that is checked on; `*` stays inside of a name, `**` does not. What is below is left out too."""

    patterns: tuple[str, ...] = ()

    def cover(self, path: str) -> bool:
        """Whether a path, from the folder that is checked, is left out, with a folder above it or by itself."""
        return any(_compiled(pattern).fullmatch(path) for pattern in self.patterns)


NO_GLOBS = Globs()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`values` are files of values that Terraform would be given (`-var-file`); what `exclude` covers is left out.
    `instead` is what files are read as having, by their resolved paths, before it is written."""

    values: Sequence[Path] = ()
    exclude: Globs = NO_GLOBS
    instead: Mapping[Path, bytes] = field(default_factory=dict)


AS_IT_IS = ReadOptions()


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    bare = pattern.strip("/").removeprefix("./")
    above = "" if "/" in bare or pattern.startswith(("/", "./")) else "(?:.*/)?"
    parts, at = [], 0
    for match in _WILD.finditer(bare):
        wild = match[0]
        parts += [re.escape(bare[at : match.start()]), _MEANT.get(wild) or wild.replace("[!", "[^")]
        at = match.end()
    return re.compile(f"{above}{''.join(parts)}{re.escape(bare[at:])}(?:/.*)?", re.DOTALL)
