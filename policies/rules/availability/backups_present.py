"""LF-AVA-002: what holds data is backed up."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.reckon.erasure import erasure
from landfast.policies.values import Missing, Unknown, first

_CLUSTER = "google_container_cluster"
_BACKUPS = ("backups", "daily backups", "point-in-time recovery", "recovery window beyond them")
_LEAST_DAYS = 1
_NO_PRIMARY = (Missing.VALUE, "")


def check(resource: Resource, world: World) -> Iterator[Message]:
    if resource.type == _CLUSTER:
        names, everyone = world.remembered(_planned)
        if not everyone and not names & {resource, str(resource.values.get("name"))}:
            yield Message("", "no google_gke_backup_backup_plan backs it up")
        return
    primary = first(resource.values, "master_instance_name")
    if isinstance(primary, Unknown) and not primary.references:
        yield unknown_message("master_instance_name", primary, "whether it is a replica")
        return
    if primary not in _NO_PRIMARY or _is_secondary(resource):
        return
    found = erasure(resource, world)
    if found is None or any(part.what in _BACKUPS and part.days >= _LEAST_DAYS for part in found.parts):
        return
    if found.unknown:
        yield Message("", f"whether it is backed up can't be told: {found.unknown}", unknown=True, cause=found.cause)
    else:
        yield Message("", "nothing backs it up: what is lost by accident stays lost")


def _is_secondary(resource: Resource) -> bool:
    return bool(first(resource.values, "cluster_type") == "SECONDARY")


def _planned(world: World) -> tuple[set[Resource | str], bool]:
    """(clusters and names of clusters that a plan backs up, whether a plan's cluster can't be told)."""
    found: set[Resource | str] = set()
    for plan in world.of("google_gke_backup_backup_plan"):
        value = plan.values.get("cluster")
        cluster = world.referred(value, _CLUSTER, plan)
        if cluster is None and isinstance(value, Unknown):
            return found, True
        found.add(cluster or str(value).rsplit("/", 1)[-1])
    return found, False


RULE = Rule(
    id="LF-AVA-002",
    name="backups_present",
    title="Ensure what holds data is backed up",
    why="Loss by accident is a breach too: access to personal data must be restorable in time.",
    mend=Mend(
        landfast="Use the modules: databases and clusters are backed up.",
        terraform="Switch backups on: backup_configuration, automated_backup_policy, a backup schedule, or a backup "
        "plan for the cluster.",
    ),
    articles=("32(1)(c)", "5(1)(f)"),
    severity="medium",
    check=check,
    types=frozenset(
        {
            _CLUSTER,
            "google_sql_database_instance",
            "google_alloydb_cluster",
            "google_spanner_database",
            "google_firestore_database",
            "google_bigtable_table",
        }
    ),
)
