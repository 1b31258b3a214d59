"""Vertex AI Workbench: a notebook machine in the network that stops when nobody works on it."""

from __future__ import annotations

from typing import Any

from cdktn_provider_google.workbench_instance import (
    WorkbenchInstance,
    WorkbenchInstanceGceSetup,
    WorkbenchInstanceGceSetupDataDisks,
    WorkbenchInstanceGceSetupNetworkInterfaces,
    WorkbenchInstanceGceSetupServiceAccounts,
)

from landfast.gcp.regions import catalogue
from landfast.modules.cdk import Construct, Entity, resource
from landfast.modules.context import Context
from landfast.modules.project.service_account import Account

MACHINE = "e2-standard-4"
BOOT_DISK_GB = 150
DATA_DISK_GB = 100
IDLE_SECONDS = 3600
# https://cloud.google.com/vertex-ai/docs/workbench/instances/manage-metadata
METADATA = {
    "idle-timeout-seconds": str(IDLE_SECONDS),
    "notebook-disable-downloads": "true",
    "notebook-disable-root": "true",
    "report-event-health": "true",
    # Google's updates each Sunday night.
    "notebook-upgrade-schedule": "00 03 * * SUN",
}


def workbench(scope: Construct, context: Context, account: Account) -> Entity:
    """The machine, which runs as `account`: whoever may act as that account opens it through Google's proxy.

    It has no GPU: what needs one runs on a training machine, where it costs only while it works.
    """
    zone = catalogue()[context.region].zones[0]
    made = resource(
        WorkbenchInstance,
        scope,
        "notebooks",
        # Stopped until somebody starts it; from then on that is its users' business, and the idle timer's.
        # What kind of disks it has an import does not find: no reason to make it anew.
        ignore_changes=(
            "desired_state",
            *(f"gce_setup[0].{disk}[0].disk_type" for disk in ("boot_disk", "data_disks")),
        ),
        name=context.names.resource("notebooks"),
        project=context.project,
        location=zone,
        desired_state="STOPPED",
        gce_setup=_machine(context, account),
        enable_deletion_protection=context.protected,
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    return Entity(made.id, made)


def _machine(context: Context, account: Account) -> Any:
    key = context.key_id("derived")
    disk = {"disk_type": "PD_BALANCED", "disk_encryption": "CMEK", "kms_key": key}
    return WorkbenchInstanceGceSetup(
        machine_type=MACHINE,
        disable_public_ip=True,
        boot_disk={**disk, "disk_size_gb": str(BOOT_DISK_GB)},
        data_disks=WorkbenchInstanceGceSetupDataDisks(**disk, disk_size_gb=str(DATA_DISK_GB)),
        network_interfaces=[
            WorkbenchInstanceGceSetupNetworkInterfaces(
                network=context.names.network_id, subnet=context.names.subnetwork_id(context.region)
            )
        ],
        service_accounts=[WorkbenchInstanceGceSetupServiceAccounts(email=account.email)],
        shielded_instance_config={
            "enable_secure_boot": True,
            "enable_vtpm": True,
            "enable_integrity_monitoring": True,
        },
        metadata=METADATA,
    )
