"""How a resource is known again whose name the server chooses: where its kind is listed, and what tells it apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landfast.provider.facts import VARIABLE

SERVER = "server_name"


@dataclass(frozen=True, slots=True)
class Recognition:
    """`collection` lists the kind (empty: the name follows from what was asked, nothing need be listed); `by` are the
    attributes that tell one from the others in it; `import_id` is what the provider takes, `{{server_name}}` in it the
    last segment of the name that the API gives. Templates hold attributes, as those of the facts do.
    """

    collection: str
    by: tuple[str, ...]
    import_id: str


_PROJECT, _PLACE = "projects/{{project}}", "projects/{{project}}/locations/{{location}}"
_REGION = "projects/{{project}}/locations/{{region}}"


def _listed(api: str, parent: str, collection: str, *by: str) -> Recognition:
    path = f"{parent}/{collection}"
    return Recognition(f"https://{api}/{path}", by or ("display_name",), f"{path}/{{{{{SERVER}}}}}")


# The collections are those that the provider posts to, which the APIs' discovery documents list with GET; import ids
# are those of the provider's documentation. Where the API answers with a project's number, a state has its id.
RECOGNITION: Mapping[str, Recognition] = {
    "google_billing_budget": _listed(
        "billingbudgets.googleapis.com/v1", "billingAccounts/{{billing_account}}", "budgets", "display_name", "projects"
    ),
    "google_cloudbuild_trigger": _listed("cloudbuild.googleapis.com/v1", _PLACE, "triggers", "name"),
    "google_data_catalog_policy_tag": _listed(
        "datacatalog.googleapis.com/v1", "{{taxonomy}}", "policyTags", "display_name", "parent_policy_tag"
    ),
    "google_data_catalog_taxonomy": _listed("datacatalog.googleapis.com/v1", _REGION, "taxonomies"),
    "google_essential_contacts_contact": _listed(
        "essentialcontacts.googleapis.com/v1", "{{parent}}", "contacts", "email"
    ),
    "google_folder": Recognition(
        "https://cloudresourcemanager.googleapis.com/v3/folders?parent={{parent}}",
        ("display_name",),
        f"folders/{{{{{SERVER}}}}}",
    ),
    "google_monitoring_alert_policy": _listed("monitoring.googleapis.com/v3", _PROJECT, "alertPolicies"),
    "google_monitoring_dashboard": _listed("monitoring.googleapis.com/v1", _PROJECT, "dashboards", "dashboard_json"),
    "google_monitoring_notification_channel": _listed(
        "monitoring.googleapis.com/v3", _PROJECT, "notificationChannels", "display_name", "type"
    ),
    "google_resource_manager_lien": Recognition(
        "https://cloudresourcemanager.googleapis.com/v1/liens?parent={{parent}}",
        ("origin", "reason"),
        f"{{{{parent}}}}/{{{{{SERVER}}}}}",
    ),
    "google_vertex_ai_tensorboard": _listed("{{region}}-aiplatform.googleapis.com/v1", _REGION, "tensorboards"),
    "google_data_loss_prevention_deidentify_template": Recognition(
        "", (), "{{parent}}/deidentifyTemplates/{{template_id}}"
    ),
    "google_data_loss_prevention_inspect_template": Recognition("", (), "{{parent}}/inspectTemplates/{{template_id}}"),
    "google_service_account": Recognition(
        "", (), "projects/{{project}}/serviceAccounts/{{account_id}}@{{project}}.iam.gserviceaccount.com"
    ),
}


def recognised(kind: str) -> Recognition | None:
    """How a type is known again; None if its import id is in its own attributes."""
    return RECOGNITION.get(kind)


def collection(known: Recognition, values: Mapping[str, Any]) -> str | None:
    """Where a resource with these values is listed; None while what it is in is not known."""
    return _filled(known.collection, values) if known.collection else None


def identity(known: Recognition, values: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What tells a resource from the others of its collection; None while that is not known."""
    parts = tuple(_part(name, values) for name in known.by)
    return parts if parts[0] else None


def import_path(known: Recognition, values: Mapping[str, Any], name: str = "") -> str | None:
    """The id to import it by; `name` is the one that the API gives."""
    return _filled(known.import_id, {**values, SERVER: name.rsplit("/", 1)[-1]})


def _filled(template: str, values: Mapping[str, Any]) -> str | None:
    """The template with its variables replaced; None if one is missing."""
    found = {name: values.get(name) for name in VARIABLE.findall(template)}
    if not all(isinstance(value, str) and value for value in found.values()):
        return None
    found["project"] = str(found.get("project") or "").removeprefix("projects/")
    return VARIABLE.sub(lambda match: str(found[match[1]]), template)


def _part(name: str, values: Mapping[str, Any]) -> str:
    if name == "dashboard_json":
        return _title(values.get(name))
    if name == "projects":
        return ",".join(sorted(_projects(values.get("budget_filter"))))
    return str(values.get(name) or "")


def _title(dashboard: Any) -> str:
    try:
        return str(json.loads(dashboard)["displayName"])
    except (TypeError, ValueError, KeyError):
        return ""


def _projects(budget_filter: Any) -> list[str]:
    """The projects that a budget is about: budgets of many environments may hang on one account."""
    first = budget_filter[0] if isinstance(budget_filter, list) and budget_filter else budget_filter
    found = first.get("projects") if isinstance(first, Mapping) else None
    return [str(project) for project in found or ()]
