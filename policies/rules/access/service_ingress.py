"""LF-ACC-009: services are not called from the internet."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_one_of, settings_check
from landfast.policies.model import Mend, Rule

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
}

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
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
