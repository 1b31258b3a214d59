"""Which provider an environment of the rehearsal is brought up with: chosen once, and kept while anything stands.

A state of one is not continued with the other, though their schemas are the same: each writes what it computes by
itself, and the genuine one keeps private data beside each resource. A plan would show what differs between the two as
if it were a change of the spec.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import remove_durably, shown, to_json, write_durably

ProviderName = Literal["stand-in", "genuine"]
PROVIDERS: tuple[ProviderName, ...] = get_args(ProviderName)
STAND_IN, GENUINE = PROVIDERS
CHOICE = "provider.json"
FORMAT = 1


def chosen(folder: Path, wanted: str | None) -> ProviderName:
    """The provider to use in an environment's folder; `wanted` None: the one that it was brought up with, else the
    stand-in. Raises: InputError for another one than made what stands.
    """
    found = [name for name in PROVIDERS if name == wanted]
    if wanted is not None and not found:
        raise InputError([Problem("provider", "no such provider", wanted, f"there are {', '.join(PROVIDERS)}")])
    before = remembered(folder)
    if not found:
        return before
    if found[0] != before and _may_stand(folder):
        fact = f"what stands was made with the {before} provider: its state isn't continued with another"
        step = f"leave out --provider, or take it down first: landfast down {folder.name}"
        raise InputError([Problem("provider", fact, found[0], next_step=step)])
    return found[0]


def remembered(folder: Path) -> ProviderName:
    """What was chosen when the environment was last brought up; the stand-in if nothing was. Raises: UserError."""
    path = folder / CHOICE
    if not path.is_file():
        return STAND_IN
    from landfast.terraform.record import json_at

    said = json_at(path)
    found = [name for name in PROVIDERS if name == said.get("provider")]
    if said.get("format") != FORMAT or not found:
        step = f'write {{"format": {FORMAT}, "provider": NAME}} with the one that made what stands'
        raise UserError(f"{shown(path)}: says no provider: {step}: {' or '.join(PROVIDERS)}")
    return found[0]


def remember(folder: Path, provider: ProviderName) -> None:
    """Before anything is applied. The caller holds the environment's lock. Raises: InputError if it is too late."""
    chosen(folder, provider)
    write_durably(folder / CHOICE, to_json({"format": FORMAT, "provider": provider}))


def forget(folder: Path) -> None:
    """Once nothing stands."""
    remove_durably(folder / CHOICE)


def _may_stand(folder: Path) -> bool:
    """Whether a state names a resource, or a run that did not end may have made one. What can't be read stands."""
    from landfast.synth.model import APPLY, MANIFEST, load_synthesis
    from landfast.terraform import all_beside

    if not (folder / MANIFEST).is_file():
        return False
    try:
        synthesis = load_synthesis(folder)
        if any((stack.folder / APPLY).exists() for stack in (*synthesis.retired, *synthesis.stacks)):
            return True
        found = all_beside(synthesis)
    except UserError:
        return True
    return found is None or any(standing.addresses for standing in found.values())
