"""What a function of the provider sets in a state: always, or only on a condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tools.reads.go import GoCall, GoFunction, Tokens, braces, call_at, closing, text

Functions = Mapping[tuple[str, str], GoFunction]
NONE = (["nil"], ["false"], ["0"], ['""'])
LITERALS: Mapping[str, Any] = {"true": True, "false": False}
# Calls go this deep: Read, what it shares with others, what sets a part of it.
DEEPEST = 6


@dataclass(frozen=True)
class Effects:
    """Names of attributes. `either`: set on one condition, to nothing on another; or all at once with what holds them.

    `unset`: what one has that nobody has set. `any`: it sets what can't be told by the source.
    """

    always: frozenset[str] = frozenset()
    sometimes: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    unset: Mapping[str, Any] = field(default_factory=dict)
    any: bool = False

    def then(self, other: Effects) -> Effects:
        return Effects(
            self.always | other.always,
            self.sometimes | other.sometimes,
            self.either | other.either,
            {**self.unset, **other.unset},
            self.any or other.any,
        )

    def perhaps(self) -> Effects:
        return replace(self, always=frozenset(), sometimes=self.always | self.sometimes)

    def instead(self, other: Effects) -> Effects:
        """One or the other happens."""
        both = self.always & other.always
        return replace(self.perhaps().then(other.perhaps()), always=both)


NOTHING = Effects()


@dataclass(frozen=True)
class GoSource:
    functions: Functions

    def effects(self, package: str, name: str) -> Effects:
        """Of a function that is called with the state. Raises KeyError."""
        return _Walked(self.functions, self.functions[package, name], {}, 0).effects

    def called(self, package: str, target: str) -> GoFunction | None:
        return _called(self.functions, package, target)


@dataclass(frozen=True)
class _Walked:
    """`texts`: parameters that are known, and what they say."""

    functions: Functions
    function: GoFunction
    texts: Mapping[str, str]
    depth: int

    @property
    def effects(self) -> Effects:
        return self._of(self.function.body, frozenset())

    def _of(self, said: Tokens, offered: frozenset[str]) -> Effects:
        """`offered`: names that a loop over what was flattened may set."""
        found, index = NOTHING, 0
        while index < len(said):
            word = said[index]
            if word == "if":
                effects, index = self._if(said, index, offered)
            elif word in ("for", "switch", "select"):
                effects, index = self._on_condition(said, index, offered)
            elif word == "func":
                effects, index = self._literal(said, index, offered)
            else:
                call = call_at(said, index) if word == "(" else None
                effects = NOTHING if call is None else self._call(call, offered)
            found = found.then(effects)
            index += 1
        return found

    def _if(self, said: Tokens, start: int, offered: frozenset[str]) -> tuple[Effects, int]:
        opens = braces(said, start) or start
        end = closing(said, opens)
        header = said[start + 1 : opens]
        before = self._of(header, offered)
        inside = self._of(said[opens + 1 : end], offered | self._flattened(header))
        inside = replace(inside, unset={**inside.unset, **self._unset(header, said[opens + 1 : end])})
        other: Effects = NOTHING
        if end + 1 < len(said) and said[end + 1] == "else":
            if said[end + 2] == "if":
                other, end = self._if(said, end + 2, offered)
            else:
                close = closing(said, end + 2)
                other, end = self._of(said[end + 3 : close], offered), close
        return before.then(inside.instead(other)), end

    def _on_condition(self, said: Tokens, start: int, offered: frozenset[str]) -> tuple[Effects, int]:
        opens = braces(said, start) or start
        end = closing(said, opens)
        inside = self._of(said[opens + 1 : end], offered).perhaps()
        return self._of(said[start + 1 : opens], offered).then(inside), end

    def _literal(self, said: Tokens, start: int, offered: frozenset[str]) -> tuple[Effects, int]:
        """Of a function that has no name: whoever gets it may call it."""
        opens = braces(said, start)
        if opens is None:
            return NOTHING, start
        end = closing(said, opens)
        return self._of(said[opens + 1 : end], offered).perhaps(), end

    def _call(self, call: GoCall, offered: frozenset[str]) -> Effects:
        data = self.function.data
        if call.target == f"{data}.Set" and len(call.arguments) == 2:
            name = self._text(call.arguments[0])
            if name is None:
                return Effects(either=offered, any=not offered)
            names = frozenset((name.split(".", maxsplit=1)[0],))
            return Effects(always=names, either=names if list(call.arguments[1]) in NONE else frozenset())
        called = _called(self.functions, self.function.package, call.target)
        given = {"".join(argument) for argument in call.arguments}
        if called is None or not called.data or data not in given or self.depth == DEEPEST:
            return NOTHING
        texts = {
            name: said
            for name, argument in zip(called.parameters, call.arguments, strict=False)
            if (said := self._text(argument)) is not None
        }
        return _Walked(self.functions, called, texts, self.depth + 1).effects

    def _text(self, argument: Tokens) -> str | None:
        if len(argument) != 1:
            return None
        return self.texts.get(argument[0]) if argument[0] in self.texts else text(argument[0])

    def _flattened(self, header: Tokens) -> frozenset[str]:
        """What the functions that are called here put into the map that they give back."""
        found: set[str] = set()
        for call in _calls(header):
            called = _called(self.functions, self.function.package, call.target)
            if called is not None and "flatten" in call.target.lower():
                found.update(_keys(called.body))
        return frozenset(found)

    def _unset(self, header: Tokens, block: Tokens) -> dict[str, Any]:
        """Of `if _, ok := d.GetOkExists("name"); !ok { d.Set("name", true) }`."""
        asked = {
            text(call.arguments[0][0])
            for call in _calls(header)
            if call.target == f"{self.function.data}.GetOkExists" and header[-2:] == ["!", "ok"]
        }
        sets = (call for call in _calls(block) if call.target == f"{self.function.data}.Set")
        pairs = ((self._text(call.arguments[0]), call.arguments[1]) for call in sets)
        return {name: LITERALS[value[0]] for name, value in pairs if name in asked and name and value[0] in LITERALS}


def _called(functions: Functions, package: str, target: str) -> GoFunction | None:
    place, _dot, name = target.rpartition(".")
    return functions.get((place or package, name))


def _calls(said: Tokens) -> Iterator[GoCall]:
    for index in range(len(said)):
        call = call_at(said, index) if said[index] == "(" else None
        if call is not None:
            yield call


def _keys(said: Tokens) -> Iterator[str]:
    """`transformed["name"] = ...`."""
    for index in range(len(said) - 3):
        name = text(said[index + 2])
        if said[index : index + 2] == ["transformed", "["] and name is not None:
            yield name
