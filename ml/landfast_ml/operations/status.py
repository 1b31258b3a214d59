"""One environment at a glance: models with their traffic, experiments, runs, drift, how fresh the data is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from landfast_ml.contract.standing import LastLook, LookAlarm, MovedFeature, Serving, Standing, StartedExperiment
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.experiments.definition import CONTROL, TREATMENT
from landfast_ml.experiments.state import Started, every
from landfast_ml.models import registry
from landfast_ml.monitoring.found import Drift, Look, last_look
from landfast_ml.operations.links import links
from landfast_ml.orchestrators.runs import last_runs

RUNS = 5


def status(job: Job) -> Standing:
    """Asks the stores of the job's target; changes nothing."""
    started = every(documents(job, "models"))
    versions = registry.connect(job).versions()
    look = last_look(job)
    return Standing(
        environment=job.environment.environment,
        target=job.target,
        serving=tuple(_serving(versions, next((one for one in started if one.phase == "running"), None))),
        models=tuple(one.told for one in versions),
        experiments=tuple(map(_experiment, started)),
        runs=tuple(last_runs(job, RUNS)),
        look=_told(look) if look else None,
        data_age_days=_age(look),
        links=links(job),
    )


def _serving(versions: Sequence[registry.Version], running: Started | None) -> list[Serving]:
    """The champion answers everybody whom no experiment asks."""
    champion = next((one.version for one in versions if registry.CHAMPION in one.aliases), None)
    if champion is None:
        return []
    if running is None or running.definition.mode == "shadow":
        beside = [Serving(running.versions[TREATMENT], f"shadow of {running.name}", 0)] if running else []
        return [Serving(champion, registry.CHAMPION, 100), *beside]
    arms = [Serving(running.versions[arm], f"{arm} of {running.name}", running.share) for arm in (CONTROL, TREATMENT)]
    rest = 100 - 2 * running.share
    return [*([Serving(champion, registry.CHAMPION, rest)] if rest else []), *arms]


def _experiment(one: Started) -> StartedExperiment:
    return StartedExperiment(one.name, one.phase, one.share, one.started.isoformat(), one.decision.get("verdict"))


def _told(look: Look) -> LastLook:
    alarms = tuple(LookAlarm(alarm.cause, alarm.where, alarm.text) for alarm in look.alarms)
    moved, asked = _moved(look.moved), _moved(look.asked)
    return LastLook(look.time, look.rows, look.version, look.newest, alarms, moved, asked)


def _moved(found: Sequence[Drift]) -> tuple[MovedFeature, ...]:
    return tuple(MovedFeature(one.feature, one.distance, one.reasons) for one in found)


def _age(look: Look | None) -> int | None:
    newest = look.newest if look else None
    return (datetime.now(UTC).date() - date.fromisoformat(newest)).days if newest else None
