"""Every rule, in the order of its id: found in the families of `rules/`, where each file declares RULE or RULES."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from landfast.policies import rules
from landfast.policies.model import AnyRule


def rule_modules() -> Iterator[ModuleType]:
    """The files of every family."""
    for family in iter_modules(rules.__path__, f"{rules.__name__}."):
        for found in iter_modules(import_module(family.name).__path__, f"{family.name}."):
            yield import_module(found.name)


def declared(module: ModuleType) -> Sequence[AnyRule]:
    """The rules of one file. A file without one is an AttributeError that names it: none is left out in silence."""
    found: Sequence[AnyRule] = getattr(module, "RULES", None) or (module.RULE,)
    return found


RULES: tuple[AnyRule, ...] = tuple(
    sorted((rule for module in rule_modules() for rule in declared(module)), key=lambda rule: rule.id)
)
