"""The values of a table's columns: those of the raw table parsed, and those that the project's functions make of them.

Training, batches and a single request all come through here, so they can't differ.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from types import TracebackType

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.features.own import FeatureError, OwnFeature, own_feature
from landfast_ml.features.parsing import LONGEST_CATEGORY, Answer, Parsed, number_problems, parse

# Rows that are computed a second time, in other company.
PROBED = 40


def parse_rows(texts: pd.DataFrame, columns: Columns, read: Iterable[Column] | None = None) -> Parsed:
    """`read` are the columns that the texts have, by default all that are ingested."""
    parsed = parse(texts, columns.ingested if read is None else read, columns.missing_values)
    if not columns.made:
        return parsed
    values, problems = dict(parsed.values.items()), dict(parsed.problems)
    for column in columns.made:
        rows = read_by(column, columns, parsed.values)
        values[column.name], reasons = _answer(column, called(own_feature(column), rows))
        found = {reason: wrong for reason, wrong in reasons.items() if wrong.any()}
        if found:
            problems[column.name] = found
    return Parsed(pd.DataFrame(values, index=parsed.values.index), problems)


def read_by(column: Column, columns: Columns, values: pd.DataFrame) -> pd.DataFrame:
    """What its function gets. A date that leaves the raw bucket as a month is one from the start."""
    rows = values.loc[:, list(column.reads)].copy()
    for name in column.reads:
        if columns.column(name).protection == "month":
            rows[name] = rows[name].str[:7]
    return rows


def check_row_by_row(columns: Columns, values: pd.DataFrame) -> None:
    """FeatureError if a row's value depends on the rows beside it: a request has none."""
    problems = []
    places = np.unique(np.linspace(0, len(values) - 1, min(PROBED, len(values))).astype(int))[::-1]
    for column in columns.made if len(values) else ():
        own, rows = own_feature(column), read_by(column, columns, values)
        all_at_once = pd.Series(called(own, rows)).iloc[places].reset_index(drop=True)
        apart = pd.Series(called(own, rows.iloc[places].reset_index(drop=True)))
        alone = pd.Series(called(own, rows.iloc[places[:1]].reset_index(drop=True)))
        if not _same(all_at_once, apart) or not _same(all_at_once[:1], alone):
            fact = "gives a row another value when other rows are beside it"
            problems.append(f"{column.name} {fact}: a request has no others")
    if problems:
        raise FeatureError(problems)


def _same(one: pd.Series, two: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(one) and pd.api.types.is_numeric_dtype(two):
        return bool(np.allclose(one.astype(float), two.astype(float), rtol=1e-9, atol=0, equal_nan=True))
    return bool(one.fillna("").astype(str).eq(two.fillna("").astype(str)).all())


def called(own: OwnFeature, rows: pd.DataFrame) -> np.ndarray:
    """What the function gives: an entry a row. FeatureError names it and the number of rows, and no value."""
    name, count = own.column.name, f"{len(rows):,} rows"
    try:
        found = own.compute(rows)
    except Exception as error:
        where = _line(error.__traceback__, own)
        raise FeatureError([f"{name} failed on {count}: {type(error).__name__}{where}"]) from None
    if isinstance(found, pd.Series) and not found.index.equals(rows.index):
        raise FeatureError([f"{name} gave its values in another order, or not of all rows, of {count}: keep the index"])
    values = np.asarray(found)
    if values.shape != (len(rows),):
        raise FeatureError([f"{name} gave {values.shape} values for {count}: one value a row"])
    return values


def _line(trace: TracebackType | None, own: OwnFeature) -> str:
    """Code is told, and no value; the message of an error may hold one."""
    frames = [frame for frame in traceback.extract_tb(trace) if frame.filename == own.compute.__code__.co_filename]
    return f" at line {frames[-1].lineno}, `{frames[-1].line}`" if frames else ""


def _answer(column: Column, values: np.ndarray) -> Answer:
    """As `parse` would have it: float64 with NaN, or text with None, and which rows are wrong."""
    if column.type == "category":
        return _category(column, values)
    try:
        numbers = values.astype(float)
    except (TypeError, ValueError):
        raise FeatureError([f"{column.name} gave what is no number, it is declared as {column.type}"]) from None
    missing = np.isnan(numbers)
    reasons = number_problems(numbers, ~missing, column)
    if column.type == "boolean":
        reasons["not true or false"] = ~missing & ~np.isin(numbers, (0.0, 1.0))
    return np.where(np.logical_or.reduce(list(reasons.values())), np.nan, numbers), _refused(column, missing, reasons)


def _category(column: Column, values: np.ndarray) -> Answer:
    text = pd.Series(values, dtype=object)
    there = text.notna().to_numpy() & text.ne("").to_numpy()
    if not all(isinstance(value, str) for value in text[there].unique()):
        raise FeatureError([f"{column.name} gave what is no text, it is declared as category: `.astype(str)`"])
    long = there & (text.str.len() > LONGEST_CATEGORY).to_numpy(dtype=bool)
    return text.where(there & ~long, None), _refused(column, ~there, {"too long for a category": long})


def _refused(column: Column, missing: np.ndarray, reasons: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return reasons | {"missing": missing} if column.missing == "refuse" else reasons
