"""Personal and special-category columns: by their words and values, and on whatever else a table holds."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled_headers import labelled, one

from landfast_ml.privacy.personal import KINDS, ColumnSample, Said, guess, overridden

ANY_TEXT = st.text(max_size=40) | st.text(alphabet="0123456789 +-/.,@:;#\n", max_size=40)
COLUMNS = st.builds(
    ColumnSample,
    name=ANY_TEXT | st.sampled_from([case.column.name for case in labelled("headers.tsv")]),
    kind=st.sampled_from(["numeric", "boolean", "category", "date", "text", "other"]),
    samples=st.lists(ANY_TEXT, max_size=12),
    distinct=st.integers(0, 10_000),
    rows=st.integers(0, 10_000),
)


@pytest.mark.parametrize(
    ("header", "kind", "samples"),
    [
        ("surnm", "name", ["Bailey", "Osei", "McCarthy", "Singh"]),
        ("natté", "nationality", ["FRA", "MAR", "PRT"]),
        ("sit_fam", "marital_status", ["C", "M", "D", "V"]),
        ("fam_nom", "name", ["Lefebvre", "Moreau", "Nguyen"]),
        ("marstat", "marital_status", ["S", "M", "D", "W"]),
        ("GdB", "health", ["0", "30", "50", "80"]),
        ("prof.ne", "occupation", ["impiegato", "infermiera", "muratore"]),
        ("n°_adh", "person_id", ["20411", "20418", "21007"]),
        ("cust_ref", "person_id", ["C-100482", "C-100517", "C-101204"]),
        ("dt_naisc", "birth_date", ["12/03/1961", "04/11/1987", "30/06/1999"]),
        ("fecnacim", "birth_date", ["12/03/1961", "04/11/1987", "30/06/1999"]),
        ("telPriv", "phone", ["0561 8809112", "0171/4459021", "05541-77812"]),
        ("tel_nst", "phone", ["-2231", "-4410", "-1170"]),
        ("kod poczt.", "postcode", ["26-600", "38-500", "25-001"]),
        ("cd_nat", "nationality", ["FR", "DZ", "PT", "MA"]),
        ("nr_dow", "document_id", ["ABC123456", "CBR889021", "DDA004512"]),
        ("kofes", "religion", ["ev", "rk", "ak"]),
        ("hausnr_zus", "address", ["a", "b", "bis"]),
        ("cp_ville", "postcode", ["29200 BREST", "35000 RENNES", "69003 LYON"]),
    ],
)
def test_words_as_offices_shorten_them(header: str, kind: str, samples: list[str]) -> None:
    assert one(header, samples).kind == kind


@pytest.mark.parametrize(
    ("header", "kind", "samples"),
    [
        ("GBDAT", "birth_date", ["19720814", "19881203", "19650227"]),
        ("famst", "marital_status", ["0", "1", "2", "3"]),
        ("KONFE", "religion", ["05", "02", "00"]),
        ("PID.5.1", "name", ["Whittaker", "Osei", "Campbell"]),
        ("pid_19", "national_id", ["281-33-1190", "440-12-9981", "102-55-4431"]),
    ],
)
def test_fields_of_systems_are_known_by_their_names(header: str, kind: str, samples: list[str]) -> None:
    assert one(header, samples, distinct=6 if len(samples[0]) < 3 else 500).kind == kind


@pytest.mark.parametrize(
    ("header", "samples"),
    [
        ("ust_idnr", ["DE129273398", "DE811569869", "ATU12345675"]),
        ("nazwa_kontr", ["Stalmex Sp. z o.o.", "Budrem S.A.", "Kowal i Synowie"]),
        ("gegen_kto", ["8400", "3400", "1200", "4930"]),
        ("bedr_naam", ["Post Bouw BV", "Hendriks Techniek BV", "Havenbedrijf NV"]),
        ("sd_disc", ["0.125", "0.333", "0.875"]),
        ("port_no", ["22", "443", "8080"]),
        ("d_zatr", ["2011-03-01", "2019-09-16", "2022-05-01"]),
    ],
)
def test_what_looks_shortened_and_is_of_no_person(header: str, samples: list[str]) -> None:
    assert one(header, samples).verdict == "none"


def test_dates_that_are_spread_as_births_are() -> None:
    births = ["1949-03-12", "1968-11-02", "1981-05-30", "1999-08-17", "1957-01-23"]
    assert one("col_4", births, "date").kind == "birth_date"
    assert one("built", births, "date").verdict == "none"
    assert one("col_4", [f"{year}-01-01" for year in range(1950, 2020)], "date").verdict == "none"
    assert one("col_4", [f"202{year}-0{year + 1}-1{year}" for year in range(7)], "date").verdict == "none"


def test_what_a_column_holds_under_a_header_that_says_nothing() -> None:
    assert one("x1", ["M", "F", "U"], "category", 3).kind == "gender"
    assert one("x2", ["married", "divorced", "widowed"], "category", 3).kind == "marital_status"
    assert one("x3", ["QQ123456C", "JG103759A", "AB123456C"]).verdict == "none"
    assert one("x3", ["JG103759A", "AB123456C", "PX771204D"]).kind == "national_id"
    assert one("x4", ["asthme", "allergie arachide", "aucun"], "category", 3).kind == "health"


def test_a_shortened_thing_is_no_person() -> None:
    assert one("prod_nr", ["100-4471", "100-4482", "220-9001"]).verdict == "none"
    assert one("est_pedido", ["C", "E", "P", "A"], "category", 5).verdict == "none"
    assert one("age_bat", ["12", "45", "110"], "numeric").verdict == "none"
    assert one("n_siret", ["73282932000074", "55208131766522", "40483304800022"]).verdict == "none"


def test_what_values_say_under_a_header_that_says_nothing() -> None:
    assert one("f7", ["ramipril 5 mg", "metformin 1000 mg", "none", "levothyroxine 75 mcg"]).kind == "health"
    assert one("f8", ["Herr", "Frau", "divers"], "category", 3).kind == "gender"
    assert one("f9", ["C/ Larga 4", "Avda. Álamos 18", "Pza. Puerto 9", "Camino Viejo 33"]).kind == "address"


@settings(max_examples=200)
@given(st.lists(COLUMNS, max_size=4))
def test_any_table_gets_one_line_a_column(columns: list[ColumnSample]) -> None:
    found = guess(columns)
    assert [each.column for each in found] == [column.name for column in columns]
    for each in found:
        assert each.verdict in ("personal", "special", "none")
        assert each.reason
        assert "\n" not in each.reason
        assert 0 <= each.confidence <= 1
        assert each.kind in KINDS or each.verdict == "none"


@settings(max_examples=100)
@given(st.lists(COLUMNS, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_no_order_changes_a_verdict(columns: list[ColumnSample], random: Random) -> None:
    shuffled = []
    for column in columns:
        samples = list(column.samples)
        random.shuffle(samples)
        shuffled.append(ColumnSample(column.name, column.kind, samples, column.distinct, column.rows))
    assert guess(shuffled) == guess(columns)
    assert guess(columns[::-1]) == guess(columns)[::-1]


@pytest.mark.parametrize(
    "header", ["customer_no", "CustomerNo", "CUSTOMER NO", "Kunden-Nr.", "kundennummer", "KUNDENNUMMER"]
)
def test_one_header_in_all_its_spellings(header: str) -> None:
    assert one(header, ["100234", "208811", "300119"]).kind == "person_id"


@pytest.mark.parametrize("header", ["Straße", "strasse", "STRASSE", "Wohn-Adresse", "wohnadresse"])
def test_umlauts_and_compounds(header: str) -> None:
    assert one(header, ["Hauptstr. 3", "Ringweg 12", "Am Bach 4"]).kind == "address"


def test_the_same_header_by_what_it_holds() -> None:
    assert one("name", ["Anna Schmidt", "Bernd Meier", "Clara Vogt"]).kind == "name"
    assert one("name", ["Basic 5GB", "Premium XL", "Family Pack"], "category", 5).verdict == "none"
    assert one("via", ["Via Roma 3", "Corso Italia 12", "Via Dante 9"]).kind == "address"
    assert one("via", ["web", "shop", "phone"], "category", 3).verdict == "none"
    assert one("mobile", ["0171 2345678", "0152 28817386", "0160 1122334"]).kind == "phone"
    assert one("mobile", ["1.5", "20.25", "3.0"], "numeric").verdict == "none"
    assert one("orientation", ["gay", "straight", "bisexual"], "category", 3).verdict == "special"
    assert one("orientation", ["portrait", "landscape"], "category", 2).verdict == "none"


@pytest.mark.parametrize("header", ["phone", "email", "street", "kundennummer", "surname", "photo", "iban"])
def test_yes_and_no_identify_nobody(header: str) -> None:
    assert one(header, ["yes", "no"], "boolean", 2).verdict == "none"
    assert one(header, ["0", "1", "2", "3"], "numeric", 4).verdict == "none"


def test_a_special_category_is_one_also_as_a_boolean() -> None:
    found = one("hiv_positive", ["0", "1"], "boolean", 2)
    assert (found.verdict, found.kind) == ("special", "health")
    assert "GDPR Art. 9(1)" in found.reason


@pytest.mark.parametrize(
    ("header", "kind", "samples", "verdict"),
    [
        ("Beschwerden", "numeric", ["0", "1", "4", "7"], "none"),
        ("Anzahl Beschwerden", "numeric", ["0", "1", "4", "7"], "none"),
        ("Kundenbeschwerden", "numeric", ["0", "1"], "none"),
        ("beschwerden_12m", "numeric", ["0", "1", "4", "7"], "none"),
        ("Beschwerden", "boolean", ["ja", "nein"], "none"),
        ("klachten", "numeric", ["0", "1", "4", "7"], "none"),
        ("plaintes", "numeric", ["0", "1", "4", "7"], "none"),
        ("Beschwerden", "text", ["Husten", "Rückenschmerzen seit Mai", "Schwindel"], "special"),
        ("Krankheiten", "numeric", ["0", "1", "4", "7"], "special"),
        ("Aktion", "boolean", ["ja", "nein"], "none"),
        ("Aktionsdiagnose", "text", ["Fraktur", "Angina", "Asthma"], "special"),
    ],
)
def test_counts_of_complaints_and_campaigns_are_no_illness(
    header: str, kind: str, samples: list[str], verdict: str
) -> None:
    assert one(header, samples, kind, len(samples)).verdict == verdict


def test_parts_of_names_and_initials_are_of_names() -> None:
    assert one("praefix", ["von", "Freiherr von", "van der"], "category", 9).kind == "name"
    assert one("c4", ["Jr.", "Sr.", "III"], "category", 4).kind == "name"
    assert one("language", ["de", "en", "fr", "es"], "category", 9).verdict == "none"
    assert one("mid init", ["A", "M", "R", "K"], "category", 24).kind == "name"
    assert one("middle name", ["A", "B", "C"], "category", 3).verdict == "none"


def test_bands_of_ages_are_written_in_many_ways() -> None:
    for bands in (["A15-A34", "A35-A59"], ["De 25 a 29 años", "De 60 a 64 años"], ["0 t/m 4 jaar", "90+"]):
        assert one("age group", bands, "category", 9).kind == "age"
    assert one("age group", ["young", "old", "middle"], "category", 3).verdict == "none"


def test_the_day_on_which_a_document_ends_is_not_its_number() -> None:
    assert one("pass_nr", ["C01X00T47", "C4J2PQ8R1", "L8K0FHT23"]).kind == "document_id"
    assert one("pass_gültig_bis", ["2027-03-01", "2029-11-30", "2026-05-14"], "date").verdict == "none"


def test_an_occupation_may_be_a_classification_s_number() -> None:
    assert one("occupation", ["34", "85", "74"], "category", 70).kind == "occupation"
    assert one("occupation", ["0.75", "0.5", "1.0"], "numeric", 70).verdict == "none"


def test_without_values_the_header_is_believed() -> None:
    assert one("surname", []).kind == "name"
    assert one("diagnosis", [], "category", 9).kind == "health"
    assert one("mobile", []).verdict == "none"
    assert one("monthly_charges", []).verdict == "none"


def test_a_persons_word_stands_above_a_guess() -> None:
    columns = [
        ColumnSample("email", "text", ["a@b.example", "c@d.example"], 500, 500),
        ColumnSample("shoe", "category", ["41", "42"], 9, 500),
        ColumnSample("belt", "category", ["a", "b"], 2, 500),
        ColumnSample("x", "numeric", ["1", "2"], 2, 500),
    ]
    said = Said(personal=["shoe"], special=["belt"], not_personal=["email"])
    found = overridden(guess(columns), said)
    assert [each.verdict for each in found] == ["none", "personal", "special", "none"]
    assert found[0].reason.startswith("declared not personal (looks like an e-mail address")
    assert found[1].reason == "declared personal"
    assert not said.contradictions
    assert Said(personal=["x"], special=["x"]).contradictions == ["x"]


def test_letters_and_forms_tell_together_what_no_rule_does() -> None:
    assert one("EMPLNR_SURNM", ["Nowak", "Rossi", "Meyer", "Dubois"]).verdict == "personal"
    for header in ("fct_7", "wdth", "grp_typ", "prd_cls"):
        assert one(header, ["A", "B", "C"], "category", 3).verdict == "none"
        assert one(header, ["1.25", "7.5", "3.75"], "numeric").verdict == "none"


def test_what_only_letters_say_needs_values_that_fit() -> None:
    found = one("sexper", ["M", "F"], "category", 2)
    assert found.kind == "gender"
    assert one("sexper", ["1.5", "20.25"], "numeric", 400).verdict == "none"
    assert one("sexper", [], "category", 2).verdict == "none"
