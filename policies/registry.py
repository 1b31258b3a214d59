"""Every rule, in the order of its id: found in the families of `rules/`, where each file declares RULE or RULES, and in
the packages that are installed with an entry point `landfast.policies`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from landfast.core.errors import InputError, Problem
from landfast.core.plugins import PluginEntry, PluginRegistry
from landfast.policies import rules
from landfast.policies.foreign import adopted
from landfast.policies.model import AnyRule, Mode

_ANY = "*"


def rule_modules() -> Iterator[ModuleType]:
    """The files of every family."""
    for family in iter_modules(rules.__path__, f"{rules.__name__}."):
        for found in iter_modules(import_module(family.name).__path__, f"{family.name}."):
            yield import_module(found.name)


def declared(module: ModuleType) -> Sequence[AnyRule]:
    """The rules of one file. A file without one is an AttributeError that names it: none is left out in silence."""
    found: Sequence[AnyRule] = getattr(module, "RULES", None) or (module.RULE,)
    return found


# Our own.
RULES: tuple[AnyRule, ...] = tuple(
    sorted((rule for module in rule_modules() for rule in declared(module)), key=lambda rule: rule.id)
)


class RuleBook:
    """The rules that a check goes by, in the order of their ids."""

    def __init__(self, rules: Sequence[AnyRule]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.id))
        self.by_id = {rule.id: rule for rule in self.rules}
        self._judging: dict[tuple[Mode, str], tuple[AnyRule, ...]] = {}

    def judging(self, mode: Mode, type_: str) -> tuple[AnyRule, ...]:
        """The rules that judge a kind and type: those that name it, and those for all types."""
        found = self._judging.get((mode, type_))
        if found is None:
            found = tuple(r for r in self.rules if mode in r.modes and (type_ in r.types or _ANY in r.types))
            self._judging[mode, type_] = found
        return found

    def only(self, ids: Collection[str]) -> RuleBook:
        """Those of them."""
        return RuleBook([rule for rule in self.rules if rule.id in ids])

    @property
    def origins(self) -> tuple[str, ...]:
        """What the rules are of, beside landfast: each distribution with its version, each file."""
        return tuple(sorted({rule.origin for rule in self.rules if rule.origin}))

    def plus(self, more: Sequence[AnyRule]) -> RuleBook:
        """With more rules. Raises: InputError for an id that one has already."""
        problems, taken = [], dict(self.by_id)
        for rule in more:
            if rule.id in taken:
                fact = f"is an id of {taken[rule.id].origin or 'landfast'}"
                problems.append(Problem(f"{rule.origin}: {rule.id}", fact, next_step="choose another"))
            taken.setdefault(rule.id, rule)
        if problems:
            raise InputError(problems)
        return RuleBook((*self.rules, *more)) if more else self


def _read(entry: PluginEntry) -> Sequence[AnyRule]:
    """Those that a module declares, and those that are written in the YAML files of a package's folder."""
    found = entry.imported()
    rules = list(adopted(entry, found))
    folder = next(iter(getattr(found, "__path__", ())), None)
    if folder is None or not any(Path(folder).rglob("*.y*ml")):
        return rules
    from landfast.policies.written.files import rules_at  # Here: its reader takes longer than all that is ours.

    try:
        return [*rules, *rules_at(Path(folder), entry.origin)]
    except InputError as error:
        raise InputError(replace(one, path=f"{entry.place}: {one.path}") for one in error.problems) from None


REGISTRY: PluginRegistry[AnyRule] = PluginRegistry("policies", lambda: RULES, _read, lambda rule: rule.id)


def rules_in(paths: Sequence[Path]) -> list[AnyRule]:
    """Rules that are written as data, in files or folders. Raises: InputError with every problem of all of them."""
    if not paths:
        return []
    from landfast.policies.written.files import rules_at  # Here: no other check needs its reader.

    found: list[AnyRule] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(paths):
        try:
            found += rules_at(path)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


_BOOKS: dict[tuple[AnyRule, ...], RuleBook] = {}


def installed() -> RuleBook:
    """Ours, and those of the packages that are installed. Raises: InputError if one of those is broken: nothing is
    judged without the rules of a company whose package is there."""
    found = REGISTRY.all()
    if found not in _BOOKS:
        _BOOKS[found] = RuleBook(found)
    return _BOOKS[found]
