"""The type that several values have in common: of the two sides of a condition, of the items of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from landfast.check.evaluate.types import (
    ANY,
    OPEN,
    STRING,
    ValueType,
    list_type,
    map_type,
    object_type,
    set_type,
    tuple_type,
)

_WIDE = ("any", "open")
_COLLECTIONS: dict[str, Callable[[ValueType], ValueType]] = {"list": list_type, "map": map_type, "set": set_type}


def unify(types: Sequence[ValueType]) -> ValueType | None:
    """The type that all can be turned into; None if there is none. ANY where it hangs on one that is not known."""
    if not types:
        return None
    types = list(dict.fromkeys(types))
    if len(types) == 1:
        return types[0]
    kinds: set[str] = {type_.kind for type_ in types}
    if OPEN in types:
        return _open(types, kinds)
    special = _of_one_kind(types, kinds)
    if special is not None:
        return special
    structural = kinds - {"any"}
    if structural in ({"object"}, {"tuple"}, {"list"}, {"map"}, {"set"}) or kinds >= {"object", "tuple"}:
        return None
    return next((wanted for wanted in _preferred(types) if all(convertible(type_, wanted) for type_ in types)), None)


def _open(types: Sequence[ValueType], kinds: set[str]) -> ValueType | None:
    """Where something is not known: a string stays one, what else is known may have to become one."""
    if kinds <= {"any", "bool", "number", "open", "string"}:
        return STRING if "string" in kinds else OPEN
    return None if unify([type_ for type_ in types if type_ != OPEN]) is None else OPEN


def _of_one_kind(types: Sequence[ValueType], kinds: set[str]) -> ValueType | None:
    known = kinds - {"any"}
    if known == {"list", "tuple"}:
        return _with(types, "tuple", _tuples_as_list, "list")
    if known == {"map", "object"}:
        return _with(types, "object", _objects_as_map, "map")
    if len(known) == 1 and "any" in kinds and known <= {"list", "map", "object", "set", "tuple"}:
        return ANY
    if known == {"tuple"}:
        return _tuples(types)
    if known == {"object"}:
        return _objects(types)
    kind = next(iter(known))
    if len(known) == 1 and kind in _COLLECTIONS:
        item = unify([type_.item for type_ in types])
        return item and _COLLECTIONS[kind](item)
    return None


def _with(
    types: Sequence[ValueType], kind: str, collected: Callable[[Sequence[ValueType]], ValueType | None], wanted: str
) -> ValueType | None:
    """With those of a kind taken as the one collection that they make; None if no collection comes of it."""
    one = collected([type_ for type_ in types if type_.kind == kind])
    found = unify([one if type_.kind == kind else type_ for type_ in types]) if one is not None else None
    return found if found is not None and found.kind in (wanted, "any") else None


def _tuples(types: Sequence[ValueType]) -> ValueType | None:
    if len({len(type_.parts) for type_ in types}) > 1:
        return _tuples_as_list(types)
    items = [unify(column) for column in zip(*(type_.parts for type_ in types), strict=True)]
    if any(item is None for item in items):
        return None
    found = tuple_type([item for item in items if item is not None])
    return found if all(convertible(type_, found) for type_ in types) else _tuples_as_list(types)


def _tuples_as_list(types: Sequence[ValueType]) -> ValueType | None:
    item = unify([part for type_ in types for part in type_.parts])
    found = item and list_type(item)
    return found if found and all(convertible(type_, found) for type_ in types) else None


def _objects(types: Sequence[ValueType]) -> ValueType | None:
    if len({type_.names for type_ in types}) > 1:
        return _objects_as_map(types)
    columns = zip(*(type_.parts for type_ in types), strict=True)
    attributes = {name: unify(column) for name, column in zip(types[0].names, columns, strict=True)}
    if any(attribute is None for attribute in attributes.values()):
        return None
    found = object_type({name: part for name, part in attributes.items() if part is not None})
    return found if all(convertible(type_, found) for type_ in types) else _objects_as_map(types)


def _objects_as_map(types: Sequence[ValueType]) -> ValueType | None:
    item = unify([part for type_ in types for part in type_.parts])
    found = item and map_type(item)
    return found if found and all(convertible(type_, found) for type_ in types) else None


def _preferred(types: Sequence[ValueType]) -> list[ValueType]:
    """The more general first: a string before a number, a list before a set, what is not known last."""
    order = {"string": 0, "number": 1, "bool": 1, "list": 2, "tuple": 3, "set": 4, "map": 5, "object": 6, "any": 7}
    return sorted(dict.fromkeys(types), key=lambda type_: order[type_.kind])


def convertible(given: ValueType, wanted: ValueType) -> bool:
    """Whether values of a type can be turned into another; that of one value may fail all the same."""
    if wanted.kind in _WIDE or given.kind in _WIDE or given == wanted:
        return True
    if given.is_primitive and wanted.is_primitive:
        return "string" in (given.kind, wanted.kind)
    rule = _RULES.get((given.kind, wanted.kind))
    return rule is not None and rule(given, wanted)


def _items(given: ValueType, wanted: ValueType) -> bool:
    return convertible(given.item, wanted.item)


def _parts(given: ValueType, wanted: ValueType) -> bool:
    """Of a tuple or an object, into a collection."""
    item = wanted.item
    if item.kind == "any" and given.parts:
        common = unify(given.parts)
        return common is not None
    return all(convertible(part, item) for part in given.parts)


def _each(given: ValueType, wanted: ValueType) -> bool:
    same = len(given.parts) == len(wanted.parts)
    return same and all(convertible(one, other) for one, other in zip(given.parts, wanted.parts, strict=True))


def _attributes(given: ValueType, wanted: ValueType) -> bool:
    there = given.attributes
    return all(
        convertible(there[name], part) if name in there else name in wanted.optional
        for name, part in wanted.attributes.items()
    )


def _of_map(given: ValueType, wanted: ValueType) -> bool:
    return all(convertible(given.item, part) or name in wanted.optional for name, part in wanted.attributes.items())


_RULES: dict[tuple[str, str], Callable[[ValueType, ValueType], bool]] = {
    ("list", "list"): _items,
    ("list", "set"): _items,
    ("set", "list"): _items,
    ("set", "set"): _items,
    ("map", "map"): _items,
    ("tuple", "list"): _parts,
    ("tuple", "set"): _parts,
    ("tuple", "tuple"): _each,
    ("object", "map"): _parts,
    ("object", "object"): _attributes,
    ("map", "object"): _of_map,
}
