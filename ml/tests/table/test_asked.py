"""What a table leaves open, and what is said of it: asked for, or refused with what it is."""

from __future__ import annotations

import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from written_tables import ROWS, column, read, refused, refused_to_detect, table

from landfast_ml.table import Options, detect, profile

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "januar februar marts april maj juni juli august september oktober november december",
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
    "marraskuuta joulukuuta",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου "
    "Δεκεμβρίου",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",
    "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
)


@pytest.mark.parametrize("names", _MONTHS)
def test_every_month_has_its_name(tmp_path: Path, names: str) -> None:
    found = column(tmp_path, [f"5. {name} 2024" for name in names.split()])
    assert [value.month for value in found] == list(range(1, 13))  # type: ignore[attr-defined]


@pytest.mark.parametrize("never", ["31.12.9999", "01.01.0001", "00.00.0000 00:00:00"])
def test_what_has_no_end_or_beginning_has_no_day(tmp_path: Path, never: str) -> None:
    path = table(tmp_path, {"x": ["19.03.2021", never] * ROWS, "id": ["a", "b"] * ROWS})
    assert f"missing {never} (x)" in detect(path).sentence()
    assert [value and value.year for value in read(path)[:2]] == [2021, None]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("form", "born", "lately"),
    [("DD.MM.YY", "15.05.45", "15.05.21"), ("MONTH-YY", "May-45", "May-21"), ("DD MONTH YY", "15 May 45", "15 May 21")],
)
def test_two_digits_of_a_year_to_come_are_asked_for(tmp_path: Path, form: str, born: str, lately: str) -> None:
    """45 is when somebody was born or when something ends, one such day among a hundred thousand as well."""
    path = table(tmp_path, {"x": [lately] * 60_000 + [born] + [lately] * 60_000})
    problem = refused(path)
    assert f"can be read in two ways, {born} is 2045-05" in problem
    assert f"say --read 'x:dates={form}' or --read 'x:dates={form} from 1930'" in problem
    assert read(path, f"x:dates={form}")[60_000].year == 2045  # type: ignore[attr-defined]
    assert [read(path, f"x:dates={form} from 1930")[at].year for at in (0, 60_000)] == [2021, 1945]  # type: ignore[attr-defined]
    assert "of 1969 to 2068" in detect(table(tmp_path, {"x": [lately] * ROWS, "id": ["k"] * ROWS})).sentence()


def test_other_columns_tell_the_order_of_days_but_not_their_century(tmp_path: Path) -> None:
    path = table(tmp_path, {"x": ["01/02/45", "03/04/21"] * ROWS, "y": ["25/12/2021", "26/12/2021"] * ROWS})
    assert "2045-02-01 (DD/MM/YY) or 1945-02-01 (DD/MM/YY from 1930), say" in refused(path)


@pytest.mark.parametrize("mark", ["x", "+", "ja"])
def test_a_dash_beside_a_mark_is_no_value_or_an_answer(tmp_path: Path, mark: str) -> None:
    path = table(tmp_path, {"x": [mark, "-"] * ROWS, "id": ["a", "b"] * ROWS})
    problem = refused(path)
    assert "can be read in two ways, - is no value, or an answer" in problem
    assert "say --read 'x:missing=-' or --read 'x:missing='" in problem
    assert read(path, "x:missing=")[:2] == [mark, "-"]
    assert read(path, "x:missing=-")[1] is None


def test_what_is_said_of_a_column_must_be_so(tmp_path: Path) -> None:
    serials = table(tmp_path, {"x": [f"{45292 + n}" for n in range(ROWS)], "id": ["k"] * ROWS})
    assert "x: does not hold days, which was said of it, 45292, 45293, 45294" in refused(serials, "x:type=date")
    assert column(tmp_path, ["1", "0"] * ROWS, "x:type=boolean")[:2] == [True, False]
    # Said of every column, it is of those that hold such values.
    path = table(tmp_path, {"x": ["ja", "nein"] * ROWS, "n": ["1,5", "2,5"] * ROWS, "t": ["01/02/2025"] * 2 * ROWS})
    types = [one.type for one in detect(path, Options.parse(["decimal=comma", "dates=day-first"])).columns]
    assert types == ["boolean", "number", "date"]


@pytest.mark.parametrize("title", ["l'âge", "p=q", "a: b", ""])
def test_what_settles_a_question_can_be_typed_whatever_the_title(tmp_path: Path, title: str) -> None:
    path = table(tmp_path, {title: ["1.234", "12.345"] * ROWS, "id": ["k"] * 2 * ROWS})
    words = shlex.split(refused_to_detect(path).partition("say ")[2])
    said = [word for before, word in pairwise(words) if before == "--read"]
    assert len(said) == 2
    assert [detect(path, Options.parse([word])).columns[0].decimal for word in said] == [".", ","]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["a~|~b~|~c", *["1~|~2~|~3"] * 9], "its fields stand apart by several characters, ~|~, save it with one"),
        (["a||b||c", *["1||2||3"] * 9], "its fields stand apart by several characters, ||"),
        (["a b c", *["1 2 3"] * 9], "has no separator that is known, but this in each line, a blank, say --read"),
        (["a§b", *["1§2"] * 9], "but this in each line, §, say --read 'separator=§'"),
        (['"a", "b"', *['"x", "2"'] * 9], "blanks stand between separators and quotation marks"),
        (['"a,b"', *['"x,""2"""'] * 9], "each line is in quotation marks as a whole"),
    ],
)
def test_fields_that_stand_apart_otherwise_are_refused(tmp_path: Path, lines: list[str], said: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert said in refused_to_detect(path)


@pytest.mark.parametrize(("close", "line"), [("", 21), ('z;2,5;"so"', 21)])
def test_a_quotation_mark_that_is_left_open_is_found_by_its_line(tmp_path: Path, close: str, line: int) -> None:
    some = [f"k{n};{n},5;a" for n in range(19)]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["id;x;y", *some, 'z;1,5;"zoll', *some, close]), encoding="utf-8")
    said = f"a quotation mark is left open, and takes in the rows below it, line {line},"
    assert said in "\n".join(map(str, profile(path, detect(path)).problems()))
    # Lines of a text are no rows, though they hold separators.
    path.write_text("\n".join(["id;x;y", *some, 'z;1,5;"a\nb; c; d\ne"', *some]), encoding="utf-8")
    assert not list(profile(path, detect(path)).problems())
