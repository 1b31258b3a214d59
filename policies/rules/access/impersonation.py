"""LF-ACC-007: nobody may act as every service account of a project."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.grants import grants
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import shown

_ROLES = frozenset(
    {"roles/iam.serviceAccountUser", "roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountKeyAdmin"}
)


_WHOLE = {
    "project": "on the whole of a project",
    "folder": "on all projects of a folder",
    "organization": "on all projects of the organisation",
}


def check(resource: Resource, world: World) -> Iterator[Message]:
    if any(role in _ROLES for _path, role, _member in grants(resource, world)):
        where = _WHOLE[resource.type.split("_")[1]]
        role = next(role for _path, role, _member in grants(resource, world) if role in _ROLES)
        yield Message("role", f"{shown(role)} {where} is every role of all the service accounts there")


RULE = Rule(
    id="LF-ACC-007",
    name="impersonation",
    title="Ensure nobody may act as every service account of a project",
    why="Who may act as any account has the roles of all of them, those on personal data included.",
    mend=Mend(
        landfast="Use act_as of modules/service_account.py: it grants on single accounts.",
        terraform="Use google_service_account_iam_member on the one account.",
    ),
    articles=("32(1)(b)",),
    severity="high",
    check=check,
    types=frozenset(
        f"google_{level}_iam_{kind}"
        for level in ("project", "folder", "organization")
        for kind in ("member", "binding", "policy")
    ),
)
