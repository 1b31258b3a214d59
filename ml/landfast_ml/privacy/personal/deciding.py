"""From a column's header and values to a verdict, with its reason; the rest of its table is looked at in `tables`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from landfast_ml.privacy.personal.by_values import (
    births_by_values,
    blood_by_values,
    found,
    names_by_values,
    of_birth,
    special_by_values,
    text_by_values,
    titles_by_values,
)
from landfast_ml.privacy.personal.columns import ColumnSample, Guess
from landfast_ml.privacy.personal.content import numbers, people, shapes, streets, values
from landfast_ml.privacy.personal.content.view import View, view
from landfast_ml.privacy.personal.fitting import fits, tells
from landfast_ml.privacy.personal.kinds import KINDS
from landfast_ml.privacy.personal.learned import likely
from landfast_ml.privacy.personal.reading import Hit, Reading, read_header
from landfast_ml.privacy.personal.shortened import loosely
from landfast_ml.privacy.personal.words import NUMBER, common, vocabulary

_NEARLY_ALL = 0.9
# So likely of a person is a column that no rule has found: of those that nobody taught nineteen of twenty are.
_LIKELY, _MOST_KINDS = 0.65, 3
# Shorter are codes, where nothing in the header says a name.
_SHORTEST_NAME, _MOSTLY, _SOME_KNOWN, _MANY = 3, 0.7, 0.25, 100
# Values show them so well that unknown words beside them don't matter.
_OFTEN_WITH_MORE = ("birth_date", "postcode")
# A firm has an account, a shop an address.
_ALSO_OF_THINGS = ("name", "recording", "geolocation", "address", "bank_account")
# `contact_type`: of so few values it is the type that is told.
_CLASSES = 30
_MEDICAL = ("health", "genetic", "biometric")


def alone(column: ColumnSample) -> Guess:
    """What a column is by itself."""
    seen, header = view(column), read_header(column.name)
    for rule in _RULES:
        judged = rule(column.name, seen, header)
        if judged is not None:
            return judged
    return Guess(column.name, "none", "", "nothing in its header or values speaks of a person", 0.5)


def _by_shape(column: str, seen: View, header: Reading) -> Guess | None:
    """What values are by their shape alone, whatever the header says."""
    if seen.yes_no or seen.empty:
        return None
    for kind, says, holds in _SHAPES:
        if holds(seen, header):
            return found(column, kind, says, 0.95)
    country = "" if header.of_firm else numbers.national_id(seen)
    return found(column, "national_id", f"its values: valid as {country}", 0.95) if country else None


def _are(test: Callable[[str], bool], least: float) -> Callable[[View, Reading], bool]:
    return lambda seen, _header: seen.share(test) >= least


def _network(seen: View, header: Reading) -> bool:
    return seen.share(shapes.is_ip) >= 0.8 and (header.named("ip_address") or not header.of_thing)


def _phones(seen: View, header: Reading) -> bool:
    return not header.of_thing and numbers.phones(seen)


_SHAPES: tuple[tuple[str, str, Callable[[View, Reading], bool]], ...] = (
    ("email", "its values", lambda seen, _: seen.share(shapes.EMAIL.fullmatch) >= 0.5),
    ("bank_account", "its values: valid IBANs", _are(numbers.is_iban, 0.8)),
    ("device_id", "its values: hardware addresses", _are(shapes.is_mac, 0.8)),
    ("device_id", "its values: valid IMEIs", lambda seen, _: numbers.imeis(seen)),
    ("payment_card", "its values: card numbers that are masked", _are(shapes.is_masked_card, 0.8)),
    ("payment_card", "its values: valid card numbers", lambda seen, _: not seen.small and numbers.cards(seen)),
    ("ip_address", "its values", _network),
    ("geolocation", "its values", lambda seen, header: not header.of_thing and seen.share(shapes.is_point) >= 0.8),
    ("licence_plate", "its values", lambda seen, _: seen.many and seen.share(shapes.is_sure_plate) >= 0.9),
    ("phone", "its values", _phones),
    (
        "address",
        "its values: streets and numbers",
        lambda seen, header: not header.of_thing and streets.numbered(seen),
    ),
)


def _special_by_header(column: str, seen: View, header: Reading) -> Guess | None:
    for hit in header.hits:
        if KINDS[hit.kind].verdict != "special" or _is_of_something_else(hit, seen):
            continue
        if hit.sure:
            return found(column, hit.kind, "its header", 0.9)
        if _means_it(hit, seen):
            return found(column, hit.kind, "its header", 0.6)
    return None


def _is_of_something_else(hit: Hit, seen: View) -> bool:
    """A battery's health, a distance to the church, a car's insurance, how often a customer complained."""
    if (seen.numbers or seen.yes_no) and common("complaints").issuperset(hit.words):
        return True
    if hit.of_concrete_thing or (hit.of_thing and not hit.sure) or (hit.made and seen.measured):
        return True
    if hit.kind in _MEDICAL and hit.sure:
        return False
    if _of_many(seen) and NUMBER not in hit.rest:
        return True
    return hit.measured and bool(seen.numbers) and not hit.counted


def _of_many(seen: View) -> bool:
    """Rates and totals of whole peoples: 9.96 % are Catholic, 6,396 were sentenced."""
    coded = seen.whole and (seen.even or seen.kind == "category")
    return bool(seen.numbers) and not coded and (not seen.whole or max(seen.numbers) > 1_000)


def _means_it(hit: Hit, seen: View) -> bool:
    share = values.share_of(seen, hit.kind, weak=True) if hit.kind in values.CATEGORIES else 0.0
    if share >= 0.4:
        return True
    if hit.short or not common("need_values").isdisjoint(hit.words):
        return False
    return hit.alone and (seen.yes_no or not seen.numbers) and seen.distinct <= 100 and not values.are_of_things(seen)


def _personal_by_header(column: str, seen: View, header: Reading) -> Guess | None:
    for hit in header.hits if not header.of_firm else ():
        entry = KINDS[hit.kind]
        if entry.verdict == "special" or not is_about_somebody(hit, seen):
            continue
        if fits(hit.kind, seen, sure=hit.sure):
            return found(column, hit.kind, _by(seen), 0.9 if hit.sure else 0.75)
    return None


def is_about_somebody(hit: Hit, seen: View) -> bool:
    if (seen.yes_no and not seen.empty) or (seen.empty and hit.measured):
        return False
    if KINDS[hit.kind].identifies or hit.kind == "free_text":
        # Of an address the sort of street is a part.
        if hit.kind != "address" and seen.distinct <= _CLASSES and not common("classes").isdisjoint(hit.rest):
            return False
        # A phone's or a plate's number is somebody's; a name, a place and a picture may be a thing's.
        return not hit.of_thing or (hit.sure and hit.kind not in _ALSO_OF_THINGS)
    return _describes(hit)


def _describes(hit: Hit) -> bool:
    """What describes a person stands in a header of hardly anything else: an age, and not a machine's age."""
    if hit.counts_them:
        return False
    if hit.kind in _OFTEN_WITH_MORE and (hit.sure or hit.kind == "postcode"):
        return not hit.of_thing and not hit.measured
    rest = tuple(word for word in hit.rest if word not in common("amounts"))
    return hit.alone or (hit.kind == "income" and replace(hit, rest=rest).alone)


def _numbered_people(column: str, seen: View, header: Reading) -> Guess | None:
    """`customer #` and its like, and `customer` with numbers under it."""
    numbered = header.numbered and (header.has("people") or header.has("accounts"))
    numbered = numbered or (header.refers_to_people and seen.distinct >= _NEARLY_ALL * seen.rows)
    only = header.has("people") and all(_is_person_word(word) for word in header.words) and not header.plural
    if not (numbered or only) or (header.of_thing and not header.has("accounts")):
        return None
    if numbered and _refers(seen, header):
        return found(column, "person_id", _by(seen), 0.8)
    if numbered and tells("username", seen):
        return found(column, "username", _by(seen), 0.8)
    if fits("person_id", seen, sure=True) and (not only or numbered or not seen.empty):
        return found(column, "person_id", _by(seen), 0.85)
    return None


def _refers(seen: View, header: Reading) -> bool:
    """`teacher_id` may be small and come often: it is somebody's all the same. `no_teachers` counts them."""
    keyed = not common("keys").isdisjoint(header.written) and not header.plural
    return keyed and seen.whole and seen.distinct > 2 and min(seen.numbers) >= 0


def _is_person_word(word: str) -> bool:
    roles = vocabulary().roles
    return word in roles["people"] or word in roles["fillers"] or word.isdigit()


def _loosely_named(column: str, seen: View, header: Reading) -> Guess | None:
    """What its values nearly tell, and a word of its header might be short for."""
    if header.of_thing:
        return None
    meant = frozenset[str]().union(*map(loosely, header.words))
    for kind in KINDS:
        if kind in meant and tells(kind, seen):
            return found(column, kind, "its values, and letters of its header", 0.65)
    return None


def _as_labelled(column: str, seen: View, header: Reading) -> Guess | None:
    """As columns that people labelled: each trait says little, all together enough."""
    # A letter, and that it is a number, say nothing.
    if seen.empty or not any(word.isalpha() and len(word) > 1 for word in header.words):
        return None
    if seen.share(shapes.is_clock) >= _NEARLY_ALL:
        return None
    kinds, likelihood = likely(column, seen, header)
    kind = next((kind for kind in kinds[:_MOST_KINDS] if _may_be(kind, seen, header)), "")
    if not kind or likelihood < _LIKELY:
        return None
    return found(column, kind, "letters of its header and the form of its values", round(0.7 * likelihood, 2))


def _may_be(kind: str, seen: View, header: Reading) -> bool:
    """Special categories and numbers need a word that says so; other kinds fitting values, and no word against them."""
    if KINDS[kind].verdict == "special":
        ambiguous = common("need_values")
        told = (hit for hit in header.hits if hit.kind == kind and not hit.short and ambiguous.isdisjoint(hit.words))
        return seen.kind != "date" and any(not _is_of_something_else(hit, seen) for hit in told)
    if seen.numbers and not (header.named(kind) or (kind == "person_id" and header.numbered)):
        return False
    if header.of_thing and kind in _ALSO_OF_THINGS:
        return False
    if kind == "address" and not fits(kind, seen, sure=False):
        return False
    if kind == "name" and not _may_be_names(seen):
        return False
    if kind == "birth_date" and seen.kind == "category":
        return False
    plain = {hit.kind for hit in header.hits if not hit.short}
    return not seen.yes_no and (kind in plain or not plain) and fits(kind, seen, sure=True)


def _may_be_names(seen: View) -> bool:
    """Some are known, or parts of names, or all are one word with a capital of many; shorter ones are codes."""
    if values.listed(seen, "name_parts", least=2) >= _MOSTLY:
        return True
    known = max(people.full_names(seen), people.single_names(seen), seen.share(people.is_login))
    of_many = seen.distinct >= _MANY and seen.share(lambda value: value.isalpha() and value[0].isupper()) >= _NEARLY_ALL
    written = seen.share(lambda value: len(value) >= _SHORTEST_NAME) >= _MOSTLY
    return written and (known >= _SOME_KNOWN or of_many)


Rule = Callable[[str, View, Reading], "Guess | None"]
_RULES: tuple[Rule, ...] = (
    _by_shape, _special_by_header, special_by_values, blood_by_values, _personal_by_header, of_birth, _numbered_people,
    _loosely_named, names_by_values, titles_by_values, births_by_values, text_by_values, _as_labelled,
)  # fmt: skip


def _by(seen: View) -> str:
    return "its header" if seen.empty else "its header and values"
