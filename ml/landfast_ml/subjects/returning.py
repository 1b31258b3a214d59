"""Keeps subjects who were erased from coming back with the next delivery of the raw table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landfast_ml.contract.columns import Case
from landfast_ml.environment import Job
from landfast_ml.privacy.exclusions import erased
from landfast_ml.privacy.pseudonyms import pseudonym, pseudonym_keys

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Returning:
    """`keys` is empty where nobody was ever erased: then nothing is looked at."""

    subject: str
    erased: frozenset[str]
    keys: tuple[bytes, ...]
    case: Case = "keep"

    @classmethod
    def of(cls, job: Job) -> Returning:
        known = frozenset() if job.columns.by_row else erased(job)
        return cls(job.columns.subject, known, tuple(pseudonym_keys(job)) if known else (), job.columns.case)

    def left_out(self, texts: pd.DataFrame) -> pd.DataFrame:
        """The rows of all others. `texts` has the subjects' identifiers as the raw table has them."""
        if not self.keys:
            return texts
        gone = {
            identifier
            for identifier in texts[self.subject].unique()
            if any(pseudonym(key, identifier, self.case) in self.erased for key in self.keys)
        }
        return texts[~texts[self.subject].isin(gone)].reset_index(drop=True) if gone else texts
