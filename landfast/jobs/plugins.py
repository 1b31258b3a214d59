"""Lists what landfast is extended by: what is loaded, from which distribution, at which version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from landfast import __version__, blueprints
from landfast.core.errors import Problem
from landfast.core.plugins import Group, Plugin, PluginRegistry
from landfast.policies import registry as policies
from landfast.stacks import extension, orchestrators

if TYPE_CHECKING:
    from landfast.jobs.plugins_document import PluginsDocument

REGISTRIES: tuple[PluginRegistry[Any], ...] = (
    policies.REGISTRY,
    blueprints.REGISTRY,
    extension.REGISTRY,
    orchestrators.REGISTRY,
)


@dataclass(frozen=True, slots=True)
class Extension:
    """What one entry point brings; `entry` and `target` are empty for landfast's own. `offers`: ids, names."""

    group: Group
    distribution: str
    version: str
    entry: str
    target: str
    offers: Sequence[str]
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class PluginsResult:
    """Ours first, by group; `exit_code` 2 if one is broken, as `check`, `plan` and `up` end with then."""

    extensions: Sequence[Extension]

    command: ClassVar[str] = "plugins"
    workspace: ClassVar[None] = None

    @property
    def exit_code(self) -> int:
        return 2 if any(one.problems for one in self.extensions) else 0

    def to_json(self) -> PluginsDocument:
        return {
            "plugins": [
                {
                    "group": f"landfast.{one.group}",
                    "distribution": one.distribution,
                    "version": one.version,
                    "entry": one.entry,
                    "target": one.target,
                    "offers": list(one.offers),
                    "problems": [str(problem) for problem in one.problems],
                }
                for one in self.extensions
            ]
        }


def plugins() -> PluginsResult:
    """Loads all of them. A broken one is part of the result, with what is wrong and what to do."""
    return PluginsResult(tuple(one for registry in REGISTRIES for one in _of(registry)))


def _of(registry: PluginRegistry[Any]) -> Iterator[Extension]:
    yield Extension(registry.group, "landfast", __version__, "", "", registry.own_keys())
    for plugin in registry.plugins():
        yield _extension(plugin, registry.keys_of(plugin))


def _extension(plugin: Plugin[Any], offers: Sequence[str]) -> Extension:
    entry = plugin.entry
    return Extension(entry.group, entry.distribution, entry.version, entry.name, entry.target, offers, plugin.problems)
