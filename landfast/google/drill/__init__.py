"""Restore drills: from the backups of what stands, under names of their own, looked at and removed again."""

from landfast.google.drill.drilling import GoogleDrill
from landfast.google.drill.restored import BackedUp, Kind, Restored

__all__ = ["BackedUp", "GoogleDrill", "Kind", "Restored"]
