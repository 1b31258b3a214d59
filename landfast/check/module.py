"""A root module of Terraform JSON: what its names mean, worked out on demand, once, and never in circles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from landfast.check.blocks import both, count_of, each_of, labelled, providers, single, typed
from landfast.check.expressions import Scope
from landfast.check.instances import Instance, Values
from landfast.check.parser import compiled
from policies.values import GAP, Unknown

# References that lead on to references; longer chains are unknown, so that the recursion has a bound.
CHAIN_LIMIT = 40


class ModuleScope:
    """What names mean at one place of a module. `names` are bound here: `each`, `count`, iterators."""

    __slots__ = ("_module", "_names")

    def __init__(self, module: Module, names: Mapping[str, Any]) -> None:
        self._module = module
        self._names = names

    def child(self, names: Mapping[str, Any]) -> Scope:
        return ModuleScope(self._module, {**self._names, **names})

    def resolve(self, root: str, steps: Sequence[Any]) -> tuple[Any, int]:
        if root in self._names:
            return self._names[root], 0
        return self._module.resolve(root, steps)


class Module:
    """The blocks of one configuration, and the values of its variables, locals, resources and providers."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.scope = ModuleScope(self, {})
        self._variables = labelled(body.get("variable"))
        self._locals = labelled(body.get("locals"))
        self.resources = {"managed": typed(body.get("resource")), "data": typed(body.get("data"))}
        self.providers = providers(body.get("provider"))
        self._memory: dict[Any, Any] = {}
        self._active: set[Any] = set()

    def evaluate(self, raw: Any, scope: Scope) -> Any:
        """A value of Terraform JSON with its templates resolved."""
        kind = type(raw)
        if kind is str:
            return compiled(raw)(scope) if "{" in raw else raw
        if kind is list:
            return [self.evaluate(item, scope) for item in raw]
        if kind is dict:
            return self._object(raw, scope)
        return raw

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
        for group in raw if isinstance(raw, list) else [raw]:
            for name, specs in labelled(group).items():
                for spec in specs if isinstance(specs, list) else [specs]:
                    found[name] = both(found.get(name), self._dynamic(name, spec, scope))
        return found

    def _dynamic(self, name: str, spec: Any, scope: Scope) -> Any:
        if not isinstance(spec, Mapping):
            return Unknown(f"the dynamic block {name:.40} is malformed", failed=True)
        items = each_of(self.evaluate(spec.get("for_each"), scope))
        iterator = spec.get("iterator")
        variable = iterator if isinstance(iterator, str) else name
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
            address = ".".join(["module", *names])
            return Unknown(f"{address:.80} is made by a module", text=GAP, references=(address,)), len(steps)
        if root in ("path", "terraform"):
            return Unknown(f"{root} is known when Terraform runs"), len(steps)
        if names and root in self.resources["managed"]:
            return self.instances("managed", root, names[0]), 1
        return Unknown(f"{'.'.join([root, *names]):.80} is not declared", failed=True), len(steps)

    def _variable(self, name: str) -> Any:
        if name not in self._variables:
            return Unknown(f"variable {name:.60} is not declared", failed=True)
        body = single(self._variables[name])
        if "default" not in body:
            return Unknown(f"variable {name:.60} has no default")
        return body["default"]

    def _local(self, name: str) -> Any:
        if name not in self._locals:
            return Unknown(f"local {name:.60} is not declared", failed=True)
        return self.remember(
            ("local", name), f"local.{name:.60}", lambda: self.evaluate(self._locals[name], self.scope)
        )

    def remember(self, key: Any, what: str, compute: Callable[[], Any]) -> Any:
        """The value of `compute`, worked out once; Unknown in a circle or too deep."""
        if key in self._memory:
            return self._memory[key]
        if key in self._active:
            return Unknown(f"{what} refers to itself", failed=True)
        if len(self._active) >= CHAIN_LIMIT:
            return Unknown(f"references lead on more than {CHAIN_LIMIT} times")
        self._active.add(key)
        try:
            value = compute()
        except RecursionError:
            value = Unknown(f"{what} is nested too deeply")
        finally:
            self._active.discard(key)
        self._memory[key] = value
        return value

    def instances(self, mode: str, type_: str, name: str) -> Any:
        """What a reference to a resource gives: its instance, a list of them for `count`, an object for `for_each`."""
        made = self.made(mode, type_, name)
        if isinstance(made, Unknown):
            return made
        body = self.resources[mode][type_][name]
        repeated = body.get("for_each") is not None or body.get("count") is not None
        if repeated and made and made[0][0] is None:
            return Unknown(f"how many there are of {type_:.60}.{name:.60} is not known")
        if body.get("for_each") is not None:
            return {str(key): instance for key, instance in made}
        return [instance for _key, instance in made] if repeated else made[0][1]

    def made(self, mode: str, type_: str, name: str) -> list[tuple[Any, Instance]] | Unknown:
        """(key, instance) of a resource; one with key None if it is not repeated, or nobody knows how often."""
        body = self.resources[mode].get(type_, {}).get(name)
        address = f"{'data.' if mode == 'data' else ''}{type_:.60}.{name:.60}"
        if body is None:
            return Unknown(f"{address} is not declared", failed=True)
        found: list[tuple[Any, Instance]] | Unknown = self.remember(
            ("instances", mode, type_, name),
            address,
            lambda: [
                (key, Instance(self, (mode, type_, name), body, names, number))
                for number, (key, names) in enumerate(self.expand(body))
            ],
        )
        return found

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
        reference = body.get("provider")
        # JSON takes `google.eu` bare; the CDK may write it as a template.
        name = reference.strip().removeprefix("${").removesuffix("}") if isinstance(reference, str) else ""
        name = name or type_.split("_", 1)[0]
        raw = self.providers.get(name)
        if raw is None:
            return {}
        return Values(self, raw, self.scope, ("provider", name))
