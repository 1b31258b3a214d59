"""LF-ACC-028: build machines don't reach the whole internet without a word."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_true, settings_check
from landfast.policies.model import Mend, Rule

_TEXT = "builds reach the whole internet, with the rights of their account"
SETTINGS = {
    "google_cloudbuild_worker_pool": (Setting.needed("worker_config.no_external_ip", is_true, _TEXT),),
}

RULE = Rule(
    id="LF-ACC-028",
    name="build_egress",
    title="Ensure build machines don't reach the whole internet",
    why="What a build may read it can carry out. No firewall of the network reaches machines that Google runs.",
    mend=Mend(
        landfast="Leave repository.token_version out, and let the CI of the repository's host build: Cloud Build's own "
        "machines fetch the code, and can't without the internet.",
        terraform="Set worker_config.no_external_ip = true where builds fetch nothing from outside of Google.",
    ),
    articles=("32(1)(b)", "25(2)"),
    # To fetch the code is what a build begins with; what else it reaches for, its own steps say.
    severity="low",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
