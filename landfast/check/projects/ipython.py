"""A cell of a notebook as plain Python: what IPython makes of magics, shell lines, help and old prompts.

https://ipython.readthedocs.io/en/stable/interactive/reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Cells of these are Python, whatever is done with it.
_PYTHON = frozenset(
    {"capture", "debug", "memit", "mprun", "prun", "pypy", "python", "python3", "time", "timeit", "lprun"}
)
# Lines of these hold a statement behind their options.
_STATEMENT = re.compile(
    r"%(?:time|timeit|prun|memit|lprun|mprun)\b((?:\s+-\w+(?:[ =]?\d+)?)*)\s+(?P<code>.+)", re.DOTALL
)
_SET = re.compile(r"%(?:env|set_env)\s+(?P<name>\w+)(?:\s*=\s*|\s+)(?P<value>\S.*)")
_WRITES = re.compile(r"%%(?:writefile|file)\s+(?:-a\s+)?[\"']?(?P<file>[^\s\"']+)")
_CELL = re.compile(r"%%(?P<name>\w+)(?!\w|\?)(?P<rest>[^\n]*)\n?")
_PROMPT = re.compile(r"(>>>|In \[\d+\]:) ?")
_PROMPTS = re.compile(r"(>>>|\.\.\.|In \[\d+\]:|\s*\.\.\.+:) ?")
# `files = !ls`, `here = %pwd`: a name, and at once what is no Python.
_ASSIGNED = re.compile(
    r"(?P<target>[ \t]*[A-Za-z_][\w.,\[\]\"' \t*]*?=[ \t]*)(?:!(?P<shell>.*)|%[A-Za-z_].*)", re.DOTALL
)
# `name?`, `name??`, `%magic?`, `np.*load*?`.
_HELP = re.compile(r"%{0,2}(?!\d)[\w*]+(?:\.(?!\d)[\w*]+|\[-?\d+\])*\?\??\s*$")
_TOKEN = re.compile(
    r"#[^\n]*|(?P<long>\"\"\"|''')(?:\\.|(?!(?P=long)).)*(?:(?P=long)|$)|(?P<quote>[\"'])(?:\\.|(?!(?P=quote))[^\\\n])*(?P=quote)?"
    r"|\\\r?\n|[()\[\]{}]|\n",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a cell that is no Python. `line` is its first; `file` what it is written to, empty for the shell.

    `expands`: names of Python (`{REGION}`, `$REGION`) have their values in it.
    """

    text: str
    line: int
    file: str = ""
    expands: bool = False


@dataclass(frozen=True, slots=True)
class PlainCell:
    """The Python of a cell, line for line, and what else is in it."""

    code: str
    pieces: tuple[Piece, ...] = ()


def plain(source: str, first: int = 1) -> PlainCell:
    """What a cell does, as plain Python; its lines keep their numbers, from `first` on."""
    source = _flush(source)
    begin = _begin(source)
    cell = _CELL.match(source, begin)
    if cell is None:
        return _lines(source, first)
    skipped = source.count("\n", 0, cell.end())
    body = source[cell.end() :]
    written = _WRITES.match(source, begin)
    if cell["name"] in _PYTHON or (written and written["file"].endswith(".py")):
        inner = plain(body, first + skipped)
        return PlainCell("\n" * skipped + inner.code, inner.pieces)
    # The line of the magic has options of its own: `%%bigquery --location EU`.
    line = first + source.count("\n", 0, begin)
    piece = Piece(f"{cell['rest']}\n{body}", line, written["file"] if written else "")
    return PlainCell("\n" * source.count("\n"), (piece,))


def _flush(source: str) -> str:
    """Without the prompts, or the indent, that the first line has."""
    lines = source.split("\n")
    head = next((line for line in lines if line.strip()), "")
    if _PROMPT.match(head):
        return "\n".join(_PROMPTS.sub("", line, count=1) if _PROMPTS.match(line) else line for line in lines)
    indent = head[: len(head) - len(head.lstrip())]
    return "\n".join(line.removeprefix(indent) for line in lines) if indent else source


def _begin(source: str) -> int:
    """Where a magic for the whole cell would stand: behind blank lines and comments."""
    found = re.match(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*", source)
    return found.end() if found else 0


def _lines(source: str, first: int) -> PlainCell:
    code: list[str] = []
    pieces: list[Piece] = []
    line = first
    for statement in _statements(source):
        said, piece = _said(statement, line)
        # What continues on more lines keeps them.
        code.append(said + "\n" * (statement.count("\n") - said.count("\n")))
        pieces += [piece] if piece else []
        line += statement.count("\n")
    return PlainCell("".join(code), tuple(pieces))


def _statements(source: str) -> Iterator[str]:
    """Each logical line, with its end."""
    at = 0
    while at < len(source):
        end = _end(source, at)
        yield source[at:end]
        at = end


def _end(source: str, start: int) -> int:
    """Where a logical line ends: a line of IPython's own by backslashes alone, one of Python's when all is closed."""
    own = re.compile(r"(?:[^\\\n]|\\(?!\r?\n)|\\\r?\n)*\n?").match(source, start)
    whole = own.end() if own else len(source)
    if _is_escaped(source[start:whole]) or _ASSIGNED.fullmatch(source[start:whole]):
        return whole
    depth, at = 0, start
    while match := _TOKEN.search(source, at):
        mark, at = match[0], match.end()
        if mark == "\n" and depth <= 0:
            return at
        depth += (mark in "([{") - (mark in ")]}") if len(mark) == 1 else 0
    return len(source)


def _is_escaped(text: str) -> bool:
    return text.lstrip()[:1] in tuple("!%?,;/")


def _said(statement: str, line: int) -> tuple[str, Piece | None]:
    """The statement as Python, and what the shell is given."""
    text = statement.strip()
    indent = statement[: len(statement) - len(statement.lstrip())]
    assigned = _ASSIGNED.fullmatch(statement.rstrip())
    if assigned:
        shell = assigned["shell"]
        return f"{assigned['target']}get_ipython()", Piece(shell, line, expands=True) if shell else None
    if not _is_escaped(text):
        return (f"{indent}pass" if _asks(statement) else statement), None
    measured = _STATEMENT.fullmatch(text)
    if measured:
        return indent + measured["code"], None
    if text[0] in ",;/" and not text.endswith("?"):
        return indent + _called(text), None
    set_ = _SET.fullmatch(text)
    shell = text.lstrip("!") if text[0] == "!" else f"{set_['name']}={set_['value']}" if set_ else text
    return f"{indent}pass", Piece(shell, line, expands=True)


def _asks(statement: str) -> bool:
    """Whether it ends with a question for help, which is no part of a comment."""
    last = statement.rstrip().rpartition("\n")[2]
    return last.endswith("?") and "#" not in last and _HELP.search(last) is not None


def _called(text: str) -> str:
    """`,f a b` is `f("a", "b")`, `;f a b` is `f("a b")`, `/f a b` is `f(a, b)`."""
    name, _, rest = text[1:].strip().partition(" ")
    if text[0] == "/":
        return f"{name}({', '.join(rest.split())})"
    parts = rest.split() if text[0] == "," else [rest]
    return f"{name}({', '.join(map(repr, parts))})"
