"""Terraform's own plans of our stacks, made on the rehearsal cloud, pass; and one that was tampered with does not."""

from __future__ import annotations

import copy
import datetime as dt
import os
from collections.abc import Mapping
from typing import Any

import pytest
from check_folders import check_documents, documents
from repository import ROOT

from landfast.check import Document, PolicyContext
from landfast.core.progress import silent
from landfast.rehearsal import RehearsalCloud
from landfast.stacks.spec import load
from landfast.synth import synthesize
from landfast.targets import find
from landfast.terraform import Driver, find_engine
from landfast.terraform.access import CloudAccess

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("check-judge-own_plans")

SPEC = ROOT / "examples" / "diagnosis" / "landfast.yaml"
CONTEXT = PolicyContext("eu", "europe-west4", special_categories=True, today=dt.date(2026, 11, 23))
Plans = tuple[Mapping[str, Mapping[str, Any]], list[Document]]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Plans:
    out = tmp_path_factory.mktemp("own")
    synthesis = synthesize(load(SPEC), "dev", find("rehearsal"), out / "stacks")
    with RehearsalCloud(out / "cloud") as cloud:
        driver = Driver(find_engine(os.environ), synthesis, silent, CloudAccess({**os.environ, **cloud.environ}))
        return {name: plan.document for name, plan in driver.plan().items()}, documents(out / "stacks")


def test_own_plans_have_no_finding(plans: Plans) -> None:
    planned, synthesized = plans
    for name, body in planned.items():
        report = check_documents([Document(name, body)], CONTEXT, beside=synthesized)
        assert not report.findings, report.findings[0]
        assert report.exit_code() == 0
        assert report.coverage.not_assessed == 0


@pytest.mark.parametrize(
    ("stack", "type_", "attribute", "value", "rule"),
    [
        ("data", "google_storage_bucket", "location", "EUR7", "LF-RES-001"),
        ("data", "google_bigquery_dataset", "location", "US", "LF-RES-001"),
        ("data", "google_pubsub_topic", "message_storage_policy", [], "LF-RES-003"),
        ("data", "google_storage_bucket", "encryption", [], "LF-ENC-001"),
        ("foundation", "google_kms_key_ring", "location", "global", "LF-RES-002"),
        ("ml", "google_vertex_ai_endpoint", "location", "europe-west2", "LF-RES-001"),
        ("ml", "google_project_iam_member", "member", "allUsers", "LF-ACC-001"),
    ],
)
def test_tampered_plan_is_refused(plans: Plans, stack: str, type_: str, attribute: str, value: Any, rule: str) -> None:
    planned, synthesized = plans
    body: Any = copy.deepcopy(planned[stack])
    for change in body["resource_changes"]:
        if change["type"] == type_:
            change["change"]["after"][attribute] = value
            change["change"]["after_unknown"].pop(attribute, None)
    report = check_documents([Document(stack, body)], CONTEXT, beside=synthesized)
    assert rule in {finding.rule.id for finding in report.findings if type_ in finding.address}
    assert report.exit_code() == 1
