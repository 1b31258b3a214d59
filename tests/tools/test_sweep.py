"""The sweep of combinations: it leaves out no pair of values, and a combination that does not hold is said."""

from __future__ import annotations

import itertools
import sys
from typing import Any

import pytest

from tools import sweep


def defaults(**more: Any) -> dict[str, Any]:
    return {field: values[0] for field, values in sweep.FIELDS.items()} | more


def test_any_two_values_are_together_somewhere() -> None:
    chosen = sweep.combinations(full=False)
    for one, other in itertools.combinations(sweep.FIELDS, 2):
        together = [(choice[one], choice[other]) for choice in chosen]
        for pair in itertools.product(sweep.FIELDS[one], sweep.FIELDS[other]):
            assert pair in together, (one, other)
    assert chosen == sweep.combinations(full=False)


def test_the_full_sweep_has_every_platform() -> None:
    found = {
        (*(choice[name] for name in sweep.ORCHESTRATORS), choice["cluster"], choice["tracking"].partition(":")[0])
        for choice in sweep.combinations(full=True)
    }
    sets = [values for values in itertools.product((False, True), repeat=4) if any(values)]
    expected = itertools.product(sets, (None, "autopilot", "standard"), ("vertex", "mlflow"))
    assert {(*values, cluster, tracking) for values, cluster, tracking in expected} <= found


def test_a_combination_that_does_not_hold_is_said() -> None:
    words, found, _seconds = sweep.judged(defaults(kubeflow=True, cluster="none"))
    assert words == "kubeflow=true cluster=none"
    assert any("platform.cluster is none" in line for line in found)


def test_the_genuine_provider_is_asked_for_aloud(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LANDFAST_GENUINE_PROVIDER", raising=False)
    monkeypatch.setattr(sys, "argv", ["sweep", "--provider", "genuine"])
    sweep.main()
    assert capsys.readouterr().out.startswith("skipped: LANDFAST_GENUINE_PROVIDER names no program")


def test_a_protected_environment_with_databases_comes_up_and_goes_again() -> None:
    choice = defaults(airflow=True, tracking="mlflow:3.6.0", environment={"approval": True})
    assert sweep.judged(choice)[1] == []
