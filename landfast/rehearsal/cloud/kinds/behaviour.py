"""What a kind of resource can do that others don't: the one thing that its file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import already_exists
from landfast.rehearsal.cloud.store import Store

Rule = Callable[[Call, Store], None]
Effect = Callable[[Call, Store], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """The API's words for a name that is taken; they may hold {name}, {last} (its last segment) and {project}."""

    words: str = "Resource '{name}' already exists"
    reason: str = "alreadyExists"

    def check(self, call: Call, standing: bool) -> None:
        if standing:
            last = call.name.rsplit("/", 1)[-1]
            text = self.words.format(name=call.name, last=last, project=call.project)
            raise already_exists(text, self.reason)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Everything is optional: a kind without a behaviour is made, changed and removed by the facts alone.

    `settled` gives fields of a new resource that follow from what else stands, in the place of those of the call.
    `named` gives a new resource's name and the fields that say it; its number counts up while the name is taken.
    `computed` gives fields that follow from others; only those that the call leaves out are taken.
    `inside` gives whole fields, in whose blocks something is computed: they stand in the place of those of the call.
    `then` is what else changes after a create or an update, `deleted` what a delete does instead of removing it.
    `refuses` are rules of this kind alone, after those of all kinds.
    `unique` stands for the rule on taken names; `adopted`: what stands already is taken over, never refused.
    `refers` maps fields to the kinds that they name by name or path: those must stand.
    `holds` are kinds that go with it: (kind, its field, the field of this one that is in it; empty for its name).
    `holds_below` are kinds that go with it where their names begin with its own and a slash.
    `reserved_days`: how long its name stays taken after it is gone; `reserves`: of which ones, by their fields.
    """

    settled: Callable[[Call, Store], Object] | None = None
    named: Callable[[Object, int], tuple[str, Object]] | None = None
    computed: Callable[[Call], Object] | None = None
    inside: Callable[[Call], Object] | None = None
    then: Effect | None = None
    deleted: Effect | None = None
    refuses: tuple[Rule, ...] = ()
    unique: Rule | None = None
    adopted: bool = False
    taken: Taken = Taken()
    refers: Mapping[str, str] = field(default_factory=dict)
    holds: tuple[tuple[str, str, str], ...] = ()
    holds_below: tuple[str, ...] = ()
    reserved_days: int = 0
    reserves: Callable[[Object], bool] = lambda _fields: True
