"""What an expression can be: every value that it may have, known or `Unknown` with the reason. It runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from itertools import product

from landfast.check.projects.model import Facts
from landfast.check.projects.scopes import NameScope, PythonModule
from landfast.policies.values import GAP, Unknown

# None stands for an argument that is given as None: as good as omitted.
Value = str | Unknown | None
_DEPTH = 12
_MOST = 32
_LONGEST = 10_000
_PASSING = frozenset({"str", "strip", "lower", "rstrip", "lstrip", "format_map", "removeprefix", "removesuffix"})


class Resolver:
    """Resolves expressions of one module, with the constants of the project's other modules and the facts."""

    def __init__(self, module: PythonModule, modules: Mapping[str, PythonModule], facts: Facts) -> None:
        self._module = module
        self._modules = modules
        self._facts = facts
        # What was resolved, and what is being: a name that is given itself (`x = x or y`) adds nothing to itself.
        self._known: dict[tuple[int, int], list[Value]] = {}

    def of(self, node: ast.expr, scope: NameScope, depth: int = 0) -> list[Value]:
        """Every value of an expression, without repeats; empty only within a circle of names."""
        key = (id(node), id(scope))
        if key in self._known:
            return self._known[key]
        if depth > _DEPTH:
            return [Unknown("it is passed on too often to be followed")]
        self._known[key] = []
        found = list(dict.fromkeys(self._of(node, scope, depth + 1)))[:_MOST]
        self._known[key] = found or [Unknown(f"`{_shown(node)}` is decided when the code runs")]
        return self._known[key]

    def _of(self, node: ast.expr, scope: NameScope, depth: int) -> Sequence[Value]:
        match node:
            case ast.Constant(value=str() | None as value):
                return [value]
            case ast.JoinedStr() | ast.BinOp(op=ast.Add()):
                return self._joined(_parts(node), scope, depth)
            case ast.BoolOp(op=ast.Or()):
                return [value for part in node.values for value in self.of(part, scope, depth) if value is not None]
            case ast.IfExp():
                return [*self.of(node.body, scope, depth), *self.of(node.orelse, scope, depth)]
            case ast.Name():
                return self._name(node, scope, depth)
            case ast.Attribute() | ast.Subscript():
                return self._chain(node, scope, depth)
            case ast.Call():
                return self._call(node, scope, depth)
        return []

    def _joined(self, parts: Sequence[ast.expr], scope: NameScope, depth: int) -> list[Value]:
        found: list[Value] = []
        for values in product(*(self.of(part, scope, depth)[:4] for part in parts)):
            text = "".join(GAP if value is None else _text(value) for value in values)
            if len(text) > _LONGEST:
                return [Unknown("it is put together to a text too long to be followed")]
            unknown = [value for value in values if isinstance(value, Unknown)]
            found.append(Unknown(unknown[0].reason, text=text) if unknown else text)
            if len(found) >= _MOST:
                break
        return found

    def _name(self, node: ast.Name, scope: NameScope | None, depth: int) -> Sequence[Value]:
        while scope is not None:
            if node.id in scope.filled:
                return []
            given = [value for one in scope.values.get(node.id, ()) for value in self.of(one, scope, depth)]
            if node.id in scope.parameters:
                given += self._parameter(node.id, scope, depth)
            if given or node.id in scope.values:
                return given
            scope = scope.parent
        return self._imported(node.id, depth)

    def _parameter(self, name: str, scope: NameScope, depth: int) -> list[Value]:
        """Its default, and whatever the caller gives."""
        default = scope.parameters[name]
        standing = self.of(default, scope, depth) if default is not None else []
        given_later = Unknown(f"parameter `{name}` is given by the caller")
        return [*(value for value in standing if value is not None), given_later]

    def _imported(self, name: str, depth: int) -> Sequence[Value]:
        """A constant of another module of the project: `from .config import REGION`."""
        origin, _, original = self._module.imports.get(name, "").rpartition(".")
        module = self._modules.get(origin.rsplit(".", 1)[-1]) if original else None
        if module is None or module is self._module or original not in module.top.values:
            return []
        other = Resolver(module, self._modules, self._facts)
        return [value for one in module.top.values[original] for value in other.of(one, module.top, depth)]

    def _chain(self, node: ast.expr, scope: NameScope, depth: int) -> Sequence[Value]:
        steps = chain(node)
        facts = self._facts.at(steps) if steps else ()
        if facts:
            return list(facts)
        if isinstance(node, ast.Subscript):
            if _is_environ(node.value):
                return [Unknown(f"`{_shown(node)}` is set on the machine")]
            return self._item(node, scope, depth)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = self._modules.get(self._module.imports.get(node.value.id, "").rsplit(".", 1)[-1])
            if module is not None and node.attr in module.top.values:
                other = Resolver(module, self._modules, self._facts)
                return [value for one in module.top.values[node.attr] for value in other.of(one, module.top, depth)]
        return []

    def _item(self, node: ast.Subscript, scope: NameScope, depth: int) -> Sequence[Value]:
        """An item of a mapping that is written out."""
        if not (isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Constant)):
            return []
        written = dict_of(node.value, scope)
        for key, value in zip(written.keys, written.values, strict=True) if written else ():
            if isinstance(key, ast.Constant) and key.value == node.slice.value:
                return self.of(value, scope, depth)
        return []

    def _call(self, node: ast.Call, scope: NameScope, depth: int) -> Sequence[Value]:
        name = chain(node.func)
        if name[-2:] in (["environ", "get"], ["os", "getenv"]) or name == ["getenv"]:
            default = self.of(node.args[1], scope, depth) if len(node.args) > 1 else []
            unknown = Unknown(f"`{_shown(node.args[0]) if node.args else 'it'}` is set on the machine")
            return [*(value for value in default if value is not None), unknown]
        if name and name[-1] == "format" and isinstance(node.func, ast.Attribute):
            return self._formatted(node.func.value, scope, depth)
        if name and name[-1] in _PASSING:
            inner = node.func.value if isinstance(node.func, ast.Attribute) else node.args[0] if node.args else None
            return self.of(inner, scope, depth) if inner is not None else []
        return []

    def _formatted(self, template: ast.expr, scope: NameScope, depth: int) -> list[Value]:
        import re

        found: list[Value] = []
        for value in self.of(template, scope, depth):
            text = re.sub(r"\{[^{}]*\}", GAP, _text(value)) if value is not None else GAP
            found.append(Unknown("it is filled in when the code runs", text=text))
        return found


def chain(node: ast.expr) -> list[str]:
    """`job.environment.buckets["raw"]` as its steps; empty if it is something else."""
    steps: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            steps.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            if not isinstance(node.slice.value, str):
                return []
            steps.append(node.slice.value)
            node = node.value
        elif isinstance(node, ast.Name):
            return [*reversed([*steps, node.id])]
        else:
            # What is called is not known: its attributes are.
            return [*reversed([*steps, ""])] if steps and isinstance(node, ast.Call) else []


def dict_of(node: ast.expr, scope: NameScope | None) -> ast.Dict | None:
    """The mapping that a name stands for, if it is written out once."""
    if isinstance(node, ast.Dict):
        return node
    while scope is not None and isinstance(node, ast.Name):
        given = scope.values.get(node.id, [])
        if given:
            return given[0] if len(given) == 1 and isinstance(given[0], ast.Dict) else None
        scope = scope.parent
    return None


def _parts(node: ast.JoinedStr | ast.BinOp) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    return [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]


def _text(value: Value) -> str:
    return value if isinstance(value, str) else (value.text if isinstance(value, Unknown) and value.text else GAP)


def _is_environ(node: ast.expr) -> bool:
    return chain(node)[-1:] == ["environ"]


def _shown(node: ast.expr) -> str:
    return ast.unparse(node)[:80]
