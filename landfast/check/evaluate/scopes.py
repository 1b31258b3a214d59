"""What an expression's names are bound to: a place in a module, and the call that a module was made by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from landfast.check.evaluate.expressions import Scope, WorkLeft
from landfast.check.evaluate.local_files import LocalFiles
from landfast.check.evaluate.memory import Memory, ReferenceChain


class Surroundings(Protocol):
    """The module around a block, as the block sees it: what its names mean, and the values that it keeps."""

    prefix: str
    scope: Scope
    chain: ReferenceChain
    memory: Memory
    files: LocalFiles | None

    def resolve(self, root: str, steps: Sequence[Any]) -> tuple[Any, int]: ...
    def evaluate(self, raw: Any, scope: Scope) -> Any: ...
    def dynamic_blocks(self, raw: Any, scope: Scope) -> dict[str, Any]: ...
    def provider(self, name: str) -> Mapping[str, Any]: ...
    def provider_of(self, type_: str, body: Mapping[str, Any]) -> Mapping[str, Any]: ...


class ModuleScope:
    """What names mean at one place of a module. `names` are bound here: `each`, `count`, iterators."""

    __slots__ = ("_module", "_names")

    def __init__(self, module: Surroundings, names: Mapping[str, Any]) -> None:
        self._module = module
        self._names = names

    @property
    def files(self) -> LocalFiles | None:
        return self._module.files

    @property
    def work(self) -> WorkLeft:
        return self._module.chain.work

    def child(self, names: Mapping[str, Any]) -> Scope:
        return ModuleScope(self._module, {**self._names, **names})

    def resolve(self, root: str, steps: Sequence[Any]) -> tuple[Any, int]:
        if root in self._names:
            return self._names[root], 0
        return self._module.resolve(root, steps)


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """One instance of a module call: who calls, with which arguments, evaluated in which scope."""

    caller: Surroundings
    body: Mapping[str, Any]
    scope: Scope
    prefix: str

    def provider(self, name: str) -> str:
        """The caller's name of a provider that the module knows as `name`; empty if it is given none."""
        passed = self.body.get("providers")
        if isinstance(passed, Mapping) and name in passed:
            return bare(passed[name])
        return "" if "." in name else name


def bare(reference: Any) -> str:
    """A name that may be written as a template: `google.eu` of `${google.eu}`."""
    return reference.strip().removeprefix("${").removesuffix("}").strip() if isinstance(reference, str) else ""
