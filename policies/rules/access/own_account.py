"""LF-ACC-013: nothing runs as a default service account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from landfast.policies.facts.settings import is_true
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, known_text, read

_VM = ("service_account.email",)
# Type -> where its service account is named.
_ACCOUNTS: Mapping[str, tuple[str, ...]] = {
    "google_compute_instance": _VM,
    "google_compute_instance_template": _VM,
    "google_compute_region_instance_template": _VM,
    "google_container_cluster": ("cluster_autoscaling.auto_provisioning_defaults.service_account",),
    "google_container_node_pool": ("node_config.service_account",),
    "google_workbench_instance": ("gce_setup.service_accounts.email",),
    "google_cloud_run_v2_service": ("template.service_account",),
    "google_cloud_run_v2_job": ("template.template.service_account",),
    "google_cloudfunctions2_function": ("service_config.service_account_email",),
    "google_cloudfunctions_function": ("service_account_email",),
    "google_composer_environment": ("config.node_config.service_account",),
    "google_dataflow_job": ("service_account_email",),
    "google_dataproc_cluster": ("cluster_config.gce_cluster_config.service_account",),
    "google_cloudbuild_trigger": ("service_account",),
}
# A machine without the block has no account at all, and so no access.
_NONE_IS_GOOD = frozenset(
    {"google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template"}
)
# In other universes than Google Cloud the domain after these is theirs.
_DEFAULT = re.compile(r"(?:-compute@developer|@appspot|@cloudbuild)\.(?:[a-z0-9-]+\.iam\.)?gserviceaccount\.com$")


def check(resource: Resource, world: World) -> Iterator[Message]:
    for place in _ACCOUNTS[resource.type]:
        for path, value in read(resource.values, tuple(place.split("."))):
            if isinstance(value, Missing) or value in ("", "default"):
                autopilot = first(resource.values, "enable_autopilot")
                if resource.type == "google_container_cluster" and isinstance(autopilot, Unknown):
                    yield unknown_message("enable_autopilot", autopilot, "whether nodes run as a default account")
                elif _matters(resource, value):
                    yield Message(path, "names no account, so it runs as a default one that many share")
            elif _DEFAULT.search(known_text(value) or ""):
                yield Message(path, "is a default account that many share")
            elif isinstance(value, Unknown) and not _is_made_here(value, resource, world):
                yield unknown_message(path, value, "the account")


def _is_made_here(value: Unknown, resource: Resource, world: World) -> bool:
    """Whether the value is the address of an account that this configuration makes, or at least looks like one."""
    return world.referred(value, "google_service_account", resource) is not None or ".iam.gserviceaccount.com" in (
        value.text or ""
    )


def _matters(resource: Resource, value: object) -> bool:
    if resource.type in _NONE_IS_GOOD:
        return value is not Missing.BLOCK
    if resource.type == "google_container_cluster":
        # Node pools of a standard cluster name their own; what nodes Autopilot makes is told here.
        return is_true(first(resource.values, "enable_autopilot"))
    return True


RULE = Rule(
    id="LF-ACC-013",
    name="own_account",
    title="Ensure nothing runs as a default service account",
    why="Default accounts are shared by all that names no other, and often may edit the whole project.",
    mend=Mend(
        landfast="Use the modules: each job has an account of its own.",
        terraform="Make a google_service_account for the one job, and name it.",
    ),
    articles=("32(1)(b)", "25(1)"),
    severity="medium",
    check=check,
    types=frozenset(_ACCOUNTS),
)
