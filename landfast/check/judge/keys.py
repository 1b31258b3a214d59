"""What makes a finding itself from run to run: a baseline, and services that take reports, know it again by that."""

from __future__ import annotations

import re
from typing import NamedTuple

_POSITION = re.compile(r"\[\d+\]")


class FindingKey(NamedTuple):
    """`document` is the root or environment, `address` the resource, `path` the attribute without positions in lists.

    Neither lines nor values are in it: a block that moves stays itself, one that is renamed is another. What could not
    be told and now can is another, too.
    """

    rule: str
    document: str
    address: str
    path: str
    unknown: bool


def key_of(rule: str, document: str, address: str, path: str, *, unknown: bool) -> FindingKey:
    return FindingKey(rule, document, address, _POSITION.sub("[]", path), unknown)
