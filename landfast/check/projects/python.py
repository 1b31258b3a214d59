"""Places in Python: arguments of known calls, settings by their names, and every text that names a place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from landfast.check.projects.calls import PlacedCall, call_of, is_google, qualified
from landfast.check.projects.model import Facts, NamedPlace
from landfast.check.projects.resolve import Resolver, Value, chain, dict_of
from landfast.check.projects.scopes import Function, NameScope, PythonModule, fill, inner
from landfast.check.projects.text import is_key, is_place, known, places_in
from landfast.policies.values import GAP, Unknown

_TEMPLATE = re.compile(r"\{[^{}]*\}|%(?:\(\w+\))?s")
_OPTION = re.compile(r"--(?P<key>[\w-]+)(?:=(?P<value>.*))?", re.DOTALL)
_OPTIONS, _ENDPOINT = "client_options", "api_endpoint"
_DATAFLOW = re.compile(r"(?:--runner=)?DataflowRunner")
# Settings of Google's own stand beside a project.
_BESIDE = frozenset({"project", "project_id", "runner", "service_account", "service_account_email"})


def places_of(
    module: PythonModule, modules: Mapping[str, PythonModule], facts: Facts, placed: frozenset[str]
) -> list[NamedPlace]:
    """Every place that a module names. `placed` are calls of the project that give a location for all (`after`)."""
    reader = _PlaceReader(module, Resolver(module, modules, facts), placed)
    reader.visit(module.tree)
    return reader.found


def calls_that_place(module: PythonModule) -> Iterator[str]:
    """Full names of calls that pass their location: what others may inherit from."""
    for node in module.calls:
        name = qualified(node.func, module)
        known_call = call_of(node, name, module) if name else None
        if known_call and any(keyword.arg == known_call.argument for keyword in node.keywords):
            yield name


class _PlaceReader(ast.NodeVisitor):
    def __init__(self, module: PythonModule, resolver: Resolver, placed: frozenset[str]) -> None:
        self.found: list[NamedPlace] = []
        self._module = module
        self._resolver = resolver
        self._placed = placed
        self._scope = module.top
        # Texts that were judged as part of something larger.
        self._read: set[int] = set(module.docstrings)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node, node.name)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node, node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node, "lambda")

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        before = self._scope
        self._scope = NameScope(f"{before.name}.{node.name}" if before.name else node.name, before)
        fill(self._scope, node.body)
        self.generic_visit(node)
        self._scope = before

    def _function(self, node: Function, name: str) -> None:
        before = self._scope
        self._scope = inner(before, node, name)
        for parameter, default in self._scope.parameters.items():
            if default is not None:
                self._setting(parameter, default, self._scope.name, strict=False)
        self.generic_visit(node)
        self._scope = before

    def visit_Call(self, node: ast.Call) -> None:
        name = qualified(node.func, self._module)
        known_call = call_of(node, name, self._module)
        what = ".".join(chain(node.func)).strip(".") or self._scope.name
        if known_call:
            self._known(node, known_call, what)
        for keyword in node.keywords:
            if keyword.arg == _ENDPOINT:
                self._endpoint(keyword.value, what)
            elif keyword.arg and not (known_call and keyword.arg == known_call.argument):
                self._setting(keyword.arg, keyword.value, what, strict=is_google(name))
        self._needs_region({k.arg: k.value for k in node.keywords if k.arg}, node)
        self.generic_visit(node)

    def _known(self, node: ast.Call, call: PlacedCall, what: str) -> None:
        given = _argument(node, call.argument, call.position)
        if call.needs and not _is_true(_argument(node, call.needs, -1)):
            return
        spread = [keyword.value for keyword in node.keywords if keyword.arg is None]
        if given is None and spread:
            self._spread(spread, call, what, node.lineno)
            return
        if call.argument == _OPTIONS and given is not None:
            self._client(given, call, what)
            return
        values = [value or None for value in self._resolver.of(given, self._scope)] if given is not None else []
        inherited = call.after and call.after in self._placed
        if (given is None or None in values) and not inherited:
            self.found.append(NamedPlace("omitted", what, call.argument, call.absent, node.lineno, call.codes))
        if given is not None:
            self._places(values, what, call.argument, given.lineno, call.codes)
            self._mark(given)

    def _spread(self, spread: Sequence[ast.expr], call: PlacedCall, what: str, line: int) -> None:
        """`call(**options)`: the options are judged where the module writes them out."""
        written = [found for node in spread if (found := dict_of(node, self._scope))]
        everywhere = written or [node for node in ast.walk(self._module.tree) if isinstance(node, ast.Dict)]
        if any(isinstance(key, ast.Constant) and key.value == call.argument for one in everywhere for key in one.keys):
            return
        unknown = Unknown(f"`{call.argument}` may be in the options that are passed on as a whole")
        self.found.append(NamedPlace("location", what, call.argument, unknown, line, call.codes))

    def _client(self, given: ast.expr, call: PlacedCall, what: str) -> None:
        """Options of a client: the endpoint among them is judged where it stands."""
        written = dict_of(given, self._scope) or given
        names = {node.value for node in ast.walk(written) if isinstance(node, ast.Constant)}
        names |= {node.arg for node in ast.walk(written) if isinstance(node, ast.keyword)}
        if _ENDPOINT in names:
            return
        if isinstance(written, ast.Dict | ast.Call):
            self.found.append(NamedPlace("omitted", what, _ENDPOINT, call.absent, given.lineno, call.codes))
        else:
            unknown = Unknown(f"`{ast.unparse(given)[:80]}` is put together elsewhere")
            self.found.append(NamedPlace("location", what, _ENDPOINT, unknown, given.lineno))

    def visit_Dict(self, node: ast.Dict) -> None:
        items = {key.value: value for key, value in zip(node.keys, node.values, strict=True)
                 if isinstance(key, ast.Constant) and isinstance(key.value, str)}  # fmt: skip
        for key, value in items.items():
            if key == _ENDPOINT:
                self._endpoint(value, self._scope.name)
            else:
                self._setting(key, value, self._scope.name, strict=bool(_BESIDE & set(items) - {key}))
        self._needs_region(items, node)
        self.generic_visit(node)

    def visit_List(self, node: ast.List) -> None:
        self._options(node.elts, node)
        self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        self._options(node.elts, node)
        self.generic_visit(node)

    def _options(self, items: Sequence[ast.expr], node: ast.AST) -> None:
        """`["--region", "us-central1"]`, as commands and Beam take them."""
        for one, following in pairwise(items):
            match = (
                _OPTION.fullmatch(one.value) if isinstance(one, ast.Constant) and isinstance(one.value, str) else None
            )
            if match and match["value"] is None:
                self._setting(match["key"], following, self._scope.name, strict=True)
        self._needs_region({str(number): item for number, item in enumerate(items)}, node)

    def _needs_region(self, items: Mapping[str, ast.expr], node: ast.AST) -> None:
        """Dataflow without a region takes the one that the machine's gcloud happens to have."""
        texts = [
            item.value for item in items.values() if isinstance(item, ast.Constant) and isinstance(item.value, str)
        ]
        named = any(is_key(key) for key in items) or any(re.match(r"--region(=|$)", text) for text in texts)
        if any(_DATAFLOW.fullmatch(text) for text in texts) and not named:
            reason = "Dataflow takes the region that gcloud on the machine is set to"
            line = getattr(node, "lineno", 1)
            self.found.append(NamedPlace("omitted", self._scope.name, "region", Unknown(reason), line))

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                self._setting(target.attr, node.value, ".".join(chain(target)), strict=False)
            elif isinstance(target, ast.Name):
                self._setting(target.id, node.value, self._scope.name, strict=False)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name) and node.value is not None:
            self._setting(node.target.id, node.value, self._scope.name, strict=False)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and id(node) not in self._read:
            self._text(_TEMPLATE.sub(GAP, node.value), node.lineno)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._whole(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        parts = [child for child in ast.walk(node) if isinstance(child, ast.Constant) and isinstance(child.value, str)]
        if isinstance(node.op, ast.Add) and parts and id(node) not in self._read:
            self._whole(node)
        else:
            self.generic_visit(node)

    def _whole(self, node: ast.expr) -> None:
        """A text that is put together: read as the texts that it can be."""
        if id(node) not in self._read:
            for value in self._resolver.of(node, self._scope):
                self._text(_of(value), node.lineno)
        # Not what stands in the calls that it is made by: they are read by themselves.
        self._read.update(map(id, _pieces(node)))
        self.generic_visit(node)

    def _mark(self, node: ast.AST) -> None:
        self._read.update(id(child) for child in ast.walk(node) if isinstance(child, ast.expr) and _is_text(child))

    def _text(self, text: str, line: int) -> None:
        option = _OPTION.fullmatch(text)
        if option and option["value"] and is_key(option["key"]):
            self._places([option["value"]], self._scope.name, f"--{option['key']}", line, "")
            return
        self.found += places_in(text, self._scope.name, line)

    def _endpoint(self, node: ast.expr, what: str) -> None:
        for value in self._resolver.of(node, self._scope):
            if value is not None:
                text = _of(value)
                self.found += places_in(text if "://" in text else f"https://{text}", what, node.lineno)
        self._mark(node)

    def _setting(self, key: str, node: ast.expr, what: str, *, strict: bool) -> None:
        """A value by its name. Where the name alone tells (not `strict`), only what can be no other thing counts."""
        if not is_key(key):
            return
        values = self._resolver.of(node, self._scope)
        if not strict:
            values = [value for value in values if isinstance(value, str) and is_place(value)]
        if values:
            self._places(values, what, key, node.lineno, "")
            self._mark(node)

    def _places(self, values: Sequence[Value], what: str, path: str, line: int, codes: str) -> None:
        for value in values:
            if isinstance(value, Unknown):
                self.found.append(NamedPlace("location", what, path, value, line, codes))
            elif value and not value.startswith("gs://"):
                self.found.append(replace(NamedPlace("location", what, path, known(value), line), codes=codes))


def _argument(node: ast.Call, name: str, position: int) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    if 0 <= position < len(node.args):
        return node.args[position]
    return None


def _pieces(node: ast.expr) -> Iterator[ast.expr]:
    """A text that is put together, and the texts that it is put together of."""
    yield node
    parts = [node.left, node.right] if isinstance(node, ast.BinOp) else getattr(node, "values", [])
    for part in parts:
        if _is_text(part):
            yield from _pieces(part)


def _is_true(node: ast.expr | None) -> bool:
    return node is not None and not (isinstance(node, ast.Constant) and not node.value)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.BinOp) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _of(value: Value) -> str:
    return value if isinstance(value, str) else (value.text or GAP) if isinstance(value, Unknown) else GAP
