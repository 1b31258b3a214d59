"""Who brings environments up, in place of people and of keys: the account that is acted as, and who may act as it.

Made beside the bucket of the states, since the first `up` needs it. What an environment's own stacks make besides, for
releases of the ML project, is in the environment's project, and can't bring one up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.core.errors import UserError
from landfast.gcp.universes import project_in
from landfast.google.api import GoogleApi
from landfast.google.seeding import Seeded, StatesPlace

IAM, MANAGER = "https://iam.googleapis.com/v1", "https://cloudresourcemanager.googleapis.com/v3"
STORAGE = "https://storage.googleapis.com/storage/v1/b"
ACTS_AS, SIGNS_IN = "roles/iam.serviceAccountTokenCreator", "roles/iam.workloadIdentityUser"
# States are objects; the second is how it is seen where the bucket is.
ON_STATES = ("roles/storage.objectUser", "roles/storage.legacyBucketReader")
ON_QUOTA = "roles/serviceusage.serviceUsageConsumer"
DELETED = "DELETED"


@dataclass(frozen=True, slots=True)
class SignIn:
    """CI of a repository, by the tokens that its host signs: the pool and the provider in it by their ids, who signs
    (`issuer`), what is kept of a token (`mapping`), what must be true of it (`condition`), the repository's path."""

    pool: str
    provider: str
    issuer: str
    mapping: Mapping[str, str]
    condition: str
    repository: str


@dataclass(frozen=True, slots=True)
class Identities:
    """`account`: its address. `operators`: members that may act as it (`group:...`). `ci`: None if no CI may."""

    account: str
    operators: Sequence[str] = ()
    ci: SignIn | None = None

    @property
    def project(self) -> str:
        return project_in(self.account)

    @property
    def path(self) -> str:
        return f"projects/{self.project}/serviceAccounts/{self.account}"


def identify(api: GoogleApi, place: StatesPlace, wanted: Identities) -> Iterator[Seeded]:
    """Step by step, each done when it is told, after the bucket of the states. Raises: UserError."""
    yield _account(api, place, wanted)
    member = f"serviceAccount:{wanted.account}"
    made = _on_bucket(api, place.bucket, {role: [member] for role in ON_STATES})
    yield _granted("states", f"{wanted.account} reads and writes them", made=made)
    made = _on_project(api, place.project, {ON_QUOTA: [member]})
    yield _granted("quota", f"calls of {wanted.account} are counted on {place.project}", made=made)
    if wanted.operators:
        made = _on_account(api, wanted, {ACTS_AS: wanted.operators})
        yield _granted("operators", f"{', '.join(wanted.operators)} may act as it", made=made)
    if wanted.ci is not None:
        number = str((api.get(f"{MANAGER}/projects/{place.project}") or {})["name"]).rpartition("/")[2]
        yield _pool(api, place, wanted.ci)
        yield _provider(api, place, wanted.ci)
        pool = f"projects/{number}/locations/global/workloadIdentityPools/{wanted.ci.pool}"
        ci = f"principalSet://iam.googleapis.com/{pool}/attribute.repository/{wanted.ci.repository}"
        made = _on_account(api, wanted, {SIGNS_IN: [ci]})
        yield _granted("CI", f"CI of {wanted.ci.repository} may act as it", made=made)


def _account(api: GoogleApi, place: StatesPlace, wanted: Identities) -> Seeded:
    if api.find(f"{IAM}/{wanted.path}") is not None:
        return Seeded("account", "stands", wanted.account)
    if wanted.project != place.project:
        step = f"have it made, or name one of {place.project}, which bootstrap makes"
        raise UserError(f"google.impersonate: {wanted.account} does not stand, or is not shown: {step}")
    short = wanted.account.partition("@")[0]
    content = {"accountId": short, "serviceAccount": {"displayName": "Brings environments up (landfast)"}}
    api.create(f"{IAM}/projects/{place.project}/serviceAccounts", content)
    return Seeded("account", "made", f"{wanted.account}: `landfast doctor --roles` writes what it needs besides")


def _pool(api: GoogleApi, place: StatesPlace, ci: SignIn) -> Seeded:
    parent = f"{IAM}/projects/{place.project}/locations/global/workloadIdentityPools"
    found = api.find(f"{parent}/{ci.pool}")
    if found is None:
        api.post(f"{parent}?workloadIdentityPoolId={ci.pool}", {"displayName": "CI that runs landfast"})
        return Seeded("identity pool", "made", ci.pool)
    if found.get("state") == DELETED:
        undelete = f"gcloud iam workload-identity-pools undelete {ci.pool} --location=global --project={place.project}"
        raise UserError(f"{ci.pool}: was deleted less than 30 days ago, and keeps its name: `{undelete}`")
    return Seeded("identity pool", "stands", ci.pool)


def _provider(api: GoogleApi, place: StatesPlace, ci: SignIn) -> Seeded:
    parent = f"{IAM}/projects/{place.project}/locations/global/workloadIdentityPools/{ci.pool}/providers"
    safe = {
        "attributeMapping": dict(ci.mapping),
        "attributeCondition": ci.condition,
        "oidc": {"issuerUri": ci.issuer},
    }
    found = api.find(f"{parent}/{ci.provider}")
    if found is None:
        api.post(f"{parent}?workloadIdentityPoolProviderId={ci.provider}", safe)
        return Seeded("sign-in", "made", f"tokens of {ci.issuer}, if {ci.condition}")
    # Whoever else is let in by it acts as the account, too: what differs is not left.
    said = {**found, "oidc": {"issuerUri": (found.get("oidc") or {}).get("issuerUri")}}
    if all(said.get(name) == value for name, value in safe.items()):
        return Seeded("sign-in", "stands", f"tokens of {ci.issuer}")
    api.patch(f"{parent}/{ci.provider}", safe, updateMask="attributeMapping,attributeCondition,oidc")
    return Seeded("sign-in", "mended", f"tokens of {ci.issuer}, if {ci.condition}")


def _granted(thing: str, says: str, *, made: bool) -> Seeded:
    return Seeded(thing, "made" if made else "stands", says)


def _on_account(api: GoogleApi, wanted: Identities, roles: Mapping[str, Sequence[str]]) -> bool:
    policy = api.ask(f"{IAM}/{wanted.path}:getIamPolicy") or {}
    more = _with(policy, roles)
    if more is not None:
        api.ask(f"{IAM}/{wanted.path}:setIamPolicy", {"policy": more})
    return more is not None


def _on_project(api: GoogleApi, project: str, roles: Mapping[str, Sequence[str]]) -> bool:
    # Conditions of others stay conditions in the third version alone.
    options = {"options": {"requestedPolicyVersion": 3}}
    more = _with(api.ask(f"{MANAGER}/projects/{project}:getIamPolicy", options) or {}, roles)
    if more is not None:
        api.ask(f"{MANAGER}/projects/{project}:setIamPolicy", {"policy": more})
    return more is not None


def _on_bucket(api: GoogleApi, bucket: str, roles: Mapping[str, Sequence[str]]) -> bool:
    more = _with(api.get(f"{STORAGE}/{bucket}/iam", optionsRequestedPolicyVersion="3") or {}, roles)
    if more is not None:
        api.put(f"{STORAGE}/{bucket}/iam", more)
    return more is not None


def _with(policy: Mapping[str, Any], roles: Mapping[str, Sequence[str]]) -> dict[str, Any] | None:
    """The policy with these grants, its etag beside them; None if it has them already."""
    bindings = list(policy.get("bindings") or ())
    held = {(one["role"], member) for one in bindings if not one.get("condition") for member in one["members"]}
    missing = {role: [one for one in members if (role, one) not in held] for role, members in roles.items()}
    more = [{"role": role, "members": members} for role, members in missing.items() if members]
    return {**policy, "bindings": [*bindings, *more]} if more else None
