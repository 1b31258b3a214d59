"""Whether the values of a column are such as its header promises: `mobile` may hold numbers to dial, or gigabytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from landfast_ml.privacy.personal.content import codes, numbers, people, shapes, streets, values
from landfast_ml.privacy.personal.content.births import births
from landfast_ml.privacy.personal.content.view import View

_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}\.?(?: \d{1,2}[:.h]\d.*)?"
    r"|(?:19|20)\d{6}"
)
_BAND = re.compile(
    r"(?:(?:de|du|da|von|vom|van|od|from|entre|tra|ab|over|under|unter|über) )?"
    r"[<>≥≤]?=? ?[a-z]?\d{1,3}(?:[.,]?\d{3})*\+?"
    r"(?: ?(?:-|\u2013|/|to|bis|a|à|do|al|t/m|tot|y|e|et|und) ?[a-z]?\d{1,3}(?:[.,]?\d{3})*)?.{0,8}",
    re.I,
)
# Of a middle name; classes and grades are fewer.
_INITIAL, _FEWEST_INITIALS = re.compile(r"(?:[^\W\d_]\. ?){1,4}|[^\W\d_]{1,2}"), 10
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
# The end of a number, which is dialled in the house.
_EXTENSION = re.compile(r"-\d{2,6}")
# `29200 BREST`
_POSTCODE_PLACE = re.compile(r"(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{2}-\d{3}|\d{4} ?[A-Z]{2}) [^\W\d_][^\d]+")
_MASKED = re.compile(r"[\dXx*•-]*[Xx*•]{3,}[\dXx*• -]*\d{2,4}")


def _email(view: View) -> bool:
    return view.share(shapes.EMAIL.fullmatch) >= 0.5 or _hashed(view)


def _hashed(view: View) -> bool:
    return view.share(shapes.is_hash) >= 0.8


def _phone(view: View) -> bool:
    if view.share(_EXTENSION.fullmatch) >= 0.8:
        return True
    dialled = (view.many or view.long) and not view.small and view.share(numbers.looks_dialled) >= 0.6
    return dialled or _hashed(view)


def _text(view: View) -> bool:
    return not view.numbers and not view.yes_no and not _dates(view) and view.distinct > 2


def _name(view: View) -> bool:
    written = view.share(lambda value: len(value) > 1 and _LETTER.search(value)) >= 0.8
    coded = view.share(lambda value: len(_DIGIT.findall(value)) > len(_LETTER.findall(value))) >= 0.8
    whole = written and (not coded or _hashed(view)) and view.share(people.is_company) < 0.5
    return _text(view) and (whole or (view.distinct >= _FEWEST_INITIALS and view.share(_INITIAL.fullmatch) >= 0.9))


def _surely_name(view: View) -> bool:
    if not _text(view):
        return False
    return people.full_names(view) >= 0.4 or people.single_names(view) >= 0.6


def _username(view: View) -> bool:
    return _text(view) and view.many and view.share(lambda value: " " not in value) >= 0.8


def _address(view: View) -> bool:
    if view.share(shapes.is_uuid) >= 0.8:
        return False
    written = _text(view) and view.many and view.share(_LETTER.search) >= 0.6
    house = streets.house_numbers(view) or (_text(view) and streets.suffixes(view))
    return written or _surely_address(view) or house


def _surely_address(view: View) -> bool:
    if not _text(view):
        return False
    if streets.numbered(view):
        return True
    numbered = view.share(lambda value: _LETTER.search(value) and _DIGIT.search(value) and len(value) >= 6)
    return streets.share(view) >= 0.4 or (numbered >= 0.6 and view.words >= 2)


def _account(view: View) -> bool:
    """IBANs or numbers; a ledger's accounts have few digits."""
    return view.share(numbers.is_iban) >= 0.5 or (shapes.ids(view) and view.share(lambda value: len(value) > 5) >= 0.5)


def _card(view: View) -> bool:
    return numbers.cards(view) or shapes.ids(view) or view.share(_MASKED.fullmatch) >= 0.6


def _official(view: View) -> bool:
    """Numbers of authorities are long, and hardly two people have the same; a day is when one ends."""
    if view.kind == "date" or view.share(_DATE.fullmatch) >= 0.5:
        return False
    return (shapes.ids(view) and view.share(lambda value: len(value) >= 7) >= 0.8) or _hashed(view)


def _dates(view: View) -> bool:
    return view.kind == "date" or view.share(_DATE.fullmatch) >= 0.5


def _identifier(view: View) -> bool:
    if _dates(view):
        return False
    return shapes.ids(view) or view.share(shapes.is_mac) >= 0.6


def _device(view: View) -> bool:
    return view.share(lambda value: shapes.is_uuid(value) or shapes.is_hash(value) or shapes.is_mac(value)) >= 0.8


def _plate(view: View) -> bool:
    return _text(view) and view.share(shapes.is_plate) >= 0.6


def _vehicle(view: View) -> bool:
    return view.share(shapes.is_vin) >= 0.6 or (not view.numbers and not _dates(view) and shapes.ids(view, 0.8))


def _recording(view: View) -> bool:
    return _text(view) and view.share(shapes.is_file) >= 0.5


def _free_text(view: View) -> bool:
    return people.is_text(view) or (_text(view) and view.share(lambda value: value.count(" ") >= 2) > 0.3)


def _birth(view: View) -> bool:
    if view.share(_DATE.fullmatch) >= 0.5 or view.kind == "date":
        return True
    return view.whole and view.distinct > 2 and (_years(view) or max(view.numbers) <= 31)


def _years(view: View) -> bool:
    this_year = date.today().year
    return sum(1880 <= number <= this_year for number in view.numbers) >= 0.8 * len(view.numbers)


def _age(view: View) -> bool:
    if view.numbers:
        return view.distinct > 2 and min(view.numbers) >= 0 and 3 <= max(view.numbers) <= 130
    return _bands(view)


def _bands(view: View) -> bool:
    return not view.yes_no and view.share(_BAND.fullmatch) >= 0.6


def _few(view: View) -> bool:
    """Words or codes for something that takes few values."""
    return not view.yes_no and not _dates(view) and (not view.numbers or (view.whole and view.distinct <= 12))


def _family(view: View) -> bool:
    """Also allowances for children, which come in halves."""
    halves = view.distinct <= 12 and all((2 * number).is_integer() and 0 <= number < 10 for number in view.numbers)
    return _few(view) or (bool(view.numbers) and not view.yes_no and halves)


def _occupation(view: View) -> bool:
    """By words, or by the numbers of a classification."""
    written = _text(view) and view.share(_LETTER.search) >= 0.6 and view.share(shapes.is_uuid) < 0.5
    coded = view.kind == "category" and view.whole and 2 < view.distinct <= 1_000
    return written or coded


def _countries(view: View) -> bool:
    """By words, by letters, or by the numbers that statistics give them, of three digits."""
    return _few(view) or (view.whole and view.distinct <= 250 and max(view.numbers) <= 999)


def _surely_gender(view: View) -> bool:
    return values.listed(view, "gender") >= 0.6


def _surely_nationality(view: View) -> bool:
    return values.listed(view, "nationality") >= 0.5 or codes.countries(view)


def _postcode(view: View) -> bool:
    if view.numbers:
        return view.whole and view.distinct > 2 and 500 <= max(view.numbers) <= 999_999
    return view.share(shapes.is_postcode) >= 0.6 or view.share(_POSTCODE_PLACE.fullmatch) >= 0.8


def _surely_postcode(view: View) -> bool:
    """Five digits, or a form that hardly anything else has."""
    five = view.many and view.share(lambda value: len(value) == 5 and value.isdecimal()) >= 0.6
    return five or view.share(shapes.is_sure_postcode) >= 0.8


def _place(view: View) -> bool:
    return _text(view) and view.share(_LETTER.match) >= 0.8


def _place_or_key(view: View) -> bool:
    """Countries, departments and municipalities have numbers, too."""
    return _place(view) or (view.whole and view.distinct > 2)


def _status(view: View) -> bool:
    return values.listed(view, "marital_status") >= 0.6


def _typed(view: View) -> bool:
    """What somebody dials, written so: an identifier has no separators, and seldom a zero before it."""
    written = view.share(lambda value: value[:1] in "+0(" or " " in value) >= 0.8
    return not view.numbers and written and _phone(view)


def _login(view: View) -> bool:
    return view.many and view.share(people.is_login) >= 0.6


def _income(view: View) -> bool:
    if view.numbers:
        return view.distinct > 2
    return (_bands(view) and not _dates(view)) or values.listed(view, "levels") >= 0.8


def _network(view: View) -> bool:
    return view.share(shapes.is_ip) >= 0.5


_NUMERIC = frozenset({"numeric", "number", "integer"})
# No number is one of these.
_WRITTEN = frozenset({"email", "name", "username", "address", "ip_address", "licence_plate", "recording", "free_text"})
# Kind -> whether values fit a header that says it.
_FITS: dict[str, Callable[[View], bool]] = {
    "email": _email, "phone": _phone, "name": _name, "username": _username, "address": _address,
    "bank_account": _account, "payment_card": _card, "national_id": _official, "document_id": _official,
    "person_id": _identifier, "device_id": _identifier, "ip_address": _network, "licence_plate": _plate,
    "vehicle_id": _vehicle, "geolocation": shapes.coordinates, "recording": _recording, "free_text": _free_text,
    "birth_date": _birth, "age": _age, "gender": _few, "postcode": _postcode, "place": _place_or_key,
    "nationality": _countries, "marital_status": _family, "occupation": _occupation, "income": _income,
}  # fmt: skip
# Kind -> whether values show by themselves that a word of several meanings is meant so.
_SHOWS: dict[str, Callable[[View], bool]] = {
    "gender": _surely_gender, "name": _surely_name, "address": _surely_address, "payment_card": numbers.cards,
    "device_id": _device, "postcode": _surely_postcode, "nationality": _surely_nationality, "place": _place,
    "bank_account": lambda view: view.share(numbers.is_iban) >= 0.5,
    "geolocation": lambda view: view.share(shapes.is_point) >= 0.8,
    "free_text": lambda view: people.is_text(view) and people.speaks_of_people(view),
}  # fmt: skip


# Kind -> whether its values are such that a word which might be short for it means it.
_TELL: dict[str, Callable[[View], bool]] = {
    "gender": lambda view: _few(view) and values.listed(view, "gender") >= 0.9, "phone": _typed,
    "name": lambda view: view.many and len(view.values) > 3 and people.single_names(view) >= 0.75,
    "postcode": lambda view: view.share(shapes.is_sure_postcode) >= 0.8, "nationality": _surely_nationality,
    "birth_date": births, "marital_status": _status, "username": _login,
}  # fmt: skip


def tells(kind: str, view: View) -> bool:
    """The values alone nearly tell the kind."""
    if view.yes_no or view.empty:
        return False
    if kind in values.CATEGORIES:
        return values.share_of(view, kind, weak=True) >= 0.6
    return kind in _TELL and _TELL[kind](view)


def signs(view: View) -> frozenset[str]:
    """`fits:KIND`, `shows:KIND`, `tells:KIND`: for which kinds the values are such, whatever the header says."""
    if view.empty:
        return frozenset()
    found = {
        f"{word}:{kind}" for word, tests in (("fits", _FITS), ("shows", _SHOWS)) for kind in tests if tests[kind](view)
    }
    return frozenset(found | {f"tells:{kind}" for kind in _TELL if tells(kind, view)})


def fits(kind: str, view: View, *, sure: bool) -> bool:
    """Without values to look at, a header that is sure is believed if there are many different ones."""
    if view.empty:
        told = view.many or not view.distinct
        return sure and told and not view.yes_no and not (view.kind in _NUMERIC and kind in _WRITTEN)
    found = _FITS[kind] if sure else _SHOWS.get(kind, _FITS[kind])
    return found(view)
