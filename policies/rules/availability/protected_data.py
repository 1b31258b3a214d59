"""LF-AVA-001: a protected environment refuses to be deleted."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import Setting, is_false, is_true, judge_settings
from landfast.policies.model import Mend, Message, Resource, Rule, World

_FORCE = "one `terraform destroy` deletes the content too"
_PREVENT = Setting(
    "deletion_policy", lambda value: value == "PREVENT", _FORCE, "is not set: one `terraform destroy` deletes it"
)
_DELETES = "one `terraform destroy` deletes it"
_PROTECTION = Setting("deletion_protection", is_true, _DELETES)
# These are not protected unless somebody says so.
_UNPROTECTED = Setting("deletion_protection", is_true, _DELETES, f"is not set: {_DELETES}")
SETTINGS = {
    "google_storage_bucket": (Setting("force_destroy", is_false, _FORCE),),
    "google_bigquery_dataset": (Setting("delete_contents_on_destroy", is_false, _FORCE),),
    "google_project": (Setting("deletion_policy", lambda value: value == "PREVENT", _FORCE),),
    "google_bigquery_table": (_PROTECTION,),
    "google_folder": (_PROTECTION,),
    "google_sql_database_instance": (_PROTECTION,),
    "google_spanner_database": (_PROTECTION,),
    "google_container_cluster": (_PROTECTION,),
    "google_alloydb_cluster": (_PROTECTION,),
    "google_bigtable_instance": (_PROTECTION,),
    "google_cloud_run_v2_service": (_PROTECTION,),
    "google_secret_manager_secret": (_UNPROTECTED,),
    "google_secret_manager_regional_secret": (_UNPROTECTED,),
    "google_vertex_ai_endpoint": (_PREVENT,),
    "google_vertex_ai_tensorboard": (_PREVENT,),
}


def check(resource: Resource, world: World) -> Iterator[Message]:
    if world.protected:
        yield from judge_settings(resource, SETTINGS)


RULE = Rule(
    id="LF-AVA-001",
    name="protected_data",
    title="Ensure a protected environment refuses to be deleted",
    why="Loss of personal data by accident is a breach too (availability and resilience).",
    mend=Mend(
        landfast="Keep environments.NAME.protected: modules take their deletion protection from it.",
        terraform="Leave out force_destroy; set deletion_policy PREVENT or deletion_protection true.",
    ),
    articles=("32(1)(b)", "32(1)(c)", "5(1)(f)"),
    severity="high",
    check=check,
    types=frozenset(SETTINGS),
)
