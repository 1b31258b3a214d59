"""Door two: Google's REST APIs over the rehearsal cloud, checked against Google's own discovery documents."""

from landfast.rehearsal.doors.wire.application import Wire
from landfast.rehearsal.doors.wire.messages import Request, Response
from landfast.rehearsal.doors.wire.session import WireSession

__all__ = ["Request", "Response", "Wire", "WireSession"]
