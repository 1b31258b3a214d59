"""Rules that want one attribute to have a certain value, and what each of them says of missing and unknown ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policies.model import Message, Resource, unknown_message
from policies.values import Missing, Unknown, read, shown


@dataclass(frozen=True, slots=True)
class Setting:
    """`good` says which values are; `absent` is what is wrong with a missing one (empty if nothing is).

    With `within` a missing value counts only where its block is.
    """

    path: str
    good: Callable[[Any], bool]
    bad: str
    absent: str = ""
    within: bool = False


def is_true(value: Any) -> bool:
    return value is True or value == "true"


def is_false(value: Any) -> bool:
    return value is False or value == "false"


def judge_settings(resource: Resource, settings: Mapping[str, tuple[Setting, ...]]) -> Iterator[Message]:
    """Messages on the settings of the resource's type."""
    for setting in settings[resource.type]:
        for path, value in read(resource.values, tuple(setting.path.split("."))):
            if isinstance(value, Missing):
                if setting.absent and not (setting.within and value is Missing.BLOCK):
                    yield Message(path, setting.absent)
            elif isinstance(value, Unknown):
                yield unknown_message(path, value, "the setting")
            elif not setting.good(value):
                yield Message(path, f"is {shown(value)}: {setting.bad}")
