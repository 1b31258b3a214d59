"""What a module has worked out: each value once, none in a circle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from landfast.check.evaluate.expressions import WorkLeft
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.policies.values import Unknown

# References that lead on to references; longer chains are unknown, so that the recursion has a bound.
CHAIN_LIMIT = 40
# What something is called where it is refused, put together there alone: a text, or a block's address and an attribute.
_Named = str | tuple[Any, str]


class ReferenceChain:
    """What all modules of a configuration share: the length of the chain of references, the number of modules."""

    __slots__ = ("length", "modules", "work")

    def __init__(self) -> None:
        self.length = 0
        self.modules = 0
        self.work = WorkLeft()


class Memory:
    """The values of a module's names. What a block works out of its attributes it keeps itself."""

    __slots__ = ("_active", "_chain", "_known")

    def __init__(self, chain: ReferenceChain) -> None:
        self._chain = chain
        self._known: dict[Any, Any] = {}
        self._active: set[Any] = set()

    def remember(self, key: Any, what: str, compute: Callable[[], Any]) -> Any:
        """The value of `compute`, worked out once; Unknown in a circle or too deep."""
        if key not in self._known:
            refused = self._refused(key, what)
            if refused is not None:
                return refused
            self._known[key] = self._run(key, what, compute)
        return self._known[key]

    def guarded(self, owner: tuple[Any, ...], name: str, compute: Callable[[], Any]) -> Any:
        """The value of an attribute, for a block that keeps it; Unknown in a circle or too deep."""
        key, what = (owner, name), (owner[-1], name)
        refused = self._refused(key, what)
        return self._run(key, what, compute) if refused is None else refused

    def _refused(self, key: Any, what: _Named) -> Unknown | None:
        if key in self._active:
            return Unknown(f"{_shown(what)} refers to itself", failed=True)
        too_far = self._chain.length >= CHAIN_LIMIT
        return left_to_plan(f"references lead on more than {CHAIN_LIMIT} times") if too_far else None

    def _run(self, key: Any, what: _Named, compute: Callable[[], Any]) -> Any:
        self._active.add(key)
        self._chain.length += 1
        try:
            return compute()
        except RecursionError:
            return left_to_plan(f"{_shown(what)} is nested too deeply")
        finally:
            self._active.discard(key)
            self._chain.length -= 1


def _shown(what: _Named) -> str:
    return what if isinstance(what, str) else f"{what[0]!s:.80}.{what[1]:.60}"
