"""The mistakes of `tests/commands/mistakes.txt`: read, made in a folder of their own, and written anew.

`python tests/support/mistakes.py` makes each of them and writes what is said now into the file: to be read by eye.
"""

from __future__ import annotations

import io
import re
import shlex
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from in_process import end

FILE = Path(__file__).parent.parent / "commands" / "mistakes.txt"
SHORTEST = "name: churn\nresidency: {region: europe-west4}\n"
_HEAD = re.compile(r"^### ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What somebody did, in a folder with `files`, and all that they read then."""

    title: str
    command: str
    files: Mapping[str, str] = field(default_factory=dict)
    exit_code: int = 0
    says: str = ""


def mistakes() -> list[Mistake]:
    return [_parsed(text) for text in _HEAD.split(FILE.read_text(encoding="utf-8"))[1:]]


def _parsed(text: str) -> Mistake:
    """A title; `--- NAME` and a file's content, any number; `$ landfast …`; `> ` lines of what is said, `= CODE`."""
    title, *lines = text.rstrip("\n").split("\n")
    files: dict[str, str] = {}
    command, said, code, name = "", [], 0, ""
    for line in lines:
        if line.startswith("--- "):
            name = line[4:]
            files[name] = ""
        elif line.startswith("$ "):
            command, name = line[2:], ""
        elif line.startswith("= "):
            code = int(line[2:])
        elif line.startswith(">"):
            said.append(line[2:])
        elif name:
            files[name] += f"{line}\n"
    return Mistake(title, command, files, code, "\n".join(said))


def text_of(mistake: Mistake) -> str:
    files = "".join(f"--- {name}\n{content}" for name, content in mistake.files.items())
    said = "".join(f"> {line}".rstrip() + "\n" for line in mistake.says.split("\n"))
    return f"### {mistake.title}\n{files}$ {mistake.command}\n{said}= {mistake.exit_code}\n"


def made(mistake: Mistake, folder: Path) -> Mistake:
    """The same with what is said now: on both streams, as one reads them, without the name of the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _files(mistake, folder)
    said = io.StringIO()
    code = end(folder, shlex.split(mistake.command), said, said)
    text = said.getvalue().replace(str(folder.resolve()), "/home/me").replace(str(folder), "/home/me").rstrip("\n")
    return replace(mistake, exit_code=code, says="\n".join(line.rstrip() for line in text.split("\n")))


def _files(mistake: Mistake, folder: Path) -> None:
    if "landfast.yaml" not in mistake.files and "(no spec)" not in mistake.title:
        (folder / "landfast.yaml").write_text(SHORTEST, encoding="utf-8")
    for name, content in mistake.files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        # `\xNN` is a byte that is no text.
        path.write_bytes(re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), content.encode()))


def rewrite() -> None:
    head = _HEAD.split(FILE.read_text(encoding="utf-8"))[0]
    with tempfile.TemporaryDirectory() as name:
        found = [made(one, Path(name, str(number))) for number, one in enumerate(mistakes())]
    FILE.write_text(head + "\n".join(map(text_of, found)), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
