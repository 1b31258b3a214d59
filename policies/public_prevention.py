"""LF-ACC-003: a bucket can't be made public."""

from __future__ import annotations

from collections.abc import Iterator

from policies.model import Mend, Message, Resource, Rule, World
from policies.settings import Setting, judge_settings

_TEXT = "one grant to allUsers makes the bucket public"
_SETTINGS = {
    "google_storage_bucket": (
        Setting("public_access_prevention", lambda value: value == "enforced", _TEXT, f"is not set: {_TEXT}"),
    )
}


def check(resource: Resource, _world: World) -> Iterator[Message]:
    yield from judge_settings(resource, _SETTINGS)


RULE = Rule(
    id="LF-ACC-003",
    name="public_prevention",
    title="Ensure a bucket can't be made public",
    why="Public access prevention holds even if somebody grants allUsers a role later.",
    mend=Mend(landfast="Use the bucket module.", terraform='Set public_access_prevention = "enforced".'),
    articles=("25(2)", "32(1)(b)"),
    severity="high",
    check=check,
    types=frozenset(_SETTINGS),
)
