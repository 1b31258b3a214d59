"""LF-ACC-028: build machines reach the internet only where they have code to fetch."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import Setting, is_true, judge_settings
from landfast.policies.model import Mend, Message, Resource, Rule, World

_TEXT = "builds reach the whole internet, with the rights of their account, and no repository is there to be fetched"
SETTINGS = {
    "google_cloudbuild_worker_pool": (Setting.needed("worker_config.no_external_ip", is_true, _TEXT),),
}
# What a build fetches, on its own machine, from outside of Google.
_REPOSITORIES = ("google_cloudbuildv2_repository", "google_developer_connect_git_repository_link")


def check(resource: Resource, world: World) -> Iterator[Message]:
    if not world.of(*_REPOSITORIES):
        yield from judge_settings(resource, SETTINGS)


RULE = Rule(
    id="LF-ACC-028",
    name="build_egress",
    title="Ensure build machines reach the internet only to fetch code",
    why="What a build may read it can carry out. No firewall of the network reaches machines that Google runs.",
    mend=Mend(
        landfast="Use the build module: its machines have no address on the internet unless a repository is connected.",
        terraform="Set worker_config.no_external_ip = true where builds fetch nothing from outside of Google.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="low",
    check=check,
    types=frozenset(SETTINGS),
)
