"""Two providers' plans and states, value by value: what is explained, what is not, and what is never shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from landfast.provider.comparing import ABSENT, HIDDEN, LATER, Comparison, compared, kept_values, planned_values
from landfast.provider.explained import NAMES_OTHER, ONE_RELEASE, SERVER_NAMED

PROJECT = "google_project"
ACCOUNT = "google_service_account"
UUIDS = ("1f02b646-54fb-40ac-afd0-441a418fa875", "6602a9a4-d837-4f9a-8485-41ae14052143")


def plan(type_: str, after: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    change = {"actions": ["create"], "after": after, **more}
    return {"resource_changes": [{"address": f"{type_}.x", "type": type_, "mode": "managed", "change": change}]}


def state(*resources: tuple[str, Mapping[str, Any]]) -> dict[str, Any]:
    found = [
        {"mode": "managed", "type": type_, "name": "x", "instances": [{"attributes": attributes}]}
        for type_, attributes in resources
    ]
    return {"version": 4, "resources": found}


def kept(stand_in: Mapping[str, Any], genuine: Mapping[str, Any]) -> Comparison:
    return compared(kept_values(stand_in), kept_values(genuine))


def told(found: Comparison) -> list[tuple[str, Any, Any]]:
    return [(one.path, one.stand_in, one.genuine) for one in found.unexplained]


def test_the_same_plan_is_no_difference_and_all_of_it_was_looked_at() -> None:
    one = planned_values(plan(PROJECT, {"name": "churn", "labels": {"a": "b"}, "org_id": None}))
    assert compared(one, one) == Comparison(1, 2, ())


def test_a_value_that_one_knows_and_the_other_not_yet_differs() -> None:
    stand_in = planned_values(plan(PROJECT, {"name": "churn", "deletion_policy": "PREVENT"}))
    genuine = planned_values(plan(PROJECT, {"name": "churn"}, after_unknown={"deletion_policy": True}))
    assert told(compared(stand_in, genuine)) == [("deletion_policy", "PREVENT", LATER)]


def test_nothing_and_what_is_empty_are_two_things_and_so_are_true_and_one() -> None:
    stand_in = planned_values(plan(PROJECT, {"labels": {}, "name": "", "auto_create_network": True}))
    genuine = planned_values(plan(PROJECT, {"labels": None, "name": None, "auto_create_network": 1}))
    assert told(compared(stand_in, genuine)) == [
        ("auto_create_network", True, 1),
        ("labels", {}, None),
        ("name", "", None),
    ]


def test_a_resource_of_one_side_is_a_difference() -> None:
    stand_in, genuine = state((PROJECT, {"name": "churn"})), state()
    assert [(one.address, one.stand_in, one.genuine) for one in kept(stand_in, genuine).unexplained] == [
        ("google_project.x", "there", ABSENT)
    ]


def test_a_number_that_google_gives_is_explained_and_so_is_what_names_it() -> None:
    agent = "serviceAccount:service-{}@gcp-sa-aiplatform.iam.gserviceaccount.com"
    grant = "google_project_iam_member"
    stand_in = state((PROJECT, {"number": "111111111111"}), (grant, {"member": agent.format("111111111111")}))
    genuine = state((PROJECT, {"number": "222222222222"}), (grant, {"member": agent.format("222222222222")}))
    found = kept(stand_in, genuine)
    assert found.unexplained == ()
    assert {one.path: one.reason for one in found.differences}["member"] == NAMES_OTHER
    other = state((PROJECT, {"number": "222222222222"}), (grant, {"member": agent.format("333333333333")}))
    assert [path for path, *_values in told(kept(stand_in, other))] == ["member"]


def test_a_name_that_google_chooses_is_explained_among_its_siblings_alone() -> None:
    policy = "google_monitoring_alert_policy"
    stand_in = state((policy, {"name": "projects/p/alertPolicies/111111"}))
    assert [
        one.reason for one in kept(stand_in, state((policy, {"name": "projects/p/alertPolicies/2"}))).differences
    ] == [SERVER_NAMED]
    assert told(kept(stand_in, state((policy, {"name": "alertPolicies/222222"})))) != []


def test_what_can_be_configured_or_is_missing_or_has_another_form_is_never_explained() -> None:
    assert told(kept(state((ACCOUNT, {"unique_id": "1"})), state((ACCOUNT, {"unique_id": "2"})))) == []
    assert told(kept(state((ACCOUNT, {"unique_id": "1"})), state((ACCOUNT, {"unique_id": None})))) != []
    project = state((PROJECT, {"number": "churn"})), state((PROJECT, {"number": "1"}))
    assert told(kept(*project)) == [("number", "churn", "1")]
    job = "google_storage_transfer_job"
    times = state((job, {"creation_time": "2026-01-01T00:00:00Z"})), state((job, {"creation_time": "yesterday"}))
    assert told(kept(*times)) == [("creation_time", "2026-01-01T00:00:00Z", "yesterday")]


def test_a_secret_is_compared_and_not_shown() -> None:
    version = "google_secret_manager_secret_version"
    found = kept(state((version, {"secret_data": "one"})), state((version, {"secret_data": "two"})))
    assert told(found) == [("secret_data", HIDDEN, HIDDEN)]
    marked = {"mode": "managed", "type": PROJECT, "name": "x"}
    hidden = [[{"type": "get_attr", "value": "labels"}, {"type": "index", "value": {"value": "a", "type": "string"}}]]
    sides = [
        {
            "resources": [
                {**marked, "instances": [{"attributes": {"labels": {"a": said}}, "sensitive_attributes": hidden}]}
            ]
        }
        for said in ("one", "two")
    ]
    assert "one" not in repr(kept(*sides))


def test_data_sources_and_instances_of_a_state_are_told_apart() -> None:
    said = {
        "resources": [
            {"mode": "data", "type": PROJECT, "name": "x", "instances": [{"attributes": {"number": "1"}}]},
            {
                "mode": "managed", "type": ACCOUNT, "name": "x",
                "instances": [{"index_key": "a", "attributes": {}}, {"index_key": 0, "attributes": {}}],
            },
        ]
    }  # fmt: skip
    assert list(kept_values(said)) == [
        "data.google_project.x",
        'google_service_account.x["a"]',
        "google_service_account.x[0]",
    ]


def test_what_only_one_release_has_is_no_difference_of_the_other() -> None:
    pool = {"name": "a", "scheduling": [{"preemptible": True, "notice": []}], "extra": None}
    older = {"name": "a", "scheduling": [{"preemptible": True}]}
    found = kept(state((PROJECT, pool)), state((PROJECT, older)))
    assert [(one.path, one.reason) for one in found.differences] == [("scheduling[0].notice", ONE_RELEASE)]
    # A block that is not there may have it, or not.
    found = kept(state((PROJECT, pool)), state((PROJECT, {"name": "a", "scheduling": []})))
    assert ("scheduling[0].notice", [], None) in told(found)


def test_texts_that_are_json_are_compared_part_by_part() -> None:
    said = {"name": f"projects/1/dashboards/{UUIDS[0]}", "etag": "abc", "title": "Models", "rows": [1]}
    type_ = "google_monitoring_dashboard"
    other = {**said, "name": f"projects/1/dashboards/{UUIDS[1]}", "etag": "def", "title": "Runs"}
    found = kept(*(state((type_, {"dashboard_json": json.dumps(one)})) for one in (said, other)))
    assert told(found) == [("dashboard_json$.title", "Models", "Runs")]
    assert len(found.differences) == 3
    # The same parts in another spelling are another state.
    texts = (json.dumps(said), json.dumps(said, indent=1))
    assert len(told(kept(*(state((type_, {"dashboard_json": text})) for text in texts)))) == 1


def test_a_name_below_one_that_google_chose_is_its_own() -> None:
    stand_in, genuine = (
        state(
            ("google_data_catalog_taxonomy", {"id": f"projects/p/locations/l/taxonomies/{one}"}),
            (
                "google_data_catalog_policy_tag",
                {"id": f"projects/p/locations/l/taxonomies/{one}/policyTags/{one[::-1]}"},
            ),
        )
        for one in ("12345678901", "98765432109")
    )
    assert [one.reason for one in kept(stand_in, genuine).differences] == [SERVER_NAMED, SERVER_NAMED]
