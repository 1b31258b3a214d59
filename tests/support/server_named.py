"""A stack of resources whose names Google's servers choose: several of each type, told apart by what they say only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from terraform_stacks import PROJECT, REGION, TYPES, document, foundation

ACCOUNT = "0X0X0X-0X0X0X-0X0X0X"
OWN = {"application": "clinic", "environment": "dev", "managed-by": "landfast"}
APIS = (
    "aiplatform", "billingbudgets", "cloudbuild", "cloudresourcemanager", "datacatalog", "dlp", "essentialcontacts",
    "iam", "monitoring",
)  # fmt: skip
PLACE = f"projects/{PROJECT}/locations/{REGION}"


def dashboards(*titles: str) -> dict[str, Any]:
    widgets = {"gridLayout": {"widgets": [{"title": "w", "text": {"content": "x", "format": "MARKDOWN"}}]}}
    return {
        title: {"project": PROJECT, "dashboard_json": json.dumps({"displayName": title, **widgets})} for title in titles
    }


def resources() -> dict[str, Any]:
    condition = {
        "display_name": "c",
        "condition_threshold": {
            "filter": 'metric.type="compute.googleapis.com/instance/cpu/utilization" AND resource.type="gce_instance"',
            "comparison": "COMPARISON_GT", "threshold_value": 1, "duration": "60s",
        },
    }  # fmt: skip
    template = {"parent": PLACE, "inspect_config": {"info_types": [{"name": "EMAIL_ADDRESS"}]}}
    hidden = {"primitive_transformation": {"character_mask_config": {"masking_character": "#"}}}
    return {
        "google_monitoring_dashboard": dashboards("experiments", "governance", "models", "pipelines"),
        "google_monitoring_alert_policy": {
            name: {"display_name": name, "combiner": "OR", "conditions": [condition], "user_labels": OWN}
            for name in ("drift", "errors")
        },
        "google_monitoring_notification_channel": {
            name: {"display_name": name, "type": "email", "labels": {"email_address": "a@b.example"},
                   "user_labels": OWN} for name in ("alerts", "budget")
        },
        "google_vertex_ai_tensorboard": {
            name: {"display_name": name, "region": REGION, "labels": OWN} for name in ("one", "two")
        },
        "google_data_catalog_taxonomy": {"personal": {"display_name": "personal", "region": REGION}},
        "google_data_catalog_policy_tag": {
            name: {"display_name": name, "taxonomy": "${google_data_catalog_taxonomy.personal.id}"}
            for name in ("direct", "quasi")
        },
        "google_essential_contacts_contact": {
            name: {"parent": f"projects/{PROJECT}", "email": f"{name}@b.example", "language_tag": "en",
                   "notification_category_subscriptions": ["SECURITY"]} for name in ("dpo", "ops")
        },
        "google_billing_budget": {
            name: {"billing_account": ACCOUNT, "display_name": "clinic",
                   "budget_filter": {"projects": [f"projects/{name}"]},
                   "amount": {"specified_amount": {"currency_code": "EUR", "units": "1"}}}
            for name in ("dev-one", "dev-two")
        },
        "google_cloudbuild_trigger": {
            name: {"name": name, "location": REGION, "filename": "b.yaml",
                   "pubsub_config": {"topic": f"projects/{PROJECT}/topics/t"}} for name in ("main", "pull")
        },
        "google_data_loss_prevention_inspect_template": {"look": {**template, "template_id": "look"}},
        "google_data_loss_prevention_deidentify_template": {
            "hide": {"parent": PLACE, "template_id": "hide",
                     "deidentify_config": {"info_type_transformations": {"transformations": [hidden]}}}
        },
        "google_resource_manager_lien": {
            name: {"parent": f"projects/{PROJECT}", "restrictions": ["resourcemanager.projects.delete"],
                   "origin": name, "reason": "kept"} for name in ("landfast", "law")
        },
        "google_service_account": {"serving": {"account_id": "clinic-serving"}},
    }  # fmt: skip


def environment() -> Mapping[str, tuple[tuple[str, ...], Mapping[str, Any]]]:
    """A folder with a project in it, and a stack of the rest."""
    below = foundation()
    service = {**below["google_project_service"]["storage"], "disable_on_destroy": False}
    below["google_project_service"] |= {api: {**service, "service": f"{api}.googleapis.com"} for api in APIS}
    below["google_folder"] = {"clinic": {"display_name": "clinic-dev", "parent": "organizations/123456789012"}}
    below["google_folder"]["clinic"]["deletion_protection"] = False
    del below["google_project"]["main"]["org_id"]
    below["google_project"]["main"]["folder_id"] = "${google_folder.clinic.folder_id}"
    return {"foundation": ((), document(below)), "watch": (("foundation",), document(resources()))}


SERVED = (*TYPES, "google_folder", *resources())
