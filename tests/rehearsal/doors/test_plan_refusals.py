"""What the provider refuses when it plans: arguments that do not go together, and what a plan can't know."""

from __future__ import annotations

from typing import Any

import pytest
from rehearsal_client import REGION, Client, RefusedError, client

from landfast.rehearsal.doors.terraform.values import UNKNOWN

__all__ = ["client"]

AIRFLOW, CLUSTER = "google_composer_environment", "google_container_cluster"
THIRD = {"software_config": [{"image_version": "composer-3-airflow-3"}]}
SECOND = {"software_config": [{"image_version": "composer-2.9.0-airflow-2"}]}


@pytest.mark.parametrize(
    ("type_", "values", "words"),
    [
        (AIRFLOW, {"config": [{"enable_private_environment": True}]}, "enable_private_environment should only be used"),
        (AIRFLOW, {"config": [{**SECOND, "enable_private_builds_only": True}]}, "should only be used in Composer 3"),
        (AIRFLOW, {"config": [{**THIRD, "enable_private_environment": True}]}, ""),
        (
            AIRFLOW,
            {"config": [{**THIRD, "node_config": [{"enable_ip_masq_agent": True}]}]},
            "should not be used in Composer 3",
        ),
        (CLUSTER, {"node_version": "1.35", "remove_default_node_pool": True}, "can only be specified if"),
        (CLUSTER, {"node_version": "1.35"}, ""),
    ],
)
def test_arguments_that_do_not_go_together(client: Client, type_: str, values: dict[str, Any], words: str) -> None:
    place = {"region": REGION} if type_ == AIRFLOW else {"location": REGION}
    config = client.config(type_, {"name": "one", **place, **values})
    if not words:
        client.plan(type_, config)
        return
    with pytest.raises(RefusedError, match=words):
        client.plan(type_, config)


@pytest.mark.parametrize(
    ("type_", "path", "value"),
    [
        ("google_monitoring_alert_policy", "notification_channels", ["projects/p/notificationChannels/1", UNKNOWN]),
        ("google_cloudbuild_trigger", "substitutions", {"_A": "1", "_B": UNKNOWN}),
    ],
)
def test_a_collection_with_one_unknown_element_is_unknown(client: Client, type_: str, path: str, value: Any) -> None:
    planned = client.plan(type_, client.config(type_, {path: value})).state
    assert planned[path] is UNKNOWN


def test_what_is_taken_out_and_stays_is_no_change(client: Client) -> None:
    client.project("logging")
    place = {"project": "projects/clinic-dev", "location": REGION, "bucket_id": "own"}
    type_ = "google_logging_project_bucket_config"
    made = client.create(type_, **place, locked=True)
    assert client.plan(type_, client.config(type_, place), made).state == made


def test_annotations_that_are_not_given_are_known_later(client: Client) -> None:
    type_ = "google_cloud_run_v2_service"
    given = {"name": "app", "location": REGION, "template": [{"containers": [{"image": "nginx"}]}]}
    assert client.plan(type_, client.config(type_, given)).state["effective_annotations"] is UNKNOWN
    own = client.config(type_, {**given, "annotations": {"a": "b"}})
    assert client.plan(type_, own).state["effective_annotations"] == {"a": "b"}
