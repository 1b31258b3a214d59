"""What Google says of a cluster whatever was configured: the provider plans no change of it.

Read in google/services/container/resource_container_cluster.go of the provider (2026-08-21): without IP endpoints the
control plane has a private endpoint by definition, and what was asked for of it is never sent.
"""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.doors.terraform.plan.autopilot import CLUSTER
from landfast.rehearsal.doors.terraform.values import UNKNOWN

PRIVATE = "private_cluster_config"


def plan_dictated(type_name: str, planned: Object, prior: Object) -> None:
    """Changes the plan of a standing cluster in place."""
    if type_name != CLUSTER or UNKNOWN in (planned.get(PRIVATE), planned.get("control_plane_endpoints_config")):
        return
    reached = first(first(planned.get("control_plane_endpoints_config")).get("ip_endpoints_config"))
    before = first(prior.get(PRIVATE))
    if reached.get("enabled") is not False or not before or not planned.get(PRIVATE):
        return
    (private,) = planned[PRIVATE]
    private["enable_private_endpoint"] = before["enable_private_endpoint"]
    anywhere = first(before.get("master_global_access_config"))
    for block in private.get("master_global_access_config") or () if anywhere else ():
        block["enabled"] = anywhere["enabled"]
