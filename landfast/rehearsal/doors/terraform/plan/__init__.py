"""What the provider plans: SDKv2's rules over the schema and the facts. `plan_create`, `plan_update` are its face."""

from landfast.rehearsal.doors.terraform.plan.planner import PlannedResource, plan_create, plan_update

__all__ = ["PlannedResource", "plan_create", "plan_update"]
