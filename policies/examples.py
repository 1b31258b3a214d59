"""What each rule reads, and a configuration before and after it was obeyed: of the fixtures that it is tested by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("examples.json")


@dataclass(frozen=True, slots=True)
class RuleExample:
    """`reads` are attributes, as `type.path`; `before` and `after` are text of a file, empty where there is none."""

    reads: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


NO_EXAMPLE = RuleExample()


@cache
def examples() -> Mapping[str, RuleExample]:
    """By the ids of our own rules; others' have none."""
    read = json.loads(FILE.read_bytes())
    return {id_: RuleExample(tuple(one["reads"]), one["before"], one["after"]) for id_, one in read.items()}
