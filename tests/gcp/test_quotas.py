"""What a machine is counted as: by Compute Engine's own list of what it counts."""

from __future__ import annotations

import json

import pytest
from googleapiclient.discovery_cache import get_static_doc

from landfast.gcp.machine_types import processors
from landfast.gcp.machines import GPUS
from landfast.gcp.quotas import COMPUTE, gpu_metric, machine_metric, quotas_of


def test_each_metric_is_one_of_googles() -> None:
    document = json.loads(get_static_doc("compute", "v1"))
    known = {name.lower() for name in document["schemas"]["Quota"]["properties"]["metric"]["enum"]}
    assert {quota.metric.partition("/")[2] for quota in quotas_of(COMPUTE)} <= known
    assert {gpu_metric(gpu) for gpu in GPUS} <= known
    assert {machine_metric(gpu.machine) for gpu in GPUS.values()} <= known


@pytest.mark.parametrize(
    ("machine", "metric", "count"),
    [
        ("e2-standard-4", "cpus", 4), ("n2-standard-8", "n2_cpus", 8), ("g2-standard-8", "cpus", 8),
        ("a2-highgpu-1g", "a2_cpus", 12), ("n1-custom-6-20480", "cpus", 6), ("e2-medium", "cpus", 2),
    ],
)  # fmt: skip
def test_what_a_machine_is_counted_as(machine: str, metric: str, count: int) -> None:
    assert (machine_metric(machine), processors(machine)) == (metric, count)
