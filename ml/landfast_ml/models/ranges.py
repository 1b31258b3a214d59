"""Where a search may look: the values that each parameter of an estimator may take. Public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

Value: TypeAlias = float | int | str | bool | None


class Suggests(Protocol):
    """What draws values: an Optuna trial."""

    def suggest_float(self, name: str, low: float, high: float, *, log: bool) -> float: ...

    def suggest_int(self, name: str, low: int, high: int, *, log: bool) -> int: ...

    def suggest_categorical(self, name: str, choices: tuple[Value, ...]) -> Value: ...


@dataclass(frozen=True, slots=True)
class Reals:
    """Real numbers from `low` to `high`, both inclusive; by their logarithm if `log`. ValueError if there are none."""

    low: float
    high: float
    log: bool = False

    def __post_init__(self) -> None:
        _check(self.low, self.high, self.log)

    def draw(self, trial: Suggests, name: str) -> Value:
        return trial.suggest_float(name, self.low, self.high, log=self.log)


@dataclass(frozen=True, slots=True)
class Wholes:
    """Whole numbers from `low` to `high`, both inclusive; by their logarithm if `log`. ValueError if there are none."""

    low: int
    high: int
    log: bool = False

    def __post_init__(self) -> None:
        _check(self.low, self.high, self.log)

    def draw(self, trial: Suggests, name: str) -> Value:
        return trial.suggest_int(name, self.low, self.high, log=self.log)


@dataclass(frozen=True, slots=True)
class Options:
    """One of several values."""

    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("there is no value to choose")

    def draw(self, trial: Suggests, name: str) -> Value:
        return trial.suggest_categorical(name, self.values)


Range: TypeAlias = Reals | Wholes | Options


def _check(low: float, high: float, log: bool) -> None:
    if low > high:
        raise ValueError(f"low {low:g} is above high {high:g}")
    if log and low <= 0:
        raise ValueError(f"low {low:g} has no logarithm: it must be above 0")
