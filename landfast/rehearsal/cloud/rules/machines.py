"""Machine types, GPUs and images: there are such, in the zone that is asked for, and they fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from landfast.gcp import machine_types as machines
from landfast.gcp.locations import region_of
from landfast.gcp.regions import catalogue
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.store import Store

# APIs whose machines are those of Compute Engine; the others have sizes of their own.
APIS = (
    "aiplatform.googleapis.com", "compute.googleapis.com", "container.googleapis.com", "dataflow.googleapis.com",
    "dataproc.googleapis.com", "notebooks.googleapis.com",
)  # fmt: skip
BESIDE = ("google_cloudbuild_worker_pool",)
# A template is in no zone: what it asks for is looked up when something is made from it.
TEMPLATES = ("google_compute_instance_template", "google_compute_region_instance_template")
DISKS = ("google_compute_disk", "google_compute_region_disk")
LOCAL_DISKS = ("scratch_disk", "local_ssd_count", "ephemeral_storage_local_ssd_config")
ACCELERATORS = ("guest_accelerator", "accelerator_configs", "accelerators")
IMAGE = re.compile(r"(?:.*projects/)?([a-z][a-z0-9.:-]+)/(?:global/images/)?(?:family/)?([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class _Machine:
    """A machine somewhere in a configuration. `fields` is the block that names its type."""

    type: str
    fields: Any


def check(call: Call, store: Store) -> None:
    if not call.writes or (call.kind.api not in APIS and call.type not in BESIDE):
        return
    if call.type not in TEMPLATES:
        zones = tuple(_zones(call))
        for machine in _machines(call.fields):
            _check_machine(machine, zones)
    for image in _images(call):
        _check_image(store, image)
    _check_sizes(call)
    _check_disk(call)


def _check_machine(machine: _Machine, zones: tuple[str, ...]) -> None:
    if not machines.is_machine_type(machine.type) or (
        zones and not any(machines.in_zone(machine.type, zone) for zone in zones)
    ):
        place = f" in zone '{zones[0]}'" if zones else ""
        raise bad_request(
            f"Invalid value for field 'resource.machineType': '{machine.type}'. Machine type with name "
            f"'{machine.type}' does not exist{place}.",
            "invalid",
        )
    for name, count in _accelerators(machine.fields):
        _check_accelerator(machine.type, name, count, zones)
    _check_maintenance(machine)
    disk = _disk(machine.fields)
    if disk and not machines.is_disk_type(disk):
        raise bad_request(
            f"Invalid value for field 'resource.disks[0].initializeParams.diskType': '{disk}'. The referenced diskType "
            "resource cannot be found.",
            "invalid",
        )
    _check_features(machine)
    _check_parts(machine)
    if disk and not machines.takes_disk(machine.type, disk):
        raise bad_request(f"[{machine.type}, {disk}] features are not compatible for creating instance.", "invalid")


def _check_parts(machine: _Machine) -> None:
    """Local disks, interfaces and images that a machine type can't have."""
    if any(machine.fields.get(name) for name in LOCAL_DISKS) and not machines.takes_disk(machine.type, "local-ssd"):
        raise bad_request(f"[{machine.type}, local-ssd] features are not compatible for creating instance.", "invalid")
    interfaces, most = len(machine.fields.get("network_interface") or []), machines.most_interfaces(machine.type)
    if interfaces > most:
        raise bad_request(
            "Invalid value for field 'resource.networkInterfaces': ''. Too many network interfaces. The maximum number "
            f"of network interfaces allowed for this machine type is {most}.",
            "invalid",
        )
    # https://cloud.google.com/vpc/docs/create-use-multiple-interfaces#additional_operational_details
    named = [str(block.get("subnetwork") or "") for block in machine.fields.get("network_interface") or []]
    for name in filter(None, named):
        if named.count(name) > 1:
            raise bad_request(
                f"Invalid value for field 'resource.networkInterfaces': '{name}'. Network interfaces must be in "
                "different networks.",
                "invalid",
            )
    for block in blocks(machine.fields, "boot_disk", "initialize_params"):
        found = _image(str(block.get("image") or ""))
        if found and machines.has_public_images(found[1]) and machines.is_arm(machine.type) != ("arm64" in found[2]):
            raise bad_request(
                f"Invalid value for field 'resource.disks[0]': the architecture of the image '{found[2]}' is not that "
                f"of the machine type '{machine.type}'.",
                "invalid",
            )


def _check_accelerator(machine: str, name: str, count: int, zones: tuple[str, ...]) -> None:
    known = name in machines.accelerators()
    if not known or (zones and not any(machines.accelerator_in_zone(name, zone) for zone in zones)):
        place = f" in zone '{zones[0]}'" if zones else ""
        raise bad_request(
            f"Invalid value for field 'resource.guestAccelerators[0].acceleratorType': '{name}'. Accelerator type with "
            f"name '{name}' does not exist{place}.",
            "invalid",
        )
    problem = machines.attachment_problem(machine, name, count)
    if problem is not None:
        raise bad_request(f"{problem}.", "invalid")


def _check_maintenance(machine: _Machine) -> None:
    # Only Compute Engine itself leaves it to whoever asks.
    graphics = any(_accelerators(machine.fields)) or machines.built_in_gpus(machine.type)
    if "network_interface" not in machine.fields or not graphics:
        return
    if first(machine.fields.get("scheduling")).get("on_host_maintenance") != "TERMINATE":
        raise bad_request("Instances with guest accelerators do not support live migration.", "invalid")


def _check_features(machine: _Machine) -> None:
    """Confidential computing and Tier_1 networking, which few machine types have."""
    wanted = first(machine.fields.get("confidential_instance_config"))
    technology = str(wanted.get("confidential_instance_type") or "")
    technology = technology or ("SEV" if wanted.get("enable_confidential_compute") else "")
    if technology and not machines.is_confidential(machine.type, technology):
        raise bad_request(f"Confidential VMs with {technology} are not supported on {machine.type}.", "invalid")
    nested = first(machine.fields.get("advanced_machine_features")).get("enable_nested_virtualization")
    if nested and not machines.has_nesting(machine.type):
        raise bad_request(f"Nested virtualization is not supported on {machine.type}.", "invalid")
    tier = first(machine.fields.get("network_performance_config")).get("total_egress_bandwidth_tier")
    if tier == "TIER_1" and not machines.has_tier_1(machine.type):
        raise bad_request(f"Tier_1 networking is not supported on {machine.type}.", "invalid")


def _check_sizes(call: Call) -> None:
    """A boot disk holds its image."""
    for block in blocks(call.fields, "boot_disk", "initialize_params"):
        found = _image(str(block.get("image") or ""))
        least = machines.image_gigabytes(found[1]) if found else 0
        if block.get("size") and int(block["size"]) < least:
            raise bad_request(
                f"Invalid value for field 'resource.disks[0].initializeParams.diskSizeGb': '{block['size']}'. "
                f"Requested disk size cannot be smaller than the image size ({least} GB).",
                "invalid",
            )


def _check_disk(call: Call) -> None:
    kind = call.text("type").rsplit("/", 1)[-1] if call.type in DISKS and call.changed("type") else ""
    if kind and not machines.is_disk_type(kind):
        raise bad_request(
            f"Invalid value for field 'resource.type': '{kind}'. The referenced diskType resource cannot be found.",
            "invalid",
        )


def _image(text: str) -> re.Match[str] | None:
    """(project, image or family) of a name with or without its link; None if it is in no project."""
    return IMAGE.fullmatch(text.removeprefix("https://www.googleapis.com/compute/v1/"))


def _check_image(store: Store, image: str) -> None:
    found = _image(image)
    if found is None:
        return
    project, name = found.groups()
    if find_project(store, project) is not None:
        own = store.list("google_compute_image", project)
        stands = any(name in (item.fields.get("name"), item.fields.get("family")) for item in own)
    else:
        stands = machines.image_stands(project, name)
    if not stands:
        raise not_found(f"The resource 'projects/{project}/global/images/{name}' was not found")


def _machines(fields: Any) -> Iterator[_Machine]:
    """Every machine in a configuration, through blocks."""
    if isinstance(fields, dict):
        name = fields.get("machine_type")
        if isinstance(name, str) and name:
            yield _Machine(name.rsplit("/", 1)[-1], fields)
        for inner in fields.values():
            yield from _machines(inner)
    elif isinstance(fields, list):
        for inner in fields:
            yield from _machines(inner)


def _accelerators(fields: Any) -> Iterator[tuple[str, int]]:
    for name in ACCELERATORS:
        for block in blocks(fields, name):
            kind = str(block.get("type") or block.get("accelerator_type") or "")
            count = block.get("count") or block.get("core_count") or block.get("accelerator_count") or 0
            if kind and int(count):
                yield _accelerator(kind), int(count)
    kind = fields.get("accelerator_type")
    if isinstance(kind, str) and kind.startswith("NVIDIA_"):
        yield _accelerator(kind), int(fields.get("accelerator_count") or 1)


def _accelerator(kind: str) -> str:
    """Vertex AI and Workbench write NVIDIA_TESLA_T4."""
    return kind.rsplit("/", 1)[-1].lower().replace("_", "-")


def _disk(fields: Any) -> str:
    boot = first(fields.get("boot_disk"))
    kind = first(boot.get("initialize_params")).get("type") or boot.get("disk_type") or fields.get("disk_type") or ""
    return str(kind).rsplit("/", 1)[-1].lower().replace("_", "-")


def _images(call: Call) -> Iterator[str]:
    paths = [("boot_disk", "initialize_params"), ("disk",), ()]
    for path, name in zip(paths, ("image", "source_image", "source_image"), strict=True):
        for block in blocks(call.fields, *path) if path else [call.fields]:
            # `disk` of an attachment is the name of one.
            value = block.get(name) if isinstance(block, dict) else None
            if isinstance(value, str) and "/" in value and call.changed(path[0] if path else name):
                yield value


def _zones(call: Call) -> Iterator[str]:
    """Zones that a machine could be in; none if nothing is said of it."""
    named = call.fields.get("node_locations")
    if isinstance(named, list) and named:
        yield from (str(zone) for zone in named)
        return
    place = next((text for name in ("zone", "location", "region") if (text := call.text(name))), "").rsplit("/", 1)[-1]
    region = catalogue().get(region_of(place))
    if region is not None:
        yield from [place] if place != region.name else region.zones
