"""Writes the reference page of each stack from the code: what it makes, how, for whom, and what changes it."""

from tools.reference.cached import stack_pages

__all__ = ["stack_pages"]
