"""What last applied an environment: versions, kept beside its states, which themselves name no provider's version.

Terraform refuses a state whose schema is newer than the provider's, resource by resource and half-way; and nothing at
all tells an older landfast that stacks have changed since. So it is looked at before anything is planned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from landfast import __version__
from landfast.core.errors import Problem, UserError
from landfast.provider.genuine import SOURCE
from landfast.terraform.stack import Stack

MADE_WITH = "made-with.json"
FORMAT = 1
# Of the lock file that `init` writes: https://developer.hashicorp.com/terraform/language/files/dependency-lock
LOCKED_VERSION = re.compile(rf'provider "[^"]*/{SOURCE}" \{{\s*version\s*=\s*"([^"]+)"')
NUMBERS = re.compile(r"\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class MadeWith:
    """`engine`: `Terraform 1.11.4`; `provider`: the version of hashicorp/google, empty of the rehearsal's stand-in."""

    landfast: str
    engine: str
    provider: str

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> MadeWith:
        """Raises: UserError for a record of another form: a newer landfast has written it."""
        try:
            if content["format"] != FORMAT:
                raise ValueError(content["format"])
            return cls(str(content["landfast"]), str(content["engine"]), str(content["provider"]))
        except (KeyError, ValueError):
            step = "use the landfast that brought the environment up last, or a newer one"
            raise UserError(f"{MADE_WITH}: is no record that landfast {__version__} can read: {step}") from None

    @classmethod
    def of(cls, stack: Stack) -> MadeWith:
        """Of a stack that has just been applied here."""
        return cls(__version__, f"{stack.engine.name} {stack.engine.version}", _locked(stack))

    def to_json(self) -> dict[str, Any]:
        return {"format": FORMAT, **asdict(self)}

    def __str__(self) -> str:
        provider = f"{SOURCE} {self.provider}" if self.provider else "the stand-in provider"
        return f"landfast {self.landfast}, {self.engine}, {provider}"

    def newer_than(self, landfast: str, constraint: str) -> Iterator[Problem]:
        """What of it is newer than this landfast, and than the providers that it takes (`~> 8.7`)."""
        if _numbers(self.landfast) > _numbers(landfast):
            step = f"upgrade landfast to {self.landfast} or newer"
            fact = f"the environment was last brought up by landfast {self.landfast}"
            yield Problem("landfast", fact, landfast, "an older one would undo what has changed since", step)
        wanted = _numbers(constraint)
        if self.provider and wanted and _numbers(self.provider)[0] > wanted[0]:
            fact = f"its states were written by {SOURCE} {self.provider}"
            step = f"upgrade landfast to one that takes {SOURCE} {_numbers(self.provider)[0]}"
            yield Problem("provider", fact, "", f"this landfast takes {constraint}", step)

    def is_newer_than_locked(self, stack: Stack) -> bool:
        """Whether its provider is newer than what `init` took for a stack here, though landfast takes it, too."""
        locked = _locked(stack)
        return bool(locked and self.provider) and _numbers(self.provider) > _numbers(locked)


def _locked(stack: Stack) -> str:
    """The version of the provider that `init` took; empty where it is the stand-in."""
    found = LOCKED_VERSION.search(stack.locked)
    return found[1] if found else ""


def _numbers(version: str) -> tuple[int, ...]:
    """`(8, 7, 1)` of `8.7.1`, of `~> 8.7.1`, too."""
    found = NUMBERS.search(version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()
