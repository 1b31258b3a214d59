"""The section `policies` of the spec: from where on a finding stops a run."""

from __future__ import annotations

from typing import Literal

from landfast.stacks.spec.section import SpecSection


class Policies(SpecSection):
    """How the policies judge."""

    fail_on: Literal["low", "medium", "high", "critical"] = "medium"
    """Least severity of a finding that `check` fails for, and `plan` and `up` refuse for"""
