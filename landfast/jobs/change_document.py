"""The JSON documents of what would change, and of what others changed, as types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict


class AttributeDocument(TypedDict):
    """An attribute that changes. `known` false: the new value is known after apply only; `sensitive`: values left out.

    Values are null where there is none.
    """

    path: str
    before: str | float | bool | None
    after: str | float | bool | None
    known: bool
    sensitive: bool


class _Named(TypedDict):
    stack: str
    group: Literal["data", "keys", "access", "network", "compute", "rest"]
    address: str
    type: str
    name: str


class _EveryChange(_Named):
    action: Literal["replace", "delete", "update", "create"]
    forced_by: Sequence[AttributeDocument]
    because: str
    loses: str


class ChangeDocument(_EveryChange, total=False):
    """What would become of a resource. `forced_by`: the attributes for which it is made anew; `because`: why, where no
    attribute says it; `loses`: what is gone for good with it, empty if nothing is; `attributes`: with `-v`.
    """

    attributes: Sequence[AttributeDocument]


class DriftedDocument(_Named):
    """A resource that others changed, or that is `gone`. `loses`: what is gone for good with it.

    `attributes`: `before` is what landfast left, `after` what stands. `mended_by`: what `up` does; null where the spec
    leaves it open, and `up` takes note of it.
    """

    gone: bool
    loses: str
    attributes: Sequence[AttributeDocument]
    mended_by: Literal["replace", "delete", "update", "create"] | None


class DriftDocument(TypedDict):
    """What stands otherwise than landfast left it. `resources`: how many stand, by stack; empty if nothing does.

    `format` grows when a reader of this one would misread the next. `by_cloud`: how many resources differ only in what
    Google keeps changing by itself, or a stack leaves to others. `losses`: what `up` would destroy, with what it holds,
    to mend it; it asks first.
    """

    format: Literal[1]
    resources: Mapping[str, int]
    drifted: Sequence[DriftedDocument]
    by_cloud: int
    losses: Sequence[ChangeDocument]
