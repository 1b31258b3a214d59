"""Data sources with a form of their own, by type: each returns the attributes that it computes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from landfast.gcp.agents import default_account
from landfast.gcp.machine_types import has_public_images, image_gigabytes, image_stands
from landfast.gcp.regions import catalogue
from landfast.gcp.universes import regions_of, universe_of
from landfast.provider.tree import ResourceType, resource_type
from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import make_account, make_agent, make_agents_of_enabled
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.iam import Grants
from landfast.rehearsal.cloud.projects import find_project, project_number
from landfast.rehearsal.cloud.refusal import forbidden
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.errors import ProviderError
from landfast.rehearsal.doors.terraform.grants import grant_id, policy_text, resource_name
from landfast.rehearsal.doors.terraform.state import imported

# None: it is what stands in the cloud, as of any other kind.
Reader = Callable[[Cloud, Object, ProviderConfiguration], Object | None]
# Of the images that a family is read as.
IMAGE_DAY = "v20260810"


def _project(cloud: Cloud, config: Object, provider: ProviderConfiguration) -> StoredResource:
    name = config.get("project") or config.get("project_id") or provider.project
    if not isinstance(name, str) or not name:
        raise ProviderError("project: required field is not set")
    found = find_project(cloud.store, name)
    if found is None:
        raise forbidden(f"Project '{name}' not found or permission denied.")
    return found


def _google_project(cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object:
    return imported(resource_type("google_project"), _project(cloud, config, provider), provider)


def _client_config(_cloud: Cloud, _config: Object, provider: ProviderConfiguration) -> Object:
    place = {name: provider.location(name) for name in ("project", "region", "zone")}
    labels = dict(provider.default_labels)
    id_ = "projects/{project}/regions/{region}/zones/{zone}".format(**{k: v or "" for k, v in place.items()})
    # There is nothing behind this token: the cloud is on this machine.
    return {**place, "id": id_, "access_token": "rehearsal", "default_labels": labels}


def _storage_agent(cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object:
    project = _project(cloud, config, provider).project
    email = str(make_agent(cloud.store, "storage.googleapis.com", project))
    return {"id": email, "email_address": email, "member": f"serviceAccount:{email}", "project": project}


def _bigquery_agent(cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object:
    project = _project(cloud, config, provider).project
    email = str(make_agent(cloud.store, "bigquery.googleapis.com", project))
    return {"id": email, "email": email, "member": f"serviceAccount:{email}", "project": project}


def _logging_agent(cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object:
    project = _project(cloud, config, provider).project
    email = str(make_agent(cloud.store, "logging.googleapis.com", project))
    name = f"projects/{project_number(project)}/cmekSettings"
    return {"id": f"projects/{project}/cmekSettings", "name": name, "service_account_id": email, "project": project}


def _compute_account(cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object:
    project = _project(cloud, config, provider).project
    make_agents_of_enabled(cloud.store, "compute.googleapis.com", project)
    email = default_account("compute.googleapis.com", project_number(project), universe_of(project))
    name = f"projects/{project}/serviceAccounts/{email}"
    return {"id": name, "name": name, "email": email, "member": f"serviceAccount:{email}", "project": project}


def _transfer_agent(cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object:
    project = config.get("project") or provider.project
    email = f"project-{project_number(str(project))}@storage-transfer-service.iam.gserviceaccount.com"
    # To ask for it makes it: https://cloud.google.com/storage-transfer/docs/reference/rest/v1/googleServiceAccounts/get
    make_account(cloud.store, email, str(project))
    return {"id": email, "email": email, "member": f"serviceAccount:{email}", "project": project}


def _public_image(_cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object | None:
    project, name = str(config.get("project") or provider.project), config.get("name") or config.get("family")
    if not isinstance(name, str) or not has_public_images(project) or not image_stands(project, name):
        return None
    image = name if config.get("name") else f"{name}-{IMAGE_DAY}"
    path = f"projects/{project}/global/images/{image}"
    own = {"id": path, "self_link": f"https://www.googleapis.com/compute/v1/{path}", "name": image, "project": project}
    size = image_gigabytes(project) or 10
    return {**own, "family": config.get("family") or "", "disk_size_gb": size, "status": "READY"}


def _billing_account(_cloud: Cloud, config: Object, _provider: ProviderConfiguration) -> Object:
    """One that is named by what it is called has a number that nobody here knows."""
    own = str(config.get("billing_account") or "000000-000000-000000").removeprefix("billingAccounts/")
    return {"id": own, "billing_account": own, "name": f"billingAccounts/{own}", "open": True}


def _iam_policy(_cloud: Cloud, config: Object, _provider: ProviderConfiguration) -> Object:
    bindings = []
    for block in config.get("binding") or []:
        binding = {"members": sorted(block["members"] or []), "role": block["role"]}
        if block.get("condition"):
            binding["condition"] = {key: value for key, value in block["condition"][0].items() if value is not None}
        bindings.append(binding)
    policy: dict[str, Any] = {"bindings": bindings}
    audits = [_audit_config(block) for block in config.get("audit_config") or []]
    if audits:
        policy["auditConfigs"] = audits
    text = json.dumps(policy, sort_keys=True, separators=(",", ":"))
    return {"policy_data": text, "id": hashlib.sha256(text.encode()).hexdigest()[:16]}


def _audit_config(block: Object) -> dict[str, Any]:
    logs = [
        {"logType": log["log_type"], "exemptedMembers": log.get("exempted_members") or []}
        for log in block.get("audit_log_configs") or []
    ]
    return {"service": block["service"], "auditLogConfigs": logs}


def _zones(_cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object:
    region = config.get("region") or provider.location("region")
    found = catalogue().get(str(region))
    names = [zone if "-" in zone else f"{region}-{zone}" for zone in found.zones] if found else []
    return {"names": names, "id": f"projects/{provider.project}/regions/{region}", "region": region}


def _regions(_cloud: Cloud, _config: Object, provider: ProviderConfiguration) -> Object:
    return {"names": sorted(regions_of(str(provider.project))), "id": f"projects/{provider.project}"}


def iam_policy_of(type_: ResourceType, cloud: Cloud, config: Object) -> Object:
    """`google_*_iam_policy` as a data source: the policy as it stands."""
    found = Grants(cloud.store).of(type_.facts.iam_parent, resource_name(type_, config))
    return {"policy_data": policy_text(found), "id": grant_id(type_, config)}


READERS: Mapping[str, Reader] = {
    "google_billing_account": _billing_account,
    "google_bigquery_default_service_account": _bigquery_agent,
    "google_client_config": _client_config,
    "google_compute_default_service_account": _compute_account,
    "google_compute_image": _public_image,
    "google_compute_regions": _regions,
    "google_compute_zones": _zones,
    "google_iam_policy": _iam_policy,
    "google_logging_project_cmek_settings": _logging_agent,
    "google_project": _google_project,
    "google_storage_project_service_account": _storage_agent,
    "google_storage_transfer_project_service_account": _transfer_agent,
}
