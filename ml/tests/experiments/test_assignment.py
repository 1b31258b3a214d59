"""Sticky, balanced, independent: who is in which arm."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from scipy import stats

from landfast_ml.experiments.assignment import assign, position
from landfast_ml.experiments.definition import CONTROL, TREATMENT

UNITS = [hashlib.sha256(str(number).encode()).hexdigest()[:32] for number in range(20_000)]
RAMP = (1, 5, 25, 50)


def test_nobody_changes_arms_while_the_ramp_goes_up() -> None:
    stages = [{unit: assign("salt", share, unit) for unit in UNITS} for share in RAMP]
    for earlier, later in itertools.pairwise(stages):
        assert all(later[unit] == arm for unit, arm in earlier.items() if arm is not None)
    assert set(stages[-1].values()) == {CONTROL, TREATMENT}


@pytest.mark.parametrize("share", RAMP)
def test_both_arms_get_the_share(share: float) -> None:
    arms = [assign("salt", share, unit) for unit in UNITS]
    for arm in (CONTROL, TREATMENT):
        assert stats.binomtest(arms.count(arm), len(UNITS), share / 100).pvalue > 0.001


def test_positions_are_uniform_and_experiments_independent() -> None:
    one, other = ([position(salt, "arm", unit) for unit in UNITS] for salt in ("one", "other"))
    assert stats.kstest(one, "uniform").pvalue > 0.001
    assert abs(stats.pearsonr(one, other).statistic) < 0.03
    assert abs(stats.pearsonr(one, [position("one", "takes part", unit) for unit in UNITS]).statistic) < 0.03


def test_the_same_on_every_machine() -> None:
    assert position("salt", "arm", "unit") == pytest.approx(0.521284, abs=1e-6)
