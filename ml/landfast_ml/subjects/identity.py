"""A subject as the stores know it: by its identifier in the raw table, by its pseudonyms everywhere else."""

from __future__ import annotations

import hashlib
import hmac
import sys
from dataclasses import dataclass, field

from landfast_ml.contract.columns import Case
from landfast_ml.contract.subjects import Told
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.privacy.identifiers import normal_identifier
from landfast_ml.privacy.pseudonyms import pseudonym, pseudonym_keys


class UntoldError(UsageError):
    """No row of the project says which person it is about; `told` is why not."""

    def __init__(self, told: Told, text: str) -> None:
        self.told = told
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Subject:
    """`identifier` is in its normal form; `pseudonyms` are those under every key that there is, the current one first.
    `request` tells a request of this subject from others, and nothing about who it is; `case` is as declared."""

    identifier: str = field(repr=False)
    pseudonyms: tuple[str, ...]
    request: str
    case: Case = "keep"


def subject_of(job: Job, identifier: str) -> Subject:
    """UsageError on an empty identifier: it would stand for nobody; and where no row says whom it is about."""
    if job.columns.by_row:
        fact = "this table has no subjects (features.yaml: unit: row): nobody's rows can be told (GDPR Art. 11)"
        step = "who says which rows they are has them taken out of the raw table, then `pipeline run`"
        raise UntoldError("row", f"{fact}; {step}")
    if job.columns.column(job.columns.subject).protection == "keep":
        fact = f"{job.columns.subject} is declared to be no person (features.yaml: protection: keep)"
        step = "if it is one, say personal: true and protection: pseudonymise, then `pipeline run`"
        raise UntoldError("nobody", f"{fact}; {step}")
    normal = normal_identifier(identifier, job.columns.case)
    if not normal:
        raise UsageError("the identifier is empty: give the subject's, as the raw table has it")
    keys = pseudonym_keys(job)
    # By the oldest key: a rotation in between must not make a second request of one that is under way.
    request = hmac.new(keys[-1], f"request:{normal}".encode(), hashlib.sha256).hexdigest()[:16]
    return Subject(normal, tuple(pseudonym(key, normal) for key in keys), request, job.columns.case)


def read_identifier(word: str) -> str:
    """The word, or for `-` a line of the standard input: an identifier in a shell's history is one more copy."""
    return sys.stdin.readline().rstrip("\n") if word == "-" else word
