"""Who may act as a service account: one judge for both doors.

https://cloud.google.com/iam/docs/service-account-impersonation
"""

from __future__ import annotations

from collections.abc import Sequence

from landfast.gcp.universes import project_in
from landfast.rehearsal.cloud.principal import EVERYBODYS_OWNER, Principal
from landfast.rehearsal.cloud.refusal import bad_request, forbidden, not_found
from landfast.rehearsal.cloud.store import Store, StoredResource

ACCOUNT = "google_service_account"
ACTS, PASSES_ON = "iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.implicitDelegation"


def acted_as(store: Store, member: str, account: str, delegates: Sequence[str] = ()) -> str:
    """The member (`serviceAccount:EMAIL`) that `member` acts as, by way of `delegates` if there are any.

    `account` and delegates: their e-mails or unique ids. Raises: Refusal.
    """
    for delegate in delegates:
        member = _taken_on(store, member, delegate, PASSES_ON)
    return _taken_on(store, member, account, ACTS)


def _taken_on(store: Store, member: str, name: str, permission: str) -> str:
    """That an account does not stand is told to whoever may do everything alone."""
    found = _account(store, name)
    if found is None and member == EVERYBODYS_OWNER:
        raise not_found(f"Not found; Gaia id not found for email {name}")
    if found is None or permission not in Principal(store, member).held(ACCOUNT, found.name, found.project):
        raise forbidden(f"Permission '{permission}' denied on resource (or it may not exist).", "IAM_PERMISSION_DENIED")
    if found.fields.get("disabled"):
        raise bad_request(f"Service account {found.fields['email']} is disabled.", "failedPrecondition")
    return f"serviceAccount:{found.fields['email']}"


def _account(store: Store, name: str) -> StoredResource | None:
    if "@" in name:
        return store.get(ACCOUNT, f"projects/{project_in(name)}/serviceAccounts/{name}")
    return next((item for item in store.list(ACCOUNT) if item.fields.get("unique_id") == name), None)
