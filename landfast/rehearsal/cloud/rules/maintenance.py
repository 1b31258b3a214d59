"""Windows of maintenance: GKE demands so many hours in any 32 days, in pieces that are long enough."""

from __future__ import annotations

from datetime import datetime

from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions: 48 hours in any 32 days,
# of which only pieces of at least 4 hours count.
DAYS, HOURS, PIECE = 32, 48, 4
PER_WEEK = 7


def check(call: Call, _store: Store) -> None:
    if not call.writes or call.type != "google_container_cluster":
        return
    for window in blocks(call.fields, "maintenance_policy", "recurring_window"):
        hours = _hours(str(window.get("start_time")), str(window.get("end_time")))
        times = _times(str(window.get("recurrence") or ""))
        if hours is None or times is None:
            continue
        if hours <= 0 or hours < PIECE or times * hours < HOURS:
            raise bad_request(
                f"maintenance policy would go longer than {DAYS}d without {HOURS}h maintenance availability of at "
                f"least {PIECE}h contiguous duration: a window of {hours:g}h, {times:g} times in {DAYS} days.",
            )


def _hours(start: str, end: str) -> float | None:
    try:
        return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / 3600
    except (ValueError, TypeError):
        return None


def _times(recurrence: str) -> float | None:
    """How often in 32 days a daily or weekly rule comes about; None for rules that are not counted here."""
    parts = dict(part.partition("=")[::2] for part in recurrence.upper().removeprefix("RRULE:").split(";"))
    interval = int(parts.get("INTERVAL") or 1) if (parts.get("INTERVAL") or "1").isdigit() else 1
    if set(parts) - {"FREQ", "INTERVAL", "BYDAY", "WKST"}:
        return None
    days = len(parts["BYDAY"].split(",")) if "BYDAY" in parts else None
    if parts.get("FREQ") == "DAILY":
        return DAYS // interval * (days / PER_WEEK if days else 1)
    if parts.get("FREQ") == "WEEKLY":
        return DAYS // (PER_WEEK * interval) * (days or 1)
    return None
