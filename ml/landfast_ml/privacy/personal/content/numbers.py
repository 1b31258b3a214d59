"""Numbers that carry a check digit or a plan of their own: telephones, accounts, cards, national identifiers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module

from landfast_ml.privacy.personal.content.view import View

# Module of python-stdnum -> what it is. Those in which hardly anything else is valid come with letters or a date.
_STRICT = {
    "it.codicefiscale": "Italian codice fiscale", "fr.nir": "French NIR", "es.dni": "Spanish DNI",
    "es.nie": "Spanish NIE", "fi.hetu": "Finnish henkilötunnus", "ch.ssn": "Swiss AHV number",
    "be.nn": "Belgian national number", "ro.cnp": "Romanian CNP", "ie.pps": "Irish PPS number",
    "pt.cc": "Portuguese cartão de cidadão", "ee.ik": "Estonian isikukood", "lt.asmens": "Lithuanian asmens kodas",
    "si.emso": "Slovene EMŠO", "pl.pesel": "Polish PESEL", "gr.amka": "Greek AMKA", "bg.egn": "Bulgarian EGN",
    "cz.rc": "Czech or Slovak rodné číslo", "no.fodselsnummer": "Norwegian fødselsnummer",
    "is_.kennitala": "Icelandic kennitala", "se.personnummer": "Swedish personnummer",
    "at.vnr": "Austrian Versicherungsnummer",
}  # fmt: skip
# One number in ten or eleven is valid by chance: all of several must be.
_LOOSE = {
    "de.idnr": "German tax identification number", "nl.bsn": "Dutch BSN", "gb.nhs": "British NHS number",
    "hr.oib": "Croatian OIB",
}  # fmt: skip
# It has no check digit: https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110
_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]")
_DIGITS = re.compile(r"\d")
_PHONE = re.compile(r"[+(]?[\d(][\d ()/.·-]{4,22}\d(?: ?(?:x|ext\.?|-) ?\d{1,5})?")
# Hardly anything else begins so, whether anybody has the number or not.
_WITH_PLUS = re.compile(r"\+[1-9](?:[ ()/.-]*\d){8,14}")
_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?: .*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?: .*)?")
_REGIONS = (
    "DE", "FR", "IT", "ES", "NL", "PL", "GB", "AT", "BE", "CH", "PT", "IE", "GR", "SE", "DK", "NO", "FI", "CZ", "RO",
)  # fmt: skip
_SEPARATED = re.compile(r"\d[ /().-]+\d")
_ENOUGH = 0.9


def national_id(view: View) -> str:
    """Which country's number nearly all values are; empty if they are none."""
    if not view.many or view.share(lambda value: 8 <= len(value) <= 21 and len(_DIGITS.findall(value)) >= 6) < _ENOUGH:
        return ""
    for modules, least in ((_STRICT, 3), (_LOOSE, 6)):
        for module, says in modules.items():
            if len(view.values) >= least and view.share(_valid(module)) >= _ENOUGH:
                return says
    return "British National Insurance number" if view.share(_NINO.fullmatch) >= _ENOUGH else ""


def is_iban(value: str) -> bool:
    return value[:2].isalpha() and 15 <= len(value.replace(" ", "")) <= 34 and _valid("iban")(value)


def cards(view: View) -> bool:
    """Payment cards: 13 to 19 digits of a scheme, with Luhn's check digit."""
    return len(view.values) >= 4 and view.share(_is_card) >= _ENOUGH


def _is_card(value: str) -> bool:
    digits = re.sub(r"[ -]", "", value)
    return digits.isdecimal() and 13 <= len(digits) <= 19 and digits[0] in "23456" and _valid("luhn")(digits)


def imeis(view: View) -> bool:
    return len(view.values) >= 4 and view.share(lambda value: len(value) == 15 and _valid("imei")(value)) >= _ENOUGH


@cache
def _valid(module: str) -> Callable[[str], bool]:
    found = import_module(f"stdnum.{module}")
    if module == "pt.cc":
        return lambda value: _is_portuguese(value) and _judge(found.is_valid, value)
    return partial(_judge, found.is_valid)


def _judge(is_valid: Callable[[str], bool], value: str) -> bool:
    # What the libraries make of odd Unicode digits is not asked.
    return value.isascii() and bool(is_valid(value))


def _is_portuguese(value: str) -> bool:
    """python-stdnum takes any number of digits before the letters, and digits for letters: a French SIRET too."""
    return len(re.sub(r"[ -]", "", value)) == 12


def looks_dialled(value: str) -> bool:
    """Digits as telephones have them; whether somebody answers is another question."""
    return bool(_PHONE.fullmatch(value)) and not _DAY.fullmatch(value) and 6 <= len(_DIGITS.findall(value)) <= 16


def phones(view: View) -> bool:
    """Numbers that can be dialled, whatever the header says: of the world, or of one country and written so."""
    if view.many and view.share(_WITH_PLUS.fullmatch) >= 0.8:
        return True
    if view.numbers or not view.many or view.share(looks_dialled) < 0.8:
        return False
    if view.share(_is_international) >= 0.7:
        return True
    if view.share(_SEPARATED.search) < 0.5 or view.share(lambda value: value[0] in "+0(") < 0.8:
        return False
    return any(view.share(partial(_is_phone, region=region)) >= 0.8 for region in _REGIONS)


def _is_international(value: str) -> bool:
    return value.startswith(("+", "00")) and _is_phone("+" + value.lstrip("+0"), None)


def _is_phone(value: str, region: str | None) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(value, region))
    except phonenumbers.NumberParseException:
        return False
