"""What `landfast plugins` prints as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class PluginDocument(TypedDict):
    """An entry point, `ENTRY = TARGET` of a `group`; both are empty for landfast's own. `offers`: ids of rules, names;
    nothing if there are `problems`."""

    group: str
    distribution: str
    version: str
    entry: str
    target: str
    offers: Sequence[str]
    problems: Sequence[str]


class PluginsDocument(TypedDict):
    """What landfast is extended by, its own first in each group."""

    plugins: Sequence[PluginDocument]
