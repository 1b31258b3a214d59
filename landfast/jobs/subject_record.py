"""Requests of data subjects: what was asked, when it has to be answered, and how far that is. Who asked is in none."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from landfast_ml.contract.subjects import SeenModel, Training

from landfast.core.errors import InputError, Problem
from landfast.core.files import remove_durably, shown, to_json, write_durably
from landfast.jobs.record_folder import RecordFolder
from landfast.jobs.subject_key import references, share_key, take_key
from landfast.targets.workspace import Workspace
from landfast.terraform.access import Records

FORMAT = 1
FOLDER = "subjects"
FILES = re.compile(r"[0-9a-f]{16}-(?:erase|export)-[0-9]+\.json")
# Stands for landfast itself among the projects.
OWN = "landfast"
Asked = Literal["erase", "export"]
# `told`: a copy was made; `nobody`: declared to be no person; `rows`: rows name nobody (Art. 11).
Ended = Literal["erased", "told", "nobody", "rows", "not done"]


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """What came of a request in one project. `records` by place; `left`: what a person has to look into there; `unread`
    are those of `left` that are files, by table."""

    state: Ended
    why: str = ""
    table: str = ""
    records: Mapping[str, int] = field(default_factory=dict)
    models: tuple[SeenModel, ...] = ()
    training: Training | None = None
    left: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    finished: str = ""

    @property
    def done(self) -> bool:
        return self.state != "not done"


@dataclass(frozen=True, slots=True)
class SubjectRequest:
    """One request. Days and times are ISO 8601; `ended` "" while something is not done. `projects` by folder.

    `looked_into`: what a person says came of what no project reached; `changed`: when it was last kept.
    """

    reference: str
    kind: Asked
    number: int
    received: str
    due: str
    began: str
    by: str
    reason: str
    ended: str = ""
    looked_into: str = ""
    projects: Mapping[str, ProjectPart] = field(default_factory=dict)
    changed: str = ""
    path: Path = field(default=Path(), compare=False)

    @property
    def token(self) -> str:
        """What the projects know it by."""
        return f"{self.reference}-{self.number}"

    def days_left(self, today: dt.date) -> int:
        """Negative: overdue."""
        return (dt.date.fromisoformat(self.due) - today).days

    def overdue(self, today: dt.date) -> bool:
        return not self.ended and self.days_left(today) < 0

    def kept(self, **changed: Any) -> SubjectRequest:
        """The same with these changes, on the disk before anything else happens."""
        new = replace(self, **changed, changed=dt.datetime.now(dt.UTC).isoformat(timespec="microseconds"))
        content = {name: value for name, value in asdict(new).items() if name != "path"}
        write_durably(self.path, to_json({"format": FORMAT, **content}), 0o600)
        return new

    def with_part(self, folder: str, part: ProjectPart) -> SubjectRequest:
        return self.kept(projects={**self.projects, folder: part})


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a request begins with. `received` None: today, or the day that one which is under way says."""

    kind: Asked
    received: dt.date | None
    by: str
    reason: str


def request_of(workspace: Workspace, identifier: str, new: NewRequest, now: dt.datetime) -> SubjectRequest:
    """The one that is under way, else a new one, which is kept. Raises: InputError."""
    known = references(request_folder(workspace).here, identifier)
    before = [one for one in requests(workspace) if one.reference in known and one.kind == new.kind]
    under_way = next((one for one in before if not one.ended), None)
    if under_way is not None:
        return _same_day(under_way, new.received)
    reference = known[0]
    received, number = new.received or now.date(), len(before) + 1
    path = request_folder(workspace).here / f"{reference}-{new.kind}-{number}.json"
    made = SubjectRequest(
        reference, new.kind, number, received.isoformat(), a_month_after(received).isoformat(),
        now.isoformat(timespec="seconds"), new.by, new.reason, path=path,
    )  # fmt: skip
    return made.kept()


def _same_day(found: SubjectRequest, received: dt.date | None) -> SubjectRequest:
    if received is not None and received.isoformat() != found.received:
        fact, limit = "differs from the day of the request that is under way", f"{found.received}, due {found.due}"
        raise InputError([Problem("--received", fact, received.isoformat(), limit, "leave it out to go on with that")])
    return found


def requests(workspace: Workspace) -> Sequence[SubjectRequest]:
    """All of the environment that this machine knows, in the order of their numbers. Raises: InputError."""
    return [_read(path) for path in sorted(request_folder(workspace).paths(), key=_order)]


def request_folder(workspace: Workspace) -> RecordFolder:
    here = workspace.target_folder / FOLDER / workspace.environment_name
    return RecordFolder(workspace, FOLDER, here, FILES)


def take_requests(workspace: Workspace, records: Records | None) -> None:
    """Brings those of other machines, and by what they know persons. Raises: UserError."""
    folder = request_folder(workspace)
    take_key(folder, records)
    folder.take(records)


def share_request(workspace: Workspace, records: Records | None, request: SubjectRequest) -> None:
    """As it is now, to all machines. Raises: UserError."""
    folder = request_folder(workspace)
    share_key(folder, records)
    folder.share(records, request.path)


def copies_folder(workspace: Workspace) -> Path:
    """Where copies go that nobody wanted elsewhere."""
    return request_folder(workspace).here / "copies"


def forget_copies(workspace: Workspace, identifier: str) -> int:
    """Removes the copies of a person that stand there; how many there were."""
    known = references(request_folder(workspace).here, identifier)
    found = [path for one in known for path in copies_folder(workspace).glob(f"{one}-*.json")]
    for path in found:
        remove_durably(path)
    return len(found)


def a_month_after(day: dt.date) -> dt.date:
    """The last day of the month that GDPR Art. 12(3) gives, by Regulation 1182/71 Art. 3(2)(c): the same day of the
    next month, or its last. That Art. 3(4) moves one on a holiday, is left as reserve."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _order(path: Path) -> tuple[str, int]:
    stem, _, number = path.stem.rpartition("-")
    return stem, int(number) if number.isdigit() else 0


def _read(path: Path) -> SubjectRequest:
    try:
        said = json.loads(path.read_bytes())
        if said.pop("format") != FORMAT:
            raise ValueError
        said["projects"] = {name: _part(one) for name, one in said["projects"].items()}
        return SubjectRequest(**said, path=path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        step = "restore it, or move it away: what it says is then not known"
        raise InputError([Problem(shown(path), "is no request that this version reads", next_step=step)]) from None


def _part(said: dict[str, Any]) -> ProjectPart:
    models = tuple(SeenModel(**{**one, "aliases": tuple(one["aliases"])}) for one in said["models"])
    training = Training(**said["training"]) if said["training"] else None
    return ProjectPart(**{**said, "models": models, "training": training, "left": tuple(said["left"])})
