"""Can one tell from the model who was in its training data? The score of an attack by loss, with its interval.

Yeom et al., CSF 2018: who was learned from has a smaller loss. 0.5: the attack learns nothing; 1: it knows everybody.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from landfast_ml.models.algorithms import Floats
from landfast_ml.statistics.paired import auc_difference

# What the attack finds if it accuses one innocent of a hundred: Carlini et al., S&P 2022.
FALSE_ALARMS = 0.01


@dataclass(frozen=True, slots=True)
class MembershipScore:
    """`score`: area under the ROC curve of the attack, `low` and `high` its interval (by subject); `found`: share of
    the members that it finds while it accuses 1 % of the others."""

    score: float
    low: float
    high: float
    found: float
    members: int
    others: int
    confidence: float

    def to_json(self) -> dict[str, float]:
        return asdict(self)


def membership_score(
    members: Floats, others: Floats, subjects: NDArray[np.generic], confidence: float = 0.95
) -> MembershipScore:
    """`members`, `others`: the model's loss of each row that it learned from, and of each that it did not.

    `subjects` (members then others): whose each row is. ValueError if there are fewer than two of either.
    """
    if min(len(members), len(others)) < 2:
        raise ValueError(f"{len(members)} rows of members, {len(others)} of others: two of each are needed")
    inside = np.arange(len(members) + len(others)) < len(members)
    suspicion = -np.concatenate([members, others])
    # Against a score that tells nothing, whose area is a half: the difference has the interval of the attack's own.
    tested = auc_difference(inside, np.zeros(len(suspicion)), suspicion, subjects, 1 - confidence)
    edge = np.quantile(-others, 1 - FALSE_ALARMS, method="higher")
    return MembershipScore(
        score=tested.treatment,
        low=max(0.5 + tested.low, 0.0),
        high=min(0.5 + tested.high, 1.0),
        found=float((-members > edge).mean()),
        members=len(members),
        others=len(others),
        confidence=confidence,
    )
