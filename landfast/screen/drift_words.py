"""How drift is said, on a terminal and in Markdown alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landfast.screen.change_words import thing

if TYPE_CHECKING:
    from landfast.jobs.drift import DriftResult
    from landfast.terraform import Drifted
    from landfast.terraform.changes import Action

DOES: dict[Action, str] = {
    "create": "`up` makes it again",
    "update": "`up` puts it back",
    "replace": "`up` destroys it and makes it anew",
    "delete": "`up` deletes it: the spec asks for it no longer",
}


def headline(result: DriftResult) -> str:
    """`2 of 255 resources have drifted: 1 gone, 1 changed.`"""
    standing = sum(result.resources.values())
    if not standing:
        return "Nothing stands."
    by_cloud = f" {result.by_cloud} more differ in what Google changes by itself." if result.by_cloud else ""
    if not result.drifted:
        return f"No drift: {standing} resources stand as landfast left them.{by_cloud}"
    gone = sum(one.is_gone for one in result.drifted)
    counts = {"gone": gone, "changed": len(result.drifted) - gone}
    said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"{len(result.drifted)} of {standing} resources have drifted: {said}.{by_cloud}"


def next_step(result: DriftResult, command: str) -> str:
    """`command` brings the environment up. Empty if there is nothing to do."""
    if not result.resources:
        return f"Bring it up with `{command}`."
    if not result.drifted:
        return ""
    lost = ", ".join(thing(loss) for loss in result.losses)
    asks = f" It asks before this is lost: {lost}." if lost else ""
    return f"Mend it with `{command}`, or write into the spec what is to stay.{asks}"


def what_happened(one: Drifted) -> str:
    return f"{thing(one.change)} is gone" if one.is_gone else thing(one.change)


def what_up_does(one: Drifted) -> str:
    if one.mended_by:
        return DOES[one.mended_by]
    return "the spec asks for it no longer" if one.is_gone else "the spec leaves it open: `up` keeps it as it stands"
