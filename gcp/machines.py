"""Machines with a GPU: the type of machine for each GPU, and the zones that offer it. No CDK import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from landfast.gcp.regions import catalogue

GpuName = Literal["t4", "l4", "a100", "a100-80gb"]


@dataclass(frozen=True, slots=True)
class Gpu:
    """`machine` has one GPU of the type `accelerator`; `attached` is false where the machine type brings it along."""

    accelerator: str
    machine: str
    disk: str
    attached: bool
    family: str


# https://cloud.google.com/compute/docs/gpus: one GPU each; G2 machines take no standard disks. H100 machines with
# fewer than eight GPUs exist as Spot or Flex-start only, so they are not offered here.
GPUS: Mapping[GpuName, Gpu] = {
    "t4": Gpu("nvidia-tesla-t4", "n1-standard-8", "pd-balanced", True, "n1+T4"),
    "l4": Gpu("nvidia-l4", "g2-standard-8", "pd-balanced", False, "g2 (L4)"),
    "a100": Gpu("nvidia-tesla-a100", "a2-highgpu-1g", "pd-balanced", False, "a2-highgpu (A100 40GB)"),
    "a100-80gb": Gpu("nvidia-a100-80gb", "a2-ultragpu-1g", "pd-balanced", False, "a2-ultragpu (A100 80GB)"),
}


def gpu_zones(gpu: GpuName, region: str) -> tuple[str, ...]:
    """Zones of a region that offer the GPU."""
    return catalogue()[region].accelerator_zones.get(GPUS[gpu].family, ())


def gpu_problem(gpu: GpuName | None, region: str, area: tuple[str, ...]) -> dict[str, str] | None:
    """What is wrong with wanting `gpu` in `region`, and what else there is in the regions of `area`."""
    if gpu is None or gpu_zones(gpu, region):
        return None
    here = [name for name in GPUS if gpu_zones(name, region)]
    regions = [name for name in area if catalogue()[name].vertex_ai and gpu_zones(gpu, name)]
    place = ", ".join(regions) or "no region of the area"
    return {
        "fact": f"platform.gpu and residency.region disagree: {region} has no {gpu}",
        "value": f"'{gpu}'",
        "limit": f"{region} offers {', '.join(here) or 'no GPU'}; {gpu} is in {place}",
        "step": f"set platform.gpu to {here[0]}" if here else _elsewhere(regions),
    }


def _elsewhere(regions: list[str]) -> str:
    step = "remove platform.gpu"
    return f"{step}, or set residency.region to {regions[0]}" if regions else step
