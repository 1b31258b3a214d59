"""Draws an environment: its stacks and resources, where they are, and who reads and writes what."""

from landfast.graph.model import Picture, picture
from landfast.graph.page import page

__all__ = ["Picture", "page", "picture"]
