"""Networks by Google's own client: Compute Engine, Cloud DNS, Service Networking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wired import PROJECT, REGION, ServedWire, generic, refused, served

COMPUTE = "https://www.googleapis.com/compute/v1"
NETWORK = f"{COMPUTE}/projects/{PROJECT}/global/networks/n"
SUBNETWORK = f"{COMPUTE}/projects/{PROJECT}/regions/{REGION}/subnetworks/s"
OF_REGION = {"project": PROJECT, "region": REGION}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWire]:
    with served(tmp_path_factory.mktemp("wire"), "compute", "dns", "networkconnectivity", "servicenetworking") as wire:
        compute = generic(wire, "compute", "v1")
        network = {"name": "n", "autoCreateSubnetworks": False, "routingConfig": {"routingMode": "REGIONAL"}}
        compute.networks().insert(project=PROJECT, body=network).execute()
        ranges = [{"rangeName": "pods", "ipCidrRange": "10.16.0.0/16"}]
        subnetwork = {"name": "s", "network": NETWORK, "ipCidrRange": "10.0.0.0/20", "secondaryIpRanges": ranges}
        compute.subnetworks().insert(**OF_REGION, body=subnetwork).execute()
        yield wire


@pytest.fixture(scope="module")
def compute(wire: ServedWire) -> Any:
    return generic(wire, "compute", "v1")


def test_networks_and_what_they_have_from_the_start(compute: Any) -> None:
    other = {"name": "other", "autoCreateSubnetworks": False}
    operation = compute.networks().insert(project=PROJECT, body=other).execute()
    assert (operation["status"], operation["targetLink"]) == ("DONE", NETWORK[:-1] + "other")
    waited = compute.globalOperations().wait(project=PROJECT, operation=operation["name"]).execute()
    assert waited == operation
    link = NETWORK[:-1] + "other"
    asked = f'(network="{link}") AND (destRange="0.0.0.0/0")'
    (route,) = compute.routes().list(project=PROJECT, filter=asked).execute()["items"]
    assert route["nextHopGateway"].endswith("global/gateways/default-internet-gateway")
    compute.routes().delete(project=PROJECT, route=route["name"]).execute()
    assert "items" not in compute.routes().list(project=PROJECT, filter=asked).execute()
    changed = {"routingConfig": {"routingMode": "GLOBAL"}}
    compute.networks().patch(project=PROJECT, network="other", body=changed).execute()
    found = compute.networks().get(project=PROJECT, network="other").execute()
    assert (found["routingConfig"]["routingMode"], found["selfLink"]) == ("GLOBAL", link)
    refused(compute.networks().insert(project=PROJECT, body=other), 409, "already exists")
    refused(compute.networks().delete(project=PROJECT, network="n"), 400, "already being used")
    compute.networks().delete(project=PROJECT, network="other").execute()
    refused(compute.networks().get(project=PROJECT, network="other"), 404)


def test_subnetworks_say_where_they_are_in_whole_links(compute: Any) -> None:
    found = compute.subnetworks().get(**OF_REGION, subnetwork="s").execute()
    region = f"{COMPUTE}/projects/{PROJECT}/regions/{REGION}"
    assert (found["network"], found["region"], found["selfLink"]) == (NETWORK, region, SUBNETWORK)
    assert (found["gatewayAddress"], found["enableFlowLogs"]) == ("10.0.0.1", False)
    logs = {"logConfig": {"enable": True, "flowSampling": 0.5}, "fingerprint": found["fingerprint"]}
    compute.subnetworks().patch(**OF_REGION, subnetwork="s", body=logs).execute()
    after = compute.subnetworks().get(**OF_REGION, subnetwork="s").execute()
    assert (after["enableFlowLogs"], after["logConfig"]["enable"]) == (True, True)
    refused(compute.subnetworks().patch(**OF_REGION, subnetwork="s", body=logs), 412, "ingerprint")
    policy = {"bindings": [{"role": "roles/compute.networkUser", "members": ["user:ada@clinic.example"]}]}
    compute.subnetworks().setIamPolicy(**OF_REGION, resource="s", body={"policy": policy}).execute()
    assert compute.subnetworks().getIamPolicy(**OF_REGION, resource="s").execute()["bindings"] == policy["bindings"]
    everywhere = compute.subnetworks().aggregatedList(project=PROJECT).execute()["items"]
    assert [one["name"] for one in everywhere[f"regions/{REGION}"]["subnetworks"]] == ["s"]


def test_a_router_holds_its_gateways(compute: Any) -> None:
    routers = compute.routers()
    routers.insert(**OF_REGION, body={"name": "r", "network": NETWORK}).execute()
    gateway = {"name": "g", "natIpAllocateOption": "AUTO_ONLY",
               "sourceSubnetworkIpRangesToNat": "ALL_SUBNETWORKS_ALL_IP_RANGES"}  # fmt: skip
    routers.patch(**OF_REGION, router="r", body={"nats": [gateway]}).execute()
    routers.patch(**OF_REGION, router="r", body={"nats": [{**gateway, "minPortsPerVm": 128}]}).execute()
    (found,) = routers.get(**OF_REGION, router="r").execute()["nats"]
    assert (found["name"], found["minPortsPerVm"]) == ("g", 128)
    manual = {**gateway, "natIpAllocateOption": "MANUAL_ONLY"}
    refused(routers.patch(**OF_REGION, router="r", body={"nats": [manual]}), 400, "natIps")
    routers.patch(**OF_REGION, router="r", body={"description": "out"}).execute()
    (router,) = routers.list(**OF_REGION).execute()["items"]
    assert (router["description"], len(router["nats"])) == ("out", 1)
    routers.patch(**OF_REGION, router="r", body={"nats": []}).execute()
    assert "nats" not in routers.get(**OF_REGION, router="r").execute()
    routers.delete(**OF_REGION, router="r").execute()


MATCH = {"destIpRanges": ["10.0.0.0/8"], "layer4Configs": [{"ipProtocol": "tcp", "ports": ["443"]}]}
RULE = {"priority": 1000, "action": "allow", "direction": "EGRESS", "match": MATCH}


@pytest.mark.parametrize("inside", [True, False], ids=["rules that came with it", "rules one by one"])
def test_a_firewall_policy_has_its_rules_and_those_of_google(compute: Any, inside: bool) -> None:
    policies, of = compute.networkFirewallPolicies(), {"project": PROJECT, "firewallPolicy": "p"}
    policies.insert(project=PROJECT, body={"name": "p"}).execute()
    if inside:
        before = policies.get(**of).execute()["fingerprint"]
        policies.patch(**of, body={"rules": [RULE], "fingerprint": before}).execute()
        refused(policies.patch(**of, body={"rules": [], "fingerprint": before}), 412, "stale")
    else:
        policies.addRule(**of, body=RULE).execute()
    policies.addRule(**of, body={**RULE, "priority": 2000}).execute()
    refused(policies.addRule(**of, body=RULE), 400, "priority 1000")
    policies.patchRule(**of, priority=2000, body={"action": "deny"}).execute()
    assert policies.getRule(**of, priority=2000).execute()["action"] == "deny"
    rules = policies.get(**of).execute()["rules"]
    assert [rule["priority"] for rule in rules] == [1000, 2000, *range(2147483644, 2147483648)]
    assert rules[0]["match"] == MATCH
    policies.removeRule(**of, priority=2000).execute()
    refused(policies.getRule(**of, priority=2000), 400, "does not contain")
    policies.addAssociation(**of, body={"name": "a", "attachmentTarget": NETWORK}).execute()
    assert policies.getAssociation(**of, name="a").execute()["attachmentTarget"] == NETWORK
    assert [one["name"] for one in policies.get(**of).execute()["associations"]] == ["a"]
    refused(policies.delete(**of), 400, "already being used")
    policies.removeAssociation(**of, name="a").execute()
    refused(policies.getAssociation(**of, name="a"), 404)
    assert [one["name"] for one in policies.list(project=PROJECT).execute()["items"]] == ["p"]
    policies.delete(**of).execute()
    refused(policies.get(**of), 404)


def test_addresses_rules_and_attachments(compute: Any) -> None:
    addresses = compute.globalAddresses()
    body = {"name": "apis", "addressType": "INTERNAL", "purpose": "PRIVATE_SERVICE_CONNECT", "network": NETWORK,
            "address": "10.48.32.1"}  # fmt: skip
    addresses.insert(project=PROJECT, body=body).execute()
    found = addresses.get(project=PROJECT, address="apis").execute()
    labels = {"labels": {"a": "b"}, "labelFingerprint": found["labelFingerprint"]}
    addresses.setLabels(project=PROJECT, resource="apis", body=labels).execute()
    assert addresses.get(project=PROJECT, address="apis").execute()["labels"] == {"a": "b"}
    refused(addresses.setLabels(project=PROJECT, resource="apis", body=labels), 412, "stale")
    rule = {"name": "apis", "IPAddress": found["selfLink"], "target": "vpc-sc", "network": NETWORK}
    compute.globalForwardingRules().insert(project=PROJECT, body=rule).execute()
    made = compute.globalForwardingRules().get(project=PROJECT, forwardingRule="apis").execute()
    assert (made["target"], made["pscConnectionStatus"]) == ("vpc-sc", "ACCEPTED")
    attachment = {"name": "jobs", "connectionPreference": "ACCEPT_AUTOMATIC", "subnetworks": [SUBNETWORK]}
    compute.networkAttachments().insert(**OF_REGION, body=attachment).execute()
    (one,) = compute.networkAttachments().list(**OF_REGION).execute()["items"]
    assert one["subnetworks"] == [SUBNETWORK]
    compute.networkAttachments().delete(**OF_REGION, networkAttachment="jobs").execute()
    compute.globalForwardingRules().delete(project=PROJECT, forwardingRule="apis").execute()
    addresses.delete(project=PROJECT, address="apis").execute()


def test_templates_of_machines(compute: Any) -> None:
    templates = compute.regionInstanceTemplates()
    disk = {"boot": True, "initializeParams": {"sourceImage": "projects/cos-cloud/global/images/family/cos-stable",
                                               "diskSizeGb": "50", "diskType": "pd-balanced"}}  # fmt: skip
    properties = {
        "machineType": "e2-standard-2",
        "disks": [disk],
        "networkInterfaces": [{"subnetwork": SUBNETWORK}],
        "metadata": {"items": [{"key": "enable-oslogin", "value": "TRUE"}]},
        "labels": {"a": "b"},
    }
    templates.insert(**OF_REGION, body={"name": "t", "properties": properties}).execute()
    found = templates.get(**OF_REGION, instanceTemplate="t").execute()["properties"]
    assert found["metadata"]["items"] == properties["metadata"]["items"]
    assert found["disks"][0]["initializeParams"]["diskSizeGb"] == "50"
    assert (found["machineType"], found["labels"]) == ("e2-standard-2", {"a": "b"})
    templates.delete(**OF_REGION, instanceTemplate="t").execute()


def test_places(compute: Any) -> None:
    assert f"{REGION}-a" in str(compute.regions().get(project=PROJECT, region=REGION).execute()["zones"])
    assert compute.zones().get(project=PROJECT, zone=f"{REGION}-a").execute()["region"].endswith(REGION)
    page = compute.zones().list(project=PROJECT, maxResults=2).execute()
    after = compute.zones().list(project=PROJECT, maxResults=2, pageToken=page["nextPageToken"]).execute()
    assert page["items"][-1]["name"] < after["items"][0]["name"]
    machines = compute.machineTypes()
    assert machines.get(project=PROJECT, zone=f"{REGION}-a", machineType="e2-standard-4").execute()
    refused(machines.get(project=PROJECT, zone=f"{REGION}-a", machineType="e2-none"), 404)
    refused(compute.regions().get(project=PROJECT, region="nowhere"), 404)
    assert compute.projects().get(project=PROJECT).execute()["defaultServiceAccount"].endswith("gserviceaccount.com")


def test_zones_and_their_records(wire: ServedWire) -> None:
    dns = generic(wire, "dns", "v1")
    networks = [{"networkUrl": f"projects/{PROJECT}/global/networks/n"}]
    zone = {"name": "z", "dnsName": "clinic.example.", "description": "", "visibility": "private",
            "privateVisibilityConfig": {"networks": networks}}  # fmt: skip
    made = dns.managedZones().create(project=PROJECT, body=zone).execute()
    assert made["privateVisibilityConfig"]["networks"][0]["networkUrl"] == NETWORK
    of = {"project": PROJECT, "managedZone": "z"}
    given = dns.resourceRecordSets().list(**of).execute()["rrsets"]
    assert [(one["name"], one["type"]) for one in given] == [("clinic.example.", "NS"), ("clinic.example.", "SOA")]
    record = {"name": "a.clinic.example.", "type": "A", "ttl": 300, "rrdatas": ["10.0.0.5"]}
    change = dns.changes().create(**of, body={"additions": [record]}).execute()
    assert dns.changes().get(**of, changeId=change["id"]).execute() == change
    refused(dns.changes().create(**of, body={"additions": [record]}), 409, "already exists")
    other = {**record, "rrdatas": ["10.0.0.6"]}
    refused(dns.changes().create(**of, body={"deletions": [other]}), 412, "deletions")
    # Whole or not at all.
    good = {**record, "name": "b.clinic.example."}
    refused(dns.changes().create(**of, body={"additions": [good, record]}), 409)
    refused(dns.resourceRecordSets().get(**of, name=good["name"], type="A"), 404)
    dns.changes().create(**of, body={"additions": [other], "deletions": [record]}).execute()
    found = dns.resourceRecordSets().get(**of, name=record["name"], type="A").execute()
    assert (found["rrdatas"], found["ttl"]) == (["10.0.0.6"], 300)
    dns.resourceRecordSets().patch(**of, name=record["name"], type="A", body={**other, "ttl": 60}).execute()
    refused(dns.managedZones().delete(**of), 400, "contains one or more")
    dns.resourceRecordSets().delete(**of, name=record["name"], type="A").execute()
    changed = dns.managedZones().patch(**of, body={"description": "of the clinic"}).execute()
    assert changed["status"] == "done"
    assert dns.managedZoneOperations().get(**of, operation=changed["id"]).execute() == changed
    (one,) = dns.managedZones().list(project=PROJECT, dnsName="clinic.example.").execute()["managedZones"]
    assert one["description"] == "of the clinic"
    dns.managedZones().delete(**of).execute()
    refused(dns.managedZones().get(**of), 404)


def test_policies_of_dns(wire: ServedWire) -> None:
    policies = generic(wire, "dns", "v1").policies()
    networks = [{"networkUrl": f"projects/{PROJECT}/global/networks/n"}]
    policies.create(project=PROJECT, body={"name": "p", "enableLogging": False, "networks": networks}).execute()
    changed = policies.patch(project=PROJECT, policy="p", body={"enableLogging": True}).execute()
    assert changed["policy"]["enableLogging"]
    assert [one["name"] for one in policies.list(project=PROJECT).execute()["policies"]] == ["p"]
    policies.delete(project=PROJECT, policy="p").execute()


def test_networks_of_services(wire: ServedWire, compute: Any) -> None:
    services = generic(wire, "servicenetworking", "v1").services()
    for name, address in (("one", "10.64.0.0"), ("two", "10.65.0.0")):
        body = {"name": name, "purpose": "VPC_PEERING", "addressType": "INTERNAL", "network": NETWORK,
                "address": address, "prefixLength": 20}  # fmt: skip
        compute.globalAddresses().insert(project=PROJECT, body=body).execute()
    parent = "services/servicenetworking.googleapis.com"
    number = compute.projects().get(project=PROJECT).execute()["id"]
    network = f"projects/{number}/global/networks/n"
    connections = services.connections()
    wanted = {"network": network, "reservedPeeringRanges": ["one"]}
    refused(connections.create(parent=parent, body={**wanted, "reservedPeeringRanges": ["none"]}), 400, "not found")
    assert connections.create(parent=parent, body=wanted).execute()["done"]
    (found,) = connections.list(parent=parent, network=network).execute()["connections"]
    assert (found["network"], found["reservedPeeringRanges"]) == (network, ["one"])
    name = f"{parent}/connections/-"
    both = {**wanted, "reservedPeeringRanges": ["one", "two"]}
    connections.patch(name=name, body=both, updateMask="reservedPeeringRanges").execute()
    refused(connections.patch(name=name, body=wanted, updateMask="reservedPeeringRanges"), 400, "force")
    domains = services.projects().global_().networks().peeredDnsDomains()
    of = f"{parent}/{network}"
    domains.create(parent=of, body={"name": "gcr-io", "dnsSuffix": "gcr.io."}).execute()
    assert domains.list(parent=of).execute()["peeredDnsDomains"] == [{"name": "gcr-io", "dnsSuffix": "gcr.io."}]
    domains.delete(name=f"{of}/peeredDnsDomains/gcr-io").execute()
    own = f"{parent}/connections/servicenetworking-googleapis-com"
    connections.deleteConnection(name=own, body={"consumerNetwork": network}).execute()
    assert connections.list(parent=parent, network=network).execute() == {}


def test_endpoints_and_services_of_a_region(wire: ServedWire) -> None:
    locations = generic(wire, "networkconnectivity", "v1").projects().locations()
    endpoints, policies = locations.regionalEndpoints(), locations.serviceConnectionPolicies()
    place = f"projects/{PROJECT}/locations/{REGION}"
    body = {"accessType": "REGIONAL", "targetGoogleApi": f"secretmanager.{REGION}.rep.googleapis.com",
            "network": f"projects/{PROJECT}/global/networks/n",
            "subnetwork": f"projects/{PROJECT}/regions/{REGION}/subnetworks/s"}  # fmt: skip
    assert endpoints.create(parent=place, regionalEndpointId="e", body=body).execute()["done"]
    assert endpoints.get(name=f"{place}/regionalEndpoints/e").execute()["accessType"] == "REGIONAL"
    assert endpoints.delete(name=f"{place}/regionalEndpoints/e").execute()["done"]
    subnetworks = {"subnetworks": [body["subnetwork"]]}
    policy = {"network": body["network"], "serviceClass": "google-cloud-sql", "pscConfig": subnetworks}
    assert policies.create(parent=place, serviceConnectionPolicyId="sql", body=policy).execute()["done"]
    refused(policies.create(parent=place, serviceConnectionPolicyId="other", body=policy), 409, "already exists")
    (one,) = policies.list(parent=place).execute()["serviceConnectionPolicies"]
    assert (one["serviceClass"], one["pscConfig"]["subnetworks"]) == ("google-cloud-sql", [body["subnetwork"]])
    assert policies.delete(name=one["name"]).execute()["done"]


def test_a_network_is_lent(wire: ServedWire, compute: Any) -> None:
    """https://cloud.google.com/vpc/docs/provisioning-shared-vpc"""
    wire.asking.project("acme-host", "compute")
    wire.asking.project("acme-other", "compute")
    projects, lent = compute.projects(), {"xpnResource": {"id": PROJECT, "type": "PROJECT"}}
    assert projects.getXpnHost(project=PROJECT).execute() == {}
    not_one = "Invalid resource usage: ''projects/acme-host' is not a shared VPC host project.'."
    assert not_one in refused(projects.enableXpnResource(project="acme-host", body=lent), 400, "is not a shared VPC")
    operation = projects.enableXpnHost(project="acme-host").execute()
    assert compute.globalOperations().wait(project="acme-host", operation=operation["name"]).execute() == operation
    assert projects.get(project="acme-host").execute()["xpnProjectStatus"] == "HOST"
    assert projects.get(project=PROJECT).execute()["xpnProjectStatus"] == "UNSPECIFIED_XPN_PROJECT_STATUS"
    assert projects.enableXpnResource(project="acme-host", body=lent).execute()["status"] == "DONE"
    assert projects.getXpnHost(project=PROJECT).execute()["name"] == "acme-host"
    # Who is lent a network of one is lent none of another.
    projects.enableXpnHost(project="acme-other").execute()
    refused(projects.enableXpnResource(project="acme-other", body=lent), 400, "acme-host")
    refused(projects.disableXpnHost(project="acme-host"), 400, "because it has active service projects")
    projects.disableXpnResource(project="acme-host", body=lent).execute()
    refused(projects.disableXpnResource(project="acme-host", body=lent), 400, "invalidResourceUsage")
    projects.disableXpnHost(project="acme-host").execute()
    assert projects.get(project="acme-host").execute()["xpnProjectStatus"] == "UNSPECIFIED_XPN_PROJECT_STATUS"
