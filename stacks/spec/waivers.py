"""The section `waivers` of the spec: recorded exceptions to policies."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from landfast.stacks.spec.controller import Email
from landfast.stacks.spec.section import SpecLine, SpecSection


class Waiver(SpecSection):
    """A recorded exception to a policy."""

    reaches_terraform = False

    rule: str = Field(pattern=r"^([A-Z][A-Z0-9]*(-[A-Z0-9]+)*-[0-9]{3,4}|CKV[A-Z0-9_]+)$")
    """Id of the rule, e.g. `LF-RES-001`, or of a check of checkov, e.g. `CKV_GCP_62`"""
    address: str = "*"
    """Address of the resource that it covers; `*` and `?` match any text"""
    reason: SpecLine = Field(min_length=10)
    """Why the exception is acceptable"""
    owner: Email
    """Who answers for it"""
    expires: dt.date
    """Last day that it holds, `YYYY-MM-DD`"""
