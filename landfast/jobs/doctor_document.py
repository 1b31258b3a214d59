"""The JSON document of `landfast doctor` as types: its schema in docs/json is generated from these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict


class DoctorLineDocument(TypedDict):
    """What was looked at, and what became of it; `mends` says what to do, and is empty of what passes."""

    group: str
    name: str
    verdict: Literal["pass", "warn", "fail", "unknown"]
    says: str
    mends: str


class MissingPermissionDocument(TypedDict):
    """A permission that is not held `on` a node, a billing account or a bucket, and the types that need it."""

    permission: str
    on: str
    types: Sequence[str]


class GrantDocument(TypedDict):
    """A custom role that holds what is needed `on` a node; `commands` make it of its YAML, and grant it."""

    role: str
    title: str
    on: str
    member: str
    permissions: Sequence[str]
    commands: Sequence[str]


class DoctorDocument(TypedDict):
    """Whether an environment could be made. `counts`: lines by verdict."""

    counts: Mapping[str, int]
    lines: Sequence[DoctorLineDocument]
    missing: Sequence[MissingPermissionDocument]
    grants: Sequence[GrantDocument]
