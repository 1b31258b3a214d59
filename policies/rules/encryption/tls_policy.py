"""LF-ENC-006: load balancers speak modern TLS only."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_one_of, is_present, settings_check
from landfast.policies.model import Mend, Rule

_POLICY = (
    Setting.needed("profile", is_one_of("MODERN", "RESTRICTED", "FIPS_202205"), "weak ciphers are accepted", "MODERN"),
    Setting.needed(
        "min_tls_version", is_one_of("TLS_1_2", "TLS_1_3"), "outdated versions of TLS are accepted", "TLS_1_2"
    ),
)
_PROXY = (Setting.needed("ssl_policy", is_present, "outdated versions of TLS and weak ciphers are accepted"),)
SETTINGS = {
    "google_compute_ssl_policy": _POLICY,
    "google_compute_region_ssl_policy": _POLICY,
    "google_compute_target_https_proxy": _PROXY,
    "google_compute_region_target_https_proxy": _PROXY,
    "google_compute_target_ssl_proxy": _PROXY,
}

RULE = Rule(
    id="LF-ENC-006",
    name="tls_policy",
    title="Ensure load balancers speak modern TLS only",
    why="The default lets clients in with TLS 1.0 and ciphers that were broken.",
    mend=Mend(
        landfast="landfast makes no load balancers: set it in the configuration that does.",
        terraform="Add a google_compute_ssl_policy with profile MODERN and min_tls_version TLS_1_2, and name it in "
        "ssl_policy.",
    ),
    articles=("32(1)(a)",),
    severity="medium",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
