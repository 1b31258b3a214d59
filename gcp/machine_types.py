"""Machine types, what can be attached to them, and where they are: `data/machine_types.json`. No CDK import."""

from __future__ import annotations

import re
from functools import cache

from landfast.gcp.locations import region_of
from landfast.gcp.regions import catalogue
from landfast.gcp.tables import table

CUSTOM = re.compile(r"(?:(?P<series>[a-z0-9]+)-)?custom-(?P<cpus>\d+)-(?P<memory>\d+)(?P<extended>-ext)?")
SHARED = re.compile(r"e2-custom-(?:micro|small|medium)-\d+")
# The date that an image is of; numbers of versions in the name of a family.
IMAGE = re.compile(r"-v?\d{8}[a-z]?$")
VERSION = re.compile(r"[a-z]?\d+[a-z0-9]*")
GPUS = re.compile(r"-(\d+)g$")
CPUS = re.compile(r"-(\d+)(?:-|$)")


@cache
def machine_types() -> frozenset[str]:
    """Every predefined machine type; custom ones are told by their form."""
    return frozenset(
        "-".join(filter(None, (series, kind, size)))
        for series, kinds in table("machine_types")["series"].items()
        for kind, sizes in kinds.items()
        for size in sizes.split()
    )


def is_machine_type(name: str) -> bool:
    """Whether there is such a machine type in some zone."""
    custom = CUSTOM.fullmatch(name)
    return _is_custom(custom) if custom else name in machine_types() or SHARED.fullmatch(name) is not None


def processors(name: str) -> int:
    """vCPUs of a machine type: the number in its name, save where the number is that of its GPUs."""
    known = table("machine_types")["processors"].get(name)
    found = CPUS.search(name.replace("custom-", ""))
    return int(known or (found[1] if found else 2))


def in_zone(name: str, zone: str) -> bool:
    """Whether a zone has a machine type: of those with GPUs and few others the zones are known; else it has."""
    zones = table("machine_types")["zones"].get(name.partition("-")[0])
    if zones is not None:
        return zone in zones.split()
    family = table("machine_types")["machine_families"].get(name.rpartition("-")[0])
    return family is None or _offers(zone, family)


def accelerators() -> frozenset[str]:
    return frozenset(table("machine_types")["accelerators"])


def accelerator_in_zone(accelerator: str, zone: str) -> bool:
    """Whether a zone has a GPU: true for a GPU whose zones are not known."""
    known = table("machine_types")["accelerators"][accelerator]
    if "zones" in known:
        return zone in known["zones"].split()
    return "family" not in known or _offers(zone, known["family"])


def attachment_problem(machine: str, accelerator: str, count: int) -> str | None:
    """Why a machine can't have so many of a GPU, None if it can."""
    known = table("machine_types")["accelerators"][accelerator]
    series = "n1" if machine.startswith("custom-") else machine
    if not any(series == own or series.startswith(f"{own}-") for own in known["with"]):
        return f"[{machine}, {accelerator}] features are not compatible for creating instance"
    own = built_in_gpus(machine)
    if own and count != own:
        return f"The machine type {machine} has {own} {accelerator}, not {count}"
    counts = known.get("counts")
    if counts is None:
        return None
    if str(count) not in counts:
        return f"The number of {accelerator} must be one of {', '.join(counts)}, not {count}"
    found = CPUS.search(machine)
    if found and int(found[1]) > counts[str(count)]:
        return f"{machine} has more than the {counts[str(count)]} vCPUs that {count} {accelerator} may have"
    return None


def built_in_gpus(machine: str) -> int:
    """GPUs that a machine type has of its own (`a2-highgpu-2g`); 0 if none."""
    known = table("machine_types")["gpus"].get(machine)
    found = GPUS.search(machine)
    return int(known or (found[1] if found else 0))


def has_nesting(machine: str) -> bool:
    """Whether virtual machines can run inside of a machine type."""
    return machine.partition("-")[0] not in table("machine_types")["without_nesting"].split()


def most_interfaces(name: str) -> int:
    """How many network interfaces a machine can have."""
    return max(2, min(10, processors(name)))


def is_arm(name: str) -> bool:
    """Whether a machine type runs images for Arm, and no others."""
    return name.partition("-")[0] in table("machine_types")["arm"].split()


def takes_disk(machine: str, disk: str) -> bool:
    """Whether a machine takes disks of a type."""
    return machine.partition("-")[0] not in table("machine_types")["disks"].get(disk, "").split()


def is_disk_type(name: str) -> bool:
    """Whether there is such a type of disk."""
    return name in table("machine_types")["disk_types"].split()


def image_gigabytes(project: str) -> int:
    """The least size of a boot disk from a public project's images; 0 where it is not known."""
    least: int = table("machine_types")["image_gb"].get(project, 0)
    return least


def is_confidential(machine: str, technology: str) -> bool:
    """Whether a machine type has a technology of confidential computing (`SEV`, `SEV_SNP`, `TDX`)."""
    known = table("machine_types")["confidential"].get(technology, "").split()
    return any(machine == own or machine.startswith(f"{own}-") for own in known)


def has_tier_1(machine: str) -> bool:
    """Whether a machine type can have Tier_1 networking; true where nothing is known."""
    return machine.partition("-")[0] not in table("machine_types")["without_tier_1"].split()


def _families(project: str) -> str | None:
    # In other universes than Google Cloud the same come with the cloud: `s3ns-system:cos-cloud`.
    found: str | None = table("machine_types")["images"].get(project.rpartition("-system:")[2])
    return found


def has_public_images(project: str) -> bool:
    """Whether a project is known that has images for everybody, and whoever asks for one need not see it."""
    return _families(project) is not None


def image_stands(project: str, name: str) -> bool:
    """Whether a public project has an image or a family; true for a project whose images are not known."""
    families = _families(project)
    return families is None or any(_is_of_family(name, own) for own in families.split())


def _is_of_family(name: str, family: str) -> bool:
    """Whether a name is a family's, or of one of its images: versions and words that families' names are made of."""
    rest = name.removeprefix(family)
    words = table("machine_types")["image_words"].split()
    return rest == "" or (
        rest != name
        and rest.startswith("-")
        and (
            IMAGE.search(rest) is not None
            or all(word in words or VERSION.fullmatch(word) for word in rest[1:].split("-"))
        )
    )


def _offers(zone: str, family: str) -> bool:
    region = catalogue().get(region_of(zone))
    # They are known of the regions in Europe.
    known = region is not None and (region.accelerator_zones or region.name.startswith("europe-"))
    return region is None or not known or zone in region.accelerator_zones.get(family, ())


def _is_custom(found: re.Match[str]) -> bool:
    series = found["series"] or "n1"
    known = table("machine_types")["custom"].get(series)
    cpus, memory = int(found["cpus"]), int(found["memory"])
    if known is None or memory % 256 or (cpus % 2 and cpus != 1):
        return False
    most, least_memory, most_memory = known
    enough = least_memory * 1024 * cpus <= memory
    return 1 <= cpus <= most and enough and (bool(found["extended"]) or memory <= most_memory * 1024 * cpus)
