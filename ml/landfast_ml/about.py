"""Who answers for a project, and why it processes data: `about.toml`, which cards and letters are made of."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.errors import UsageError

FILE = "about.toml"
# What a person who asks has to be told (GDPR Art. 13 to 15).
_TOLD = ("purpose", "legal_basis", "organisation", "contact")
# Projects of before had this where nothing was said.
_OLD_NOTHING = "not stated"


@dataclass(frozen=True, slots=True)
class About:
    """As the file says it, each on one line; empty where it says nothing."""

    title: str
    purpose: str
    legal_basis: str
    organisation: str
    contact: str
    special_categories: bool | None
    """Whether there are any; None where nobody has said it, though columns look like it."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that nobody has filled in yet, of those that a person who asks has to be told."""
        return tuple(name for name in _TOLD if not getattr(self, name))

    @property
    def open(self) -> tuple[str, ...]:
        """Fields that nobody has filled in yet."""
        return (*self.missing, *(("special_categories",) if self.special_categories is None else ()))


def about(job: Job) -> About:
    said = tomllib.loads((job.root / FILE).read_text(encoding="utf-8"))
    lines = {name: _line(said.get(name, "")) for name in ("title", *_TOLD)}
    special = said.get("special_categories", False)
    return About(special_categories=special if isinstance(special, bool) else None, **lines)


def about_for_a_person(job: Job) -> About:
    """The same for a letter. Raises: UsageError where it would leave out what the person has to be told."""
    found = about(job)
    if found.missing:
        step = f"fill in {FILE}, or controller in landfast.yaml and run `landfast blueprint upgrade`"
        names = ", ".join(found.missing)
        raise UsageError(f"{FILE}: {names}: not filled in, and a person who asks has to be told (GDPR Art. 15): {step}")
    return found


def _line(value: Any) -> str:
    text = " ".join(str(value).split())
    return "" if text == _OLD_NOTHING else text
