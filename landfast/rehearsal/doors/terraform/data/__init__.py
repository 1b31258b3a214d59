"""Data sources: what the cloud tells about things that Terraform does not manage here."""

from landfast.rehearsal.doors.terraform.data.read import read_data

__all__ = ["read_data"]
