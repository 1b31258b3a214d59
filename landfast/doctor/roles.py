"""The exact roles for who may grant them: as YAML and gcloud's commands, and as Terraform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.core.files import to_json
from landfast.doctor.rights import LEVELS, Needed, Rights
from landfast.doctor.subject import Examined
from landfast.gcp.type_permissions import program_permissions

MEMBER, ORGANIZATION = "user:YOU@EXAMPLE.COM", "organizations/ORGANIZATION_NUMBER"
ACCOUNT = "billingAccounts/BILLING_ACCOUNT"
# Node -> what binds a role to it: gcloud's command, and the provider's type with its argument.
BINDINGS = {
    "organizations": ("organizations", "google_organization_iam_member", "org_id"),
    "folders": ("resource-manager folders", "google_folder_iam_member", "folder"),
    "billingAccounts": ("billing accounts", "google_billing_account_iam_member", "billing_account_id"),
    "projects": ("projects", "google_project_iam_member", "project"),
    "buckets": ("storage buckets", "google_storage_bucket_iam_member", "bucket"),
}
TITLES = {
    "organization": "of the organization",
    "parent": "above the project",
    "billing_account": "of the billing account",
    "project": "of the project, where it stands already",
    "states": "of the bucket of the states",
    "quota_project": "of the project that calls are counted on",
}


@dataclass(frozen=True, slots=True)
class PrescribedRole:
    """A custom role of the organization, and the node that it is granted on, to whom."""

    role_id: str
    title: str
    organization: str
    node: str
    member: str
    permissions: Sequence[str]

    @property
    def role(self) -> str:
        return f"{self.organization}/roles/{self.role_id}"

    @property
    def yaml(self) -> str:
        """As `gcloud iam roles create --file` takes it."""
        names = "\n".join(f"- {name}" for name in self.permissions)
        return f"title: {self.title}\nstage: GA\nincludedPermissions:\n{names}\n"

    @property
    def commands(self) -> Sequence[str]:
        """That make the role of its YAML, and grant it."""
        kind, _slash, short = self.node.partition("/")
        on = f"gs://{short}" if kind == "buckets" else short
        number = self.organization.partition("/")[2]
        return (
            f"gcloud iam roles create {self.role_id} --organization={number} --file={self.role_id}.yaml",
            f"gcloud {BINDINGS[kind][0]} add-iam-policy-binding {on} --member={self.member} --role={self.role}",
        )


def grants_of(rights: Rights, examined: Examined, organization: str, member: str) -> Sequence[PrescribedRole]:
    """One for each node that something is needed on. A project that does not stand is its maker's."""
    found: list[PrescribedRole] = []
    above = organization or ORGANIZATION
    known = {str(level): node for level, node in rights.nodes.items()}
    nodes = {"parent": above, "billing_account": ACCOUNT, **known, "organization": above}
    for level in LEVELS:
        names = [each.permission for each in rights.needed if _granted_on(each, examined) == level]
        found += _grant(level, nodes[level], names, organization, member)
    bucket = f"buckets/{examined.names.state_bucket}"
    found += _grant("states", bucket, program_permissions("state_bucket"), organization, member)
    if quota := examined.google.quota_project:
        found += _grant(
            "quota_project", f"projects/{quota}", program_permissions("quota_project"), organization, member
        )
    return found


def _granted_on(needed: Needed, examined: Examined) -> str:
    """Whoever may set policies may do so by a grant on the organization alone."""
    above = needed.permission.startswith("orgpolicy.") and needed.level != "project" and examined.google.folder
    return "organization" if above else needed.level


def _grant(what: str, node: str, names: Sequence[str], organization: str, member: str) -> Iterator[PrescribedRole]:
    if names:
        title = f"landfast, {TITLES[what]}"
        yield PrescribedRole(_role_id(what), title, organization or ORGANIZATION, node, member or MEMBER, names)


def _role_id(what: str) -> str:
    return f"landfast{''.join(word.title() for word in what.split('_'))}"


def terraform_of(grants: Sequence[PrescribedRole]) -> str:
    """The same as Terraform's JSON, for whoever applies it."""
    roles: dict[str, Any] = {}
    members: dict[str, dict[str, Any]] = {}
    for grant in grants:
        roles[grant.role_id] = {
            "org_id": grant.organization.partition("/")[2],
            "role_id": grant.role_id,
            "title": grant.title,
            "permissions": list(grant.permissions),
        }
        kind, _slash, short = grant.node.partition("/")
        _command, type_, argument = BINDINGS[kind]
        role = f"${{google_organization_iam_custom_role.{grant.role_id}.name}}"
        on = grant.node if kind == "folders" else short
        members.setdefault(type_, {})[grant.role_id] = {argument: on, "role": role, "member": grant.member}
    return to_json({"resource": {"google_organization_iam_custom_role": roles, **members}}).decode()
