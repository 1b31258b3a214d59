"""The picture of an environment: whole in one file, drawn from the stacks, true to the grants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from landfast.check import Configuration, Document, evaluated
from landfast.cli import landfast
from landfast.graph import Picture, page, picture
from landfast.graph.flows import drawing
from landfast.graph.model import Flow
from landfast.policies.model import Resource
from landfast.stacks.spec import Spec
from landfast.synth import documents_of_each
from landfast.targets import find

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("graph-graph")

SPEC = {
    "name": "churn",
    "residency": {"area": "eu", "region": "europe-west4"},
    "platform": {"orchestrators": ["vertex", "kubeflow", "airflow", "pachyderm"], "tracking": "mlflow"},
}


def of(documents: Mapping[str, Any]) -> list[Resource]:
    return evaluated([Configuration(Document(name, body)) for name, body in documents.items()])


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    return documents_of_each([(Spec.model_validate(SPEC), "dev", find("rehearsal"))])[0]


@pytest.fixture(scope="module")
def drawn(documents: dict[str, dict[str, Any]]) -> Picture:
    return picture("churn · dev", "europe-west4", of(documents))


def test_the_page_needs_nothing_else(drawn: Picture) -> None:
    html = page(drawn, "eu")
    assert not re.search(r"<script|<img|<iframe|@import|url\((?!#)", html)
    assert re.findall(r"<link[^>]+>", html) == ['<link rel="icon" href="data:,">']
    # Links lead somewhere when a person follows them, and say nothing of where from.
    assert all('rel="noreferrer"' in link for link in re.findall(r'<a [^>]*href="https?://[^>]*>', html))


def test_every_resource_that_has_a_place_in_it_is_named(drawn: Picture) -> None:
    html = page(drawn, "eu")
    lines = re.findall(r'<li id="resource-\d+">.*?</li>', html)
    named = {re.sub(r"<[^>]+>", "", re.findall(r'class="address">(.*?)</span>', line)[0]) for line in lines}
    assert named == {node.address for node in drawn.nodes}
    assert set(re.findall(r'href="#(resource-\d+)"', html)) <= set(re.findall(r'id="(resource-\d+)"', html))
    assert {node.stack for node in drawn.nodes} == drawn.stacks.keys()


def test_boxes_do_not_cover_each_other(drawn: Picture) -> None:
    made = drawing(drawn)
    assert made is not None
    assert len(made.nodes) > 30
    assert len(made.arrows) > 50
    for number, one in enumerate(made.nodes):
        assert one.x + one.width <= made.width
        assert one.y + one.height <= made.height
        for other in made.nodes[number + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_arrows_are_what_the_grants_say(drawn: Picture) -> None:
    flows = {(flow.source, flow.target): flow.both for flow in drawn.flows}
    # Reads raw data; reads and writes features; only publishes; is only written to by its sink.
    assert flows["google_storage_bucket.raw", "google_service_account.dataflow"] is False
    assert flows["google_storage_bucket.features", "google_service_account.dataflow"] is True
    assert flows["google_service_account.serving", "google_pubsub_topic.predictions"] is False
    assert flows["google_logging_project_sink.audit", "google_bigquery_dataset.audit"] is False
    assert ("google_storage_bucket.raw", "google_service_account.serving") not in flows


def test_what_stands_elsewhere_and_hostile_names_are_seen() -> None:
    body = {"name": "a", "location": "us-east1"}
    page_ = page(
        picture("<u>", "europe-west4", of({"x": {"resource": {"google_storage_bucket": {"<i>": body}}}})), "eu"
    )
    assert "&lt;i&gt; (us-east1)" in page_
    assert "elsewhere bad" in page_
    assert "outside of the residency area eu" in page_
    assert "<u>" not in page_
    assert "<i>" not in page_


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text("name: churn\nresidency: {region: europe-west4}\n")
    out = tmp_path / "deep" / "picture.html"
    done = CliRunner().invoke(landfast, ["graph", "dev", "--spec", str(tmp_path / "landfast.yaml"), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "Eemshaven" in out.read_text()
    (tmp_path / "file").write_text("")
    refused = CliRunner().invoke(
        landfast, ["graph", "--spec", str(tmp_path / "landfast.yaml"), "--out", str(tmp_path / "file" / "x.html")]
    )
    assert "can't be written" in str(refused.exception)


def test_who_signs_in_to_a_database_reads_and_writes_it() -> None:
    resource = {
        "google_service_account": {"mlflow": {"account_id": "churn-mlflow"}},
        "google_sql_database_instance": {"mlflow": {"name": "churn-dev-mlflow"}},
        "google_sql_user": {
            "mlflow": {
                "name": "churn-mlflow@churn-dev.iam",
                "instance": "${google_sql_database_instance.mlflow.name}",
            }
        },
    }
    found = picture("churn", "europe-west4", of({"orchestration": {"resource": resource}}))
    assert found.flows == (Flow("google_sql_database_instance.mlflow", "google_service_account.mlflow", both=True),)
