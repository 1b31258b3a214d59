"""Endpoints of Vertex AI: public, or in the network of a project that may connect; what they serve keeps them."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.connections import AUTOMATED, UNMADE
from landfast.rehearsal.cloud.connections import CONFIG as PRIVATE
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store


def _computed(call: Call) -> Object:
    fields = call.fields
    host = f"{fields['name']}.{fields['location']}-{project_number(fields['project'])}.prediction.vertexai.goog"
    return {"dedicated_endpoint_dns": host if fields.get("dedicated_endpoint_enabled") else "", "traffic_split": ""}


def _inside(call: Call) -> Object:
    config = first(call.fields.get(PRIVATE))
    if not config:
        return {}
    made = [{**UNMADE, **{key: value for key, value in one.items() if value}} for one in blocks(config, AUTOMATED)]
    return {PRIVATE: [{**config, AUTOMATED: made}]}


def _undeployed(call: Call, _store: Store) -> None:
    models = (call.before or {}).get("deployed_models") or []
    if call.verb == "delete" and models:
        names = ", ".join(str(model["id"]) for model in models)
        raise bad_request(
            f"Endpoint {call.name} has deployed or being-deployed DeployedModel(s): {names}", "failedPrecondition"
        )


def _connected_by_who_may(call: Call, _store: Store) -> None:
    """https://cloud.google.com/vertex-ai/docs/predictions/private-service-connect#create-endpoint-with-automation-config"""
    config = first(call.fields.get(PRIVATE))
    if not call.writes or not config:
        return
    allowed = config.get("project_allowlist") or []
    for one in blocks(config, AUTOMATED):
        project, network = str(one.get("project_id")), str(one.get("network"))
        if project not in allowed:
            raise bad_request(f"Project {project} of pscAutomationConfigs is not in projectAllowlist.", "invalid")
        if network.removeprefix("projects/").partition("/")[0].isdigit():
            raise bad_request(
                f"Network {network} must be named by the id of its project, not by the number.", "invalid"
            )


def _who_may_stays(call: Call, _store: Store) -> None:
    """https://cloud.google.com/vertex-ai/docs/predictions/private-service-connect#limitations"""
    if call.verb != "update" or call.before is None:
        return
    before, after = (first(fields.get(PRIVATE)).get("project_allowlist") for fields in (call.before, call.fields))
    if before != after:
        raise bad_request(f"The projectAllowlist of Endpoint {call.name} can't be changed.", "failedPrecondition")


BEHAVIOURS = {
    "google_vertex_ai_endpoint": Behaviour(
        computed=_computed,
        inside=_inside,
        refuses=(_undeployed, _connected_by_who_may, _who_may_stays),
        # https://cloud.google.com/vertex-ai/docs/predictions/private-service-connect#limitations
        reserved_days=7,
        reserves=lambda gone: bool(first(gone.get(PRIVATE))),
    )
}
