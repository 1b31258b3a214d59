"""Predictions of one registered model, from declared values to what is said: the same code wherever a model is used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController

from landfast_ml.contract.columns import Column, Task
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError
from landfast_ml.features.made import parse_rows
from landfast_ml.features.parsing import Parsed, text_of
from landfast_ml.features.targets import spoken
from landfast_ml.features.transform import Transformation, load_transformation
from landfast_ml.models import published, registry
from landfast_ml.models.calibrations import Calibrator
from landfast_ml.models.learning import FEW_NUMBERS, answers
from landfast_ml.models.reasons import Background, load_background, reason_shares
from landfast_ml.models.stored import load_estimator

# What a value of an instance may be; true and false are integers to Python.
_READ = (str, int, float, type(None))


@dataclass(frozen=True)
class Predictor:
    """`classes` are in the order of the probabilities, the positive one last; () for a regression.

    `test_share` of the subjects (or of the rows, the newest, if `split` is `time`) were held out when it was trained.
    """

    name: str
    version: str
    task: str
    target: str
    classes: tuple[str, ...]
    threshold: float
    test_share: float
    transformation: Transformation
    estimator: Any
    calibrator: Calibrator = field(default_factory=Calibrator)
    behind: Background | None = None
    split: str = "subject"

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """The declared columns that a prediction needs."""
        return self.transformation.columns.inputs

    @cached_property
    def known(self) -> frozenset[str]:
        """Columns that an instance may have: those that were declared when it was trained."""
        return frozenset(column.name for column in self.transformation.columns.ingested)

    def predict(self, instances: Sequence[Mapping[str, Any]], reasons: int = 0) -> list[dict[str, Any]]:
        """One answer per instance: `prediction`, and `probability` (binary, of the positive class) or `probabilities`
        (multiclass, by class). An instance maps names of inputs to numbers, text, true, false or null. With `reasons`
        each answer has so many of them: `{"input", "effect"}`, the strongest first.

        Raises: DataError with the problems of all instances; it holds no value.
        """
        if not instances:
            return []
        names = [column.name for column in self.inputs]
        rows = [[_text(one, name) for name in names] for one in instances]
        texts = pd.DataFrame(rows, columns=names, dtype=str)
        parsed = self.parse(texts)
        problems = [
            f"instance {row}: {said}"
            for row, one in enumerate(instances)
            for said in self._wrong(one, parsed.reasons(row))
        ]
        if problems:
            raise DataError(problems)
        scores = self.score(parsed.values)
        said = self._said(scores)
        if reasons:
            for answer, found in zip(said, self.reasons(parsed.values, scores, reasons), strict=True):
                answer["reasons"] = found
        return said

    def parse(self, texts: pd.DataFrame) -> Parsed:
        """A table of text with the inputs by name."""
        return parse_rows(texts, self.transformation.columns, self.inputs)

    def score(self, values: pd.DataFrame) -> np.ndarray:
        """Of typed rows: probabilities of the positive class (rows,), of all classes (rows, classes), or values."""
        return self.say(self.transformation.apply(values))

    def say(self, numbers: np.ndarray) -> np.ndarray:
        """Of numbers as the transformation makes them: the model's answers, corrected."""
        few = numbers.size < FEW_NUMBERS
        # A request of a few rows is answered by one thread: more would mostly wait for each other.
        with self._pools.limit(limits=1 if few else None):
            said = answers(self.estimator, numbers, cast(Task, self.task), len(self.classes))
        return self.calibrator.apply(said)

    @cached_property
    def _pools(self) -> ThreadpoolController:
        """Looked for once, when the estimator and its libraries are loaded: a search takes longer than an answer."""
        return ThreadpoolController()

    def reasons(self, values: pd.DataFrame, scores: np.ndarray, most: int) -> list[list[dict[str, Any]]]:
        """Per typed row the `most` inputs that moved its answer furthest from what is said on average: the probability
        of the positive class, of the class that is predicted, or the value. ProjectError if it was made without them.
        """
        if self.behind is None:
            raise ProjectError(f"version {self.version} was registered without a background for reasons: train anew")
        numbers, found = self.transformation.apply(values), []
        for row in range(len(numbers)):
            place = int(scores[row].argmax()) if self.task == "multiclass" else None
            say = self._figure(place)
            (shares,) = reason_shares(say, numbers[row : row + 1], self.behind, most)
            found.append([{"input": one.name, "effect": round(one.effect, 6)} for one in shares])
        return found

    def _figure(self, place: int | None) -> Callable[[np.ndarray], np.ndarray]:
        return self.say if place is None else lambda numbers: self.say(numbers)[:, place]

    def predictions(self, scores: np.ndarray) -> list[Any]:
        """What is predicted: a class as its column has it, or a number."""
        if self.task == "regression":
            return [float(value) for value in scores]
        codes = (scores >= self.threshold).astype(int) if self.task == "binary" else scores.argmax(axis=1)
        column = self.transformation.columns.column(self.target)
        labels = [spoken(label, column) for label in self.classes]
        return [labels[code] for code in codes]

    def _said(self, scores: np.ndarray) -> list[dict[str, Any]]:
        predictions = self.predictions(scores)
        if self.task == "regression":
            return [{"prediction": value} for value in predictions]
        if self.task == "binary":
            return [
                {"prediction": label, "probability": float(score)}
                for label, score in zip(predictions, scores, strict=True)
            ]
        return [
            {"prediction": label, "probabilities": dict(zip(self.classes, map(float, row), strict=True))}
            for label, row in zip(predictions, scores, strict=True)
        ]

    def _wrong(self, one: object, reasons: Mapping[str, str]) -> Iterator[str]:
        """Of one instance: a column that isn't declared must not come near a model, so it is refused."""
        if not isinstance(one, Mapping):
            yield "must be an object with the inputs by name"
            return
        yield from (f"there is no input {name}" for name in sorted(set(map(str, one)) - self.known))
        unread = [column.name for column in self.inputs if not isinstance(one.get(column.name), _READ)]
        yield from (f"{name} must be a number, text, true, false or null" for name in unread)
        yield from (f"{name} is {reason}" for name, reason in reasons.items() if name not in unread)


def _text(one: object, name: str) -> str:
    """Empty where no value could be read."""
    value = one.get(name) if isinstance(one, Mapping) else None
    return text_of(value) if isinstance(value, _READ) else ""


def load_predictor(job: Job, version: str = registry.CHAMPION) -> Predictor:
    """Of a version number or an alias; UsageError if there is none."""
    found = published.find(job, version)
    return read_predictor(published.folder(job, found), job.project.model, found)


def read_predictor(folder: Path, name: str, version: str) -> Predictor:
    """Of a folder with what the train step wrote."""
    training = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    return Predictor(
        name=name,
        version=version,
        task=training["task"],
        target=training["target"],
        classes=tuple(training["classes"]),
        threshold=training["threshold"],
        test_share=training["test_share"],
        transformation=load_transformation(folder),
        estimator=load_estimator(folder),
        calibrator=_calibrator(training),
        behind=load_background(folder),
        split=training.get("split", "subject"),
    )


def _calibrator(training: Mapping[str, Any]) -> Calibrator:
    """None is in the record of a version that was made before there was one."""
    found = training.get("calibration")
    return Calibrator.from_json(found["calibrator"]) if found else Calibrator()
