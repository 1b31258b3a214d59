"""What the names of a Python module stand for: imports, and the one place where a name is given its value."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(slots=True)
class NameScope:
    """A module, class or function: values that names are given, and parameters with their defaults."""

    name: str = ""
    parent: NameScope | None = None
    values: dict[str, list[ast.expr]] = field(default_factory=dict)
    parameters: dict[str, ast.expr | None] = field(default_factory=dict)
    # Names that a loop, a `with` or an unpacking fills: their values are not read.
    filled: set[str] = field(default_factory=set)


@dataclass(slots=True)
class PythonModule:
    """A parsed file. `imports`: name -> what it is, with its package (`google.cloud.aiplatform`)."""

    file: str
    tree: ast.Module
    imports: dict[str, str]
    top: NameScope
    docstrings: frozenset[int]
    calls: tuple[ast.Call, ...]


def module_of(file: str, tree: ast.Module) -> PythonModule:
    top = NameScope()
    fill(top, tree.body)
    nodes = list(ast.walk(tree))
    docstrings = frozenset(
        id(node.value) for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )
    calls = tuple(node for node in nodes if isinstance(node, ast.Call))
    return PythonModule(file, tree, dict(_imports(nodes)), top, docstrings, calls)


def _imports(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            for name in node.names:
                yield (name.asname, name.name) if name.asname else (name.name.split(".")[0], name.name.split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                yield name.asname or name.name, f"{'.' * node.level}{node.module or ''}.{name.name}"


def inner(scope: NameScope, node: Function, name: str) -> NameScope:
    """The scope of a function within another."""
    found = NameScope(f"{scope.name}.{name}" if scope.name else name, scope)
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [*[None] * (len(plain) - len(arguments.defaults)), *arguments.defaults]
    found.parameters = {arg.arg: default for arg, default in zip(plain, defaults, strict=True)}
    found.parameters |= {
        arg.arg: default for arg, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    }
    for extra in (arguments.vararg, arguments.kwarg):
        if extra:
            found.filled.add(extra.arg)
    if not isinstance(node, ast.Lambda):
        fill(found, node.body)
    return found


def fill(scope: NameScope, body: list[ast.stmt]) -> None:
    """Notes what each name is given, in this scope only."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Assign | ast.AnnAssign):
            _assigned(scope, node)
        elif isinstance(node, ast.NamedExpr):
            scope.values.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ast.AugAssign | ast.For | ast.AsyncFor | ast.comprehension):
            scope.filled |= _names(node.target)
        elif isinstance(node, ast.withitem) and node.optional_vars:
            scope.filled |= _names(node.optional_vars)
        waiting.extend(ast.iter_child_nodes(node))


def _assigned(scope: NameScope, node: ast.Assign | ast.AnnAssign) -> None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, ast.Name):
            if node.value is not None:
                scope.values.setdefault(target.id, []).append(node.value)
        else:
            scope.filled |= _names(target) if isinstance(target, ast.Tuple | ast.List) else set()


def _names(node: ast.AST) -> set[str]:
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
