"""Which columns say the same in every row of a group."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from landfast_ml.table.batches import text_batches
from landfast_ml.table.gathered import Wrong
from landfast_ml.table.plain import titles
from landfast_ml.table.reading import Reading


def constant_within(path: Path, reading: Reading, group: str, others: Sequence[str]) -> tuple[str, ...]:
    """Those of the columns `others` that never change among rows of one value of `group`; all are titles, as `titles`
    gives them. Memory grows with the number of groups. Raises: TableError."""
    import pyarrow as pa

    by_title = dict(zip(titles(reading), reading.columns, strict=True))
    key, left = by_title[group], {title: by_title[title] for title in others}
    seen: dict[str, dict[str, str]] = {title: {} for title in left}
    columns = [key, *left.values()]
    for _, batch in text_batches(path, reading, columns, Wrong()):
        table = pa.Table.from_batches([batch])
        for title, column in list(left.items()):
            pairs = table.group_by([key.name, column.name]).aggregate([])
            values = zip(pairs[key.name].to_pylist(), pairs[column.name].to_pylist(), strict=True)
            if any(
                seen[title].setdefault(str(one).strip(), str(value).strip()) != str(value).strip()
                for one, value in values
            ):
                del left[title]
    return tuple(left)
