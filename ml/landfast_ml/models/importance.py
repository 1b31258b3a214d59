"""How much a model needs each input: by how much it gets worse when the input's values are mixed among the rows.

Breiman, Machine Learning 2001. All numbers that come from one input are mixed together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from landfast_ml.contract.columns import Task
from landfast_ml.models.algorithms import Floats
from landfast_ml.models.learning import Rows
from landfast_ml.models.objectives import objective

MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class InputImportance:
    """`loss` of the objective (area under the ROC curve, or root mean square error) on average over the repeats, and
    their standard deviation."""

    name: str
    loss: float
    deviation: float


def places(outputs: Sequence[str], inputs: Sequence[str]) -> dict[str, Rows]:
    """Input -> positions of its numbers: an output is named as its input, or that and `=`, `.` or `#` and more."""
    owners = {name: name for name in inputs}
    found: dict[str, list[int]] = {name: [] for name in inputs}
    for position, output in enumerate(outputs):
        owner = owners.get(output) or max(
            (name for name in inputs if output.startswith((f"{name}=", f"{name}.", f"{name}#"))), key=len
        )
        found[owner].append(position)
    return {name: np.array(positions, dtype=np.intp) for name, positions in found.items()}


def importances(
    say: Callable[[Floats], Floats],
    rows: tuple[Floats, Floats],
    task: Task,
    inputs: Mapping[str, Rows],
    repeats: int = 5,
    seed: int = 20,
) -> tuple[InputImportance, ...]:
    """The most important first. `rows` are numbers (rows, outputs) and target of rows not learned from; of many a
    sample is looked at. `say`: numbers to answers."""
    generator = np.random.default_rng(seed)
    numbers, target = rows
    if len(target) > MOST_ROWS:
        drawn = np.sort(generator.choice(len(target), MOST_ROWS, replace=False))
        numbers, target = numbers[drawn], target[drawn]
    whole = objective(task, target, say(numbers))
    found = []
    for name, positions in inputs.items():
        losses = [whole - objective(task, target, say(_mixed(numbers, positions, generator))) for _ in range(repeats)]
        found.append(InputImportance(name, float(np.mean(losses)), float(np.std(losses))))
    return tuple(sorted(found, key=lambda one: (-one.loss, one.name)))


def _mixed(numbers: Floats, positions: Rows, generator: np.random.Generator) -> Floats:
    mixed = numbers.copy()
    mixed[:, positions] = numbers[generator.permutation(len(numbers))][:, positions]
    return mixed
