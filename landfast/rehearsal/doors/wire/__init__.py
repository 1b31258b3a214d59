"""Google's REST APIs over the rehearsal cloud: as much of them as jobs of a project, and landfast's clients, ask."""

from landfast.rehearsal.doors.wire.session import WireSession

__all__ = ["WireSession"]
