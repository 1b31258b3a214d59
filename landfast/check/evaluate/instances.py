"""The attributes of a block and the instances of a resource, each value worked out when it is first read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from landfast.check.evaluate.blocks import META_ARGUMENTS, both
from landfast.check.evaluate.derived import PROVIDER_DEFAULTS, derived
from landfast.check.evaluate.expressions import Scope
from landfast.check.evaluate.scopes import Surroundings
from landfast.check.evaluate.types import provided
from landfast.check.evaluate.unknowns import made_later, runs_first, unset
from landfast.check.evaluate.values import plain
from landfast.policies.values import Unknown
from landfast.provider.facts import facts

# What a resource is called by others.
_NAMES = frozenset({"id", "name", "self_link"})


class Values(Mapping[str, Any]):
    """The attributes of one block, each worked out when it is first read."""

    __slots__ = ("_dynamic", "_known", "_module", "_owner", "_raw", "_scope")

    def __init__(self, module: Surroundings, raw: Mapping[str, Any], scope: Scope, owner: tuple[Any, ...]) -> None:
        self._module = module
        self._raw = raw
        self._scope = scope
        self._owner = owner
        self._known: dict[str, Any] = {}
        self._dynamic: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        if name not in self:
            raise KeyError(name)
        return self.get(name)

    def get(self, name: str, default: Any = None) -> Any:
        """As of a dict; an attribute that is null or missing gives the default."""
        if name in self._known:
            value = self._known[name]
            return default if value is None else value
        raw = self._raw.get(name) if name not in META_ARGUMENTS else None
        if "dynamic" not in self._raw and not isinstance(raw, str | list | dict):
            return default if raw is None else raw
        value = self._module.memory.guarded(self._owner, name, lambda: self._worked_out(name, raw))
        self._known[name] = value
        return default if value is None else value

    def _worked_out(self, name: str, raw: Any) -> Any:
        value = self._module.evaluate(raw, self._scope)
        if "dynamic" in self._raw and name not in META_ARGUMENTS:
            if self._dynamic is None:
                self._dynamic = self._module.dynamic_blocks(self._raw["dynamic"], self._scope)
            value = both(value, self._dynamic.get(name))
        return plain(value)

    def __iter__(self) -> Iterator[str]:
        names = dict.fromkeys(name for name in self._raw if name not in META_ARGUMENTS)
        if "dynamic" in self._raw:
            if self._dynamic is None:
                self._dynamic = self._module.dynamic_blocks(self._raw["dynamic"], self._scope)
            names.update(dict.fromkeys(self._dynamic))
        # What is written as null is not there.
        return (name for name in names if self.get(name) is not None)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __len__(self) -> int:
        return len(list(iter(self)))


def index_of(names: Mapping[str, Any]) -> str:
    """`["key"]` or `[0]` of an instance with these names bound; empty where there is one, or it is not known."""
    if "each" in names:
        key = names["each"]["key"]
        return "" if isinstance(key, Unknown) else f"[{json.dumps(key)}]" if isinstance(key, str) else f"[{key!s:.60}]"
    if "count" in names and not isinstance(names["count"]["index"], Unknown):
        return f"[{names['count']['index']}]"
    return ""


class Instance:
    """One instance of a resource, as expressions see it: what is configured, what follows from it, else Unknown."""

    __slots__ = ("_mode", "_module", "_type", "address", "provider", "values")

    def __init__(
        self,
        module: Surroundings,
        label: tuple[str, str, str],
        body: Mapping[str, Any],
        names: Mapping[str, Any],
        number: int,
    ) -> None:
        mode, type_, name = label
        self._module = module
        self._mode = mode
        self._type = type_
        base = f"data.{type_}.{name}" if mode == "data" else f"{type_}.{name}"
        self.address = f"{module.prefix}{base}{index_of(names)}"
        self.provider = module.provider_of(type_, body)
        scope = module.scope.child(names) if names else module.scope
        self.values = Values(module, body, scope, (number, mode, self.address))

    def attribute(self, name: str) -> Any:
        value = self.values.get(name)
        if value is not None:
            told = isinstance(value, Unknown) and not value.failed
            own = told and (not value.references or self._is_name(name))
            return self._told_of(name, value) if own else provided(value, f"{self.address}.{name}")
        key = ("derived", id(self), name)
        value = self._module.memory.remember(key, f"{self.address:.80}.{name:.60}", lambda: self._computed(name))
        return self._told_of(name, value) if isinstance(value, Unknown) and self._is_name(name) else value

    def _is_name(self, name: str) -> bool:
        """Whether others find the resource by this attribute, whatever its value is made of."""
        return name in _NAMES or (self._mode == "managed" and facts(self._type).id_format.endswith(f"{{{{{name}}}}}"))

    def _told_of(self, name: str, value: Unknown) -> Unknown:
        """A name that is not wholly known is still that of this resource."""
        return replace(value, references=(f"{self.address}.{name}",))

    def _computed(self, name: str) -> Any:
        if name in PROVIDER_DEFAULTS:
            value = self.provider.get(name)
            if value is not None:
                return value
        reference = f"{self.address}.{name}"
        value = derived(self._type, self._mode, name, self.attribute)
        if value is None and name in PROVIDER_DEFAULTS:
            return replace(made_later(reference), cause=unset(name))
        if value is None:
            return made_later(reference)
        no_cause = isinstance(value, Unknown) and value.cause is None and not value.failed
        return replace(value, cause=runs_first(reference)) if no_cause else value
