"""Pages as people read them: the commands that they are told to type, links, headings, words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repository import ROOT

GUIDES = ROOT / "docs/guides"
BLOCK = re.compile(r"^```(?P<kind>[\w-]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (?P<text>.+)$", re.MULTILINE)
PROMPT = "$ "
EXIT_CODE = re.compile(r"#.*\bexit code (\d+)")


@dataclass(frozen=True, slots=True)
class Typed:
    """A line that a page has a person type, and the exit code that it says."""

    place: str
    text: str
    code: int


def readable() -> list[Path]:
    """What people read: all pages but those inside of templates."""
    tops = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
    return [*tops, *sorted((ROOT / "docs").rglob("*.md"))]


def commands(page: Path, section: str = "") -> list[Typed]:
    """What stands behind `$ ` in its blocks of a console, in order; of one section if named."""
    text = page.read_text(encoding="utf-8")
    start = text.index(f"\n## {section}\n") if section else 0
    end = text.find("\n## ", start + 1) if section else len(text)
    found = []
    for block in BLOCK.finditer(text, start, end):
        if block["kind"] == "console":
            for match in re.finditer(r"^\$ (.+)$", block["body"], re.MULTILINE):
                line = text.count("\n", 0, block.start("body") + match.start()) + 1
                said = EXIT_CODE.search(match[1])
                place = f"{page.relative_to(ROOT)}:{line}"
                found.append(Typed(place, match[1], int(said[1]) if said else 0))
    return found


def prose(page: Path) -> str:
    """Without blocks and what is hidden."""
    return re.sub(r"<!--.*?-->", "", BLOCK.sub("", page.read_text(encoding="utf-8")), flags=re.DOTALL)


def words(page: Path) -> int:
    """How many a person reads: no block, no address, no markup."""
    text = LINK.sub(lambda link: link[0][1 : link[0].index("]")], prose(page))
    return len(re.findall(r"[^\W_][\w'.-]*", re.sub(r"[|`*#]|^[-|: ]+$", " ", text, flags=re.MULTILINE)))


def anchors(page: Path) -> set[str]:
    """What GitHub names the headings of a page."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in HEADING.finditer(BLOCK.sub("", page.read_text(encoding="utf-8"))):
        shown = LINK.sub(lambda link: link[0][1 : link[0].index("]")], heading["text"])
        name = re.sub(r"[^\w\- ]", "", shown.strip().lower()).replace(" ", "-")
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found


def links(page: Path) -> Iterator[str]:
    """Those that lead to the repository."""
    for link in LINK.finditer(re.sub(r"`[^`\n]*`", "", prose(page))):
        if not re.match(r"[a-z]+:", link["target"]):
            yield link["target"]
