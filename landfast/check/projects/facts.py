"""The environments that a project knows, from `environments/*.json`: what its code takes its places from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from landfast_ml.contract import layout

from landfast.check.projects.model import Facts


def facts_of(root: Path) -> Facts:
    """The facts of every environment that can be read; a file that can't be is a problem of its own reader."""
    values: dict[tuple[str, ...], list[str]] = {}
    buckets: dict[str, str] = {}
    for file in sorted((root / layout.ENVIRONMENTS).glob("*.json")):
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if not isinstance(content, dict) or not isinstance(content.get("region"), str):
            continue
        for path, value in _leaves(content, ()):
            values.setdefault(path, []).append(value)
        region: str = content["region"]
        buckets |= dict.fromkeys(_buckets(content), region)
    return Facts({path: tuple(dict.fromkeys(found)) for path, found in values.items()}, buckets)


def _buckets(content: Mapping[str, Any]) -> Iterator[str]:
    """The environment's buckets: its own, and those that its orchestrators keep."""
    named = content.get("buckets")
    if isinstance(named, Mapping):
        yield from (name for name in named.values() if isinstance(name, str))
    kept = content.get("orchestration")
    if isinstance(kept, Mapping):
        for path, value in _leaves(kept, ()):
            if value.startswith("gs://"):
                yield value.removeprefix("gs://").partition("/")[0]
            elif value and path[-1].endswith("bucket"):
                yield value


def _leaves(content: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, key))
        elif isinstance(value, str):
            yield (*path, key), value
