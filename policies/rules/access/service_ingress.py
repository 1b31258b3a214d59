"""LF-ACC-009: services are not called from the internet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from landfast.policies.facts.ranges import is_narrow
from landfast.policies.facts.settings import Setting, is_false, is_one_of, judge_settings
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, first, shown

_RUN = Setting.needed(
    "ingress",
    is_one_of("INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"),
    "the service can be called from the internet",
)
_FUNCTION = is_one_of("ALLOW_INTERNAL_ONLY", "ALLOW_INTERNAL_AND_GCLB")
_TEXT = "the function can be called from the internet"
SETTINGS = {
    "google_cloud_run_v2_service": (_RUN,),
    "google_cloudfunctions2_function": (Setting.needed("service_config.ingress_settings", _FUNCTION, _TEXT),),
    "google_cloudfunctions_function": (Setting.needed("ingress_settings", _FUNCTION, _TEXT),),
    "google_app_engine_service_network_settings": (
        Setting.needed(
            "network_settings.ingress_traffic_allowed",
            is_one_of("INGRESS_TRAFFIC_ALLOWED_INTERNAL_ONLY", "INGRESS_TRAFFIC_ALLOWED_INTERNAL_AND_LB"),
            "the service can be called from the internet",
        ),
    ),
    "google_vertex_ai_index_endpoint": (
        Setting("public_endpoint_enabled", is_false, "the endpoint answers on the internet"),
    ),
    "google_composer_environment": (
        Setting(
            "config.web_server_network_access_control.allowed_ip_range.value",
            is_narrow,
            "the whole internet may call the web server",
        ),
    ),
}
_OLD_RUN, _INGRESS = "google_cloud_run_service", "run.googleapis.com/ingress"


def check(resource: Resource, _world: World) -> Iterator[Message]:
    if resource.type == _OLD_RUN:
        yield from _old_run(resource)
    else:
        yield from judge_settings(resource, SETTINGS)


def _old_run(resource: Resource) -> Iterator[Message]:
    """The first API of Cloud Run has it in an annotation."""
    annotations = first(resource.values, "metadata.annotations")
    value = annotations.get(_INGRESS) if isinstance(annotations, Mapping) else annotations
    path = f"metadata.annotations.{_INGRESS}"
    if isinstance(value, Unknown):
        yield unknown_message(path, value, "the setting")
    elif value not in ("internal", "internal-and-cloud-load-balancing"):
        fact = f"is {shown(value)}" if isinstance(value, str) else "is not set"
        yield Message(path, f"{fact}: the service can be called from the internet")


RULE = Rule(
    id="LF-ACC-009",
    name="service_ingress",
    title="Ensure services can't be called from the internet",
    why="A service that answers the internet is one wrong grant away from disclosing what it serves.",
    mend=Mend(
        landfast="Use the tracking server module: it is internal.",
        terraform="Set ingress to INGRESS_TRAFFIC_INTERNAL_ONLY (functions: ALLOW_INTERNAL_ONLY), or put a load "
        "balancer in front.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="medium",
    check=check,
    types=frozenset({*SETTINGS, _OLD_RUN}),
)
