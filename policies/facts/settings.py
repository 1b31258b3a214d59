"""Rules that want one attribute to have a certain value, and what each of them says of missing and unknown ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landfast.policies.model import Check, Fix, Message, Resource, World, unknown_message
from landfast.policies.values import Missing, Unknown, read, shown


@dataclass(frozen=True, slots=True)
class Setting:
    """`good` says which values are; `absent` is what is wrong with a missing one (empty if nothing is).

    With `within` a missing value counts only where its block is. `right` is the value to set, where one is right
    whoever asks; of what has to be true or false it needs not be said.
    """

    path: str
    good: Callable[[Any], bool]
    bad: str
    absent: str = ""
    within: bool = False
    right: str | bool | int | None = None

    @classmethod
    def needed(
        cls, path: str, good: Callable[[Any], bool], text: str, right: str | bool | int | None = None
    ) -> Setting:
        """A setting whose default is as bad as a wrong value."""
        return cls(path, good, text, f"is not set: {text}", right=right)

    @property
    def fix(self) -> str | bool | int | None:
        """The right value, None if there is none that is right whoever asks."""
        return True if self.good is is_true else False if self.good is is_false else self.right


def is_true(value: Any) -> bool:
    return value is True or value == "true"


def is_false(value: Any) -> bool:
    return value is False or value == "false"


def is_one_of(*values: str) -> Callable[[Any], bool]:
    """Whether a value is one of these words."""
    return lambda value: isinstance(value, str) and value in values


def is_present(value: Any) -> bool:
    return value not in (False, 0, [], {})


def is_block(value: Any) -> bool:
    """A block is good by being there, whatever it holds."""
    return isinstance(value, Mapping)


def never(_value: Any) -> bool:
    return False


def fixes_of(settings: Mapping[str, tuple[Setting, ...]]) -> tuple[Fix, ...]:
    """What sets these settings right, each value with all types that have it."""
    types: dict[tuple[str, str | bool | int], set[str]] = {}
    for type_, of_type in settings.items():
        for setting in of_type:
            if setting.fix is not None:
                types.setdefault((setting.path, setting.fix), set()).add(type_)
    return tuple(Fix(frozenset(of), path, value) for (path, value), of in types.items())


def settings_check(settings: Mapping[str, tuple[Setting, ...]]) -> Check[Resource]:
    """The check of a rule that is made of settings only."""

    def check(resource: Resource, _world: World) -> Iterator[Message]:
        return judge_settings(resource, settings)

    return check


def judge_settings(resource: Resource, settings: Mapping[str, tuple[Setting, ...]]) -> Iterator[Message]:
    """Messages on the settings of the resource's type."""
    for setting in settings[resource.type]:
        for path, value in read(resource.values, tuple(setting.path.split("."))):
            # A plan shows as "" what nobody set.
            if isinstance(value, Missing) or value == "":
                if setting.absent and not (setting.within and value is Missing.BLOCK):
                    yield Message(path, setting.absent)
            elif isinstance(value, Unknown):
                yield unknown_message(path, value, "the setting")
            elif not setting.good(value):
                yield Message(path, f"is {shown(value)}: {setting.bad}")
