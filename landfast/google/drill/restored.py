"""What a drill is asked to restore, and what came of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["bucket", "dataset", "database"]
ROWS = 200


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A bucket, a dataset or an instance of Cloud SQL, by its name in its project."""

    kind: Kind
    name: str
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """`backup`: what it was restored from, as of `moment` (RFC 3339), under the name `into`.

    `rpo_seconds`: how far that lies behind what was lost, None if the drill itself had to take the backup;
    `rto_seconds`: from the beginning of the restore until what came back was compared. `compared`: what with what.
    `removed`: nothing is left of the drill. `why`: what went wrong, "" if all came back.
    """

    backup: str = ""
    into: str = ""
    moment: str = ""
    rpo_seconds: float | None = None
    rto_seconds: float | None = None
    compared: str = ""
    whole: bool = False
    removed: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """Rows that a drill loses and restores: nobody's, so that no person is copied, none who was erased comes back."""

    token: str
    rows: Sequence[dict[str, Any]]

    @classmethod
    def new(cls, token: str) -> Witness:
        return cls(token, [{"number": number, "value": secrets.token_hex(16)} for number in range(ROWS)])

    @property
    def lines(self) -> bytes:
        return b"".join(json.dumps(row).encode() + b"\n" for row in self.rows)

    @property
    def digest(self) -> str:
        return digest_of([(row["number"], row["value"]) for row in self.rows])


def digest_of(rows: Sequence[tuple[int, str]]) -> str:
    """SHA-256 of rows, in whichever order they come."""
    return hashlib.sha256(json.dumps(sorted(rows)).encode()).hexdigest()


def compared(witness: Witness, rows: Sequence[tuple[int, str]]) -> tuple[str, str]:
    """What was compared, and what differs ("": nothing)."""
    found = digest_of(rows)
    said = f"{len(rows)} of {len(witness.rows)} rows, sha256:{found[:16]}"
    return said, "" if found == witness.digest else f"what came back is not what was lost: sha256:{witness.digest[:16]}"


def text_of(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
