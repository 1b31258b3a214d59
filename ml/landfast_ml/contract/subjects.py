"""What a project says of one person who asks: what it holds, what it has erased, which models have seen the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from landfast_ml.contract.reading import Origin, read

VERSION = 1
# Whether a project's rows can be told apart by person: `yes`; `row`: they name nobody (GDPR Art. 11); `nobody`: who
# a row is about is declared to be no person.
Told = Literal["yes", "row", "nobody"]
_ANEW = "`landfast blueprint upgrade` brings the library that says it as this landfast reads it"
_NEWER = "install the landfast that knows it: the project's library is newer"


@dataclass(frozen=True, slots=True)
class SeenModel:
    """A version, its aliases then, and how many rows of the person it was trained on and measured with: -1 where that
    can't be told any more."""

    version: str
    aliases: tuple[str, ...]
    feature_version: str
    trained_on: int
    measured_with: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file of the raw bucket in which nobody can be looked for: `table` is its folder."""

    table: str
    file: str
    why: str

    def __str__(self) -> str:
        return f"raw bucket, {self.table}/{self.file}: {self.why}: look into it by hand"


@dataclass(frozen=True, slots=True)
class Training:
    """What making the model once more takes: `seconds` of the last run that made one (None: none is known), on at most
    `vcpus` at a time."""

    seconds: float | None
    vcpus: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectLook:
    """What a project holds of a person, before anything is done about it. `held`: records, by place.

    `why` says why nobody can be told, where `told` is not `yes`; then it holds nothing that could be looked for.
    """

    schema: int = VERSION
    project: str
    table: str
    told: Told
    why: str = ""
    held: Mapping[str, int]
    models: tuple[SeenModel, ...]
    unread: tuple[UnreadFile, ...]
    not_reached: tuple[str, ...]
    training: Training

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Any) -> SubjectLook:
        """Raises: ContractError."""
        return read(cls, document, Origin("subjects erase --dry-run", _ANEW, _NEWER), VERSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectErasure:
    """What a project has erased of a person; who that was is in no field. Times are ISO 8601.

    `request`: for which request of many it was, `not_done` all that a person has to look into; of it `unread` are
    files. `gone_for_good` None: not known.
    """

    schema: int = VERSION
    reference: str
    started: str
    finished: str
    times: int
    by: str
    reason: str
    request: str = ""
    erased: Mapping[str, int]
    models_that_saw_the_subject: tuple[SeenModel, ...]
    unread: tuple[UnreadFile, ...] = ()
    not_done: tuple[str, ...]
    gone_for_good: str | None = None

    @classmethod
    def from_json(cls, document: Any) -> SubjectErasure:
        """Raises: ContractError."""
        return read(cls, document, Origin("subjects erase", _ANEW, _NEWER), VERSION)
