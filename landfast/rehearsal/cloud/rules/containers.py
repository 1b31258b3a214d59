"""Cloud Run: sizes that go together, variables and ports, and images that were pushed."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

from landfast.rehearsal.cloud.agents import account_stands
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.images import Image, is_pushed, parse_image, registry_host
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import Refusal, bad_request, not_found
from landfast.rehearsal.cloud.store import Store

SERVICE, JOB, POOL = "google_cloud_run_v2_service", "google_cloud_run_v2_job", "google_cloud_run_v2_worker_pool"
FIRST_API = "google_cloud_run_service"
SECRET = "google_secret_manager_secret"  # noqa: S105 - a kind
TYPES = (SERVICE, JOB, POOL)
# https://cloud.google.com/run/docs/configuring/services/cpu, .../memory-limits: vCPUs -> memory in Mi, least and most.
MEMORY = {1: (128, 4096), 2: (128, 8192), 4: (2048, 16384), 6: (4096, 24576), 8: (4096, 32768)}
# Of less than one vCPU: 0.08 to 1; up to a half of one has 512 Mi at most.
LEAST_CPU, HALF_MEMORY, BELOW_ONE_MEMORY = Decimal("0.08"), 512, 1024
UNITS = {
    **{"": Decimal(1) / 1024**2, "k": Decimal(1000) / 1024**2, "M": Decimal(1000**2) / 1024**2},
    **{"G": Decimal(1000**3) / 1024**2, "Ki": Decimal(1) / 1024, "Mi": Decimal(1), "Gi": Decimal(1024)},
}
QUANTITY = re.compile(r"(\d+(?:\.\d+)?)([A-Za-z]*)")
# https://cloud.google.com/run/docs/container-contract#env-vars
RESERVED = ("K_SERVICE", "K_REVISION", "K_CONFIGURATION")
OF_SERVICES, OF_JOBS = ("PORT",), ("CLOUD_RUN_JOB", "CLOUD_RUN_EXECUTION", "CLOUD_RUN_TASK_INDEX")
VARIABLE = re.compile(r"[^=\0]{1,32768}")
NAMESPACES = ("run.googleapis.com", "cloud.googleapis.com", "serving.knative.dev", "autoscaling.knative.dev")
GPU = "nvidia.com/gpu"
PROBE_SECONDS = 240


def check(call: Call, store: Store) -> None:
    if call.writes and call.type == FIRST_API and call.changed("template"):
        _check_first_api(call, store)
    if call.writes and call.type in TYPES:
        _check_namespaces(call)
    if not call.writes or call.type not in TYPES or not call.changed("template"):
        return
    template = first(call.fields.get("template"))
    revision = first(template.get("template")) if call.type == JOB else template
    containers = list(blocks(revision, "containers"))
    for container in containers:
        _check_resources(container, revision)
        _check_variables(call, store, container, alone=len(containers) == 1)
        _check_mounts(container, revision)
        _check_image(store, str(container.get("image") or ""))
    _check_ports(call, containers)
    _check_account(store, str(revision.get("service_account") or ""))
    _check_scaling(call, template, revision)


def _check_namespaces(call: Call) -> None:
    """https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services: labels, annotations"""
    for fields in (call.fields, first(call.fields.get("template"))):
        for name in ("labels", "annotations"):
            for key in fields.get(name) or {}:
                if str(key).partition("/")[0] in NAMESPACES and "/" in str(key):
                    raise _invalid(name, key, "Cloud Run API v2 takes none of system namespaces")


def _check_first_api(call: Call, store: Store) -> None:
    """Services of Knative's form: https://cloud.google.com/run/docs/reference/rest/v1/namespaces.services"""
    spec = first(first(call.fields.get("template")).get("spec"))
    for container in blocks(spec, "containers"):
        _check_resources(container, {"max_instance_request_concurrency": spec.get("container_concurrency")})
        _check_image(store, str(container.get("image") or ""))


def _check_resources(container: Any, revision: Any) -> None:
    limits = first(container.get("resources")).get("limits") or {}
    cpu, memory = _number(limits.get("cpu") or "1", cpu=True), _number(limits.get("memory") or "512Mi")
    if cpu is None:
        raise _invalid("cpu", limits.get("cpu"), "It must be 1, 2, 4, 6, 8, or a fraction of one of at least 0.08")
    if memory is None:
        raise _invalid("memory", limits.get("memory"), "It must be a quantity such as 512Mi or 2Gi")
    if cpu < 1:
        _check_fraction(cpu, memory, revision)
    elif cpu not in MEMORY:
        raise _invalid("cpu", limits.get("cpu"), "It must be 1, 2, 4, 6 or 8")
    else:
        least, most = MEMORY[int(cpu)]
        least = max(least, 512) if revision.get("execution_environment") == "EXECUTION_ENVIRONMENT_GEN2" else least
        if not least <= memory <= most:
            raise _invalid(
                "memory", limits.get("memory"), f"For {cpu} CPU, memory must be between {least}Mi and {most}Mi"
            )
    if str(limits.get(GPU) or "1") != "1":
        raise _invalid(GPU, limits[GPU], "An instance has one GPU")
    if limits.get(GPU) and (cpu < 4 or memory < 16384):
        raise _invalid(GPU, limits[GPU], "A GPU needs at least 4 CPU and 16Gi of memory")


def _check_fraction(cpu: Decimal, memory: Decimal, revision: Any) -> None:
    if cpu < LEAST_CPU:
        raise _invalid("cpu", cpu, f"It must be at least {LEAST_CPU}")
    if (revision.get("max_instance_request_concurrency") or 80) > 1 and "scaling" in revision:
        raise bad_request("Total cpu < 1 is not supported with concurrency > 1.", "invalid")
    if revision.get("execution_environment") == "EXECUTION_ENVIRONMENT_GEN2":
        raise bad_request("Total cpu < 1 is not supported with the second generation execution environment.", "invalid")
    most = HALF_MEMORY if cpu < Decimal("0.5") else BELOW_ONE_MEMORY
    if memory > most:
        raise _invalid("memory", memory, f"For {cpu} CPU, memory must be at most {most}Mi")


def _number(text: Any, cpu: bool = False) -> Decimal | None:
    """CPUs, or memory in Mi."""
    found = QUANTITY.fullmatch(str(text))
    if found is None:
        return None
    try:
        amount, unit = Decimal(found[1]), found[2]
    except InvalidOperation:
        return None
    if cpu:
        return amount / 1000 if unit == "m" else None if unit else amount
    return amount * UNITS[unit] if unit in UNITS else None


def _check_variables(call: Call, store: Store, container: Any, *, alone: bool) -> None:
    names = [str(variable.get("name")) for variable in blocks(container, "env")]
    # A container beside the one that is reached is told its port by whoever writes it.
    reached = alone or any(blocks(container, "ports"))
    taken = (*RESERVED, *(OF_JOBS if call.type == JOB else OF_SERVICES if reached else ()))
    for name, count in Counter(names).items():
        if name in taken:
            raise bad_request(f"The following reserved env names were provided: {name}. These are set by Cloud Run.")
        if count > 1 or not VARIABLE.fullmatch(name):
            raise _invalid("env.name", name, "Names of variables are given once, and hold no equals sign")
    for reference in blocks(container, "env", "value_source", "secret_key_ref"):
        _check_secret(call, store, str(reference.get("secret") or ""))


def _check_secret(call: Call, store: Store, name: str) -> None:
    path = name if name.startswith("projects/") else f"projects/{call.project}/secrets/{name}"
    owner, _, secret = path.removeprefix("projects/").partition("/secrets/")
    project = find_project(store, owner)
    if project is not None and store.get(SECRET, f"projects/{project.fields['project_id']}/secrets/{secret}") is None:
        raise bad_request(f"Secret {path}/versions/latest was not found")


def _check_mounts(container: Any, revision: Any) -> None:
    volumes = {str(volume.get("name")) for volume in blocks(revision, "volumes")}
    for mount in blocks(container, "volume_mounts"):
        if str(mount.get("name")) not in volumes:
            raise _invalid("volume_mounts.name", mount.get("name"), "There is no volume of this name")
    for probe in blocks(container, "startup_probe"):
        period, tries = probe.get("period_seconds") or 10, probe.get("failure_threshold") or 3
        if period * tries > PROBE_SECONDS:
            limit = f"its periods take at most {PROBE_SECONDS} seconds"
            raise _invalid("startup_probe", f"{tries} times {period} seconds", limit)


def _check_ports(call: Call, containers: list[Any]) -> None:
    with_ports = [container for container in containers if any(blocks(container, "ports"))]
    if call.type == SERVICE and len(containers) > 1 and len(with_ports) != 1:
        raise bad_request("Revision template should contain exactly one container with an exposed port.")


def _check_account(store: Store, email: str) -> None:
    if "@" in email and not account_stands(store, email.rsplit("/", 1)[-1]):
        raise not_found(f"Service account {email} does not exist.")


def _check_scaling(call: Call, template: Any, revision: Any) -> None:
    scaling = first(revision.get("scaling"))
    least, most = scaling.get("min_instance_count") or 0, scaling.get("max_instance_count") or 0
    if most and least > most:
        raise _invalid("min_instance_count", least, f"It is larger than the maximum of {most}")
    if call.type == JOB and (template.get("parallelism") or 0) > (template.get("task_count") or 1):
        raise _invalid("parallelism", template["parallelism"], "It is larger than the number of tasks")
    percents = [int(target.get("percent") or 0) for target in blocks(call.fields, "traffic")]
    if call.type == SERVICE and percents and sum(percents) not in (0, 100):
        raise _invalid("traffic.percent", sum(percents), "The percents must sum to 100")
    access = first(revision.get("vpc_access"))
    if access.get("connector") and any(blocks(access, "network_interfaces")):
        raise _invalid("vpc_access", access["connector"], "It is a connector or network interfaces, not both")


def _check_image(store: Store, text: str) -> None:
    host = registry_host(text)
    if host is None:
        raise bad_request(
            "Expected an image path like [host/]repo-path[:tag and/or @digest], where host is one of [region.]gcr.io, "
            f"[region-]docker.pkg.dev or docker.io but obtained {text}."
        )
    image = parse_image(text)
    if image is not None and find_project(store, image.project) is not None and not is_pushed(store, image):
        raise _not_pushed(image)


def _not_pushed(image: Image) -> Refusal:
    return bad_request(f"Image '{image.name}' not found.", "invalid")


def _invalid(field: str, value: Any, reason: str) -> Refusal:
    return bad_request(f"Invalid value specified for {field}: '{value}'. {reason}.", "invalid")
