"""The rules that an environment is held to: data, and pure functions over resources."""

from landfast.policies.registry import RULES

__all__ = ["RULES"]
