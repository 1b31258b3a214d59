"""Why a role is granted: the comment above the line of code that names it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from landfast import modules, stacks
from landfast.gcp.agents import work_of_agents

MODULES, STACKS = (Path(next(iter(package.__path__))) for package in (modules, stacks))
# Words of code that begin something else: a comment above them is about that.
_BORDERS = ("def ", "class ", "@", "}", ")", "return ")


@cache
def reasons(stack: str) -> Mapping[tuple[str, str], str]:
    """(job or variable or "", role and what it is on) -> reason, of every role in the code of stacks and modules.

    Those of Google's agents are facts. Where several files name a role, what the stack and its modules say counts.
    """
    found = {("", role): does for role, does in work_of_agents().items()}
    for path in _files(stack):
        for group, what, reason in _in_file(path):
            found.setdefault((group, what), reason)
            found.setdefault(("", what), reason)
            found.setdefault(("", what.split()[0]), reason)
    return found


def reason(job: str, role: str, on: str, stack: str) -> str:
    """The reason of a role that a job has on something in a stack; empty if the code gives none."""
    known = reasons(stack)
    keys = ((job, f"{role} {on}"), (job, role), ("", f"{role} {on}"), ("", role))
    return next((known[key] for key in keys if key in known), "")


def _files(stack: str) -> list[Path]:
    """The files of stacks and modules: first those that the stack imports, and its own."""
    own = STACKS / f"{stack}.py"
    imported = own.read_text(encoding="utf-8") if own.is_file() else ""
    every = [path for folder in (MODULES, STACKS) for path in sorted(folder.rglob("*.py"))]
    return sorted(every, key=lambda path: path != own and f".{path.parent.name}.{path.stem} import" not in imported)


def _in_file(path: Path) -> Iterator[tuple[str, str, str]]:
    """(group, role and what it is on, reason) of each role in a file."""
    text = path.read_text(encoding="utf-8")
    if "roles/" not in text:
        return
    lines, tree = text.splitlines(), ast.parse(text)
    for group, what, line in _roles(tree, ""):
        yield group, what, _above(lines, line) or _about(tree, line)


def _roles(node: ast.AST, group: str) -> Iterator[tuple[str, str, int]]:
    """(job, role and what it is on, line) of each role below `node`: the key of the mapping that it stands in, or the
    name of the tuple (`AIRFLOW` for airflow)."""
    if isinstance(node, ast.Assign) and not group and isinstance(node.targets[0], ast.Name):
        yield from _roles(node.value, node.targets[0].id.lower())
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else group
            yield from _roles(value, name)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Grant":
        words = [found.value for found in ast.walk(node) if isinstance(found, ast.Constant)]
        if words:
            yield group, " ".join(map(str, words)), node.lineno
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("roles/"):
        yield group, node.value, node.lineno
    else:
        for child in ast.iter_child_nodes(node):
            yield from _roles(child, group)


def _above(lines: list[str], number: int) -> str:
    """The comment above a line, or above the lines of the same list before it."""
    at = number - 2
    while at >= 0 and not lines[at].lstrip().startswith("#"):
        if not lines[at].strip() or lines[at].lstrip().startswith(_BORDERS) or lines[at].rstrip().endswith(("(", "{")):
            return ""
        at -= 1
    found: list[str] = []
    while at >= 0 and lines[at].lstrip().startswith("#"):
        found.insert(0, lines[at].lstrip(" #"))
        at -= 1
    return " ".join(found)


def _about(tree: ast.AST, number: int) -> str:
    """What the function around a line is for."""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.lineno <= number <= (node.end_lineno or 0)
    ]
    document = ast.get_docstring(around[-1]) if around else None
    return document.split("\n")[0] if document else ""
