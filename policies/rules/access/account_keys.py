"""LF-ACC-005: no keys of service accounts."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World


def check(_resource: Resource, _world: World) -> Iterator[Message]:
    yield Message("", "makes a credential that works from anywhere until somebody revokes it")


RULE = Rule(
    id="LF-ACC-005",
    name="account_keys",
    title="Ensure service accounts have no keys",
    why="A key file is a password without an end: most leaks of cloud data begin with one. It also lies in the state.",
    mend=Mend(
        landfast="Run jobs as the environment's service accounts; CI comes by workload identity federation.",
        terraform="Attach the service account to the workload, or use google_iam_workload_identity_pool.",
    ),
    articles=("32(1)(b)",),
    severity="high",
    check=check,
    types=frozenset({"google_service_account_key", "google_storage_hmac_key"}),
)
