"""Monitoring, logging, Sensitive Data Protection and Data Catalog by the client that is made of Google's documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wired import PLACE, PROJECT, ServedWire, generic, refused, served

PARENT = f"projects/{PROJECT}"


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWire]:
    with served(tmp_path_factory.mktemp("wire"), "datacatalog", "dlp", "logging", "monitoring") as standing:
        yield standing


def policy(metric: str) -> dict[str, Any]:
    threshold = {"filter": f'resource.type = "global" AND metric.type = "{metric}"', "comparison": "COMPARISON_GT",
                 "duration": "0s"}  # fmt: skip
    condition = {"displayName": "any", "conditionThreshold": threshold}
    return {"displayName": "errors", "combiner": "OR", "conditions": [condition], "userLabels": {"a": "b"}}


def test_alert_policies(wire: ServedWire) -> None:
    projects = generic(wire, "monitoring", "v3").projects()
    channel = projects.notificationChannels().create(
        name=PARENT, body={"type": "email", "labels": {"email_address": "ops@clinic.example"}}
    ).execute()  # fmt: skip
    body = policy("compute.googleapis.com/instance/uptime") | {"notificationChannels": [channel["name"]]}
    made = projects.alertPolicies().create(name=PARENT, body=body).execute()
    assert made["conditions"][0]["name"].startswith(f"{made['name']}/conditions/")
    assert made["notificationChannels"] == [channel["name"]]
    assert projects.alertPolicies().get(name=made["name"]).execute() == made
    assert projects.alertPolicies().list(name=PARENT).execute()["alertPolicies"] == [made]
    asked = {"name": made["name"], "updateMask": "userLabels", "body": {"userLabels": {"c": "d"}, "displayName": "x"}}
    changed = projects.alertPolicies().patch(**asked).execute()
    assert (changed["userLabels"], changed["displayName"]) == ({"c": "d"}, "errors")
    assert changed["conditions"] == made["conditions"]
    # Without a mask the whole of it is replaced.
    replaced = projects.alertPolicies().patch(name=made["name"], body={**body, "userLabels": {}}).execute()
    assert "userLabels" not in replaced
    assert replaced["conditions"][0]["displayName"] == "any"
    absent = policy("logging.googleapis.com/user/none")
    assert "Cannot find metric" in refused(projects.alertPolicies().create(name=PARENT, body=absent), 404)
    projects.alertPolicies().delete(name=made["name"]).execute()
    refused(projects.alertPolicies().get(name=made["name"]), 404)


def test_what_opens_a_channel_is_kept_by_nobody(wire: ServedWire) -> None:
    channels = generic(wire, "monitoring", "v3").projects().notificationChannels()
    for labels in (
        {"auth_token": "xoxb-of-slack", "channel_name": "#ward"},
        {"auth_token": "xoxb-of-slack", "channel_name": "#ops"},
    ):
        made = channels.create(name=PARENT, body={"type": "slack", "labels": labels}).execute()
        assert made.get("labels", {}) == {name: value for name, value in labels.items() if name == "channel_name"}
    changed = channels.patch(name=made["name"], updateMask="displayName", body={"displayName": "ops"}).execute()
    assert (changed["displayName"], changed["labels"]) == ("ops", {"channel_name": "#ops"})
    rows = wire.asking.wire.cloud.store.rows("SELECT fields FROM resource")
    assert "sensitive_labels" in str(rows)
    assert "xoxb" not in str(rows)


def test_dashboards_are_named_by_the_projects_number_and_replaced_whole(wire: ServedWire) -> None:
    dashboards = generic(wire, "monitoring", "v1").projects().dashboards()
    body = {"displayName": "service", "gridLayout": {"columns": "2"}, "labels": {"a": ""}}
    made = dashboards.create(parent=PARENT, body=body).execute()
    assert made["name"].split("/")[1].isdigit()
    by_id = made["name"].rpartition("/")[2]
    assert dashboards.get(name=f"{PARENT}/dashboards/{by_id}").execute() == made
    assert dashboards.list(parent=PARENT).execute()["dashboards"] == [made]
    again = {"displayName": "service", "etag": made["etag"], "mosaicLayout": {"columns": 12}}
    changed = dashboards.patch(name=made["name"], body=again).execute()
    assert set(changed) == {"displayName", "etag", "mosaicLayout", "name"}
    assert "does not match" in refused(dashboards.patch(name=made["name"], body=again), 409)
    assert "make the answer up" in refused(dashboards.create(parent=PARENT, body=body, validateOnly=True), 501)
    unknown = {"displayName": "service", "mosaicLayout": {"legacyRows": 1}}
    assert "at 'dashboard.mosaic_layout': Cannot find field." in refused(
        dashboards.create(parent=PARENT, body=unknown), 400
    )
    dashboards.delete(name=made["name"]).execute()
    refused(dashboards.get(name=made["name"]), 404)


def test_metrics_of_logs(wire: ServedWire) -> None:
    metrics = generic(wire, "logging", "v2").projects().metrics()
    descriptor = {"metricKind": "DELTA", "valueType": "INT64", "unit": "1"}
    for name in ("errors", "of/warnings"):
        body = {"name": name, "filter": "severity>=ERROR", "metricDescriptor": descriptor}
        made = metrics.create(parent=PARENT, body=body).execute()
    name = f"{PARENT}/metrics/errors"
    assert made["metricDescriptor"]["type"] == "logging.googleapis.com/user/of/warnings"
    page = metrics.list(parent=PARENT, pageSize=1).execute()
    rest = metrics.list(parent=PARENT, pageSize=1, pageToken=page["nextPageToken"]).execute()
    assert [one["name"] for one in page["metrics"] + rest["metrics"]] == ["errors", "of/warnings"]
    assert "nextPageToken" not in rest
    assert metrics.get(metricName=f"{PARENT}/metrics/of%2Fwarnings").execute() == made
    found = metrics.get(metricName=name).execute()
    changed = metrics.update(metricName=name, body={**found, "filter": "severity>=ALERT"}).execute()
    assert (changed["filter"], changed["name"]) == ("severity>=ALERT", "errors")
    # An update of what is not there makes it.
    other = metrics.update(metricName=f"{PARENT}/metrics/new", body={"name": "new", "filter": "x"}).execute()
    assert other["name"] == "new"
    refused(metrics.create(parent=PARENT, body={"name": "errors", "filter": "x"}), 409)
    metrics.delete(metricName=name).execute()
    refused(metrics.get(metricName=name), 404)


def test_sinks_write_as_the_service_or_as_the_projects_own(wire: ServedWire) -> None:
    sinks = generic(wire, "logging", "v2").projects().sinks()
    body = {"destination": f"logging.googleapis.com/{PLACE}/buckets/none", "filter": "severity>=ERROR"}
    shared = sinks.create(parent=PARENT, body={"name": "shared", **body}).execute()
    assert shared["writerIdentity"] == "serviceAccount:cloud-logs@system.gserviceaccount.com"
    own = sinks.create(parent=PARENT, uniqueWriterIdentity=True, body={"name": "own", **body}).execute()
    assert own["writerIdentity"].endswith("@gcp-sa-logging.iam.gserviceaccount.com")
    for name in ("own", "shared"):
        sinks.delete(sinkName=f"{PARENT}/sinks/{name}").execute()


def test_log_buckets_analyze(wire: ServedWire) -> None:
    buckets = generic(wire, "logging", "v2").projects().locations().buckets()
    asked = {"parent": PLACE, "bucketId": "looked-at", "body": {"retentionDays": 30, "analyticsEnabled": True}}
    assert buckets.create(**asked).execute()["analyticsEnabled"] is True
    name = f"{PLACE}/buckets/looked-at"
    assert buckets.patch(name=name, updateMask="retentionDays", body={"retentionDays": 60}).execute()[
        "retentionDays"
    ] == 60  # fmt: skip
    assert buckets.get(name=name).execute()["analyticsEnabled"] is True


@pytest.mark.parametrize(
    ("name", "body", "other"),
    [
        (
            "inspectTemplate",
            {"inspectConfig": {"infoTypes": [{"name": "EMAIL_ADDRESS"}], "minLikelihood": "LIKELY"}},
            {"inspectConfig": {"infoTypes": [{"name": "NO_SUCH_TYPE"}]}},
        ),
        (
            "deidentifyTemplate",
            {
                "deidentifyConfig": {
                    "infoTypeTransformations": {
                        "transformations": [{"primitiveTransformation": {"replaceWithInfoTypeConfig": {}}}]
                    }
                }
            },
            None,
        ),
    ],
)
def test_templates_come_wrapped(wire: ServedWire, name: str, body: dict[str, Any], other: Any) -> None:
    templates = getattr(generic(wire, "dlp", "v2").projects().locations(), f"{name}s")()
    made = templates.create(parent=PLACE, body={name: body, "templateId": "known"}).execute()
    assert made["name"] == f"{PLACE}/{name}s/known"
    assert {key: made[key] for key in body} == body
    unnamed = templates.create(parent=PLACE, body={name: body}).execute()
    assert unnamed["name"].startswith(f"{PLACE}/{name}s/")
    listed = templates.list(parent=PLACE).execute()[f"{name}s"]
    assert {one["name"] for one in listed} == {made["name"], unnamed["name"]}
    asked = {name: {"displayName": "Known", "description": "no"}, "updateMask": "displayName"}
    changed = templates.patch(name=made["name"], body=asked).execute()
    assert changed["displayName"] == "Known"
    assert "description" not in changed
    assert {key: changed[key] for key in body} == body
    # HashiCorp's provider says what is changed in the query, which the document does not know, and Google takes.
    url = f"https://dlp.googleapis.com/v2/{made['name']}?updateMask=description"
    by_query = wire.asking.ask("PATCH", url, {name: {"displayName": "no", "description": "yes"}})
    assert (by_query["displayName"], by_query["description"]) == ("Known", "yes")
    refused(templates.create(parent=PLACE, body={name: body, "templateId": "known"}), 409)
    if other:
        assert "NO_SUCH_TYPE" in refused(templates.create(parent=PLACE, body={name: other}), 400)
    templates.delete(name=made["name"]).execute()
    refused(templates.get(name=made["name"]), 404)


def test_policy_tags_know_those_below(wire: ServedWire) -> None:
    taxonomies = generic(wire, "datacatalog", "v1").projects().locations().taxonomies()
    kinds = {"activatedPolicyTypes": ["FINE_GRAINED_ACCESS_CONTROL"]}
    made = taxonomies.create(parent=PLACE, body={"displayName": "personal", **kinds}).execute()
    tags = taxonomies.policyTags()
    high = tags.create(parent=made["name"], body={"displayName": "high"}).execute()
    below = {"displayName": "name", "parentPolicyTag": high["name"]}
    low = tags.create(parent=made["name"], body=below).execute()
    assert tags.get(name=high["name"]).execute()["childPolicyTags"] == [low["name"]]
    assert {one["name"] for one in tags.list(parent=made["name"]).execute()["policyTags"]} == {
        high["name"], low["name"]
    }  # fmt: skip
    bindings = [{"role": "roles/datacatalog.categoryFineGrainedReader", "members": ["user:ada@clinic.example"]}]
    tags.setIamPolicy(resource=high["name"], body={"policy": {"bindings": bindings}}).execute()
    assert tags.getIamPolicy(resource=high["name"], body={}).execute()["bindings"] == bindings
    changed = taxonomies.patch(name=made["name"], updateMask="description", body={"description": "GDPR"}).execute()
    assert (changed["description"], changed["displayName"]) == ("GDPR", "personal")
    refused(taxonomies.create(parent=PLACE, body={"displayName": "personal", **kinds}), 409)
    # A tag takes those below with it, a taxonomy all of its tags.
    tags.delete(name=high["name"]).execute()
    refused(tags.get(name=low["name"]), 404)
    other = tags.create(parent=made["name"], body={"displayName": "other"}).execute()
    taxonomies.delete(name=made["name"]).execute()
    refused(tags.get(name=other["name"]), 404)
    refused(taxonomies.get(name=made["name"]), 404)
