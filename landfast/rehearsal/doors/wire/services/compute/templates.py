"""Templates of machines, of a region and global: what the provider has in one level, the API has in `properties`."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.doors.wire.checking import camel
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Handler
from landfast.rehearsal.doors.wire.links import linked
from landfast.rehearsal.doors.wire.services.compute.contents import LINKED, made

TEMPLATES = {
    "instanceTemplates": "google_compute_instance_template",
    "regionInstanceTemplates": "google_compute_region_instance_template",
}
# Fields that stand in `properties` as they are called.
_SAME = {
    "advanced_machine_features": "advancedMachineFeatures",
    "can_ip_forward": "canIpForward",
    "confidential_instance_config": "confidentialInstanceConfig",
    "disk": "disks",
    "guest_accelerator": "guestAccelerators",
    "instance_description": "description",
    "key_revocation_action_type": "keyRevocationActionType",
    "labels": "labels",
    "machine_type": "machineType",
    "metadata_fingerprint": "metadata.fingerprint",
    "min_cpu_platform": "minCpuPlatform",
    "network_interface": "networkInterfaces",
    "network_performance_config": "networkPerformanceConfig",
    "reservation_affinity": "reservationAffinity",
    "resource_manager_tags": "resourceManagerTags",
    "resource_policies": "resourcePolicies",
    "scheduling": "scheduling",
    "service_account": "serviceAccounts",
    "shielded_instance_config": "shieldedInstanceConfig",
    "tags": "tags.items",
    "tags_fingerprint": "tags.fingerprint",
    "workload_identity_config": "workloadIdentityConfig",
}
_OF_A_NEW_DISK = ("architecture", "labels", "provisioned_iops", "provisioned_throughput", "resource_manager_tags",
                  "resource_policies", "source_image", "source_image_encryption_key", "source_snapshot",
                  "source_snapshot_encryption_key", "storage_pool", "disk_name", "disk_type")  # fmt: skip
_KEYS = ("disk_encryption_key", "source_image_encryption_key", "source_snapshot_encryption_key")
_LINKS = ("properties.networkInterfaces.network", "properties.networkInterfaces.subnetwork",
          "properties.disks.initializeParams.sourceImage")  # fmt: skip


_PATHS = {
    **{name: f"properties.{path}" for name, path in _SAME.items()},
    **{f"disk.{name}": f"initializeParams.{camel(name)}" for name in _OF_A_NEW_DISK},
    **{f"disk.{name}.kms_key_self_link": "kmsKeyName" for name in _KEYS},
    "disk.guest_os_features": "",
    "guest_accelerator.count": "acceleratorCount",
    "guest_accelerator.type": "acceleratorType",
    "metadata": "",
    "network_interface.access_config": "accessConfigs",
    "network_interface.access_config.nat_ip": "natIP",
    "network_interface.alias_ip_range": "aliasIpRanges",
    "network_interface.ipv6_access_config": "ipv6AccessConfigs",
    "network_interface.network_ip": "networkIP",
    "reservation_affinity.specific_reservation": "",
    "reservation_affinity.type": "consumeReservationType",
    "scheduling.node_affinities": "nodeAffinities",
}


def _to_api(fields: Object, content: Object) -> None:
    if LINKED.to_api is not None:
        LINKED.to_api(fields, content)
    content.pop("fingerprint", None)
    properties = content.setdefault("properties", {})
    told = fields.get("metadata") or {}
    items = [{"key": name, "value": value} for name, value in sorted(told.items())]
    properties.setdefault("metadata", {})["kind"] = "compute#metadata"
    if items:
        properties["metadata"]["items"] = items
    for block in fields.get("reservation_affinity") or ():
        for own in block.get("specific_reservation") or ():
            properties["reservationAffinity"] |= {"key": own.get("key"), "values": list(own.get("values") or ())}
    for place, (disk, block) in enumerate(zip(properties.get("disks") or (), fields.get("disk") or (), strict=False)):
        disk |= {"kind": "compute#attachedDisk", "index": place}
        if block.get("disk_size_gb"):
            disk.setdefault("initializeParams", {})["diskSizeGb"] = str(block["disk_size_gb"])
        features = block.get("guest_os_features")
        if features:
            disk["guestOsFeatures"] = [{"type": name} for name in features]
    linked(content, _LINKS)


def _to_fields(fields: Object, content: Object) -> None:
    properties = content.get("properties") or {}
    items = (properties.get("metadata") or {}).get("items") or ()
    fields["metadata"] = {str(item.get("key")): item.get("value") for item in items}
    affinity = properties.get("reservationAffinity") or {}
    if affinity.get("key"):
        own = {"key": affinity["key"], "values": list(affinity.get("values") or ())}
        fields["reservation_affinity"][0]["specific_reservation"] = [own]
    for disk, block in zip(properties.get("disks") or (), fields.get("disk") or (), strict=False):
        size = (disk.get("initializeParams") or {}).get("diskSizeGb")
        if size and not block.get("disk_size_gb"):
            block["disk_size_gb"] = int(size)
        features = disk.get("guestOsFeatures")
        if features:
            block["guest_os_features"] = [feature.get("type") for feature in features]


COLLECTIONS = tuple(
    Collection(
        path,
        type_,
        short=True,
        only=("get", "list", "delete"),
        differs=Differences(_PATHS, to_api=_to_api, to_fields=_to_fields),
    )
    for path, type_ in TEMPLATES.items()
)
HANDLERS: dict[str, Handler] = {f"{path}.insert": made for path in TEMPLATES}
