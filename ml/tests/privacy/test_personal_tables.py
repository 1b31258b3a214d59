"""Personal columns by the table that they stand in, and kinds of header that were missed."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from labelled_headers import one

from landfast_ml.privacy.personal import KINDS, ColumnSample, guess

PEOPLE = (
    ColumnSample("nachname", "text", ["Nowak", "Rossi", "Meyer", "Dubois"], 400, 500),
    ColumnSample("geburtsdatum", "date", ["1949-03-12", "1968-11-02", "1999-08-17"], 480, 500),
    ColumnSample("geschlecht", "category", ["m", "w", "d"], 3, 500),
)


def test_a_region_is_somebody_s_in_a_table_about_people() -> None:
    region = ColumnSample("kanton", "category", ["Bern", "Uri", "Tessin"], 9, 500)
    assert guess([region])[0].verdict == "none"
    *_, found = guess([*PEOPLE, region])
    assert (found.kind, found.verdict) == ("place", "personal")
    assert "beside what else the table says of people" in found.reason
    things = [ColumnSample(name, "text", ["a1", "b2", "c3"], 400, 500) for name in ("produkt", "marke", "sku")]
    assert guess([*things, region])[-1].verdict == "none"


def test_a_number_of_each_row_of_people_is_theirs() -> None:
    numbers = ColumnSample("meldescheinnr", "text", ["MS-24-00012", "MS-24-00013", "MS-24-04410"], 500, 500)
    assert guess([numbers])[0].verdict == "none"
    assert guess([*PEOPLE, numbers])[-1].kind == "person_id"
    orders = ColumnSample("bestellung_nr", "text", ["B-00012", "B-00013", "B-04410"], 500, 500)
    assert guess([*PEOPLE, orders])[-1].verdict == "none"


def test_what_all_headers_begin_with_is_no_word_of_theirs() -> None:
    columns = [ColumnSample(f"mgl{one.name}", one.kind, one.samples, one.distinct, one.rows) for one in PEOPLE]
    columns += [
        ColumnSample("mglort", "category", ["Mondsee", "Salzburg", "Linz"], 14, 500),
        ColumnSample("mglbeginn", "date", ["1998-09-01", "2015-01-01"], 200, 500),
    ]
    found = guess(columns)
    assert [one.kind for one in found] == ["name", "birth_date", "gender", "place", ""]
    assert [one.column for one in found] == [column.name for column in columns]


@pytest.mark.parametrize(
    ("header", "kind", "samples"),
    [
        ("Notfallkontakt", "name", ["Petra Sauer (Ehefrau) 0171 4412900", "Vater: Ali Arslan", "Jana Reinders"]),
        ("purchaser", "name", ["Hannah Lindqvist", "Peter Okafor", "Zoë Martens", "Tariq Hussain"]),
        ("mmg", "name", ["dott.ssa Neri Paola", "dott. Conti", "dott. Russo A."]),
        ("id_przełożonego", "person_id", ["12", "44", "103", "7"]),
        ("gbageslacht", "gender", ["1", "2", "9"]),
        ("smsalertnumber", "phone", ["+447700900123", "+447700900456", "+447700900789"]),
        ("karte_alt", "payment_card", ["**** **** **** 4242", "**** **** **** 1881", "**** **** **** 0005"]),
        ("n_secu", "national_id", ["1 84 12 75 108 123 91", "2 91 03 78 112 044 58", "1 75 05 69 123 001 41"]),
        ("zasilek_kwota", "income", ["1491.90", "1171.60", "880.10"]),
        ("efternamn", "name", ["Lindström", "Åkesson", "Hosseini"]),
        ("psč", "postcode", ["602 00", "702 00", "110 00"]),
        ("income_cd", "income", ["Low", "Medium", "High"]),
    ],
)
def test_kinds_that_were_missed(header: str, kind: str, samples: list[str]) -> None:
    distinct = 3 if kind in ("gender", "income") and len(samples) == 3 else 500
    assert one(header, samples, distinct=distinct).kind == kind


@pytest.mark.parametrize(
    ("header", "samples", "kind"),
    [
        ("mandat_debut", ["18/05/2020", "28/06/2020", "01/07/2021"], "date"),
        ("no_of_teachers", ["12", "44", "103"], "numeric"),
        ("rufname_hund", ["Bello", "Kira", "Aika"], "text"),
        ("sprache", ["NL", "FR", "DE"], "category"),
        ("MatNr", ["4000-112", "4000-118", "5120-007"], "text"),
    ],
)
def test_what_more_words_must_not_take_for_somebody_s(header: str, samples: list[str], kind: str) -> None:
    assert one(header, samples, kind, distinct=40).verdict == "none"


LANGUAGES = {"en", "de", "fr", "it", "es", "nl", "pl", "cs", "sv", "no", "pt"}


def test_what_one_language_has_a_word_for_each_has() -> None:
    text = files("landfast_ml.privacy.personal").joinpath("lists", "concepts.toml").read_text(encoding="utf-8")
    concepts = tomllib.loads(text)
    assert len(concepts) > 80
    for name, concept in concepts.items():
        assert concept["says"] in KINDS, name
        assert concept["as"] in ("sure", "maybe", "with_people"), name
        assert {language for language in concept if concept[language] and language in LANGUAGES} == LANGUAGES, name


@pytest.mark.parametrize(
    ("header", "kind", "samples"),
    [
        ("id", "person_id", ["1", "17", "88"]),
        ("znacka", "person_id", ["PLZ-12-044", "KLA-12-101", "ROK-13-002"]),
        ("preferred_gender", "gender", ["F", "M", "X"]),
        ("kod", "postcode", ["26-600", "33-100", "30-001"]),
        ("num", "address", ["12", "4a", "210"]),
        ("NAISS_ADH", "birth_date", ["1999-02-01", "1984-10-30", "2005-05-12"]),
    ],
)
def test_what_stands_beside_people_is_theirs(header: str, kind: str, samples: list[str]) -> None:
    distinct = {"person_id": 500, "gender": 3}.get(kind, 60)
    column = ColumnSample(header, "category" if distinct == 3 else "text", samples, distinct, 500)
    assert guess([*PEOPLE, column])[-1].kind == kind


def test_a_place_is_a_thing_s_where_nobody_is_named() -> None:
    plots = [
        ColumnSample("municipio", "category", ["Lorca", "Totana", "Mula"], 40, 500),
        ColumnSample("superficie", "numeric", ["1200.5", "88.0", "10440.2"], 480, 500),
        ColumnSample("uso", "category", ["Residencial", "Agrario", "Industrial"], 8, 500),
        ColumnSample("plantas", "numeric", ["1", "2", "3"], 4, 500),
        ColumnSample("actualizado", "date", ["2023-04-01", "2024-02-11"], 300, 500),
    ]
    assert {one.verdict for one in guess(plots)} == {"none"}
    found = guess([*plots, *PEOPLE])
    assert found[0].kind == "place"
    assert guess(plots[:1])[0].kind == "place"


@pytest.mark.parametrize(
    ("header", "samples", "kind"),
    [
        ("contact_type", ["TEL", "LET", "VIS"], "category"),
        ("failure_code", ["E12", "E40", "E77"], "category"),
        ("mål", ["Spela tre låtar utantill", "Lära sig noter", "Konsert i maj", "Anna spelar solo"], "text"),
        ("date_fin", ["2024-12-31", "2025-06-30"], "date"),
        ("Rudern_2000m", ["6:42.1", "7:10.8", "6:58.0"], "text"),
    ],
)
def test_what_only_looks_like_somebody_s(header: str, samples: list[str], kind: str) -> None:
    assert one(header, samples, kind, distinct=20).verdict == "none"


def test_blood_groups_are_no_grades() -> None:
    assert one("f3", ["O+", "AB-", "B+"], "category", 8).kind == "health"
    assert one("f3", ["A+", "A-", "B+"], "category", 6).verdict == "none"
