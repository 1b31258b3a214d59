"""Guesses which columns of a table are personal data (GDPR Art. 4) or of special categories (Art. 9, 10)."""

from __future__ import annotations

from landfast_ml.privacy.personal.columns import ColumnSample, Guess, Verdict
from landfast_ml.privacy.personal.kinds import KINDS, PersonalKind
from landfast_ml.privacy.personal.overrides import Said, overridden
from landfast_ml.privacy.personal.tables import guess

__all__ = ["KINDS", "ColumnSample", "Guess", "PersonalKind", "Said", "Verdict", "guess", "overridden"]
