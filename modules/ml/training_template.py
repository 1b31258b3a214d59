"""The template of training machines on Compute Engine: shielded, keyed, without an address, gone after a day."""

from __future__ import annotations

from typing import Any

from cdktn_provider_google.compute_region_instance_template import (
    ComputeRegionInstanceTemplate,
    ComputeRegionInstanceTemplateDisk,
    ComputeRegionInstanceTemplateGuestAccelerator,
    ComputeRegionInstanceTemplateNetworkInterface,
    ComputeRegionInstanceTemplateScheduling,
    ComputeRegionInstanceTemplateServiceAccount,
    ComputeRegionInstanceTemplateShieldedInstanceConfig,
)

from landfast.gcp.machines import GPUS, GpuName
from landfast.modules.cdk import Construct, Entity, resource
from landfast.modules.cluster.gke import SCOPES
from landfast.modules.context import SECONDS_A_DAY, Context
from landfast.modules.project.service_account import Account

CPU_MACHINE, DISK = "n2-standard-8", "pd-balanced"
# Where there are none but large machines.
LARGE_MACHINE, FAST_DISK = "c3-standard-8", "hyperdisk-balanced"
DISK_GB = 200


def training_template(scope: Construct, context: Context, account: Account, gpu: GpuName | None) -> Entity:
    """The template; a machine made from it runs as `account` and deletes itself after a day, whatever it is doing."""
    known = GPUS[gpu] if gpu else None
    cpus = LARGE_MACHINE if context.universe.lacks("small machines") else CPU_MACHINE
    # G2 and A2 machines bring their GPU along.
    attached = (
        [ComputeRegionInstanceTemplateGuestAccelerator(type=known.accelerator, count=1)]
        if (known and known.attached)
        else None
    )
    made = resource(
        ComputeRegionInstanceTemplate,
        scope,
        "training",
        name=context.names.resource("training"),
        project=context.project,
        region=context.region,
        machine_type=known.machine if known else cpus,
        guest_accelerator=attached,
        disk=[_disk(context)],
        network_interface=[
            ComputeRegionInstanceTemplateNetworkInterface(subnetwork=context.names.subnetwork_id(context.region))
        ],
        service_account=ComputeRegionInstanceTemplateServiceAccount(email=account.email, scopes=SCOPES),
        shielded_instance_config=ComputeRegionInstanceTemplateShieldedInstanceConfig(
            enable_secure_boot=True, enable_vtpm=True, enable_integrity_monitoring=True
        ),
        scheduling=_scheduling(),
        metadata={"enable-oslogin": "TRUE", "block-project-ssh-keys": "TRUE"},
        # A template can't be changed: with a label of the record of processing it would be made anew.
        labels=context.lasting_labels,
    )
    return Entity(made.id, made)


def _disk(context: Context) -> Any:
    return ComputeRegionInstanceTemplateDisk(
        source_image=_image(context),
        boot=True,
        auto_delete=True,
        disk_type=FAST_DISK if context.universe.lacks("small machines") else DISK,
        disk_size_gb=DISK_GB,
        disk_encryption_key={"kms_key_self_link": context.key_id("derived")},
        labels=context.lasting_labels,
    )


def _image(context: Context) -> str:
    """Container-Optimized OS: its drivers for GPUs (`cos-extensions install gpu`) are signed, as Secure Boot wants."""
    return f"projects/{context.universe.images('cos-cloud')}/global/images/family/cos-stable"


def _scheduling() -> Any:
    return ComputeRegionInstanceTemplateScheduling(
        automatic_restart=False,
        # Machines with GPUs can't be moved to another host while they run.
        on_host_maintenance="TERMINATE",
        provisioning_model="STANDARD",
        instance_termination_action="DELETE",
        max_run_duration={"seconds": SECONDS_A_DAY},
    )
