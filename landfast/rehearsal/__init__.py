"""The rehearsal cloud: a Terraform provider plugin over a simulated Google Cloud, on this machine."""

from landfast.rehearsal.doors.terraform.types import folders_in, images_in, types_in
from landfast.rehearsal.process import RehearsalCloud

__all__ = ["RehearsalCloud", "folders_in", "images_in", "types_in"]
