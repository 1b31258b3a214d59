"""The pages of a project in a browser: fluid, accessible, quiet, whole on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsed import PAPER, SCHEMES, WIDTHS, browser, look_at, look_at_paper, opened, until
from sample_experiments import begin, traffic
from sample_project import copy_project, load

from landfast_ml.contract.facts import Costs
from landfast_ml.contract.messages import RegisteredModel
from landfast_ml.contract.standing import LastLook, LookAlarm, MovedFeature, Run, Serving, Standing, StartedExperiment
from landfast_ml.environment import Job
from landfast_ml.experiments import lifecycle
from landfast_ml.experiments.definition import CONTROL, TREATMENT
from landfast_ml.experiments.report import report as experiment_report
from landfast_ml.monitoring.found import Alarm, Drift, Look, Quality
from landfast_ml.operations.report import report as monitoring_report

PAGES = ["experiment", "monitoring", "monitoring-of-nothing"]
# Long words without a place to break.
LONG = "a_feature_or_an_experiment_" + "long_" * 16
COSTS = Costs(
    monthly=312.4,
    currency="CHF",
    prices_of="2026-11-01",
    exchange="1 USD = 0.823 CHF, rate of 2026-10-30 (European Central Bank)",
    budget=276,
    budget_eur=300,
    items={"keys": 12.4, LONG: 300.0},
    unpriced=("a machine",),
)
DRIFTS = (
    Drift(LONG, "numeric", 0.41, 1.2, 0.0, (0.0, 0.31), ("its distribution has moved by 0.410, 0.1 is allowed",)),
    Drift("age", "numeric", 0.01, 0.1, 0.9, (0.0, 0.0), ()),
)
LOOK = Look(
    time="2026-11-21T08:00:00.000+00:00",
    environment="unit",
    version="2",
    alarms=(Alarm("drift", "raw table", LONG, f"{LONG}: its distribution has moved by 0.410, 0.1 is allowed"),),
    moved=DRIFTS,
    asked=DRIFTS[1:],
    rows=400,
    quality=Quality("roc_auc", 200, 0.71, 0.66, 0.76, 0.8),
    newest="2026-11-20",
    new_data=True,
)
STANDING = Standing(
    environment="unit",
    target="local",
    serving=(Serving("1", f"control of {LONG}", 50), Serving("2", f"treatment of {LONG}", 50)),
    models=(
        RegisteredModel(version="2", aliases=("champion",), metrics={"roc_auc": 0.9, "log_loss": 0.2}, tags={}),
        RegisteredModel(version="1", aliases=("previous",), metrics={"roc_auc": 0.8}, tags={"feature_version": "f-1"}),
    ),
    experiments=(StartedExperiment(LONG, "running", 50, "2026-11-20T08:00:00+00:00", None),),
    runs=(Run("2026-11-20T08:00:00.000+00:00", 61.5, "failed", f"ingest: {LONG}"),),
    look=LastLook(
        LOOK.time, 400, "2", "2026-11-20", (LookAlarm("drift", "raw table", LONG),), (MovedFeature(LONG, 0.41),)
    ),
    links={"models": f"/home/somebody/{LONG}", "endpoint": "https://console.cloud.google.com/vertex-ai"},
)
NOTHING = Standing(environment="unit", target="local", serving=(), experiments=(), runs=())


def with_costs(job: Job, costs: Costs) -> Job:
    return replace(job, environment=replace(job.environment, costs=costs))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    job = load(copy_project(tmp_path_factory.mktemp("project")))
    started = begin(job, hypothesis=f"<b>better</b> {LONG}")
    for seed in range(1, 5):
        traffic(job, started, {CONTROL: 0.6, TREATMENT: 0.75}, 150, seed)
    texts = {
        "experiment": experiment_report(*lifecycle.status(job, "unit"), job.project.name),
        "monitoring": monitoring_report(with_costs(job, COSTS), STANDING, LOOK),
        "monitoring-of-nothing": monitoring_report(job, NOTHING, None),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_page_on_a_screen(chromium: Any, pages: Mapping[str, Path], name: str, width: int, scheme: str) -> None:
    look_at(chromium, pages[name], width, scheme)


@pytest.mark.parametrize("name", PAGES)
def test_page_on_paper(chromium: Any, pages: Mapping[str, Path], name: str) -> None:
    look_at_paper(chromium, pages[name])


@pytest.mark.parametrize("width", [*WIDTHS, PAPER])
def test_charts_are_as_wide_as_the_page_and_their_words_keep_their_size(
    chromium: Any, pages: Mapping[str, Path], width: int
) -> None:
    with opened(chromium, pages["experiment"], width) as window:
        charts = window.locator(".chart").evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
        words = window.locator(".chart .tick, .chart .name").evaluate_all(
            "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
    assert len(charts) == 2
    assert min(charts) > 0.85 * min(width, 1000)
    assert min(words) >= 12


def test_tables_that_scroll_are_reached_and_moved_by_the_keyboard(chromium: Any, pages: Mapping[str, Path]) -> None:
    with opened(chromium, pages["experiment"], 660) as window:
        wide = window.locator(".scroll", has=window.get_by_text("interval (95%)"))
        wide.focus()
        window.keyboard.press("ArrowRight")
        until(window, "document.activeElement.scrollLeft > 0")


def test_a_row_of_many_columns_is_a_card_on_a_narrow_screen(chromium: Any, pages: Mapping[str, Path]) -> None:
    """All of it in sight, each cell beside what it is; to who listens it is the same table."""
    with opened(chromium, pages["experiment"], 390) as window:
        table = window.locator("table.cards").first
        cell = table.get_by_role("row").nth(1).get_by_role("cell").nth(1)
        assert cell.evaluate("one => getComputedStyle(one, '::before').content") == f'"{cell.get_attribute("data-of")}"'
        assert window.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.scrollWidth <= e.clientWidth)")
        assert table.get_by_role("columnheader").count() > 3


def test_monitoring_says_what_runs_what_is_wrong_and_what_it_costs(chromium: Any, pages: Mapping[str, Path]) -> None:
    with opened(chromium, pages["monitoring"], 1440) as window:
        titles = window.locator("h2").all_inner_texts()
        text = window.locator("main").inner_text()
    for title in ("Alarms", "What answers", "Quality", "Models", "Experiments", "Costs against the budget"):
        assert any(found.startswith(title) for found in titles), title
    assert "over the budget" in text
    assert "312 CHF a month" in text
    assert "of 276 CHF" in text
    assert "1 USD = 0.823 CHF, rate of 2026-10-30" in text
    assert "not known" in text
