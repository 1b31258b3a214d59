"""Predicts: pseudonymises, routes each subject to its arm, asks that version, records what was answered."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from landfast_ml.contract.columns import Columns
from landfast_ml.errors import DataError
from landfast_ml.experiments.assignment import assign
from landfast_ml.experiments.definition import CONTROL, TREATMENT
from landfast_ml.experiments.state import Started
from landfast_ml.predictions.log import Record, RecordLog, now
from landfast_ml.privacy.pseudonyms import protected_value, pseudonym

_NUMBER = re.compile(r"instance (\d+):")
Instance = Mapping[str, Any]
Prediction = dict[str, Any]


class Backend(Protocol):
    """One version of the model, in this process or behind an endpoint."""

    @property
    def version(self) -> str: ...

    @property
    def known(self) -> frozenset[str]:
        """Inputs that an instance may have: those that were declared when it was trained."""

    def predict(self, instances: Sequence[Instance], reasons: int = 0) -> list[Prediction]:
        """One prediction an instance, with so many `reasons`; DataError lists every problem of all instances."""


@dataclass(frozen=True, slots=True)
class Models:
    """What answers now: replaced as a whole when the champion or the experiment changes, so a request sees one of both.

    `model` is what its versions are registered as; `experiment` is the one that runs, if any; `arms` are its versions;
    `excluded` are in no experiment.
    """

    model: str
    champion: Backend
    experiment: Started | None = None
    arms: Mapping[str, Backend] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()

    def arm(self, unit: str) -> str | None:
        """The arm that a subject (its pseudonym) is in; None: it takes no part, or nobody is named."""
        if self.experiment is None or not unit or unit in self.excluded:
            return None
        return assign(self.experiment.salt, self.experiment.share, unit)


@dataclass(frozen=True, slots=True)
class Answered:
    """One instance on its way: who it is about, its arm, what was answered, in how many milliseconds."""

    unit: str
    arm: str | None
    version: str
    prediction: Prediction
    latency_ms: float
    shadow: Record | None = None
    failed: bool = False


class Service:
    """Thread-safe: `models` is read once a request."""

    def __init__(self, columns: Columns, models: Models, log: RecordLog | None, key: bytes) -> None:
        self.columns = columns
        self.models = models
        self.log = log
        self._key = key
        self._inputs = frozenset(column.name for column in columns.inputs)
        self._kept_out = frozenset({column.name for column in columns.raw} - self._inputs)
        self._protected = {column.name: column.protection for column in columns.inputs if column.protection != "keep"}

    def predict(self, instances: Sequence[Instance], record: bool = True, reasons: int = 0) -> list[Prediction]:
        """One prediction an instance, each with its `id`, `version` and so many `reasons`; DataError lists every
        problem."""
        models = self.models
        inputs = [self._input(instance) for instance in instances]
        problems = [*self._subject_problems(instances)]
        nobodys = {place for place, _ in problems}
        # Whose subject is none is in no arm: its inputs are looked at all the same, so that all is said at once.
        units = [
            "" if place in nobodys else self._unit(*both)
            for place, both in enumerate(zip(instances, inputs, strict=True))
        ]
        arms = [models.arm(unit) for unit in units]
        answers: list[Answered | None] = [None] * len(instances)
        for arm in sorted(set(arms), key=str):
            places = [place for place, given in enumerate(arms) if given == arm]
            try:
                found = self._ask(models, arm, [inputs[place] for place in places], reasons)
            except DataError as error:
                problems += [_placed(problem, places) for problem in error.problems]
                continue
            for place, (version, prediction, latency, shadow, failed) in zip(places, found, strict=True):
                answers[place] = Answered(units[place], arm, version, prediction, latency, shadow, failed)
        if problems:
            raise DataError([problem for _, problem in sorted(problems)])
        done = [answer for answer in answers if answer is not None]
        ids = [secrets.token_hex(12) for _ in done]
        if self.log is not None and record:
            self.log.append([_record(models, *one) for one in zip(ids, done, inputs, strict=True)])
        return [
            {**answer.prediction, "id": one, "version": answer.version} for one, answer in zip(ids, done, strict=True)
        ]

    def close(self) -> None:
        if self.log is not None:
            self.log.close()

    def _ask(
        self, models: Models, arm: str | None, instances: Sequence[Instance], reasons: int
    ) -> list[tuple[str, Prediction, float, Record | None, bool]]:
        """Of instances in one arm. In shadow mode the control answers; what the treatment says is kept beside it."""
        if arm is None or models.experiment is None:
            return [(*one, None, False) for one in self._timed(models.champion, instances, reasons)]
        control, treatment = models.arms[CONTROL], models.arms[TREATMENT]
        if models.experiment.definition.mode == "shadow":
            answered, beside = self._timed(control, instances, reasons), self._tried(treatment, instances)
            shadows = [None] * len(answered) if beside is None else [_shadow(*one) for one in beside]
            return [(*one, shadow, beside is None) for one, shadow in zip(answered, shadows, strict=True)]
        if arm == CONTROL:
            return [(*one, None, False) for one in self._timed(control, instances, reasons)]
        found = self._tried(treatment, instances, reasons)
        # A version on trial must not cost anybody an answer; the failure is recorded against it.
        return [(*one, None, found is None) for one in found or self._timed(control, instances, reasons)]

    def _timed(
        self, backend: Backend, instances: Sequence[Instance], reasons: int = 0
    ) -> list[tuple[str, Prediction, float]]:
        """Version, prediction and milliseconds of each; a batch takes the same time for all of its instances.

        What was declared since the version was trained is kept from it: of two in an experiment one may need it.
        """
        newer = self._inputs - backend.known
        asked = [{name: value for name, value in one.items() if name not in newer} for one in instances]
        started = time.perf_counter()
        predictions = backend.predict(asked, reasons)
        latency = round((time.perf_counter() - started) * 1000, 3)
        return [(backend.version, prediction, latency) for prediction in predictions]

    def _tried(
        self, backend: Backend, instances: Sequence[Instance], reasons: int = 0
    ) -> list[tuple[str, Prediction, float]] | None:
        """None if this version can't; bad instances are the asker's fault and stay an error."""
        try:
            return self._timed(backend, instances, reasons)
        except DataError:
            raise
        except Exception as error:
            print(
                f'{{"severity": "ERROR", "message": "version {backend.version}: {type(error).__name__}"}}', flush=True
            )
            return None

    def _input(self, instance: Instance) -> Instance:
        """Protected as the columns that the model learned from; without the subject. Undeclared columns are refused by
        the model."""
        found = {name: value for name, value in instance.items() if name not in self._kept_out}
        for name, protection in self._protected.items():
            value = found.get(name)
            if isinstance(value, str):
                found[name] = protected_value(protection, value, self._key)
        return found

    def _subject_problems(self, instances: Sequence[Instance]) -> Iterator[tuple[int, str]]:
        """Anything else could not be the subject of a raw table, and its arm would be nobody's."""
        name = self.columns.subject
        for place, instance in enumerate([] if self.columns.by_row else instances):
            kind = type(instance.get(name))
            if kind not in (str, int, type(None)):
                yield place, f"instance {place}: {name} must be text or a whole number, not {kind.__name__}"

    def _unit(self, instance: Instance, inputs: Instance) -> str:
        """Who it is about. Where every row is by itself, what it says: the same inputs are always in the same arm."""
        if self.columns.by_row:
            return pseudonym(self._key, json.dumps(inputs, sort_keys=True, default=str))
        subject = instance.get(self.columns.subject)
        return "" if subject is None else pseudonym(self._key, str(subject), self.columns.case)


def _record(models: Models, one: str, answer: Answered, inputs: Instance) -> Record:
    record: Record = {
        "id": one,
        "time": now(),
        "unit": answer.unit,
        "model": models.model,
        "version": answer.version,
        "experiment": models.experiment.name if models.experiment and answer.arm else None,
        "arm": answer.arm,
        "latency_ms": answer.latency_ms,
        "prediction": answer.prediction,
        "features": dict(inputs),
    }
    if answer.shadow is not None:
        record["shadow"] = answer.shadow
    return record | ({"failed": True} if answer.failed else {})


def _placed(problem: str, places: Sequence[int]) -> tuple[int, str]:
    """A problem of an arm's instance, by its number in the request."""
    found = _NUMBER.match(problem)
    if not found:
        return -1, problem
    place = places[int(found[1])]
    return place, f"instance {place}:{problem[found.end() :]}"


def _shadow(version: str, prediction: Prediction, latency_ms: float) -> Record:
    return {"version": version, "prediction": prediction, "latency_ms": latency_ms}
