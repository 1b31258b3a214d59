"""What a project says of itself in one environment: what answers, its models, experiments, runs, and the last look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from landfast_ml.contract.messages import RegisteredModel
from landfast_ml.contract.reading import Origin, read

VERSION = 1
_ANEW = "`landfast blueprint upgrade` brings the library that says it as this landfast reads it"
_NEWER = "install the landfast that knows it: the project's library is newer"


@dataclass(frozen=True, slots=True)
class Serving:
    """A version that answers, and its share of all subjects in per cent."""

    version: str
    role: str
    traffic: float


@dataclass(frozen=True, slots=True)
class StartedExperiment:
    """`share` is the treatment's, in per cent; `verdict` is None until it is decided."""

    name: str
    phase: str
    share: float
    since: str
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """`state` is `succeeded`, `failed`, `running` or another word of the cloud's; `note` the version or the error."""

    started: str
    seconds: float
    state: str
    note: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LookAlarm:
    """What a look at the data found wrong."""

    cause: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class MovedFeature:
    """How far a feature is from what the model learned from; `reasons` is empty where nothing is wrong."""

    feature: str
    distance: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LastLook:
    """`moved` is the raw table, `asked` what came to be predicted, both the farthest first."""

    time: str
    rows: int
    version: str | None = None
    newest: str | None = None
    alarms: tuple[LookAlarm, ...] = ()
    moved: tuple[MovedFeature, ...] = ()
    asked: tuple[MovedFeature, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`models` newest first; `data_age_days` is of the newest row at the last look, None before the first."""

    schema: int = VERSION
    environment: str
    target: str
    serving: tuple[Serving, ...]
    models: tuple[RegisteredModel, ...] = ()
    experiments: tuple[StartedExperiment, ...]
    runs: tuple[Run, ...]
    look: LastLook | None = None
    data_age_days: int | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def standing(printed: str) -> Standing:
    """Of what `status` printed: a list, with one environment. Raises: ContractError."""
    try:
        documents = json.loads(printed)
    except ValueError:
        documents = None
    one = documents[0] if isinstance(documents, list) and documents else documents
    return read(Standing, one, Origin("status", _ANEW, _NEWER), VERSION)
