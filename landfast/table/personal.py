"""Which columns are likely about persons: by their names, in the languages of the EU's larger countries, and by their values."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Kind = Literal["identifies", "describes", "special"]


@dataclass(frozen=True, slots=True)
class Likely:
    """`identifies` a person by itself, `describes` one (with others it may identify), or is of a `special` category."""

    kind: Kind
    what: str


# Whole words of a column's name. English, German, French, Spanish, Italian, Dutch, Polish.
_NAMES: tuple[tuple[Kind, str, str], ...] = (
    ("identifies", "an e-mail address", "email mail e_mail courriel correo posta"),
    ("identifies", "a telephone number", "phone telephone tel mobile telefon handy telefono telefoon komorka"),
    ("identifies", "a person's name", "surname firstname lastname forename fullname vorname nachname prenom apellido "
     "cognome achternaam voornaam imie nazwisko first_name last_name full_name given_name family_name"),
    ("identifies", "an address", "street address strasse adresse rue calle via indirizzo straat adres ulica"),
    ("identifies", "a bank account", "iban bic kontonummer account_number"),
    ("identifies", "a national number", "ssn passport ausweis pesel bsn nir dni nif steuernummer codice_fiscale "
     "social_security_number national_id tax_id nhs_number"),
    ("identifies", "a network address", "ip ip_address mac_address"),
    ("identifies", "a number plate", "licence_plate license_plate kennzeichen"),
    ("describes", "a date of birth", "birth birthday birthdate dob geburtsdatum geburtstag naissance nacimiento "
     "nascita geboortedatum urodzenia date_of_birth"),
    ("describes", "an age", "age alter edad eta leeftijd wiek"),
    ("describes", "a gender", "gender sex geschlecht sexe sexo sesso geslacht plec"),
    ("describes", "a place", "postcode zip zipcode plz city town ort ville ciudad citta stad miasto latitude "
     "longitude lat lon lng postal_code code_postal"),
    ("describes", "a nationality", "nationality citizenship nationalitaet nationalite"),
    ("describes", "an income", "income salary wage gehalt lohn einkommen revenu salaire sueldo salario pensja"),
    ("describes", "a family status", "marital marriage spouse children familienstand"),
    ("describes", "an occupation", "occupation job profession beruf metier"),
    ("special", "health", "health diagnosis disease icd icd10 symptom medication diagnose krankheit maladie salud "
     "salute gezondheid zdrowie pregnant disability smoker"),
    ("special", "genetic or biometric data", "genome gene dna fingerprint biometric face"),
    ("special", "ethnic origin", "ethnicity race ethnic ethnie herkunft"),
    ("special", "religion or belief", "religion belief konfession"),
    ("special", "political opinion", "party political"),
    ("special", "union membership", "union gewerkschaft syndicat"),
    ("special", "sex life or orientation", "orientation sexuality"),
)  # fmt: skip
_BY_NAME = {word: Likely(kind, what) for kind, what, words in _NAMES for word in words.split()}

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an e-mail address", re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")),
    ("a bank account", re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?")),
    ("a telephone number", re.compile(r"(?:\+|00)[0-9][0-9 ()/.-]{6,18}[0-9]")),
    ("a network address", re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}")),
)
_ENOUGH = 0.5


def likely_personal(name: str, values: Collection[str]) -> Likely | None:
    """What a column of this (normalised) name and these distinct values most likely says of a person, or None."""
    by_values = next((what for what, pattern in _PATTERNS if _share(pattern, values) >= _ENOUGH), None)
    if by_values:
        return Likely("identifies", by_values)
    words = name.split("_")
    pairs = ["_".join(words[at : at + size]) for size in (3, 2) for at in range(len(words) - size + 1)]
    # An identifier of something else (`plan_age_group`) still describes: a person confirms.
    return next((_BY_NAME[word] for word in (name, *pairs, *words) if word in _BY_NAME), None)


def _share(pattern: re.Pattern[str], values: Collection[str]) -> float:
    return sum(bool(pattern.fullmatch(value)) for value in values) / len(values) if values else 0.0
