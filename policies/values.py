"""Values of a resource as rules see them: known, missing, or `Unknown` with the reason why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from landfast.policies.causes import MEND_EXPRESSION, SEE_EACH, Cause

_KEY = r'(?:\[(?:[0-9]+|"(?:[^"\\]|\\.)*")\])?'
_ADDRESS = re.compile(rf"(?:module\.[\w-]+{_KEY}\.)*(?:data\.)?\w+\.[\w-]+{_KEY}")
# Stands in `Unknown.text` for a part of a string that is not known.
GAP = "\0"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that can't be told before Terraform runs.

    `failed` means that Terraform fails on it too. `text` is a string known but for its gaps (`GAP`).
    `references` are the addresses that a plan says the value comes from. `cause` is what many unknown values may have
    in common; without one it is the reason.
    """

    reason: str
    failed: bool = False
    text: str | None = None
    references: tuple[str, ...] = ()
    cause: Cause | None = None

    @property
    def why(self) -> Cause:
        """What it goes back to, through all that is made of it."""
        return self.cause or Cause(self.reason, MEND_EXPRESSION if self.failed else SEE_EACH)

    def within(self, what: str) -> Unknown:
        """Of what depends on this value: `what` can't be told, for the same cause."""
        return Unknown(f"{what}: {self.reason}", self.failed, None, self.references, self.why)


def why(value: Any) -> Cause | None:
    """Why a value can't be told; None of one that is known."""
    return value.why if isinstance(value, Unknown) else None


class Missing(Enum):
    """What is found where nothing is set."""

    VALUE = "not set"
    BLOCK = "not set, nor the block around it"


Slot = tuple[str, Any]


def read(values: Mapping[str, Any], names: tuple[str, ...]) -> list[Slot]:
    """(path, value) of each place that `names` lead to, through blocks and lists; `Missing` where nothing is set.

    A list at the end gives one place for each item, so that a rule sees single values only.
    """
    first = names[0]
    value = values.get(first)
    if len(names) == 1 and value is not None and type(value) is not list:
        return [(first, value)]
    found: list[Slot] = []
    _read(value, names, 1, first, found)
    return found


def _read(value: Any, names: tuple[str, ...], at: int, path: str, found: list[Slot]) -> None:
    if value is None or value == []:
        found.append((path, Missing.VALUE if at == len(names) else Missing.BLOCK))
    elif type(value) is list:
        for index, item in enumerate(value):
            _read_item(item, names, at, f"{path}[{index}]", found)
    else:
        _read_item(value, names, at, path, found)


def _read_item(item: Any, names: tuple[str, ...], at: int, path: str, found: list[Slot]) -> None:
    if at == len(names) or isinstance(item, Unknown):
        found.append((path, Missing.VALUE if item is None else item))
    # By the type first: to look for an abstract one takes longer, and this is done for each value of each resource.
    elif type(item) is dict or isinstance(item, Mapping):
        _read(item.get(names[at]), names, at + 1, f"{path}.{names[at]}", found)
    else:
        found.append((path, Unknown(f"{path} is not a block", failed=True)))


def first(values: Mapping[str, Any], path: str) -> Any:
    """The first value at a dotted path; `Missing` if there is none."""
    return read(values, tuple(path.split(".")))[0][1]


def known_text(value: Any) -> str | None:
    """A string, or what is known of one (with gaps)."""
    return value if isinstance(value, str) else value.text if isinstance(value, Unknown) else None


def address_in(reference: str) -> str:
    """The resource that an attribute is of: `google_kms_key_ring.a["x"]` of `google_kms_key_ring.a["x"].id`."""
    match = _ADDRESS.match(reference)
    return match[0] if match else reference


def shown(value: Any) -> str:
    """A value as a message shows it: short, on one line."""
    if isinstance(value, str):
        text = "".join(char if char.isprintable() else "?" for char in value[:120])
        return f"`{text}`" + ("..." if len(value) > 120 else "")
    if isinstance(value, Unknown):
        return "a value that is not known"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)[:40]
    return "nothing" if value is None else f"a {'list' if isinstance(value, list) else 'block'}"
