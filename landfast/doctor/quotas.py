"""What the stacks use of what Google counts: processors, GPUs, addresses, training on Vertex AI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from landfast.doctor.line import Line, looked_at
from landfast.doctor.subject import Examined
from landfast.gcp.machine_types import processors
from landfast.gcp.machines import GPUS, GpuName
from landfast.gcp.quotas import COMPUTE, VERTEX, gpu_metric, machine_metric
from landfast.google.examining import GoogleExamination
from landfast.google.room import MACHINE
from landfast.policies.values import first

POOL, TEMPLATE = "google_container_node_pool", "google_compute_region_instance_template"
UNLIMITED = -1


def wanted_of(examined: Examined) -> Mapping[str, Mapping[str, int]]:
    """API -> metric -> how much the stacks use at most."""
    compute, vertex = Counter[str](), Counter[str]()
    for machine, count in machines_of(examined):
        _add_machine(compute, machine, count)
    _add_jobs(vertex, examined)
    addresses = len(examined.of_types.get("google_compute_router_nat", ()))
    compute["in_use_addresses"] += addresses
    return {
        api: {f"{api}/{name}": count for name, count in sorted(counts.items()) if count}
        for api, counts in ((COMPUTE, compute), (VERTEX, vertex))
    }


def machines_of(examined: Examined) -> Iterator[tuple[str, int]]:
    """Machine types that the stacks name, each with how many there are at most."""
    for pool in examined.of_types.get(POOL, ()):
        yield from _named(first(pool.values, "node_config.machine_type"), _most_nodes(pool.values))
    for notebook in examined.of_types.get("google_workbench_instance", ()):
        yield from _named(first(notebook.values, "gce_setup.machine_type"), 1)
    for template in examined.of_types.get(TEMPLATE, ()):
        yield from _named(first(template.values, "machine_type"), 1)


def _named(machine: Any, count: int) -> Iterator[tuple[str, int]]:
    if isinstance(machine, str):
        yield machine, count


def _page(examined: Examined) -> str:
    return f"https://{examined.google.cloud.console}/iam-admin/quotas"


def limit_lines(examined: Examined, google: GoogleExamination, enabled: frozenset[str]) -> Iterator[Line]:
    """`enabled`: the APIs that the project has, each of which counts from then on; none of one that does not stand."""
    for api, wanted in wanted_of(examined).items():
        if not wanted:
            continue
        if api not in enabled:
            yield _not_yet(examined, api, wanted)
        else:
            yield from looked_at("quotas", api, lambda api=api, wanted=wanted: _lines(examined, google, api, wanted))  # type: ignore[misc]


def _not_yet(examined: Examined, api: str, wanted: Mapping[str, int]) -> Line:
    said = ", ".join(f"{count} {name.partition('/')[2]}" for name, count in wanted.items())
    gpus = "; a new project has no GPUs as a rule" if "gpus" in said else ""
    return Line("quotas", api, "warn", f"up to {said} are used; Google sets what it may have with the project{gpus}",
                f"run this again once the project stands, and ask for what is short: {_page(examined)}")  # fmt: skip


def _lines(examined: Examined, google: GoogleExamination, api: str, wanted: Mapping[str, int]) -> Iterator[Line]:
    for metric, count in wanted.items():
        short, limit = metric.partition("/")[2], google.limit(examined.project, metric, examined.region)
        if limit is None:
            yield Line(
                "quotas",
                short,
                "unknown",
                f"{count} are used; {api} tells no limit of it",
                f"look at {_page(examined)}?project={examined.project}",
            )
        elif limit == UNLIMITED or limit >= count:
            most = "without limit" if limit == UNLIMITED else str(limit)
            yield Line("quotas", short, "pass", f"{count} of {most}")
        else:
            step = f"ask for {count} in {examined.region}: {_page(examined)}?project={examined.project}&metric={metric}"
            yield Line(
                "quotas", short, "fail", f"up to {count} are used, {limit} are allowed in {examined.region}", step
            )


def _add_machine(counts: Counter[str], machine: str, count: int) -> None:
    counts[machine_metric(machine)] += processors(machine) * count
    gpu = _gpu(machine)
    if gpu is not None:
        counts[gpu_metric(gpu)] += count
        counts["gpus_all_regions"] += count


def _add_jobs(counts: Counter[str], examined: Examined) -> None:
    """Jobs of Vertex AI, one at a time: the least is the canary's. https://cloud.google.com/vertex-ai/docs/quotas"""
    counts["custom_model_training_cpus"] = processors(MACHINE)
    gpu = examined.platform.gpu
    if gpu is not None and "vertex" in examined.platform.orchestrators:
        counts[f"custom_model_training_{gpu_metric(gpu)}"] = 1


def _gpu(machine: str) -> GpuName | None:
    return next((name for name, gpu in GPUS.items() if gpu.machine == machine), None)


def _most_nodes(values: Mapping[str, Any]) -> int:
    places = ("autoscaling.total_max_node_count", "autoscaling.max_node_count", "initial_node_count")
    said = (first(values, place) for place in places)
    return next((int(most) for most in said if isinstance(most, int | float)), 1)
