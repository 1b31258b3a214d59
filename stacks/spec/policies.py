"""The section `policies` of the spec: from where on a finding stops a run, and whose rules have to be there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from landfast.stacks.spec.section import SpecSection, WholeNumber

# As a distribution is called where it is installed.
DistributionName = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", max_length=200)]

RulesPath = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=1000)]


class Policies(SpecSection):
    """How the policies judge."""

    fail_on: Literal["low", "medium", "high", "critical"] = "medium"
    """Least severity of a finding that `check` fails for, and `plan` and `up` refuse for"""
    drill_days: Annotated[WholeNumber, Field(ge=1, le=1096)] = 365
    """How old the last restore drill of a bucket, dataset or database may be before that is a finding"""
    rules: Annotated[tuple[RulesPath, ...], Field(max_length=50)] = ()
    """Files of rules that are written as data, or folders of them, below the spec's folder"""
    packages: Annotated[tuple[DistributionName, ...], Field(max_length=50)] = ()
    """Packages whose rules have to be installed: where one is not, nothing is judged, planned or brought up"""
