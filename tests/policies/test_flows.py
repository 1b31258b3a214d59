"""Every attribute by which content could leave a resource is judged, or known to lead none out; and what is judged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from check_folders import check_documents

from landfast.check import Document, PolicyContext
from landfast.policies.facts.keys import key_attributes
from landfast.policies.facts.shapes import is_listed, judged_as
from landfast.policies.facts.tables import assessed, table
from landfast.provider.facts import VARIABLE, facts
from landfast.provider.schema import rows

# Words of names that can say where content goes.
_WORDS = """
agent agents aws azure bigquery bq bucket buckets bus database dataset datasets destination destinations domain
endpoint endpoints engine engines export exports fqdn fqdns function gcs host hostname hostnames hosts image
images instance instances location locations model models origin output peer pool pools pubsub queue recipient
region regions registry remote replica replicas repositories repository results s3 secondaries secondary server
servers sink staging standby storage stream target targets topic topics upstream upstreams uri uris url urls
vault vaults webhook workflow zone zones
"""
WORDS = frozenset(_WORDS.split())
# Of them, those that mostly name a part of the same parent: judged by their shape, as everything is.
BESIDE = frozenset({"database", "instance", "instances", "recipient", "target", "targets", "workflow"})
EU = "europe-west4"


def settable(block: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Paths of the attributes that can be set, and hold text."""
    for name, attribute in block.get("attributes", {}).items():
        if (attribute.get("optional") or attribute.get("required")) and attribute["type"] not in ("bool", "number"):
            yield f"{prefix}{name}"
    for name, inner in block.get("block_types", {}).items():
        if name != "timeouts":
            yield from settable(inner["block"], f"{prefix}{name}.")


def candidates() -> Iterator[tuple[str, str]]:
    """(type, path) of what could say where content goes, and no other table reads."""
    hosts = table("processors")["places"]
    for type_, body in rows("resource"):
        if type_ in assessed():
            own = {attribute.path for attribute in assessed()[type_].attributes}
            own |= {".".join(names) for names in key_attributes().get(type_, ())} | set(hosts.get(type_, ()))
            own |= {name.rpartition(":")[2] for name in VARIABLE.findall(facts(type_).id_format)}
            for path in settable(json.loads(body)["block"]):
                inside = any(path == read or path.startswith(f"{read}.") for read in own)
                if not inside and set(re.split(r"[._]", path.rpartition(".")[2])) & (WORDS - BESIDE):
                    yield type_, path


def test_every_attribute_that_can_carry_content_out_is_judged_or_known_to_be_harmless() -> None:
    left = [f"{type_}.{path}" for type_, path in candidates() if not is_listed(type_, path)]
    assert not left, "say in policies/facts/data/flows.json as what each is judged, or why it leads no content out"


def test_the_table_of_flows_names_what_the_provider_has() -> None:
    paths = [f"{type_}.{path}" for type_, body in rows("resource") for path in settable(json.loads(body)["block"])]
    parts: set[str] = set()
    for path in paths:
        names = path.split(".")
        parts |= {".".join(names[at:to]) for to in range(1, len(names) + 1) for at in range(to)}
    content = table("flows")
    ends = [end for section in ("judged", "harmless") for found in content[section].values() for end in found]
    assert len(ends) == len(set(ends)), "said twice"
    assert not [end for end in ends if end not in parts]


def names(block: Mapping[str, Any], kinds: Mapping[bool, set[str]]) -> None:
    """Adds the names of maps (True) that can be set, and of blocks (False)."""
    for name, attribute in block.get("attributes", {}).items():
        if attribute["type"][0] == "map" and (attribute.get("optional") or attribute.get("required")):
            kinds[True].add(name)
    for name, inner in block.get("block_types", {}).items():
        kinds[False].add(name)
        names(inner["block"], kinds)


def test_maps_whose_keys_are_anybodys_choice_are_those_of_the_provider() -> None:
    kinds: dict[bool, set[str]] = {True: set(), False: set()}
    for _type, body in rows("resource"):
        names(json.loads(body)["block"], kinds)
    assert table("flows")["maps"] == sorted(kinds[True] - kinds[False])


@pytest.mark.parametrize(
    ("type_", "path", "kind"),
    [
        ("google_cloud_run_v2_service", "template.containers.env.value", "shape"),
        ("google_chronicle_feed", "details.okta_settings.hostname", "harmless"),
        ("google_oracle_database_goldengate_connection", "properties.mysql_connection_properties.host", "url"),
        ("google_transcoder_job", "config.output.uri", "bucket"),
    ],
)
def test_the_longest_end_decides_and_what_stands_in_a_harmless_block_is_harmless(
    type_: str, path: str, kind: str
) -> None:
    assert judged_as(type_, path) == kind


def found(type_: str, body: dict[str, Any], *processors: str) -> list[tuple[str, str, bool]]:
    documents = [Document("d", {"resource": {type_: {"x": body}}, "variable": {"v": {}}})]
    findings = check_documents(documents, PolicyContext("eu", processors=processors)).findings
    rules = ("LF-PRC-001", "LF-RES-001", "LF-RES-002", "LF-RES-003", "LF-RES-004", "LF-RES-005")
    return [(each.rule.id, each.path, each.unknown) for each in findings if each.rule.id in rules]


def service(value: str) -> dict[str, Any]:
    env = {"name": "WHERE", "value": value}
    return {"location": EU, "template": {"containers": {"image": f"{EU}-docker.pkg.dev/p/r/i", "env": [env]}}}


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("us-central1", True),
        ("us-central1-a", True),
        ("projects/p/locations/us-central1/endpoints/1", True),
        ("//aiplatform.googleapis.com/projects/p/locations/us-central1/endpoints/1", True),
        ("https://us-central1-aiplatform.googleapis.com/v1/projects/p", True),
        ("https://us-central1-p.cloudfunctions.net/f", True),
        ("us-docker.pkg.dev/p/r/i:1", True),
        ("s3://partner/out", True),
        ("gs://partner-us/out", False),
        ("bq://p.elsewhere.t", False),
        ("projects/p/buckets/partner-us", False),
        ("//bigquery.googleapis.com/projects/p/datasets/elsewhere/tables/t", False),
        ("projects/p/topics/elsewhere", False),
        ("--out=gs://partner-us/out", False),
        ("REGION=us-central1", True),
        ("--endpoint=projects/p/locations/us-central1/endpoints/${var.v}", True),
    ],
)
def test_a_value_of_any_attribute_that_names_a_place_elsewhere_is_a_finding(value: str, known: bool) -> None:
    assert found("google_cloud_run_v2_service", service(value)) == [
        ("LF-RES-005", "template.containers.env.value", not known)
    ]


@pytest.mark.parametrize(
    "value",
    [
        "europe-west4",
        "projects/p/locations/europe-west4/endpoints/1",
        "projects/p/locations/global/x/1",
        "https://europe-west4-aiplatform.googleapis.com/v1/projects/p",
        "https://www.googleapis.com/auth/cloud-platform",
        "a text that says us-central1 and gs://b",
        "application/json",
        "--region=europe-west4",
        "a = gs://b",
        "--labels=a=gs://b",
        "plain",
        "${var.v}",
    ],
)
def test_a_value_that_names_no_place_elsewhere_is_none(value: str) -> None:
    assert found("google_cloud_run_v2_service", service(value)) == []


def test_a_name_that_tells_where_content_goes_is_judged_though_it_can_not_be_told() -> None:
    body = {"location": EU, "template_id": "t", "config": {"output": {"uri": "${var.v}"}}}
    assert found("google_transcoder_job", body) == [("LF-RES-005", "config.output.uri", True)]


def test_an_address_of_the_own_network_is_no_place_elsewhere() -> None:
    inside = {"location": EU, "name": "e", "destination": {"http_endpoint": {"uri": "http://10.1.0.3/x"}}}
    assert found("google_eventarc_trigger", inside) == []
    for name in ("orders.acme.internal", "orders.svc.cluster.local", "localhost"):
        inside["destination"]["http_endpoint"]["uri"] = f"http://{name}:8080/x"
        assert found("google_eventarc_trigger", inside) == []
    outside = {"location": EU, "name": "e", "destination": {"http_endpoint": {"uri": "http://203.0.114.9/x"}}}
    where = "destination.http_endpoint.uri"
    assert found("google_eventarc_trigger", outside) == [("LF-PRC-001", where, False), ("LF-RES-005", where, True)]


def test_an_outside_host_is_a_processor_wherever_it_is_named_and_one_on_record_has_its_place_there() -> None:
    trigger = {"location": EU, "name": "e", "destination": {"http_endpoint": {"uri": "https://in.partner.example/x"}}}
    where = "destination.http_endpoint.uri"
    assert found("google_eventarc_trigger", trigger) == [("LF-PRC-001", where, False), ("LF-RES-005", where, True)]
    assert found("google_eventarc_trigger", trigger, "partner.example") == []
    trigger["destination"]["http_endpoint"]["uri"] = "https://us-central1-p.cloudfunctions.net/f"
    assert found("google_eventarc_trigger", trigger, "cloudfunctions.net") == [("LF-RES-005", where, False)]
    trigger["destination"]["http_endpoint"]["uri"] = "https://${var.v}.partner.example/"
    assert ("LF-RES-005", where, True) in found("google_eventarc_trigger", trigger, "partner.example")


def test_a_job_of_dataflow_needs_no_zone_and_takes_templates_where_they_stand() -> None:
    bucket = "dataflow-templates-europe-west4"
    job = {"region": EU, "template_gcs_path": f"gs://{bucket}/latest/x", "temp_gcs_location": f"gs://{bucket}/x"}
    assert found("google_dataflow_job", job) == []
    job["template_gcs_path"] = "gs://dataflow-templates-us-east1/latest/x"
    assert found("google_dataflow_job", job) == [("LF-RES-005", "template_gcs_path", False)]
    job |= {"template_gcs_path": "gs://dataflow-templates/latest/x", "zone": "us-east1-b"}
    assert found("google_dataflow_job", job) == [
        ("LF-RES-001", "zone", False),
        ("LF-RES-005", "template_gcs_path", True),
    ]


def test_places_in_the_clouds_of_others_are_outside_and_not_unknown() -> None:
    cluster = {"location": EU, "aws_region": "eu-central-1", "name": "c"}
    assert found("google_container_aws_cluster", cluster) == [
        ("LF-RES-001", "aws_region", False),
        ("LF-PRC-001", "aws_region", False),
    ]
    dataset = {"dataset_id": "d", "location": "aws-us-east-1"}
    assert found("google_bigquery_dataset", dataset) == [("LF-RES-001", "location", False)]
    oracle = {"location": EU, "gcp_oracle_zone": "europe-west3-a-r1"}
    assert found("google_oracle_database_cloud_exadata_infrastructure", oracle) == []
    away = {"location": EU, "gcp_oracle_zone": "us-east4-b-r1"}
    assert found("google_oracle_database_cloud_exadata_infrastructure", away) == [
        ("LF-RES-001", "gcp_oracle_zone", False)
    ]
