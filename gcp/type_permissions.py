"""What permissions making, reading, changing and deleting a resource needs: `data/type_permissions.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from landfast.gcp.roles import role_permissions
from landfast.gcp.tables import table

Level = Literal["project", "parent", "organization", "billing_account"]
# Of what is above a project: https://cloud.google.com/iam/docs/resource-types-with-policies and the pages on access
# control of each; policies may be granted to be set at an organization alone (roles/orgpolicy.policyAdmin).
LEVELS: Mapping[str, Level] = {
    "accesscontextmanager.": "organization",
    "billing.": "billing_account",
    # Shared VPC's: https://cloud.google.com/vpc/docs/shared-vpc#iam_roles_and_permissions
    "compute.organizations.": "parent",
    "logging.settings.": "parent",
    "orgpolicy.": "parent",
    "resourcemanager.folders.": "parent",
    "resourcemanager.organizations.": "organization",
    "resourcemanager.projects.create": "parent",
}
# Whoever makes a project is its owner. Of datasets and buckets in it owners have these by each one's own policy:
# https://cloud.google.com/resource-manager/docs/default-access-control
# https://cloud.google.com/bigquery/docs/access-control-basic-roles
# https://cloud.google.com/storage/docs/access-control/iam-roles#legacy-roles
BY_MAKING = (
    "roles/owner",
    "roles/bigquery.dataOwner",
    "roles/storage.legacyBucketOwner",
    "roles/storage.legacyObjectOwner",
)
ON_THE_PROJECT = "resourcemanager.projects.createBillingAssignment"


@cache
def needed_permissions(type_: str) -> Mapping[str, Sequence[str]] | None:
    """Of a Terraform type: create, read, update, delete -> permissions; None if they are not known."""
    found: Mapping[str, Sequence[str]] | None = table("type_permissions")["types"].get(type_)
    return found


Asked = Literal[
    "project", "standing_project", "standing_network", "standing_cluster", "standing_peering", "state_bucket",
    "quota_project", "above",
]  # fmt: skip


def program_permissions(on: Asked) -> Sequence[str]:
    """What landfast asks Google besides Terraform; `above` the project what it is made in, and who pays.

    `standing_...`: on a project of others itself, since nothing is asked for above it, and what was made in it goes
    piece by piece: what runs is ended, what others left in a network, a cluster or over a peering is looked for.
    """
    found: Sequence[str] = table("type_permissions")["program"][on]
    return found


@cache
def of_the_maker() -> frozenset[str]:
    """What whoever makes a project has in it and in what is made in it."""
    return frozenset(name for role in BY_MAKING for name in role_permissions(role) or ())


@cache
def by_each_resource() -> frozenset[str]:
    """What of it no role on the project holds: each dataset and bucket grants it to the project's owners."""
    return of_the_maker() - (role_permissions(BY_MAKING[0]) or frozenset())


def level_of(permission: str) -> Level:
    """On what a permission is needed."""
    if permission == ON_THE_PROJECT:
        return "project"
    return next((level for prefix, level in LEVELS.items() if permission.startswith(prefix)), "project")
