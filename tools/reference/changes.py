"""Says in a line how two versions of a stack differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

_LABELS = ("labels", "user_labels")
_MOST = 4

Document = Mapping[str, Any]


def change(before: Document, after: Document) -> str:
    """What `after` adds, removes and changes; empty if nothing. Labels on their own are counted, not listed."""
    if not before and after:
        return f"the stack is there, with {len(_resources(after))} resources"
    old, new = _resources(before), _resources(after)
    changed = [address for address in old if address in new and old[address] != new[address]]
    labels = [address for address in changed if _unlabelled(old[address]) == _unlabelled(new[address])]
    parts = (
        _counted("adds", new.keys() - old.keys()),
        _counted("removes", old.keys() - new.keys()),
        _counted("changes", set(changed) - set(labels)),
        f"labels of {len(labels)} resources" if labels else "",
    )
    return "; ".join(filter(None, parts))


def _resources(document: Document) -> dict[str, Mapping[str, Any]]:
    return {
        f"{type_}.{name}": body
        for type_, instances in document.get("resource", {}).items()
        for name, body in instances.items()
    }


def _unlabelled(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in _LABELS}


def _counted(verb: str, addresses: Iterable[str]) -> str:
    counts = Counter(address.split(".", 1)[0] for address in addresses)
    if not counts:
        return ""
    shown = [f"{count} `{type_}`" for type_, count in sorted(counts.items())[:_MOST]]
    rest = sum(counts.values()) - sum(count for _, count in sorted(counts.items())[:_MOST])
    return f"{verb} {', '.join(shown)}" + (f" and {rest} more" if rest else "")
