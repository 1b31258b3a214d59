"""One environment at a glance: models with their traffic, experiments, runs, drift, how fresh the data is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.experiments.definition import CONTROL, TREATMENT
from landfast_ml.experiments.state import Started, every
from landfast_ml.models import registry
from landfast_ml.monitoring.look import last_look
from landfast_ml.operations.links import links
from landfast_ml.orchestrators.runs import Run, last_runs

RUNS = 5


@dataclass(frozen=True, slots=True)
class Serving:
    """A version that answers, and its share of all subjects in per cent."""

    version: str
    role: str
    traffic: float


@dataclass(frozen=True, slots=True)
class Status:
    """`data_age_days` is of the newest row at the last look; None before the first."""

    environment: str
    target: str
    serving: tuple[Serving, ...]
    experiments: tuple[dict[str, Any], ...]
    runs: tuple[Run, ...]
    look: dict[str, Any] | None
    data_age_days: int | None
    links: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def status(job: Job) -> Status:
    """Asks the stores of the job's target; changes nothing."""
    kept = documents(job, "models")
    started = every(kept)
    look = last_look(job)
    return Status(
        environment=job.environment.environment,
        target=job.target,
        serving=tuple(_serving(job, next((one for one in started if one.phase == "running"), None))),
        experiments=tuple(_experiment(one) for one in started),
        runs=tuple(last_runs(job, RUNS)),
        look=look,
        data_age_days=_age(look),
        links=links(job),
    )


def _serving(job: Job, running: Started | None) -> list[Serving]:
    """The champion answers everybody whom no experiment asks."""
    champion = next((one.version for one in registry.versions(job) if registry.CHAMPION in one.aliases), None)
    if champion is None:
        return []
    if running is None or running.definition.mode == "shadow":
        beside = [Serving(running.versions[TREATMENT], f"shadow of {running.name}", 0)] if running else []
        return [Serving(champion, registry.CHAMPION, 100), *beside]
    arms = [Serving(running.versions[arm], f"{arm} of {running.name}", running.share) for arm in (CONTROL, TREATMENT)]
    rest = 100 - 2 * running.share
    return [*([Serving(champion, registry.CHAMPION, rest)] if rest else []), *arms]


def _experiment(one: Started) -> dict[str, Any]:
    state = {"phase": one.phase, "share": one.share, "since": one.started.isoformat()}
    return {"name": one.name, **state, "verdict": one.decision.get("verdict")}


def _age(look: dict[str, Any] | None) -> int | None:
    newest = look["newest"] if look else None
    return (datetime.now(UTC).date() - date.fromisoformat(newest)).days if newest else None
