"""Which changes force a new resource: SDKv2's ForceNew, with its exact meaning for blocks."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.provider.tree import Block, Nested, ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.plan.conditions import forces
from landfast.rehearsal.doors.terraform.values import UNKNOWN

# SchemaAttribute names and list indexes; it ends at a set, whose elements have no address.
Path = tuple[str | int, ...]


def replacements(type_: ResourceType, prior: Object, planned: Object) -> Iterator[Path]:
    """Paths of the changes that cannot be made in place."""
    yield from _block(type_.name, type_.block, prior, planned, ())


def _block(type_name: str, block: Block, prior: Object, planned: Object, path: Path) -> Iterator[Path]:
    for name, attribute in block.attributes.items():
        old, new = prior.get(name), planned.get(name)
        if old != new and (attribute.force_new or forces(type_name, attribute.path, old, new)):
            yield (*path, name)
    for name, nested in block.blocks.items():
        yield from _nested(type_name, nested, prior.get(name), planned.get(name), (*path, name))


def _nested(type_name: str, nested: Nested, prior: object, planned: object, path: Path) -> Iterator[Path]:
    if prior == planned or nested.nesting not in ("list", "set"):
        return
    before = prior if isinstance(prior, list) else []
    if not isinstance(planned, list):
        # The number of blocks is known after apply: it may change.
        if planned is UNKNOWN and nested.force_new:
            yield path
        return
    if nested.force_new and len(before) != len(planned):
        yield path
    if nested.nesting == "set":
        if _set_replaces(nested, before, planned):
            yield path
        return
    for index, (old, new) in enumerate(zip(before, planned, strict=False)):
        if old is UNKNOWN or new is UNKNOWN:
            continue
        yield from _block(type_name, nested.block, old, new, (*path, index))
    yield from _added_or_removed(nested, before, planned, path)


def _set_replaces(nested: Nested, before: list[Object], planned: list[Object]) -> bool:
    """A changed element of a set is one removed and one added: each of its ForceNew children differs from nothing."""
    changed = [element for element in before if element not in planned]
    changed += [element for element in planned if element not in before]
    return any(_has_forced(nested.block, element) for element in changed)


def _added_or_removed(nested: Nested, before: list[Object], planned: list[Object], path: Path) -> Iterator[Path]:
    """A ForceNew child of a block that comes or goes changes from or to nothing."""
    rest = before[len(planned) :] or planned[len(before) :]
    if any(_has_forced(nested.block, element) for element in rest):
        yield path


def _has_forced(block: Block, element: object) -> bool:
    if not isinstance(element, dict):
        return False
    empty: tuple[object, ...] = (None, "", [], {})
    if any(
        attribute.force_new and attribute.configurable and element.get(name) not in empty
        for name, attribute in block.attributes.items()
    ):
        return True
    for name, nested in block.blocks.items():
        inner = element.get(name)
        if isinstance(inner, list) and any(_has_forced(nested.block, item) for item in inner):
            return True
    return False
