"""What Private Service Connect makes by itself for an endpoint that serves: an address in the consumer's network.

With the first model it comes, with the last it goes. Where the network doesn't let it, the model is deployed all the
same: https://cloud.google.com/vertex-ai/docs/predictions/private-service-connect#psc-automation-result
"""

from __future__ import annotations

from collections.abc import Iterator

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.stable import address, digest
from landfast.rehearsal.cloud.store import Store, StoredResource

POLICY, RULE = "google_network_connectivity_service_connection_policy", "google_compute_forwarding_rule"
CONFIG, AUTOMATED, CLASS = "private_service_connect_config", "psc_automation_configs", "gcp-vertexai"
UNMADE = {"ip_address": "", "forwarding_rule": "", "state": "", "error_message": ""}
STATE = "PSC_AUTOMATION_STATE"


def settled(store: Store, endpoint: StoredResource, *, serves: bool) -> Object:
    """The fields of an endpoint's connection as they are once its models have come or gone; none of a public one's."""
    config = first(endpoint.fields.get(CONFIG))
    if not config:
        return {}
    made = [_settled(store, endpoint, one, serves=serves) for one in blocks(config, AUTOMATED)]
    return {CONFIG: [{**config, AUTOMATED: made}]}


def users(store: Store, policy: StoredResource) -> Iterator[StoredResource]:
    """The addresses that stand in a network by a policy."""
    for rule in store.list(RULE, policy.project):
        if rule.fields.get("service_connection_policy") == policy.name:
            yield rule


def _settled(store: Store, endpoint: StoredResource, one: Object, *, serves: bool) -> Object:
    project, place = str(one["project_id"]), str(endpoint.fields["location"])
    # Google's own names begin so.
    rule = f"projects/{project}/regions/{place}/forwardingRules/sca-auto-fr-{digest(endpoint.name)[:8]}"
    standing = store.get(RULE, rule)
    if not serves:
        if standing is not None:
            store.delete(standing)
        return {**one, **UNMADE}
    policy = _policy(store, project, str(one["network"]), place)
    if policy is None:
        text = f"No service connection policy for {CLASS} in {one['network']} and {place}."
        return {**one, **UNMADE, "state": f"{STATE}_FAILED", "error_message": text}
    fields = {
        "name": rule.rsplit("/", 1)[-1], "network": one["network"], "region": place, "ip_address": address(rule),
        "subnetwork": first(policy.fields.get("psc_config"))["subnetworks"][0],
        "service_connection_policy": policy.name,
    }  # fmt: skip
    store.put(StoredResource(RULE, rule, project, fields))
    own = {"ip_address": fields["ip_address"], "forwarding_rule": rule, "state": f"{STATE}_SUCCESSFUL"}
    return {**one, **UNMADE, **own}


def _policy(store: Store, project: str, network: str, place: str) -> StoredResource | None:
    for policy in store.list(POLICY, project):
        fields = policy.fields
        same = str(fields.get("network")).endswith(network) and fields.get("location") == place
        if same and fields.get("service_class") == CLASS:
            return policy
    return None
