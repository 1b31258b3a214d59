"""What Google's APIs count of a project, and what a new one is given: `data/quotas.json`. No CDK import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from landfast.gcp.machines import GPUS, GpuName
from landfast.gcp.tables import table

Unit = Literal["region", "project"]
PER_REGION: Unit = "region"
COMPUTE, VERTEX = "compute.googleapis.com", "aiplatform.googleapis.com"


@dataclass(frozen=True, slots=True)
class Quota:
    """`metric` is as Service Usage names it; `usual` what a project of a new billing account has: an example."""

    metric: str
    unit: Unit
    usual: int


@cache
def quotas_of(api: str) -> Sequence[Quota]:
    """Those that an environment needs of an API (`compute.googleapis.com`)."""
    rows = table("quotas")["quotas"].get(api, {})
    return tuple(Quota(f"{api}/{name}", unit, usual) for name, (unit, usual) in rows.items())


def gpu_metric(gpu: GpuName) -> str:
    """What Compute Engine counts a GPU as: `nvidia_l4_gpus`."""
    return f"{GPUS[gpu].accelerator.replace('-tesla', '').replace('-', '_')}_gpus"


def machine_metric(machine: str) -> str:
    """What Compute Engine counts the vCPUs of a machine as: of some series apart, of E2, G2 and N1 together.

    https://cloud.google.com/compute/resource-usage#cpu_quota
    """
    series = machine.partition("-")[0]
    return f"{series}_cpus" if series in table("quotas")["own_cpus"] else "cpus"
