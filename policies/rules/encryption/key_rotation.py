"""LF-ENC-003: keys rotate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from landfast.policies.model import Fix, Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, shown

DAY = 86_400
DAYS = 90
_SECONDS = re.compile(r"([0-9]{1,12})(?:\.[0-9]{1,9})?s", re.ASCII)


def check(resource: Resource, _world: World) -> Iterator[Message]:
    if first(resource.values, "purpose") not in (Missing.VALUE, "ENCRYPT_DECRYPT"):
        # Cloud KMS rotates symmetric keys only.
        return
    value = first(resource.values, "rotation_period")
    if isinstance(value, Missing):
        yield Message("rotation_period", "the key never rotates")
    elif isinstance(value, Unknown):
        yield unknown_message("rotation_period", value, "the rotation")
    else:
        match = _SECONDS.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            yield Message("rotation_period", f"{shown(value)} is no time in seconds", unknown=True)
        elif int(match[1]) > DAYS * DAY:
            yield Message("rotation_period", f"rotates every {int(match[1]) // DAY} days: {DAYS} at most")


RULE = Rule(
    id="LF-ENC-003",
    name="key_rotation",
    title="Ensure keys rotate in time",
    why="A rotated key limits what one leaked version opens. 90 days at most.",
    mend=Mend(
        landfast="Keep the key module's rotation.",
        terraform="Set rotation_period to `7776000s` (90 days) or less.",
    ),
    articles=("32(1)(a)",),
    severity="medium",
    check=check,
    types=frozenset({"google_kms_crypto_key"}),
    fixes=(Fix(frozenset({"google_kms_crypto_key"}), "rotation_period", f"{DAYS * DAY}s"),),
)
