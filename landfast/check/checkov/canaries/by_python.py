"""A policy in Python that is known to fail on one canary and to pass on the other: so that we see policies do run."""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories
from checkov.terraform.checks.resource.base_resource_value_check import BaseResourceValueCheck


class CanarySings(BaseResourceValueCheck):  # type: ignore[misc]  # checkov has no types that reach us
    def __init__(self) -> None:
        super().__init__(
            name="Ensure the canary sings",
            id="CKV_LANDFAST_1",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=["landfast_canary"],
        )

    def get_inspected_key(self) -> str:
        return "sings"

    def get_expected_value(self) -> Any:
        return True


check = CanarySings()
