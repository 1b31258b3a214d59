"""The simulated Google Cloud: what stands, what it computes and what it refuses."""

from landfast.rehearsal.cloud.cloud import Cloud

__all__ = ["Cloud"]
