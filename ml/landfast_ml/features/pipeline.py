"""The feature pipeline on Apache Beam: the same code in this process and on Dataflow.

Its elements are batches of rows, not rows: a row group of the snapshot each. What leaves one goes straight to a file,
so memory holds a batch and the statistics, however many rows there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import pyarrow as pa
from apache_beam.options.pipeline_options import PipelineOptions

from landfast_ml.contract.columns import Columns
from landfast_ml.features.made import parse_rows
from landfast_ml.features.parsing import Parsed
from landfast_ml.features.splitting import BUCKET, BUCKETS
from landfast_ml.features.statistics import Edges, Statistics, describe, merged, month_numbers, to_document
from landfast_ml.features.tables import schema, to_arrow
from landfast_ml.own import imported

TRAIN, TEST, REJECTED, STATISTICS = "train", "test", "rejected", "statistics"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes features of a snapshot. `edges` are the bins that statistics count in; `test_share` is of subjects,
    unless there is a `cut`: then rows of a later month are held out. `own` is the module of the project's functions."""

    columns: Columns
    edges: Edges
    test_share: float
    cut: float | None = None
    own: str = ""


class Prepare(beam.DoFn):
    """Text to typed rows, split by subject. A row with a wrong value is rejected: reasons are kept, values are not."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe

    def setup(self) -> None:
        # A worker has not loaded the project.
        if self.recipe.own:
            imported(self.recipe.own)

    def process(self, batch: pa.Table) -> Iterator[beam.pvalue.TaggedOutput]:
        columns = self.recipe.columns
        parsed = parse_rows(batch.to_pandas(), columns, columns.snapshot)
        bad = parsed.bad
        if self.recipe.cut is None:
            held_out = batch.column(BUCKET).to_numpy() < round(self.recipe.test_share * BUCKETS)
        else:
            held_out = month_numbers(parsed.values[columns.timestamp]) > self.recipe.cut
        for part, chosen in ((TRAIN, ~bad & ~held_out), (TEST, ~bad & held_out)):
            rows = parsed.values[chosen]
            if len(rows):
                yield beam.pvalue.TaggedOutput(part, to_arrow(rows, columns))
            if part == TRAIN:
                yield beam.pvalue.TaggedOutput(STATISTICS, describe(rows, columns, self.recipe.edges))
        for line in _rejected(parsed, bad, columns.subject):
            yield beam.pvalue.TaggedOutput(REJECTED, line)


def _rejected(parsed: Parsed, bad: Any, subject: str) -> Iterator[str]:
    for row in bad.nonzero()[0]:
        yield json.dumps({"subject": parsed.values[subject].iloc[row], "reasons": parsed.reasons(row)}, sort_keys=True)


class Merge(beam.CombineFn):
    """Statistics of batches to those of all rows."""

    def create_accumulator(self) -> Statistics:
        return {}

    def add_input(self, accumulator: Statistics, found: Statistics) -> Statistics:
        return merged([accumulator, found])

    def merge_accumulators(self, accumulators: Iterable[Statistics]) -> Statistics:
        return merged(accumulators)

    def extract_output(self, accumulator: Statistics) -> Mapping[str, Any]:
        return to_document(accumulator, {})


def run_features(options: PipelineOptions, source: str, out: str, recipe: Recipe) -> None:
    """Read the snapshot at `source`; write `train/`, `test/` (Parquet), `rejected.json` and `all.json` under `out`.

    `all.json` are the statistics of the training rows with every category, also one that a single person has.
    """
    parts = (TRAIN, TEST, REJECTED, STATISTICS)
    with beam.Pipeline(options=options) as pipeline:
        batches = pipeline | "Read" >> beam.io.ReadFromParquetBatched(f"{source}/table.parquet")
        found = batches | "Prepare" >> beam.ParDo(Prepare(recipe)).with_outputs(*parts)
        for part in (TRAIN, TEST):
            _ = found[part] | f"Write {part}" >> beam.io.WriteToParquetBatched(
                f"{out}/{part}/part", schema(recipe.columns.all), codec="zstd", file_name_suffix=".parquet"
            )
        statistics = found[STATISTICS] | "Merge" >> beam.CombineGlobally(Merge()) | "As JSON" >> beam.Map(json.dumps)
        for name, lines in (("all", statistics), (REJECTED, found[REJECTED])):
            _ = lines | f"Write {name}" >> beam.io.WriteToText(f"{out}/{name}.json", shard_name_template="")
