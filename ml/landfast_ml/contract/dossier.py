"""What a project tells of itself for evidence: its columns, and each registered version with all it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from landfast_ml.contract.deployment import Deployment
from landfast_ml.contract.reading import Origin, read

VERSION = 1
_ANEW = "`landfast blueprint upgrade` brings the library that says it as this landfast reads it"
_NEWER = "install the landfast that knows it: the project's library is newer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A move of aliases: who decided it, when (UTC), and why; `place` is what the version became, "" if nothing."""

    time: str
    action: str
    by: str
    reason: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord:
    """A registered version. `lineage` and `evaluation` are the files beside it, empty where there are none."""

    version: str
    aliases: tuple[str, ...]
    metrics: Mapping[str, float]
    lineage: Mapping[str, Any] = field(default_factory=dict)
    evaluation: Mapping[str, Any] = field(default_factory=dict)
    promotions: tuple[Promotion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredColumn:
    """A column that may leave the raw bucket; `protection` is what is done to it there."""

    name: str
    role: str
    type: str
    personal: bool
    protection: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Versions and releases newest first. `task`: what the model tells (`binary`, `regression`, …); `table`: of what
    rows."""

    schema: int = VERSION
    model: str
    blueprint: str
    task: str
    table: str
    columns: tuple[DeclaredColumn, ...]
    versions: tuple[VersionRecord, ...] = ()
    releases: tuple[Deployment, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Any) -> Dossier:
        """Raises: ContractError."""
        return read(cls, document, Origin("models records", _ANEW, _NEWER), VERSION)
