"""Which arm a subject is in: a salted hash of its pseudonym, the same at every request, on every machine.

Two independent hashes. The first says from which stage of the ramp on the subject takes part, the second which half of
those it is in: so a subject never changes its arm while the ramp goes up, and the arms are equal at every stage.
"""

from __future__ import annotations

import hashlib

from landfast_ml.experiments.definition import CONTROL, TREATMENT

SCALE = float(2**64)


def position(salt: str, purpose: str, unit: str) -> float:
    """Of this unit between 0 and 1: uniform, and independent for another salt or purpose."""
    found = hashlib.sha256(f"{salt}/{purpose}/{unit}".encode()).digest()
    return int.from_bytes(found[:8], "big") / SCALE


def assign(salt: str, share: float, unit: str) -> str | None:
    """The unit's arm when the treatment gets `share` per cent of all units; None if it takes no part yet."""
    if position(salt, "takes part", unit) >= 2 * share / 100:
        return None
    return TREATMENT if position(salt, "arm", unit) < 0.5 else CONTROL
