"""The section `retention` of the spec: how long data is kept."""

from __future__ import annotations

from pydantic import Field

from landfast.stacks.spec.section import SpecSection, WholeNumber


class Retention(SpecSection):
    """How long data is kept (GDPR Art. 5(1)(e))."""

    raw_days: WholeNumber = Field(default=365, ge=1, le=3650)
    """Raw data and features"""
    predictions_days: WholeNumber = Field(default=90, ge=1, le=3650)
    """Predictions"""
    logs_days: WholeNumber = Field(default=400, ge=30, le=3650)
    """Logs"""
