"""A module of a configuration: what its names mean, worked out on demand, once, and never in circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from landfast.check.evaluate.blocks import both, count_of, each_of, labelled, listed, providers, single, typed
from landfast.check.evaluate.constraints import constraint
from landfast.check.evaluate.derived import PROVIDER_DEFAULTS
from landfast.check.evaluate.document import Document
from landfast.check.evaluate.expressions import Scope
from landfast.check.evaluate.instances import Instance, Values, index_of
from landfast.check.evaluate.iterations import items_of
from landfast.check.evaluate.local_files import path_of
from landfast.check.evaluate.memory import Memory, ReferenceChain
from landfast.check.evaluate.numbers import number_in_json
from landfast.check.evaluate.parser import compiled
from landfast.check.evaluate.scopes import ModuleCall, ModuleScope, bare
from landfast.check.evaluate.types import untyped
from landfast.check.evaluate.unknowns import in_unread, left_to_plan, made_elsewhere, not_given
from landfast.check.evaluate.values import composed
from landfast.policies.values import Unknown

# What a provider says for the resources that it serves.
PROVIDER_SETTINGS = (*PROVIDER_DEFAULTS, "default_labels")
# Modules that call modules with a count of their own: a few lines can mean millions.
MODULE_LIMIT = 20_000


class Module:
    """The blocks of one module, and the values of its variables, locals, resources, providers and outputs.

    `prefix` is what its addresses begin with: empty for the root, `module.name["key"].` for the instance of a call.
    """

    def __init__(self, document: Document, call: ModuleCall | None = None) -> None:
        body = document.body
        self.document = document
        self.prefix = call.prefix if call else ""
        self.scope: Scope = ModuleScope(self, {})
        self.calls = {name: single(raw) for name, raw in labelled(body.get("module")).items()}
        self.resources = {"managed": typed(body.get("resource")), "data": typed(body.get("data"))}
        for check in labelled(body.get("check")).values():
            for type_, named in typed(single(check).get("data")).items():
                self.resources["data"].setdefault(type_, {}).update(named)
        self.providers = providers(body.get("provider"))
        self._variables = labelled(body.get("variable"))
        self._locals = labelled(body.get("locals"))
        self._outputs = labelled(body.get("output"))
        self._call = call
        self.chain = call.caller.chain if call else ReferenceChain()
        self.files = call.caller.files if call else document.files
        self.memory = Memory(self.chain)
        self._served_by: dict[str, Values] = {}

    def evaluate(self, raw: Any, scope: Scope) -> Any:
        """A value of Terraform JSON with its templates resolved."""
        kind = type(raw)
        if kind is str:
            return compiled(raw)(scope) if "{" in raw else composed(raw)
        if kind is list:
            return [self.evaluate(item, scope) for item in raw]
        if kind is dict:
            return self._object(raw, scope)
        return number_in_json(raw) if kind is float else raw

    def _object(self, raw: Mapping[str, Any], scope: Scope) -> Any:
        result: dict[str, Any] = {}
        for key, value in raw.items():
            if key == "dynamic" and isinstance(value, dict | list):
                for name, blocks in self.dynamic_blocks(value, scope).items():
                    result[name] = both(result.get(name), blocks)
                continue
            name = compiled(key)(scope) if "{" in key else key
            if not isinstance(name, str):
                return name if isinstance(name, Unknown) else Unknown("a key is no string", failed=True)
            evaluated = self.evaluate(value, scope)
            result[name] = both(evaluated, result[name]) if name in result else evaluated
        return result

    def dynamic_blocks(self, raw: Any, scope: Scope) -> dict[str, Any]:
        """Block type -> the blocks that its `dynamic` makes, or an Unknown if their number is not known."""
        found: dict[str, Any] = {}
        for group in listed(raw):
            for name, specs in labelled(group).items():
                for spec in listed(specs):
                    found[name] = both(found.get(name), self._dynamic(name, spec, scope))
        return found

    def _dynamic(self, name: str, spec: Any, scope: Scope) -> Any:
        if not isinstance(spec, Mapping):
            return Unknown(f"the dynamic block {name:.40} is malformed", failed=True)
        items = items_of(self.evaluate(spec.get("for_each"), scope))
        variable = bare(spec.get("iterator")) or name
        content = spec.get("content", {})
        if isinstance(content, list):
            content = content[0] if content else {}
        if isinstance(items, Unknown):
            return items
        made = []
        for key, value in items:
            inner = scope.child({variable: {"key": key, "value": value}})
            made.append(self.evaluate(content, inner))
        return made

    def resolve(self, root: str, steps: Sequence[Any]) -> tuple[Any, int]:
        """The value that a traversal begins with, and how many of its steps name it."""
        names = [step for step in steps[:2] if isinstance(step, str)]
        if root == "var" and names:
            return self._variable(names[0]), 1
        if root == "local" and names:
            return self._local(names[0]), 1
        if root == "data" and len(names) == 2:
            return self.instances("data", names[0], names[1]), 2
        if root == "module" and names:
            return self._called_as(names, len(steps))
        if root == "path" and names:
            return path_of(names[0], self.files, self.document.folder), 1
        if root == "terraform":
            return left_to_plan(f"{root} is known when Terraform runs"), len(steps)
        if names and root in self.resources["managed"]:
            return self.instances("managed", root, names[0]), 1
        return self._undeclared(f"{'.'.join([root, *names]):.80}"), len(steps)

    def _undeclared(self, what: str) -> Unknown:
        """Terraform fails on it; unless a file that could not be read declares it."""
        if self.document.unread:
            return in_unread(self.document.unread[0], f"{what} may be declared")
        return Unknown(f"{what} is not declared", failed=True)

    def _called_as(self, names: Sequence[str], steps: int) -> tuple[Any, int]:
        name = names[0]
        if name in self.calls and name not in self.document.modules:
            address = self.prefix + ".".join(["module", *names])
            return made_elsewhere(address), steps
        made = self.called(name)
        return made if isinstance(made, Unknown) else self._referred(self.calls[name], made, f"module.{name:.60}"), 1

    def _variable(self, name: str) -> Any:
        if name not in self._variables:
            return self._undeclared(f"variable {name:.60}")
        return self.memory.remember(("variable", name), f"var.{name:.60}", lambda: self._given(name))

    def _given(self, name: str) -> Any:
        """What a variable is given: by the call, by a file of values, by its default."""
        body = single(self._variables[name])
        value = None
        is_given = True
        if self._call and name in self._call.body:
            value = untyped(self._call.caller.evaluate(self._call.body[name], self._call.scope))
        elif not self._call and name in self.document.inputs:
            value = self.document.inputs[name]
        elif not self._call and self.document.unread_values:
            file = self.document.unread_values[0]
            return in_unread(file, f"variable {name:.60} may be set")
        else:
            is_given = False
        if not is_given or (value is None and body.get("nullable") is False):
            if "default" not in body:
                return not_given(name)
            value = body["default"]
        return constraint(body["type"])(value) if isinstance(body.get("type"), str) else value

    def output(self, name: str) -> Any:
        """The value of an output, as the caller sees it."""
        if name not in self._outputs:
            return self._undeclared(f"output {self.prefix:.60}{name:.60}")
        raw = single(self._outputs[name]).get("value")
        return self.memory.remember(
            ("output", name), f"{self.prefix:.60}{name:.60}", lambda: self.evaluate(raw, self.scope)
        )

    def _local(self, name: str) -> Any:
        if name not in self._locals:
            return self._undeclared(f"local {name:.60}")
        return self.memory.remember(
            ("local", name), f"local.{name:.60}", lambda: self.evaluate(self._locals[name], self.scope)
        )

    def instances(self, mode: str, type_: str, name: str) -> Any:
        """What a reference to a resource gives: its instance, a list of them for `count`, an object for `for_each`."""
        made = self.made(mode, type_, name)
        if isinstance(made, Unknown):
            return made
        return self._referred(self.resources[mode][type_][name], made, f"{type_:.60}.{name:.60}")

    def _referred(self, body: Mapping[str, Any], made: Sequence[tuple[Any, Any]], what: str) -> Any:
        """What a reference to something gives that `count` and `for_each` may repeat."""
        by = body.get("for_each") if body.get("for_each") is not None else body.get("count")
        if by is not None and made and made[0][0] is None:
            why = self.evaluate(by, self.scope)
            many = f"how many there are of {what} is not known"
            return why.within(many) if isinstance(why, Unknown) else left_to_plan(many)
        if body.get("for_each") is not None:
            return {str(key): one for key, one in made}
        return [one for _key, one in made] if by is not None else made[0][1]

    def made(self, mode: str, type_: str, name: str) -> list[tuple[Any, Instance]] | Unknown:
        """(key, instance) of a resource; one with key None if it is not repeated, or nobody knows how often."""
        body = self.resources[mode].get(type_, {}).get(name)
        address = f"{'data.' if mode == 'data' else ''}{type_:.60}.{name:.60}"
        if body is None:
            return self._undeclared(address)
        found: list[tuple[Any, Instance]] | Unknown = self.memory.remember(
            ("instances", mode, type_, name),
            address,
            lambda: [
                (key, Instance(self, (mode, type_, name), body, names, number))
                for number, (key, names) in enumerate(self.expand(body))
            ],
        )
        return found

    def called(self, name: str) -> list[tuple[Any, Module]] | Unknown:
        """(key, module) of a call whose module is at hand; one with key None as in `made`."""
        body, document = self.calls.get(name), self.document.modules.get(name)
        if body is None or document is None:
            return self._undeclared(f"module.{name:.60}")
        if self.chain.modules > MODULE_LIMIT:
            return left_to_plan(f"more than {MODULE_LIMIT} modules are called")
        found: list[tuple[Any, Module]] | Unknown = self.memory.remember(
            ("module", name),
            f"module.{name:.60}",
            lambda: [(key, self._called(document, name, names)) for key, names in self.expand(body)],
        )
        return found

    def _called(self, document: Document, name: str, names: Mapping[str, Any]) -> Module:
        self.chain.modules += 1
        scope = self.scope.child(names) if names else self.scope
        prefix = f"{self.prefix}module.{name}{index_of(names)}."
        return Module(document, ModuleCall(self, self.calls[name], scope, prefix))

    def attribute(self, name: str) -> Any:
        """As a resource has attributes, a module has outputs."""
        return self.output(name)

    def expand(self, body: Mapping[str, Any]) -> Iterator[tuple[Any, Mapping[str, Any]]]:
        """(key, bound names) of each instance. Where their number is not known, one stands for all, with key None."""
        if body.get("for_each") is not None:
            items = each_of(self.evaluate(body["for_each"], self.scope))
            if isinstance(items, Unknown):
                yield None, {"each": {"key": items, "value": items}}
                return
            for key, value in items:
                yield key, {"each": {"key": key, "value": value}}
        elif body.get("count") is not None:
            count = self.evaluate(body["count"], self.scope)
            number = count_of(count)
            if isinstance(number, Unknown):
                yield None, {"count": {"index": number}}
                return
            for index in range(number):
                yield index, {"count": {"index": index}}
        else:
            yield None, {}

    def provider_of(self, type_: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The settings of the provider instance that serves a resource; empty if there is no such block."""
        return self.provider(bare(body.get("provider")) or type_.split("_", 1)[0])

    def provider(self, name: str) -> Mapping[str, Any]:
        """The settings of `google` or `google.alias`: of this module, or what its caller hands down."""
        raw = self.providers.get(name)
        if raw is not None:
            own = self._served_by.get(name)
            if own is None:
                own = self._served_by[name] = Values(self, raw, self.scope, ("provider", name))
            return own
        outer = self._call.provider(name) if self._call else ""
        if self._call and outer:
            return self._call.caller.provider(outer)
        unread = self._undeclared(f"provider {name:.60}") if self.document.unread else None
        return dict.fromkeys(PROVIDER_SETTINGS, unread) if unread else {}


# Where nothing is declared: constants are evaluated here.
NOTHING = Module(Document("", {}))
