"""The picture of an environment: whole in one file, drawn from the stacks, true to the grants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from landfast.check import Configuration, Document, evaluated
from landfast.cli import landfast
from landfast.graph import Picture, page, picture
from landfast.graph.model import Flow
from landfast.policies.model import Resource
from landfast.stacks.spec import Spec
from landfast.synth import documents_of_each
from landfast.targets import find

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


def svg(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314  # our own


def test_the_page_needs_nothing_else(drawn: Picture) -> None:
    html = page(drawn, "europe-west4")
    assert set(re.findall(r"https?://[^\"<]+", html)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<script|<link|<img|@import|url\((?!#)", html)


def test_every_resource_that_has_a_place_in_it_is_drawn(drawn: Picture) -> None:
    titles = "".join(element.text or "" for element in svg(page(drawn, "")).iter() if element.tag.endswith("title"))
    for node in drawn.nodes:
        assert node.kind.counted or node.address in titles or node.kind.part == "actor", node.address
    assert {node.stack for node in drawn.nodes} == drawn.stacks.keys()


def test_boxes_do_not_cover_each_other(drawn: Picture) -> None:
    boxes = [
        tuple(float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
        for group in svg(page(drawn, "")).iter("{http://www.w3.org/2000/svg}g")
        if "chip" in group.get("class", "")
        for rect in list(group)[1:2]
    ]
    assert len(boxes) > 60
    for number, (x, y, width, height) in enumerate(boxes):
        for a, b, c, d in boxes[number + 1 :]:
            assert x + width <= a or a + c <= x or y + height <= b or b + d <= y


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
        picture("<b>", "europe-west4", of({"x": {"resource": {"google_storage_bucket": {"<i>": body}}}})), "here"
    )
    assert "&lt;i&gt; (us-east1)" in page_
    assert 'class="chip wrong"' in page_
    assert "<b>" not in page_
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
