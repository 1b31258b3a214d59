"""What an identity may do: the roles that it is granted on a resource and on all that this is in, and what they hold.

The one place that judges it. A binding with a condition grants nothing here, and of a group nobody is known to be in.
https://cloud.google.com/iam/docs/resource-hierarchy-access-control
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from landfast.gcp.roles import permissions, role_permissions
from landfast.rehearsal.cloud.iam import Grants, normal_member
from landfast.rehearsal.cloud.policies import above
from landfast.rehearsal.cloud.store import GIVEN_FOLDER, Store
from landfast.rehearsal.cloud.unmanaged import DEFAULT_GRANT

# Whoever rehearses, unless it is said that it is somebody else: the owner of all of this cloud.
EVERYBODYS_OWNER = ""
OWNER = "roles/owner"
EVERYBODY = frozenset(("allUsers", "allAuthenticatedUsers"))
# What the owners of a project are granted on each dataset and bucket in it:
# https://cloud.google.com/bigquery/docs/access-control-basic-roles
# https://cloud.google.com/storage/docs/access-control/iam-roles#basic-roles-modifiable
TO_OWNERS = {
    "google_bigquery_dataset": ("roles/bigquery.dataOwner",),
    "google_bigquery_table": ("roles/bigquery.dataOwner",),
    "google_storage_bucket": ("roles/storage.legacyBucketOwner", "roles/storage.legacyObjectOwner"),
    "google_storage_bucket_object": ("roles/storage.legacyBucketOwner", "roles/storage.legacyObjectOwner"),
}
NODES = {
    "projects": "google_project",
    "folders": "google_folder",
    "organizations": "google_organization",
    "billingAccounts": "google_billing_account",
}
CUSTOM = ("google_project_iam_custom_role", "google_organization_iam_custom_role")


@dataclass(frozen=True, slots=True)
class Principal:
    """Of one identity (`user:...`, `serviceAccount:...`); of nobody in particular: all."""

    store: Store
    member: str = EVERYBODYS_OWNER

    def held(self, type_: str, name: str, project: str = "") -> frozenset[str]:
        """Permissions on a resource: its kind by the name of the Terraform type, its name, the id of its project."""
        if self.member == EVERYBODYS_OWNER:
            return permissions()
        roles = set(self._roles(type_, name, project))
        if OWNER in roles:
            roles.update(TO_OWNERS.get(type_, ()))
        return frozenset(permission for role in roles for permission in self._permissions(role))

    @property
    def organizations(self) -> frozenset[str]:
        """All that are known."""
        given = (item.name for item in self.store.list(GIVEN_FOLDER) if item.name.startswith("organizations/"))
        granted = (name for name in Grants(self.store).resources(NODES["organizations"]))
        return frozenset((*given, *granted))

    def own(self, type_: str, name: str, project: str) -> None:
        """What is made by somebody is theirs."""
        if self.member != EVERYBODYS_OWNER:
            Grants(self.store).make_owner(type_, name, project, normal_member(self.member))

    def _roles(self, type_: str, name: str, project: str) -> Iterator[str]:
        members = self._members()
        # The policy of a project lasts as long as it can be restored: else nobody could.
        # What a resource is in begins as its name does: a key ring's name is the beginning of its keys'.
        sql = (
            "SELECT role, member, condition FROM iam WHERE (deleted = 0 OR type = 'google_project') "
            "AND (type = ? AND name = ? OR substr(?, 1, length(name) + 1) = name || '/')"
        )
        for kind, place in dict.fromkeys(((type_, name), *self._places(name, project))):
            for role, member, condition in self.store.rows(sql, (kind, place, place)):
                if member in members and not condition:
                    yield str(role)
        for item in self.store.list(DEFAULT_GRANT, project) if project else ():
            if f"serviceAccount:{item.name}" in members:
                yield str(item.fields["role"])

    def _places(self, name: str, project: str) -> Iterator[tuple[str, str]]:
        for place in above(self.store, f"projects/{project}" if project else name):
            yield NODES.get(place.partition("/")[0], ""), place

    def _members(self) -> frozenset[str]:
        own = normal_member(self.member)
        return EVERYBODY | {own, f"domain:{own.rpartition('@')[2]}"}

    def _permissions(self, role: str) -> frozenset[str]:
        known = role_permissions(role)
        if known is not None:
            return known
        found = next((item for type_ in CUSTOM if (item := self.store.get(type_, role)) is not None), None)
        if found is None or str(found.fields.get("stage") or "GA").upper() == "DISABLED":
            return frozenset()
        return frozenset(found.fields.get("permissions") or ())
