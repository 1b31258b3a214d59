"""Names that can't be had a second time: a database's for a week, that of a job of BigQuery for good.

Whoever makes one again gives the variable at the end of its name (`${var.mlflow_database_ending}`) the next ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from landfast.core.files import to_json, write
from landfast.terraform.messages import Diagnostic
from landfast.terraform.record import json_at
from landfast.terraform.stack import Stack

ENDINGS = "landfast.auto.tfvars.json"
NAME_ENDING = re.compile(r"\$\{var\.(\w+)\}$")


@dataclass(frozen=True, slots=True)
class TakenName:
    """Which attribute is the name, for how long it stays taken, and how many endings are tried."""

    attribute: str
    taken: str
    most: int


DATABASE, JOB = "google_sql_database_instance", "google_bigquery_job"
NAMES = {
    # One for every day of the week.
    DATABASE: TakenName("name", "for a week", 8),
    # Jobs are unique: https://cloud.google.com/bigquery/docs/running-jobs#generate-jobid
    JOB: TakenName("job_id", "for good", 50),
}


def kind_of(address: str) -> str:
    return address.partition(".")[0]


def has_failed(item: Diagnostic) -> bool:
    """Whether it is a job that stands, and says of itself that it failed: the provider takes it as done."""
    return kind_of(item.address) == JOB and "postcondition failed" in item.summary.lower()


def next_endings(stack: Stack, addresses: Iterable[str]) -> bool:
    """Gives these the next ending; False if one of them can't have any, or has had them all."""
    path = stack.path / ENDINGS
    endings = json_at(path)
    resources = stack.folder.read()["resource"]
    for address in sorted(addresses):
        kind, _, name = address.partition(".")
        known = NAMES[kind]
        given = NAME_ENDING.search(resources.get(kind, {}).get(name, {}).get(known.attribute, ""))
        if given is None:
            return False
        variable = given[1]
        number = int(endings.get(variable, "-1").removeprefix("-")) + 1
        if number > known.most:
            return False
        endings[variable] = f"-{number}"
        stack.tell("apply", "progress", f"the name of {name} is taken {known.taken}: trying {endings[variable]}")
    write(path, to_json(endings))
    return True


def drop_endings(stack: Stack) -> None:
    (stack.path / ENDINGS).unlink(missing_ok=True)
