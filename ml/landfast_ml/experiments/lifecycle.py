"""Start, ramp, stop and decide: each is an event with a name to it, and refuses what would spoil the experiment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.experiments import state
from landfast_ml.experiments.analysis import BROKEN_SPLIT, Analysis, analyse
from landfast_ml.experiments.decision import Decision, decide
from landfast_ml.experiments.definition import ARMS, CONTROL, TREATMENT, load_definition
from landfast_ml.experiments.observations import observations
from landfast_ml.experiments.plan import Plan, make_plan
from landfast_ml.experiments.state import Started
from landfast_ml.models import aliases
from landfast_ml.models.published import names
from landfast_ml.models.registry import CHAMPION, connect


def plan(job: Job, name: str) -> Plan:
    """Of an experiment's definition."""
    return make_plan(job, load_definition(job, name))


def start(job: Job, name: str, by: str, accepted: str) -> Started:
    """Begin with the ramp's first stage. UsageError if it is too small, unless `accepted` says why it is run anyway."""
    definition = load_definition(job, name)
    today = datetime.now(UTC).date()
    if definition.starts is not None and definition.starts > today:
        raise UsageError(
            f"experiments/{name}.yaml: starts is {definition.starts}, today is {today}: wait, or change it"
        )
    kept = documents(job, "models")
    made = make_plan(job, definition)
    if not made.enough and not accepted:
        raise UsageError(
            f"{name} is too small: it needs {made.units_an_arm} units an arm, {made.available} come in {made.days} "
            f"days (power {made.power:.0%}, smallest effect {made.smallest_effect:.3g}); let it run longer, look for "
            "a larger effect, or give a reason with --accept-underpowered"
        )
    document = {**made.to_json(), "underpowered": accepted if not made.enough else "", "by": by}
    return state.start(kept, name, definition, _versions(job, definition.arms.model_dump()), document)


def ramp(job: Job, name: str, by: str, to: float | None = None) -> Started:
    """To the next stage, or a later one. ProjectError if the split or a guardrail is broken, or at the ramp's end."""
    kept = documents(job, "models")
    started = state.require(kept, name)
    if started.next_share is None:
        raise ProjectError(f"{name} is at its last stage, {started.share:g} %: `experiments decide {name}`")
    share = to or started.next_share
    if share not in started.definition.ramp or share <= started.share:
        later = ", ".join(f"{one:g}" for one in started.definition.ramp if one > started.share)
        raise UsageError(f"{name} is at {started.share:g} %, its later stages are {later}, not {share:g}")
    found = analyse(started, observations(job, started))
    if found.ratio_p_value < BROKEN_SPLIT:
        raise ProjectError(f"{name}: the split is broken (p {found.ratio_p_value:.1g}): `experiments stop {name}`")
    broken = [one.metric.metric for one in found.guardrails if one.verdict == "broken"] if found.speaks else []
    if broken:
        raise ProjectError(f"{name}: worse than its margin: {', '.join(broken)}: `experiments decide {name}`")
    return state.add(kept, name, {"event": "ramp", "share": share, "by": by})


def stop(job: Job, name: str, by: str, reason: str) -> Started:
    """All subjects get the champion again; nothing is decided."""
    kept = documents(job, "models")
    state.require(kept, name)
    return state.add(kept, name, {"event": "stop", "by": by, "reason": reason})


def status(job: Job, name: str) -> tuple[Analysis, Decision]:
    """What a started experiment says now, and what the rule makes of it."""
    started = state.load(documents(job, "models"), name)
    if started is None:
        load_definition(job, name)
        raise UsageError(f"experiment {name} was not started: `experiments start {name}`")
    analysis = analyse(started, observations(job, started))
    return analysis, decide(analysis)


def conclude(job: Job, name: str, by: str) -> tuple[Analysis, Decision]:
    """Act on the rule: promote the treatment, or leave the champion, and end. UsageError while it shall go on."""
    kept = documents(job, "models")
    started = state.require(kept, name)
    analysis, decision = status(job, name)
    if not decision.final:
        raise UsageError(f"{name} is not decided yet: {'; '.join(decision.reasons)}")
    if decision.verdict == "ship":
        _ship(job, started, by, decision)
    state.add(kept, name, {"event": "decide", "by": by, "reason": decision.verdict, "decision": decision.to_json()})
    return analysis, decision


def _ship(job: Job, started: Started, by: str, decision: Decision) -> None:
    """The aliases first, then the event: interrupted between them, the next `decide` finds the treatment promoted."""
    registry, kept = connect(job), documents(job, "models")
    champion, wanted = aliases.finish(registry, kept)[CHAMPION], started.versions[TREATMENT]
    if champion == wanted:
        return
    if started.definition.arms.control == CHAMPION and champion != started.versions[CONTROL]:
        raise ProjectError(
            f"{started.name} compared with version {started.versions[CONTROL]}, the champion is {champion} by now: "
            f"`experiments stop {started.name}`, and compare with that one"
        )
    reason = f"experiment {started.name}: {'; '.join(decision.reasons)}"
    aliases.promote(registry, kept, wanted, aliases.Decision("promote", by, reason))


def _versions(job: Job, arms: dict[str, str]) -> dict[str, str]:
    """What the arms' aliases stand for now. UsageError names each that stands for nothing."""
    found = names(documents(job, "models"))
    missing = [f"{arm}: there is no version {arms[arm]}" for arm in ARMS if arms[arm] not in found]
    if missing:
        known = ", ".join(found) or "none"
        raise UsageError(f"{'; '.join(missing)}; there are: {known}; `pipeline run` with other settings makes another")
    versions = {arm: found[arms[arm]] for arm in ARMS}
    if versions[CONTROL] == versions[TREATMENT]:
        raise UsageError(f"both arms are version {versions[CONTROL]}: there is nothing to compare")
    return versions


def summary(started: Started | None, name: str) -> dict[str, Any]:
    """A line of `experiments list`."""
    if started is None:
        return {"name": name, "phase": "defined", "share": 0.0, "versions": {}, "decision": ""}
    verdict = started.decision.get("verdict", "")
    versions = dict(started.versions)
    return {"name": name, "phase": started.phase, "share": started.share, "versions": versions, "decision": verdict}
