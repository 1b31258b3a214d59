"""The rehearsal cloud: a Terraform provider plugin over a simulated Google Cloud, on this machine."""

from landfast.rehearsal.process import RehearsalCloud
from landfast.rehearsal.types import types_in

__all__ = ["RehearsalCloud", "types_in"]
