"""Definitions and plans: what is refused, and how many units are needed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from sample_experiments import BASE, publish

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.experiments import lifecycle
from landfast_ml.experiments.definition import CONTROL, TREATMENT, Definition, checked, load_definition
from landfast_ml.experiments.plan import make_plan, planned, units_by_day
from landfast_ml.experiments.simulate import draw
from landfast_ml.models.held_out import held_out


def test_every_problem_of_a_definition_at_once(job: Job) -> None:
    path = job.root / "experiments" / "wrong.yaml"
    document = {
        "hypothesis": "short",
        "primary": {"metric": "acuracy", "effect": -1},
        "guardrails": [{"metric": "outcome", "margin": 1}],
        "ramp": [5, 80],
        "alfa": 0.05,
    }
    path.write_text(yaml.safe_dump(document))
    with pytest.raises(UsageError) as caught:
        load_definition(job, "wrong")
    for problem in (
        "hypothesis: String should have at least 10 characters",
        "primary.effect: Input should be greater than 0, given -1",
        "guardrails.0: say what is better of outcome",
        "ramp.1: Input should be less than or equal to 50, given 80",
        "alfa: no such key, did you mean alpha?",
        "units_per_day: is missing",
    ):
        assert problem in str(caught.value)
    path.write_text("a: [")
    with pytest.raises(UsageError, match=r"experiments/wrong.yaml is not YAML"):
        load_definition(job, "wrong")
    with pytest.raises(UsageError, match=r"no experiment wrang: there are: challenger, wrong; did you mean wrong\?"):
        load_definition(job, "wrang")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"ramp": [50, 5]}, "must grow from stage to stage"),
        ({"guardrails": [{"metric": "accuracy", "margin": 1}]}, "accuracy is measured twice"),
        ({"arms": {"control": "1", "treatment": "1"}}, "both arms are the same"),
        ({"mode": "shadow", "covariate": "before"}, "of no use in shadow mode"),
        ({"primary": {"metric": "squared_error", "effect": 1}}, "squared_error is no metric of binary models"),
        ({"primary": {"metric": "accuracy", "effect": 1, "better": "lower"}}, "of accuracy higher is better"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        checked({**BASE, **changes}, "x.yaml", "binary")


def test_units_come_as_the_ramp_lets_them_in() -> None:
    definition = Definition.model_validate({**BASE, "maximum_days": 4})
    assert units_by_day(definition).tolist() == [5, 55, 105, 155]
    shadow = Definition.model_validate({**BASE, "maximum_days": 2, "mode": "shadow"})
    assert units_by_day(shadow).tolist() == [10, 110]
    plan = planned(definition, 0.9, 0.3, 100)
    assert (plan.enough, plan.needs_days) == (False, None)
    assert plan.smallest_effect > definition.primary.effect > 0
    assert plan.power < definition.power
    longer = Definition.model_validate({**BASE, "maximum_days": 60})
    plan = planned(longer, 0.9, 0.3, 100)
    assert plan.enough
    assert plan.smallest_effect < longer.primary.effect
    assert plan.needs_days is not None
    reached = units_by_day(longer)
    assert reached[plan.needs_days - 2] < plan.units_an_arm <= reached[plan.needs_days - 1]


def test_a_small_experiment_does_not_start_without_a_reason(done: tuple[Job, dict[str, Path]], job: Job) -> None:
    publish(job, done[1]["model"], 2)
    shutil.copytree(done[0].table, job.table)
    shutil.copyfile(done[0].local_store / "secrets" / "pseudonym-key", key(job))
    shutil.copytree(done[1]["snapshot"], job.bucket("pipeline_root") / "ingest-x" / "snapshot")
    document = {**BASE, "units_per_day": 2, "maximum_days": 3}
    (job.root / "experiments" / "small.yaml").write_text(yaml.safe_dump(document))
    rows = held_out(job)
    assert set(rows.outcomes) == {"yes", "no"}
    assert {places[0] for _, places in draw(rows, 500, 1)} <= set(range(len(rows)))
    assert make_plan(job, load_definition(job, "small")).measured_on == len(set(rows.subjects))
    with pytest.raises(UsageError, match="small is too small: it needs"):
        lifecycle.start(job, "small", "Ada", "")
    started = lifecycle.start(job, "small", "Ada", "to try it out")
    assert (started.versions, started.share) == ({CONTROL: "1", TREATMENT: "2"}, 5)
    assert started.events[0]["plan"]["underpowered"] == "to try it out"
    with pytest.raises(UsageError, match="small was started before"):
        lifecycle.start(job, "small", "Ada", "again")
    assert lifecycle.ramp(job, "small", "Ada").share == 50
    with pytest.raises(ProjectError, match="at its last stage"):
        lifecycle.ramp(job, "small", "Ada")


def key(job: Job) -> Path:
    path = job.local_store / "secrets" / "pseudonym-key"
    path.parent.mkdir(parents=True, mode=0o700)
    path.touch(0o600)
    return path
