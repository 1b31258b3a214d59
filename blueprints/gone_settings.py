"""Settings that a person had changed and that today's blueprint has no more: they would be refused when it runs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

# What says the same today.
_TODAY = {
    "train.algorithm": "search.algorithms",
    "train.threshold": 'decision.rule = "fixed", decision.fixed',
    "train.regularisation": "the search finds it",
    "train.iterations": "the search finds it",
    "train.learning_rate": "the search finds it",
}


def gone_settings(base: bytes, mine: bytes, theirs: bytes) -> str:
    """The keys that differ between `base` and `mine`, and are not in `theirs`, with what says the same today; or empty.

    A file that is no TOML says nothing: reading the settings tells its line.
    """
    try:
        generated, set_here, today = (dict(_values(tomllib.loads(each.decode()))) for each in (base, mine, theirs))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""
    gone = {_plain(name) for name, value in set_here.items() if generated.get(name) != value}
    gone = {name for name in gone if name in {_plain(each) for each in generated} and name not in today}
    return ", ".join(f"{name} is no more" + (f" ({_TODAY[name]})" if name in _TODAY else "") for name in sorted(gone))


def _plain(name: str) -> str:
    """The key that one of an environment overrides: `environments.prod.train.seed` is `train.seed`."""
    return name.split(".", 2)[2] if name.startswith("environments.") and name.count(".") > 1 else name


def _values(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _values(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
