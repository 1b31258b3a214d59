"""Whether a gain over the champion is one, when the same held-out rows were looked at before.

Each look at one test set gets a share of the chance of error, all shares together at most `alpha`: alpha-spending with
Bonferroni's bound, 1/(k(k+1)) for the k-th look. A new data snapshot is a new test set, and counting begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landfast_ml.contract.columns import Task
from landfast_ml.documents import Documents
from landfast_ml.models.algorithms import Floats
from landfast_ml.models.objectives import row_losses
from landfast_ml.statistics.comparison import Difference
from landfast_ml.statistics.paired import auc_difference, by_subject

LOOKS = "looks"
# From so many looks on a note asks for new rows: the k-th gets less than a hundredth of alpha.
WORN = 10


@dataclass(frozen=True, slots=True)
class GainVerdict:
    """Candidate minus champion by `metric`, more is better; `low` and `high` at the confidence that this look has left.

    `beyond_noise`: the gain is at least the smallest that counts, and the test at `alpha` says that it is no accident.
    """

    metric: str
    candidate: float
    champion: float
    gain: float
    low: float
    high: float
    p_value: float
    look: int
    alpha: float
    beyond_noise: bool
    reason: str


def spent(alpha: float, look: int) -> float:
    """What the `look`-th look at one test set may use of `alpha`. ValueError if there was none."""
    if look < 1:
        raise ValueError(f"look {look}: the first is 1")
    return alpha / (look * (look + 1))


def looked(records: Documents, snapshot: str) -> int:
    """Count one more look at the held-out rows of a snapshot; 1 is the first."""
    name = f"{LOOKS}/{snapshot}.json"
    look = int((records.read(name) or {}).get("looks", 0)) + 1
    records.replace(name, {"looks": look})
    return look


def worn(look: int) -> list[str]:
    """What is to be noted of a test set that was looked at so often."""
    if look < WORN:
        return []
    return [f"these held-out rows were looked at {look} times: what they say wears out, newer data is a new test set"]


@dataclass(frozen=True, slots=True, eq=False)
class PairedAnswers:
    """The same rows answered by both models; shapes as `answers` has them."""

    task: Task
    target: Floats
    candidate: Floats
    champion: Floats
    subjects: NDArray[np.generic]


def gain_verdict(answers: PairedAnswers, minimum: float, alpha: float, look: int) -> GainVerdict:
    """`minimum`: the smallest gain that counts: of the area under the ROC curve (binary), as a share of the champion's
    loss otherwise (Brier score of many classes, mean squared error)."""
    left = spent(alpha, look)
    metric, difference = _difference(answers, left)
    scale = 1.0 if answers.task == "binary" else max(abs(difference.control), np.finfo(float).tiny)
    enough, sure = difference.value >= minimum * scale, difference.low > 0
    needed = f"{minimum:g}" if answers.task == "binary" else f"{minimum:.2%} of the champion's"
    if sure and enough:
        reason = f"{metric} {difference.value:+.4f}, p = {difference.p_value:.2g} at look {look}"
    elif not sure:
        chance = f"p = {difference.p_value:.2g}, at look {look} it must be below {left:.2g}"
        reason = f"{metric} {difference.value:+.4f} is within noise ({chance})"
    else:
        reason = f"{metric} {difference.value:+.4f} is less than the smallest gain that counts, {needed}"
    return GainVerdict(
        metric,
        difference.treatment,
        difference.control,
        difference.value,
        difference.low,
        difference.high,
        difference.p_value,
        look,
        left,
        sure and enough,
        reason,
    )


def _difference(answers: PairedAnswers, alpha: float) -> tuple[str, Difference]:
    if answers.task == "binary":
        return "roc_auc", auc_difference(
            answers.target == 1, answers.champion, answers.candidate, answers.subjects, alpha
        )
    losses = [row_losses(answers.task, answers.target, said) for said in (answers.champion, answers.candidate)]
    metric = "squared_error" if answers.task == "regression" else "brier"
    # A smaller loss is a gain.
    return f"negative_{metric}", by_subject(-losses[0], -losses[1], answers.subjects, alpha)
