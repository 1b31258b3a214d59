"""The estimator registry. Public: `@estimator` makes a project's own function one of the algorithms to search among.

@estimator("knn", space={"n_neighbors": Wholes(1, 50, log=True)})
def knn(fitting: Fitting, **parameters: Value) -> Estimator:
    kind = KNeighborsRegressor if fitting.task == "regression" else KNeighborsClassifier
    return kind(**parameters)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from landfast_ml.contract.columns import Task
from landfast_ml.errors import UsageError
from landfast_ml.models.ranges import Range, Value
from landfast_ml.own import read_own

TASKS: tuple[Task, ...] = get_args(Task)
Floats: TypeAlias = NDArray[np.floating]
# How an estimator's `fit` takes the rows that early stopping looks at.
Validation = Literal["", "X_val", "eval_set"]


class Estimator(Protocol):
    """What scikit-learn calls one; a classifier has `predict_proba` and `classes_` besides."""

    def fit(self, X: Floats, y: Floats, **options: object) -> object: ...  # noqa: N803

    def predict(self, X: Floats) -> Floats: ...  # noqa: N803


@dataclass(frozen=True, slots=True)
class Fitting:
    """What an estimator is made for.

    `patience`: stop after so many rounds without gain on the validation rows; None where there are none (the last fit,
    whose number of rounds is known by then). `compared`: it only has to show how good its parameters are.
    """

    task: Task
    seed: int
    patience: int | None = None
    compared: bool = False


Make: TypeAlias = Callable[..., Estimator]


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One registered estimator.

    `start` is the first trial, `also` are those after it; `trusted` are types, besides scikit-learn's, that its file
    may hold; `rounds` names the parameter that early stopping finds; `most_rows`: with more it is not tried.
    """

    name: str
    make: Make
    space: Mapping[str, Range]
    start: Mapping[str, Value] = field(default_factory=dict)
    trusted: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = TASKS
    rounds: str = ""
    validation: Validation = ""
    most_rows: int | None = None
    title: str = ""
    also: tuple[Mapping[str, Value], ...] = ()


class EstimatorError(UsageError):
    """An algorithm that can't be registered, or isn't; every problem at once."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


_REGISTERED: dict[str, Algorithm] = {}


def estimator(
    name: str,
    *,
    space: Mapping[str, Range] | None = None,
    start: Mapping[str, Value] | None = None,
    trusted: Sequence[str] = (),
    tasks: Sequence[Task] = TASKS,
    rounds: str = "",
    validation: Validation = "",
) -> Callable[[Make], Make]:
    """Register the function below as an algorithm: it takes a `Fitting` and the parameters, and returns an estimator.

    `fit` of the estimator must take `sample_weight`. For early stopping name the parameter of the `rounds` and how
    `fit` takes validation rows: `X_val` and `y_val` (scikit-learn) or `eval_set` (XGBoost, LightGBM).

    Raises: EstimatorError if the declaration contradicts itself. The same function may be registered again.
    """

    def registered(make: Make) -> Make:
        told = space or {}, start or {}, tuple(trusted), tuple(tasks), rounds, validation
        register(Algorithm(name, make, *told, title=name))
        return make

    return registered


def register(algorithm: Algorithm) -> None:
    """EstimatorError with all that contradicts itself, or if another function has the name."""
    problems = _problems(algorithm)
    held = _REGISTERED.get(algorithm.name)
    if held is not None and _place(held.make) != _place(algorithm.make):
        problems.append(f"is registered already, by {'.'.join(_place(held.make))}: choose another name")
    if problems:
        raise EstimatorError(f"estimator {algorithm.name}: {problem}" for problem in problems)
    _REGISTERED[algorithm.name] = algorithm


def algorithm(name: str) -> Algorithm:
    """By its name. EstimatorError tells those that there are."""
    registered = _registered()
    if name not in registered:
        known = ", ".join(sorted(registered))
        raise EstimatorError(
            [f"estimator {name}: is not registered, there are: {known}; write it with @estimator({name!r})"]
        )
    return registered[name]


def registered_names(task: Task) -> tuple[str, ...]:
    """In the order in which they were registered."""
    return tuple(name for name, one in _registered().items() if task in one.tasks)


def trusted_types() -> frozenset[str]:
    """What the files of all registered algorithms may hold besides what skops trusts by itself."""
    return frozenset(name for one in _registered().values() for name in one.trusted)


def _registered() -> dict[str, Algorithm]:
    # Here, because those register themselves with the functions above.
    import landfast_ml.models.standard_algorithms  # noqa: F401

    read_own()
    return _REGISTERED


def _place(make: Make) -> tuple[str, str]:
    return make.__module__, make.__qualname__


def _problems(one: Algorithm) -> list[str]:
    problems = []
    if not one.name.isidentifier():
        problems.append("the name must be made of letters, digits and _")
    unknown = sorted(set(one.start) - set(one.space))
    if unknown:
        problems.append(f"start: {', '.join(unknown)} is not in the space")
    if bool(one.rounds) != bool(one.validation):
        problems.append("early stopping needs both: rounds and validation")
    if one.rounds in one.space:
        problems.append(f"{one.rounds} is found by early stopping: take it out of the space")
    foreign = sorted(set(one.tasks) - set(TASKS))
    if foreign or not one.tasks:
        problems.append(f"tasks: {', '.join(foreign) or 'none'}, there are: {', '.join(TASKS)}")
    return problems
