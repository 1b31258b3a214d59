"""Which forecasts are registered: better than the season before, and than the champion."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sample_forecasting import HEADER, document, load_forecasting, run_forecasting, sales
from sample_project import put

from landfast_ml.batches.delivery import every
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models import registry

Change = Callable[[list[str]], list[str]]


def test_a_forecast_that_is_no_better_is_refused(empty: Job) -> None:
    """Of a random walk nobody can tell more than where it is."""
    walk = np.random.default_rng(3).normal(0, 1, (12, 140)).cumsum(axis=1) + 100
    days = np.datetime64("2025-01-06") + np.arange(147)
    values = [[*(f"{value:.3f}" for value in one), *[""] * 7] for one in walk]
    put(empty, [HEADER, *(
        f"S{shop},{days[at]},{value},false,north,-" for shop, one in enumerate(values) for at, value in enumerate(one)
    )])  # fmt: skip
    with pytest.raises(ProjectError, match="it is not better than the season before"):
        run_forecasting(empty)
    assert not registry.connect(empty).versions()


def test_intervals_that_promise_too_much_are_refused(job: Job) -> None:
    strict = load_forecasting(job.root, changes=["gate.coverage_margin=-0.2"])
    with pytest.raises(ProjectError, match=r"within their interval, 90% are promised, 110.0% must be"):
        run_forecasting(strict, "strict")
    limited = load_forecasting(job.root, changes=['gate.limits=["skill.low >= 0.9", "mase.low >= 0"]'])
    with pytest.raises(ProjectError, match=r"skill.low is 0\.\d+, must be >= 0.9; mase.low is nan"):
        run_forecasting(limited, "limited")


def test_newer_data_makes_the_next_champion_and_another_way_must_be_better(job: Job) -> None:
    put(job, sales(times=147))
    run_forecasting(job, "newer")
    versions = registry.connect(job).versions()
    assert {one.version: one.aliases for one in versions} == {"2": ("champion",), "1": ("previous",)}
    reason = documents(job, "models").read("promotions/000002.json")
    assert reason is not None
    assert "made as the champion was, and learned from what has come since" in reason["reason"]

    # A handful of trees is worse, beyond noise.
    worse = load_forecasting(job.root, changes=["forecast.iterations=2"])
    with pytest.raises(ProjectError, match="it is behind the champion, version 2: MASE"):
        run_forecasting(worse, "worse")
    # Another seed is neither.
    other = load_forecasting(job.root, changes=["train.seed=5"])
    run_forecasting(other, "other")
    found = {one.version: one.aliases for one in registry.connect(job).versions()}
    assert found == {"3": ("challenger",), "2": ("champion",), "1": ("previous",)}
    # The challenger was registered, and the champion forecasts.
    assert {one["version"] for one in every(job)} == {"1", "2"}


def test_another_horizon_can_not_be_compared(job: Job) -> None:
    longer = load_forecasting(job.root, changes=["forecast.horizon=5"])
    found = run_forecasting(longer, "longer")
    assert document(found["decision"], "decision")["comparison"] is None
    assert document(found["registration"], "registration")["alias"] == "challenger"
