"""The rehearsal cloud: a Terraform provider plugin over a simulated Google Cloud, on this machine."""

from landfast.rehearsal.process import RehearsalCloud

__all__ = ["RehearsalCloud"]
