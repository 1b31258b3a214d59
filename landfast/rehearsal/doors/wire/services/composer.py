"""Composer: environments of Airflow."""

from __future__ import annotations

import uuid

from landfast.gcp.offers import airflow_build
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service

PRIVATE = "private_environment_config"
THIRD = "composer-3"
# The provider's word for what the API leaves unsaid, and its words for what that calls PLUGINS_ENABLED.
USUAL_RESILIENCE = "STANDARD_RESILIENCE"
PLUGINS = {f"PLUGINS_{mode}": mode for mode in ("ENABLED", "DISABLED")}


def _to_api(fields: Object, content: Object) -> None:
    written = content.get("config") or {}
    if written.get("resilienceMode") == USUAL_RESILIENCE:
        del written["resilienceMode"]
    software = written.get("softwareConfig") or {}
    if software.get("webServerPluginsMode") in PLUGINS.values():
        software["webServerPluginsMode"] = f"PLUGINS_{software['webServerPluginsMode']}"
    content.setdefault("state", "RUNNING")
    named = "{project} {region} {name}".format(**{name: fields.get(name) for name in ("project", "region", "name")})
    content["uuid"] = str(uuid.uuid5(uuid.NAMESPACE_URL, named))
    config = first(fields.get("config"))
    if THIRD in str(first(config.get("software_config")).get("image_version")):
        kind = "PRIVATE" if config.get("enable_private_environment") else "PUBLIC"
        content["config"].setdefault("privateEnvironmentConfig", {})["networkingType"] = kind


def _to_fields(fields: Object, content: Object) -> None:
    for config in fields.get("config") or ():
        config.setdefault("resilience_mode", USUAL_RESILIENCE)
        for software in config.get("software_config") or ():
            mode = software.get("web_server_plugins_mode")
            if mode in PLUGINS:
                software["web_server_plugins_mode"] = PLUGINS[mode]
    private = (content.get("config") or {}).get("privateEnvironmentConfig") or {}
    if private.get("networkingType"):
        fields["config"][0]["enable_private_environment"] = private["networkingType"] == "PRIVATE"
    if set(private) <= {"networkingType", "enablePrivateBuildsOnly"} and fields.get("config"):
        # Versions before the third say what is private in a block, that one by flags.
        fields["config"][0].pop(PRIVATE, None)


def _images(_asked: Asked) -> Object:
    return {"imageVersions": [{"imageVersionId": airflow_build(), "isDefault": True}]}


SERVICE = Service(
    "composer.v1",
    (
        Collection(
            "projects.locations.environments",
            "google_composer_environment",
            differs=Differences(
                {
                    "config.enable_private_builds_only": "privateEnvironmentConfig.enablePrivateBuildsOnly",
                    "config.node_config.zone": "location",
                    f"config.{PRIVATE}.connection_type": "networkingConfig.connectionType",
                    f"config.{PRIVATE}.enable_private_endpoint": "privateClusterConfig.enablePrivateEndpoint",
                    f"config.{PRIVATE}.master_ipv4_cidr_block": "privateClusterConfig.masterIpv4CidrBlock",
                    "config.web_server_network_access_control.allowed_ip_range": "allowedIpRanges",
                },
                to_api=_to_api,
                to_fields=_to_fields,
            ),
        ),
    ),
    handlers={"projects.locations.imageVersions.list": _images},
    package="google.cloud.orchestration.airflow.service.v1",
)
