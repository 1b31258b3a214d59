"""The spec: `landfast.yaml`, the one file a user writes. A file for each section, and one for the whole; no CDK."""

from landfast.stacks.spec.document import Spec, load, parse
from landfast.stacks.spec.environment import Environment, Google
from landfast.stacks.spec.project import MlProject
from landfast.stacks.spec.waivers import Waiver

__all__ = ["Environment", "Google", "MlProject", "Spec", "Waiver", "load", "parse"]
