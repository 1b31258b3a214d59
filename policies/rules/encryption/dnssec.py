"""LF-ENC-008: public names are signed."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import Setting, fixes_of, is_one_of, judge_settings
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, first


def _is_not_weak(value: object) -> bool:
    return value != "rsasha1"


SETTINGS = {
    "google_dns_managed_zone": (
        Setting.needed(
            "dnssec_config.state", is_one_of("on", "transfer"), "anyone on the way may answer for the zone", "on"
        ),
        Setting(
            "dnssec_config.default_key_specs.algorithm",
            _is_not_weak,
            "the zone is signed with SHA-1",
            right="rsasha256",
        ),
    )
}


def check(resource: Resource, _world: World) -> Iterator[Message]:
    visibility = first(resource.values, "visibility")
    if isinstance(visibility, Unknown):
        yield unknown_message("visibility", visibility, "whether the zone is public")
    elif visibility != "private":
        yield from judge_settings(resource, SETTINGS)


RULE = Rule(
    id="LF-ENC-008",
    name="dnssec",
    title="Ensure public names are signed",
    why="Who can forge the answer to a name can send users, and their data, elsewhere.",
    mend=Mend(
        landfast="landfast makes private zones only.",
        terraform='Set dnssec_config.state = "on", and no algorithm rsasha1.',
    ),
    articles=("32(1)(b)",),
    severity="low",
    check=check,
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
