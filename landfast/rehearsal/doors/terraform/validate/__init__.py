"""What the provider refuses in a configuration: values, and arguments that exclude or need each other."""

from landfast.rehearsal.doors.terraform.validate.walk import validate

__all__ = ["validate"]
