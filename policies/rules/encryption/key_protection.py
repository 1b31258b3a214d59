"""LF-ENC-004: keys for special categories of personal data live in hardware."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, shown

HARDWARE = frozenset({"HSM", "HSM_SINGLE_TENANT", "EXTERNAL", "EXTERNAL_VPC"})
_PATH = "version_template.protection_level"


def check(resource: Resource, world: World) -> Iterator[Message]:
    if not world.special_categories:
        return
    value = first(resource.values, _PATH)
    if isinstance(value, Unknown):
        yield unknown_message(_PATH, value, "the protection level")
    elif isinstance(value, Missing):
        yield Message(_PATH, "is not set, so the key is kept in software")
    elif not isinstance(value, str) or value not in HARDWARE:
        yield Message(_PATH, f"is {shown(value)}: the key is kept in software")


RULE = Rule(
    id="LF-ENC-004",
    name="key_protection",
    title="Ensure keys for special categories of personal data live in hardware",
    why="A key that never leaves a certified module can't be copied. Health data and its like deserve it.",
    mend=Mend(
        landfast="Keep the key module: it takes HSM when controller.data_categories has a special category.",
        terraform="Set version_template.protection_level to HSM, or manage the key outside of Google (EXTERNAL).",
    ),
    articles=("9", "32(1)(a)"),
    severity="high",
    check=check,
    types=frozenset({"google_kms_crypto_key"}),
)
