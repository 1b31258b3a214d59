"""The skill for agents that use landfast: where each agent looks for it, and how it is put there and taken away."""

from landfast.skills.placement import Placed, PlacedFile, install, uninstall
from landfast.skills.readers import ALL, READERS, SkillReader, folders

__all__ = ["ALL", "READERS", "Placed", "PlacedFile", "SkillReader", "folders", "install", "uninstall"]
