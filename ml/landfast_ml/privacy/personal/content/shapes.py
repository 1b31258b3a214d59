"""Values that tell what they are by their shape: addresses of the network, identifiers, positions, files, plates."""

from __future__ import annotations

import ipaddress
import re

from landfast_ml.privacy.personal.content.view import View

EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^\W\d_]{2,}")
_MAC = re.compile(r"[0-9A-F]{2}([:-])[0-9A-F]{2}(\1[0-9A-F]{2}){4}|([0-9A-F]{4}\.){2}[0-9A-F]{4}", re.I)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{128}", re.I)
_POINT = re.compile(r"(?:POINT ?)?\(?\s*(-?\d{1,3}\.\d{2,})\s*[,; ]\s*(-?\d{1,3}\.\d{2,})\s*\)?", re.I)
_FILE = re.compile(r".*\.(?:jpe?g|png|gif|webp|bmp|tiff?|heic|wav|mp3|m4a|ogg|opus|flac|mp4|mov|avi|webm|wsq)", re.I)
_URL = re.compile(r"(?:https?|s3|gs|file)://\S+", re.I)
_BLOB = re.compile(r"[A-Za-z0-9+/=_-]{16,}|(?:-?\d+\.\d+[,; ]+)+-?\d+\.\d+|\[.*\]|data:.*", re.S)
_ID = re.compile(r"(?=(?:.*\d){2})[\w\-/. ]{3,64}")
_CLOCK = re.compile(r"\d{1,4}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?(?: ?Uhr)?")
_UNBROKEN = re.compile(r"\S+")
_POSTCODE = re.compile(
    r"(?:[A-Z]{1,2}-)?(?:\d{4,6}|\d{3} ?\d{2}|\d{2}-\d{3}|\d{4} ?[A-Z]{2}|\d{4}-\d{3}|\d{5}-\d{4})", re.I
)
_UK_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.I)
# Poland, the Netherlands, Portugal, Great Britain and Ireland: forms that hardly anything else has.
_SURE_POSTCODE = re.compile(
    r"\d{2}-\d{3}|[1-9]\d{3} ?[A-Z]{2}|\d{4}-\d{3}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[\dW] [\dA-Z]{4}"
)
_MASKED_CARD = re.compile(r"(?:(?:\d{4}|[*xX•]{4})[ -]?){3}\d{4}")
_VIN = re.compile(r"(?=.*\d)(?=.*[A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{17}", re.I)
_PLATE = re.compile(r"(?=.*[A-ZÄÖÜ])(?=.*\d)[A-ZÄÖÜ0-9][A-ZÄÖÜ0-9 ·:-]{2,11}", re.I)
# Such as few other things have: France, Germany, Great Britain, Spain.
_SURE_PLATE = re.compile(
    r"[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{1,4}[EH]?|"
    r"[A-Z]{2}\d{2} [A-Z]{3}|\d{4} [BCDF-HJ-NP-TV-Z]{3}"
)


def is_ip(value: str) -> bool:
    try:
        ipaddress.ip_address(value.partition("/")[0])
    except ValueError:
        return False
    return any(mark in value for mark in ".:") and not value.startswith("::")


def is_clock(value: str) -> bool:
    """A time of the day, or how long something took."""
    return bool(_CLOCK.fullmatch(value))


def is_mac(value: str) -> bool:
    return bool(_MAC.fullmatch(value))


def is_hash(value: str) -> bool:
    """What a pseudonym looks like: a digest is personal data as long as somebody can make it again."""
    return bool(_HASH.fullmatch(value))


def is_uuid(value: str) -> bool:
    return bool(_UUID.fullmatch(value))


def is_point(value: str) -> bool:
    """Latitude and longitude, in either order."""
    match = _POINT.fullmatch(value)
    if not match:
        return False
    one, two = float(match[1]), float(match[2])
    return abs(one) <= 180 and abs(two) <= 180 and min(abs(one), abs(two)) <= 90


def is_file(value: str) -> bool:
    """A picture, a sound, or where one lies."""
    return bool(_FILE.fullmatch(value) or _URL.fullmatch(value) or _BLOB.fullmatch(value))


def is_plate(value: str) -> bool:
    return bool(_PLATE.fullmatch(value))


def is_sure_plate(value: str) -> bool:
    return bool(_SURE_PLATE.fullmatch(value))


def is_masked_card(value: str) -> bool:
    """`**** **** **** 4242`"""
    return bool(_MASKED_CARD.fullmatch(value)) and not value.replace(" ", "").replace("-", "").isdecimal()


def is_vin(value: str) -> bool:
    return bool(_VIN.fullmatch(value))


def is_postcode(value: str) -> bool:
    return bool(_POSTCODE.fullmatch(value) or _UK_POSTCODE.fullmatch(value))


def is_sure_postcode(value: str) -> bool:
    return bool(_SURE_POSTCODE.fullmatch(value))


def is_id(value: str) -> bool:
    """Digits, maybe with letters and marks: what somebody numbers things with."""
    return bool(_ID.fullmatch(value)) and bool(_UNBROKEN.search(value))


def ids(view: View, least: float = 0.6) -> bool:
    """Identifiers of many, not measurements: whole numbers from a hundred on, or codes."""
    if view.yes_no or not (view.many or view.long):
        return False
    if view.numbers:
        return view.whole and max(map(abs, view.numbers)) >= 100
    return view.share(lambda value: is_id(value) or is_hash(value) or is_uuid(value)) >= least


def coordinates(view: View) -> bool:
    """Degrees with decimals, or points."""
    if view.share(is_point) >= 0.8:
        return True
    fine = [number for number in view.numbers if not number.is_integer()]
    return bool(view.numbers) and max(map(abs, view.numbers)) <= 180 and len(fine) >= len(view.numbers) / 2
