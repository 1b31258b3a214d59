"""LF-ACC-011: a cluster's sign-in is by IAM alone."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_false, settings_check
from landfast.policies.model import Mend, Rule

SETTINGS = {
    "google_container_cluster": (
        Setting("enable_legacy_abac", is_false, "whoever signs in may do nearly everything in the cluster"),
        Setting(
            "master_auth.client_certificate_config.issue_client_certificate",
            is_false,
            "a certificate that can't be revoked opens the cluster",
        ),
    )
}

RULE = Rule(
    id="LF-ACC-011",
    name="cluster_sign_in",
    title="Ensure access to a cluster is by IAM alone",
    why="Legacy authorization and client certificates pass by IAM: no log names a person, and no role can be taken "
    "back.",
    mend=Mend(
        landfast="Use the cluster module.",
        terraform="Leave enable_legacy_abac and issue_client_certificate false.",
    ),
    articles=("32(1)(b)",),
    severity="high",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
