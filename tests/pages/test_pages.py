"""Landfast's pages in a browser: fluid, accessible, quiet, whole on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from browsed import SCHEMES, WIDTHS, browser, look_at, look_at_paper, opened, until
from certified import erasure, removal
from check_folders import check_documents
from evidence_facts import dossier, of_spec, version, with_measure
from landfast_ml.contract.messages import RegisteredModel
from landfast_ml.contract.standing import LastLook, LookAlarm, MovedFeature, Run, Serving, Standing, StartedExperiment

from landfast.check import Configuration, Document, PolicyContext, Report, evaluated
from landfast.check.report.formats.registry import render
from landfast.cost import cost
from landfast.evidence.collection import papers
from landfast.evidence.facts import (
    Components,
    Contradicted,
    DrillFact,
    FoundFact,
    RemovalFact,
    RequestCounts,
    RestoredFact,
)
from landfast.evidence.page import page as evidence_page
from landfast.evidence.words import Speaker
from landfast.gcp.currencies import exchange
from landfast.graph import page, picture
from landfast.jobs.check import CheckRequest, check
from landfast.jobs.status_page import render_status
from landfast.projects.facts import environment_facts
from landfast.stacks.outputs import EnvironmentOutputs
from landfast.synth import documents_of_each
from landfast.targets.workspace import Workspace

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("pages-pages")

SPEC = """\
name: churn
residency: {region: europe-west4}
environments: {dev: {budget_eur: 300}, prod: {budget_eur: 3000}}
platform: {orchestrators: [vertex, kubeflow, airflow, pachyderm], tracking: mlflow}
"""
NAMES = ["check", "check-hostile", "erasure", "evidence", "graph", "removal", "status", "status-of-nothing"]
# Long words without a place to break, and a place elsewhere.
LONG = "a_column_or_a_bucket_with_a_name_that_is_" + "long_" * 16
IN_SIGHT = "(box => box.top > -2 && box.top < innerHeight)(document.querySelector(':target').getBoundingClientRect())"
FADED = "[...document.querySelectorAll('svg .arrow')].filter(e => getComputedStyle(e).opacity < .2).length > 20"
STANDING = Standing(
    environment="dev",
    target="local",
    serving=(Serving("7", "champion", 80), Serving("8", f"treatment of {LONG}", 20)),
    models=tuple(
        RegisteredModel(
            version=str(number),
            aliases=("champion",) if number == 7 else (),
            metrics=dict.fromkeys(("accuracy", "brier_score", "log_loss", "roc_auc", "average_precision"), 0.9),
            tags={"feature_version": "f-1a2b3c4d"},
        )
        for number in (8, 7)
    ),
    experiments=(StartedExperiment(LONG, "running", 20, "2026-11-20T08:00:00+00:00"),),
    runs=(
        Run("2026-11-20T08:00:00.000+00:00", 61.5, "succeeded", "version 8"),
        Run("2026-11-19T08:00:00.000+00:00", 3.5, "failed", f"ingest: {LONG}"),
    ),
    look=LastLook(
        "2026-11-21T08:00:00.000+00:00", 400, "7", "2026-11-20",
        (LookAlarm("drift", "raw table", f"{LONG}: its distribution has moved"),),
        (MovedFeature(LONG, 0.4, ("moved",)), MovedFeature("age", 0.01)),
    ),
    data_age_days=1,
)  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    spec = tmp_path_factory.mktemp("spec") / "landfast.yaml"
    spec.write_text(SPEC)
    return Workspace.open(spec, "dev")


def hostile_report() -> Report:
    buckets = {LONG: {"name": LONG, "location": "US"}, "<b>": {"name": "<b>", "location": "<script>"}}
    waiver = SimpleNamespace(
        rule="LF-RES-001", address=f"google_storage_bucket.{LONG}", reason="decided " + LONG, owner="dpo@acme.example",
        expires=dt.date(2030, 1, 1),
    )  # fmt: skip
    body = {"resource": {"google_storage_bucket": buckets, "google_apigee_developer": {"d": {}}}}
    context = PolicyContext("eu", waivers=[waiver], today=dt.date(2026, 11, 1))
    return check_documents([Document("main.tf.json", body), Document(LONG, {"values": {}})], context)


def drawn(workspace: Workspace) -> str:
    documents = documents_of_each([(workspace.spec, "dev", workspace.target)])[0]
    places = {LONG: "us-east1", "near": "europe-west1", "wide": "EU"}
    buckets = {name: {"name": name, "location": place} for name, place in places.items()}
    documents["elsewhere"] = {"resource": {"google_storage_bucket": buckets}}
    found = evaluated([Configuration(Document(name, body)) for name, body in documents.items()])
    return page(picture("churn · dev", "europe-west4", found), "eu", [("project", "churn-dev"), ("note", LONG)])


def shown(workspace: Workspace, standing: Standing | None, *notes: str) -> str:
    body = {"resource": {"google_kms_crypto_key": {"k": {"name": "k"}}, "google_composer_environment": {"c": {}}}}
    resources = evaluated([Configuration(Document("ml", body))])
    costs = cost(resources, 300, "europe-west4", exchange()).facts
    facts = environment_facts(workspace.spec, "dev", EnvironmentOutputs(), costs if standing else None)
    stacks = {"data": ["a"] * 40, "ml": ["b"] * 66} if standing else {}
    return render_status(workspace, stacks, facts, hostile_report() if standing else None, standing, notes)


def evident(workspace: Workspace) -> str:
    """In German, whose words are the longest; with a model, an answer, and names that are hard to break."""
    facts = of_spec(workspace.home / "clinic")
    found = (FoundFact(f"google_storage_bucket.{LONG}", f"stands in <b>{LONG}"),)
    back = RestoredFact(LONG, "soft delete, 7 days", 0.2, 1.5, f"200 of 200 rows, sha256:{'0' * 16}", whole=True)
    told = replace(
        with_measure(facts, "LF-RES-001", state="fails", found=found),
        dossier=dossier(version(1)),
        drill=DrillFact(f"drills/{LONG}.json", "2026-11-27T08:00:00Z", 0, 365, whole=True, restored=(back,)),
        components=(Components("sbom/ml.cdx.json", "ml", 168, f"requirements.lock sha256:{'0' * 64}"),),
        removals=(RemovalFact(f"certificates/{LONG}.json", LONG, "2026-11-20T08:00:00Z", complete=False),),
        requests=RequestCounts(open=2, overdue=1, answered=3),
        contradictions=(Contradicted("data-origin", "region", LONG, "europe-west4"),),
    )
    speaker = Speaker("de", {"decision": f"So sei es. {LONG}"})
    said = [speaker.document(document, name) for name, document in papers(told)]
    return evidence_page(said, [("project", LONG)], list(told.digests.items()), "2026-11-27", speaker)


@pytest.fixture(scope="module")
def pages(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    check(CheckRequest(spec=workspace.spec_path, out=[folder / "check.html"]))
    texts = {
        "check-hostile": render("html", hostile_report(), "low"),
        "graph": drawn(workspace),
        "status": shown(workspace, STANDING, f"{LONG}: can't be told"),
        "status-of-nothing": shown(workspace, None),
        "evidence": evident(workspace),
        "removal": removal(workspace, LONG),
        "erasure": erasure(workspace, LONG),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_page_on_a_screen(chromium: Any, pages: Mapping[str, Path], name: str, width: int, scheme: str) -> None:
    look_at(chromium, pages[name], width, scheme)


@pytest.mark.parametrize("name", NAMES)
def test_page_on_paper(chromium: Any, pages: Mapping[str, Path], name: str) -> None:
    look_at_paper(chromium, pages[name])


def test_report_says_what_was_judged_and_each_finding_its_environments(
    chromium: Any, pages: Mapping[str, Path]
) -> None:
    with opened(chromium, pages["check"], 1440) as window:
        facts = dict(zip(window.locator("dt").all_inner_texts(), window.locator("dd").all_inner_texts(), strict=True))
        assert facts["judged"].endswith("landfast.yaml")
        assert facts["environments"] == "dev, prod"
        assert facts["residency area"] == "eu, home region europe-west4"
        assert facts["date"].endswith("UTC")
        assert "landfast" in facts["versions"]
        places = window.locator(".findings li").first.locator(".pill").all_inner_texts()
        assert places == ["dev", "prod"]


def test_severities_are_hidden_on_the_screen_and_whole_on_paper(chromium: Any, pages: Mapping[str, Path]) -> None:
    with opened(chromium, pages["check-hostile"], 390) as window:
        high = window.locator(".group.high")
        assert high.is_visible()
        window.get_by_label("high").uncheck()
        assert not high.is_visible()
        assert window.get_by_label("critical").is_disabled()
        window.emulate_media(media="print")
        assert high.is_visible()
        assert window.locator(".filters label").first.is_visible()
        assert window.get_by_text("In Terraform").first.is_visible()


def test_names_of_the_graph_are_reached_by_touch_and_keyboard(chromium: Any, pages: Mapping[str, Path]) -> None:
    with opened(chromium, pages["graph"], 390) as window:
        window.locator(".mover .chip", has_text="dataflow").first.click()
        line = window.locator("li:target")
        assert "google_service_account.dataflow" in line.inner_text()
        until(window, IN_SIGHT)
    with opened(chromium, pages["graph"], 1440) as window:
        box = window.locator("svg .box", has_text="dataflow").first
        box.focus()
        until(window, FADED)
        window.keyboard.press("Enter")
        assert "google_service_account.dataflow" in window.locator("li:target").inner_text()


def test_legend_says_of_each_place_how_it_is_to_the_residency_area(chromium: Any, pages: Mapping[str, Path]) -> None:
    with opened(chromium, pages["graph"], 1440) as window:
        rows = {row.split("\t")[0]: row for row in window.locator("#places ~ .scroll tr").all_inner_texts()}
    assert "the home region" in rows["europe-west4"]
    assert "another region" in rows["europe-west1"]
    assert "outside" in rows["us-east1"]
    assert "no single region" in rows["EU"]
