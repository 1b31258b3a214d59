"""An experiment from its definition to its decision, on records as the server writes them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sample_experiments import begin, traffic

from landfast_ml.cli import main
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.experiments import lifecycle, state
from landfast_ml.experiments.assignment import assign
from landfast_ml.experiments.definition import CONTROL, TREATMENT
from landfast_ml.experiments.observations import observations
from landfast_ml.experiments.outcomes import record_outcomes
from landfast_ml.experiments.report import report
from landfast_ml.models.aliases import Decision, current, place
from landfast_ml.models.decisions import history, recorded
from landfast_ml.models.registry import Registration, connect
from landfast_ml.predictions.log import record_log
from landfast_ml.privacy.exclusions import exclude


@pytest.mark.parametrize("mode", ["split", "shadow"])
@pytest.mark.parametrize("test", ["sequential", "fixed"])
@pytest.mark.parametrize(("treatment", "verdict"), [(0.9, "ship"), (0.5, "keep"), (0.7, "keep")])
def test_what_is_there_is_decided(job: Job, mode: str, test: str, treatment: float, verdict: str) -> None:
    traffic(job, begin(job, mode=mode, test=test), {CONTROL: 0.7, TREATMENT: treatment}, 2_000)
    analysis, decision = lifecycle.status(job, "unit")
    assert decision.verdict == verdict, decision
    assert analysis.primary.gain[0] == pytest.approx(treatment - 0.7, abs=0.06)


def test_a_fixed_test_is_silent_until_its_end(job: Job) -> None:
    traffic(job, begin(job, units=2_000, test="fixed"), {CONTROL: 0.5, TREATMENT: 0.9}, 400)
    analysis, decision = lifecycle.status(job, "unit")
    assert (analysis.speaks, decision.verdict) == (False, "continue")
    text = report(analysis, decision)
    assert "read at its end" in text
    assert "0.5" not in text.partition("</style>")[2].partition('id="plan"')[0]
    with pytest.raises(UsageError, match="not decided yet"):
        lifecycle.conclude(job, "unit", "Ada")


def test_a_broken_split_makes_it_invalid(job: Job) -> None:
    started = begin(job, share=40, ramp=[5, 40, 50])
    traffic(job, started, {CONTROL: 0.5, TREATMENT: 0.9}, 2_000)
    log = record_log(job, "predictions")
    kept = [one for one in log.read(started.started) if one["arm"] == CONTROL or one["id"][-1] not in "01234"]
    shutil.rmtree(job.local_store / "predictions")
    log.append(kept)
    _, decision = lifecycle.status(job, "unit")
    assert decision.verdict == "invalid"
    with pytest.raises(ProjectError, match="split is broken"):
        lifecycle.ramp(job, "unit", "Ada")


def test_a_broken_guardrail_ends_it(job: Job) -> None:
    started = begin(job, guardrails=[{"metric": "latency_ms", "margin": 1}])
    log = record_log(job, "predictions")
    traffic(job, started, {CONTROL: 0.5, TREATMENT: 0.9}, 600)
    slower = [{**one, "latency_ms": 9.0 if one["arm"] == TREATMENT else 5.0} for one in log.read(started.started)]
    slow = [{**one, "latency_ms": one["latency_ms"] + number % 3} for number, one in enumerate(slower)]
    shutil.rmtree(job.local_store / "predictions")
    log.append(slow)
    _, decision = lifecycle.status(job, "unit")
    assert decision.verdict == "keep"
    assert "latency_ms" in decision.reasons[0]


def test_who_objects_is_left_out(job: Job) -> None:
    started = begin(job)
    traffic(job, started, {CONTROL: 0.5, TREATMENT: 0.5}, 100)
    units = sorted({one["unit"] for one in record_log(job, "predictions").read(started.started)})
    for unit in units[:10]:
        exclude(job, unit)
    found = observations(job, started)
    assert found.left_out == 10
    assert not set(found.rows["unit"]) & set(units[:10])


def test_what_is_known_from_before_sharpens(job: Job) -> None:
    """A subject that is easy stays easy: half of the variance is known before."""
    random = np.random.default_rng(3)
    started = begin(job, covariate="before", guardrails=[])
    early = (started.started - timedelta(days=2)).isoformat(timespec="milliseconds")
    records, outcomes = [], {}
    for number in range(600):
        unit, easy = f"{number:032d}", random.random() < 0.5
        for time, experiment in ((early, None), (datetime.now(UTC).isoformat(timespec="milliseconds"), "unit")):
            hit = random.random() < (0.95 if easy else 0.2)
            one = {"id": f"{number}-{experiment}", "time": time, "unit": unit, "version": "1", "latency_ms": 1.0}
            arm = assign(started.salt, 50, unit) if experiment else None
            prediction = {"prediction": "yes" if hit else "no", "probability": 0.5}
            records.append({**one, "experiment": experiment, "arm": arm, "prediction": prediction})
            outcomes[one["id"]] = "yes"
    folder = job.local_store / "predictions"
    record_log(job, "predictions").append(records)
    day = (started.started - timedelta(days=2)).date()
    with (folder / f"{day}.jsonl").open("w") as file:
        file.writelines(json.dumps(one) + "\n" for one in records if one["time"] == early)
    (job.local_store / "outcomes").mkdir()
    with (job.local_store / "outcomes" / f"{day}.jsonl").open("w") as file:
        known = (name for name in outcomes if name.endswith("None"))
        file.writelines(json.dumps({"id": name, "time": early, "outcome": "yes"}) + "\n" for name in known)
    record_outcomes(job, {name: "yes" for name in outcomes if name.endswith("unit")})
    analysis, _ = lifecycle.status(job, "unit")
    assert analysis.primary.explained == pytest.approx(0.56**2, abs=0.12)


def test_the_decision_is_kept(job: Job) -> None:
    traffic(job, begin(job), {CONTROL: 0.8, TREATMENT: 0.5}, 1_000)
    lifecycle.conclude(job, "unit", "Ada")
    found = state.load(documents(job, "models"), "unit")
    assert found is not None
    assert (found.phase, found.decision["verdict"], found.events[-1]["by"]) == ("decided", "keep", "Ada")
    assert state.running(documents(job, "models")) is None
    assert recorded(documents(job, "models"))["champion"] is None
    with pytest.raises(UsageError, match="unit is decided"):
        lifecycle.stop(job, "unit", "Ada", "late")


@pytest.mark.parametrize(
    ("treatment", "champion", "previous"), [(0.9, "2", "1"), (0.4, "1", None)], ids=["promoted", "left"]
)
def test_the_command_acts_on_its_rule(
    done: tuple[Job, dict[str, Path]],
    job: Job,
    treatment: float,
    champion: str,
    previous: str | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    registry, kept = connect(job), documents(job, "models")
    for beats in (True, False):
        version = registry.register(Registration(done[1]["model"], {}, {}, {}))
        place(registry, kept, version, beats, Decision("register", "pipeline", ""))
    traffic(job, begin(job), {CONTROL: 0.6, TREATMENT: treatment}, 1_000)
    assert main(job.project, ["experiments", "decide", "unit", "--by", "Ada", "--environment", "unit"]) == 0
    assert f"unit: {'ship' if previous else 'keep'}" in capsys.readouterr().out
    there = current(registry)
    assert (there["champion"], there["previous"]) == (champion, previous)
    assert main(job.project, ["experiments", "decide", "unit", "--by", "Ada", "--environment", "unit"]) == 2
    if previous:
        rollback = ["models", "rollback", "--by", "Ada", "--reason", "worse in use", "--environment", "unit"]
        assert main(job.project, rollback) == 0
        assert current(registry)["champion"] == previous


def test_a_version_that_ships_becomes_champion(done: tuple[Job, dict[str, Path]], job: Job) -> None:
    registry, kept = connect(job), documents(job, "models")
    for beats in (True, False):
        version = registry.register(Registration(done[1]["model"], {}, {}, {}))
        place(registry, kept, version, beats, Decision("register", "pipeline", ""))
    traffic(job, begin(job), {CONTROL: 0.6, TREATMENT: 0.9}, 1_000)
    lifecycle.conclude(job, "unit", "Ada")
    assert current(registry) == {"champion": "2", "previous": "1", "challenger": None}
    told = history(kept)[-1]
    assert (told["by"], told["action"]) == ("Ada", "promote")
    assert told["reason"].startswith("experiment unit: accuracy gains +0.")
