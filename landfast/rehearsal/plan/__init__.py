"""What the provider plans: SDKv2's rules over the schema and the facts. `plan_create`, `plan_update` are its face."""

from landfast.rehearsal.plan.planner import Planned, plan_create, plan_update

__all__ = ["Planned", "plan_create", "plan_update"]
