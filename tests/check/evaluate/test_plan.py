"""Plans as JSON: what is known after apply is not known now, and nothing in them passes by silence."""

from __future__ import annotations

from typing import Any

import pytest
from check_folders import check_documents

from landfast.check import Document, PlanFile, PolicyContext, Report, check

ADDRESS = "google_storage_bucket.b"
ABRIDGED = {"mode": "managed", "address": "google_storage_bucket.left_out"}


def plan(
    after: dict[str, Any],
    unknown: dict[str, Any] | None = None,
    expressions: dict[str, Any] | None = None,
    *,
    type_: str = "google_storage_bucket",
    address: str = ADDRESS,
    actions: tuple[str, ...] = ("create",),
    more: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    change = {"actions": list(actions), "after": after, "after_unknown": unknown or {}}
    resource = {"address": address, "mode": "managed", "type": type_, "change": change}
    declared = {"address": address, "provider_config_key": "google", "expressions": expressions or {}}
    return {
        "format_version": "1.2",
        "resource_changes": [resource, *more],
        "configuration": {
            "provider_config": {"google": {"expressions": {"region": {"constant_value": "europe-west4"}}}},
            "root_module": {"resources": [declared]},
        },
    }


def judged(body: dict[str, Any]) -> Report:
    return check_documents([Document("plan", body)], PolicyContext("eu"))


def rules(body: dict[str, Any], address: str = ADDRESS) -> set[str]:
    return {finding.rule.id for finding in judged(body).findings if finding.address == address}


@pytest.mark.parametrize(
    ("location", "rule"),
    [("EUROPE-WEST4", None), ("EUROPE-WEST2", "LF-RES-001"), ("EUR7", "LF-RES-001"), ("nowhere", "LF-RES-004")],
)
def test_planned_location_is_judged(location: str, rule: str | None) -> None:
    found = {name for name in rules(plan({"location": location})) if name.startswith("LF-RES")}
    assert found == ({rule} if rule else set())


def test_location_known_after_apply_is_unknown_even_if_it_refers_to_something() -> None:
    expressions = {"location": {"references": ["google_storage_bucket.other.location", "google_storage_bucket.other"]}}
    assert "LF-RES-004" in rules(plan({"name": "b"}, {"location": True}, expressions))


def test_what_the_provider_computes_by_itself_counts_as_not_set() -> None:
    body = plan({"name": "d"}, {"region": True}, {"name": {}}, type_="google_vertex_ai_dataset")
    assert not {name for name in rules(body) if name.startswith("LF-RES")}
    topic = plan({"name": "t"}, {"message_storage_policy": True}, {"name": {}}, type_="google_pubsub_topic")
    assert "LF-RES-003" in rules(topic)


def test_without_its_configuration_what_is_computed_is_unknown() -> None:
    body = plan({"name": "d"}, {"region": True}, type_="google_vertex_ai_dataset")
    del body["configuration"]
    assert "LF-RES-004" in rules(body)


def test_key_made_by_the_same_plan_is_a_key_and_its_place_is_that_of_its_ring() -> None:
    def related(location: str) -> dict[str, Any]:
        def made(address: str, values: dict[str, Any]) -> dict[str, Any]:
            change = {"actions": ["create"], "after": values, "after_unknown": {"id": True}}
            return {"address": address, "mode": "managed", "type": address.split(".", maxsplit=1)[0], "change": change}

        key = made("google_kms_crypto_key.k", {"name": "k"})
        key["change"]["after_unknown"]["key_ring"] = True
        body = plan(
            {"location": "EUROPE-WEST4", "encryption": [{}]},
            {"encryption": [{"default_kms_key_name": True}]},
            {
                "encryption": [
                    {"default_kms_key_name": {"references": ["google_kms_crypto_key.k.id", "google_kms_crypto_key.k"]}}
                ]
            },
            more=(key, made("google_kms_key_ring.r", {"name": "r", "location": location})),
        )
        body["configuration"]["root_module"]["resources"].append(
            {
                "address": "google_kms_crypto_key.k",
                "expressions": {"key_ring": {"references": ["google_kms_key_ring.r.id"]}},
            }
        )
        return body

    assert not {name for name in rules(related("europe-west4")) if name.startswith("LF-ENC")}
    assert "LF-ENC-002" in rules(related("europe-west1"))
    assert "LF-ENC-001" in rules(
        plan({"location": "EU"}, {"encryption": True}, {"encryption": {"references": ["var.x"]}})
    )


def test_resources_of_modules_are_judged() -> None:
    address = 'module.a["x"].google_storage_bucket.b[0]'
    body = plan({"location": "US"}, address=address)
    assert "LF-RES-001" in rules(body, address)


def test_what_is_deleted_is_not_judged_and_an_empty_end_is_fine() -> None:
    report = judged(plan({}, actions=("delete",)))
    assert report.exit_code() == 0
    assert report.coverage.resources == 0


def test_data_sources_read_while_planning_are_judged() -> None:
    body = plan({"location": "EU"})
    read = {
        "address": "data.google_made_up.d",
        "mode": "data",
        "type": "google_made_up",
        "values": {},
    }
    body["prior_state"] = {"values": {"root_module": {"resources": [read]}}}
    assert "LF-COV-001" in rules(body, "data.google_made_up.d")


@pytest.mark.parametrize(
    ("body", "fact"),
    [
        ({"resource_changes": []}, "has no resources"),
        ({"resource_changes": {}}, "no list of objects"),
        ({"resource_changes": [1]}, "no list of objects"),
        ({**plan({"location": "EU"}), "errored": True}, "ended with errors"),
        ({**plan({"location": "EU"}), "format_version": "2.0"}, "is of a format that is not known"),
        ({"values": {"root_module": {}}}, "is a state, not a plan"),
        ({"hello": 1}, "neither Terraform JSON nor a plan"),
        ({}, "neither Terraform JSON nor a plan"),
        ({"planned_values": {"root_module": {"resources": [ABRIDGED]}}}, "not in resource_changes"),
    ],
)  # fmt: skip
def test_plan_that_can_not_be_judged_is_exit_2(body: dict[str, Any], fact: str) -> None:
    report = judged(body)
    assert report.exit_code("critical") == 2
    assert any(fact in problem.fact for problem in report.problems)


@pytest.mark.parametrize("part", [{"complete": False}, {"deferred_changes": [{"reason": "x"}]}, {"errored": True}])
def test_plan_that_is_a_part_is_no_verdict(part: dict[str, Any]) -> None:
    whole = plan({"name": "b", "location": "europe-west4"})
    assert not judged(whole | {"complete": True}).problems
    report = judged(whole | part)
    assert report.problems
    assert report.exit_code("medium") == 2


def test_part_of_a_plan_is_judged_where_the_rest_is_judged_too() -> None:
    body = plan({"name": "b", "location": "US"}) | {"complete": False}
    report = check([PlanFile(Document("plan", body), may_be_part=True)], PolicyContext("eu"))
    assert not report.problems
    assert "LF-RES-001" in {finding.rule.id for finding in report.findings}
