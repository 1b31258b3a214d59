"""What the project prints for landfast: lines of a run as it goes on, the registered models, the canary's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from landfast_ml.contract.reading import Origin, read

VERSION = 1
State = Literal["start", "done", "skipped", "failed"]
_ANEW = "`landfast blueprint upgrade` brings the library that says it as this landfast reads it"
_NEWER = "install the landfast that knows it: the project's library is newer"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMessage:
    """A step, the `index`th `of` so many. `error` says in one line why it failed."""

    schema: int = VERSION
    step: str
    index: int
    of: int
    state: State
    seconds: float = 0.0
    metrics: Mapping[str, float] = field(default_factory=dict)
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"event": "step", **asdict(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelVersion:
    """What a run registered, its last message; of one that scores, the version that did.

    `skipped`: nothing had changed, so nothing was done. `record`: all that the last step has written of it.
    """

    schema: int = VERSION
    model: str
    version: str
    feature_version: str
    metrics: Mapping[str, float]
    skipped: bool
    record: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"event": "result", **asdict(self)}


Message = StepMessage | ModelVersion
_KINDS: Mapping[str, type[StepMessage] | type[ModelVersion]] = {"step": StepMessage, "result": ModelVersion}


def message(document: Any) -> Message | None:
    """A line of a run; None if it is none of ours: libraries print, too. Raises: ContractError."""
    event = document.get("event") if isinstance(document, dict) else None
    kind = _KINDS.get(event) if isinstance(event, str) else None
    return read(kind, document, Origin("pipeline run", _ANEW, _NEWER, str(event)), VERSION) if kind else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredModel:
    """A model version of the project's own registry."""

    version: str
    aliases: tuple[str, ...]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"aliases": list(self.aliases)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredModels:
    """Newest first."""

    schema: int = VERSION
    models: tuple[RegisteredModel, ...]

    def to_json(self) -> dict[str, Any]:
        return {"schema": self.schema, "models": [one.to_json() for one in self.models]}

    @classmethod
    def from_json(cls, document: Any) -> RegisteredModels:
        """Raises: ContractError."""
        return read(cls, document, Origin("models list", _ANEW, _NEWER), VERSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTried:
    """The ways out that a canary tried, each in words (`HTTPS to example.com:443`), and those that are open."""

    schema: int = VERSION
    tried: tuple[str, ...]
    open: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"schema": self.schema, "tried": list(self.tried), "open": list(self.open)}

    @classmethod
    def from_json(cls, document: Any) -> RoomTried:
        """Raises: ContractError."""
        return read(cls, document, Origin("room try", _ANEW, _NEWER), VERSION)
