"""The search for a model: algorithms compete, each with its parameters, on the same partitions, within a budget.

Optuna proposes parameters (TPE) and leaves trials that are behind on the same partitions (Wilcoxon's test).
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import optuna
from sklearn.exceptions import ConvergenceWarning

from landfast_ml.models.algorithms import Algorithm, EstimatorError, Floats, algorithm
from landfast_ml.models.blending import Ingredient, hedged, mixed
from landfast_ml.models.folds import Partition, Split, partitions
from landfast_ml.models.learning import Learning, Rows, threads
from landfast_ml.models.objectives import log_losses, objective
from landfast_ml.models.ranges import Value
from landfast_ml.models.validation import Validated, agreed, validated

# A family is left when its best is so many standard errors behind, after so many trials: the first six are drawn by
# chance, and a family that needs its parameters is not known after them.
BEHIND, FEWEST_TRIALS = 2.0, 8
# Of each algorithm so many trials may be mixed.
KEPT = 3


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """`trials` and `seconds`: whichever is over first ends the search; `patience`: trials of an algorithm without gain.

    With more than `most_rows` rows the search looks at a sample of subjects; the model learns from all.
    """

    algorithms: tuple[str, ...]
    split: Split = "subject"
    trials: int = 40
    seconds: float = 120.0
    folds: int = 5
    patience: int = 12
    most_rows: int = 50_000
    mix: bool = True
    seed: int = 20


@dataclass(frozen=True, slots=True)
class Tried:
    """One trial: `scores` by partition, more is better; `left` before its end, if it was behind."""

    number: int
    algorithm: str
    parameters: Mapping[str, Value]
    scores: tuple[float, ...]
    seconds: float
    left: bool = False

    @property
    def score(self) -> float:
        """Mean over the partitions that tell."""
        return float(np.nanmean(self.scores)) if not np.isnan(self.scores).all() else float("-inf")


@dataclass(frozen=True, slots=True, eq=False)
class Contender:
    """A trial that was finished, with what it said of the rows that it had not learned from; NaN of the others."""

    tried: Tried
    said: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """What a search found.

    `rows` are the positions (of what was searched) that were validated on; `said` and `target` are of those rows.
    """

    ingredients: tuple[Ingredient, ...]
    score: float
    tried: tuple[Tried, ...]
    rows: Rows
    target: Floats
    said: Floats
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Race:
    """One algorithm's run in the search."""

    algorithm: Algorithm
    study: optuna.Study
    best: Tried | None = None
    contenders: list[Contender] = field(default_factory=list)
    tried: int = 0
    since_gain: int = 0

    def add(self, contender: Contender) -> None:
        self.contenders.append(contender)
        ranked = sorted(self.contenders, key=lambda one: one.tried.score, reverse=True)
        # The first trial as well: it is the plainest.
        self.contenders = sorted({*ranked[:KEPT], self.contenders[0]}, key=lambda one: one.tried.number)


def search(
    learning: Learning,
    plan: SearchPlan,
    log: Callable[[Tried], None] = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
) -> Searched:
    """The best model for these rows; `log` is told every trial as it ends.

    Raises: TooFewError if the rows can't be parted; EstimatorError on an algorithm that isn't there, or none that fits.
    """
    sample = learning.sample(plan.most_rows, plan.seed)
    parts = partitions(sample, plan.split, plan.folds, plan.seed)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings(), threads(sample.numbers.size):
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        warnings.simplefilter("ignore", ConvergenceWarning)
        return _Search(sample, plan, parts, log, clock).run(len(learning))


class _Search:
    def __init__(
        self,
        learning: Learning,
        plan: SearchPlan,
        parts: list[Partition],
        log: Callable[[Tried], None],
        clock: Callable[[], float],
    ) -> None:
        self.learning, self.plan, self.parts, self.log, self.clock = learning, plan, parts, log, clock
        self.tried: list[Tried] = []
        self.end = clock() + plan.seconds

    def run(self, rows: int) -> Searched:
        races = [self._race(name) for name in self.plan.algorithms]
        running = [race for race in races if race.algorithm.most_rows is None or rows <= race.algorithm.most_rows]
        notes = [f"{race.algorithm.name} is not tried with so many rows" for race in races if race not in running]
        if rows > len(self.learning):
            notes.append(f"searched on {len(self.learning)} of {rows} rows, learned from all")
        while running and not self._over():
            for race in running:
                if not self._over():
                    self._try(race)
            running = [race for race in running if self._goes_on(race, races)]
        notes += [f"{race.algorithm.name} was not tried: the time was over" for race in running if not race.tried]
        if running and len(self.tried) < self.plan.trials:
            notes.append(f"the time was over after {len(self.tried)} trials: another run may find another model")
        return self._found([one for race in races for one in race.contenders], notes)

    def _race(self, name: str) -> _Race:
        one = algorithm(name)
        if self.learning.task not in one.tasks:
            raise EstimatorError([f"estimator {name}: is for {', '.join(one.tasks)}, not for {self.learning.task}"])
        sampler = optuna.samplers.TPESampler(seed=self.plan.seed, multivariate=True, n_startup_trials=6)
        pruner = optuna.pruners.WilcoxonPruner(p_threshold=0.1, n_startup_steps=2)
        study = optuna.create_study(direction="maximize", sampler=sampler, pruner=pruner)
        for first in (one.start, *one.also):
            if first:
                study.enqueue_trial(dict(first))
        return _Race(one, study)

    def _over(self) -> bool:
        return len(self.tried) >= self.plan.trials or (bool(self.tried) and self.clock() >= self.end)

    def _try(self, race: _Race) -> None:
        trial, begin = race.study.ask(), self.clock()
        parameters = {name: one.draw(trial, name) for name, one in race.algorithm.space.items()}
        results: list[Validated] = []
        left = False
        for step, result in enumerate(validated(race.algorithm, parameters, self.learning, self.parts, self.plan.seed)):
            results.append(result)
            if not np.isnan(result.score):
                trial.report(result.score, step)
            left = len(results) < len(self.parts) and (trial.should_prune() or self._hopeless())
            if left:
                break
        if not left:
            results = agreed(results, self.learning, self.parts)
        self._told(race, trial, _rounded(race.algorithm, parameters, results), results, begin, left)

    def _hopeless(self) -> bool:
        """No time to finish, and something that was finished stands."""
        return self.clock() >= self.end and any(not one.left for one in self.tried)

    def _told(
        self,
        race: _Race,
        trial: optuna.Trial,
        parameters: Mapping[str, Value],
        results: Sequence[Validated],
        begin: float,
        left: bool,
    ) -> None:
        scores = tuple(one.score for one in results)
        tried = Tried(len(self.tried), race.algorithm.name, parameters, scores, self.clock() - begin, left)
        state = optuna.trial.TrialState.PRUNED if left else optuna.trial.TrialState.COMPLETE
        race.study.tell(trial, None if left else tried.score, state=state)
        self.tried.append(tried)
        race.tried, race.since_gain = race.tried + 1, race.since_gain + 1
        if not left:
            race.add(Contender(tried, self._gathered(results)))
            if race.best is None or tried.score > race.best.score:
                race.best, race.since_gain = tried, 0
        self.log(tried)

    def _gathered(self, results: Sequence[Validated]) -> Floats:
        """What was said of each row, the mean where it was validated on more than once; NaN where never."""
        shape = (len(self.learning), *results[0].said.shape[1:])
        total, counts = np.zeros(shape), np.zeros(len(self.learning))
        for part, one in zip(self.parts, results, strict=True):
            if not np.isnan(one.said).any():
                total[part.validation] += one.said
                counts[part.validation] += 1
        counts[counts == 0] = np.nan
        return np.asarray(total / counts.reshape(-1, *[1] * (total.ndim - 1)))

    def _goes_on(self, race: _Race, races: Iterable[_Race]) -> bool:
        if race.since_gain >= self.plan.patience or not race.algorithm.space:
            return False
        leader = max((one.best for one in races if one.best), key=lambda best: best.score, default=None)
        if race.best is None or leader is None or race.tried < FEWEST_TRIALS:
            return True
        gaps = np.array(leader.scores) - np.array(race.best.scores)
        gaps = gaps[~np.isnan(gaps)]
        return len(gaps) < 2 or float(gaps.mean()) <= BEHIND * float(gaps.std(ddof=1)) / np.sqrt(len(gaps))

    def _found(self, contenders: list[Contender], notes: Sequence[str]) -> Searched:
        if not contenders:
            raise ValueError("no trial could be finished: give the search more rows")
        task = self.learning.task
        flat = [one.said.reshape(len(self.learning), -1) for one in contenders]
        rows = np.flatnonzero(~np.isnan(np.hstack(flat)).any(axis=1))
        target, said = self.learning.target[rows], [one.said[rows] for one in contenders]
        best = int(np.argmax([one.tried.score for one in contenders]))
        weights = np.eye(len(contenders))[best]
        if self.plan.mix and len(contenders) > 1:
            weights = self._mixed(rows, said)
        told = np.tensordot(weights, np.stack(said), axes=1)
        ingredients = tuple(
            Ingredient(one.tried.algorithm, one.tried.parameters, float(weight))
            for one, weight in zip(contenders, weights, strict=True)
            if weight
        )
        score = objective(task, target, told)
        return Searched(ingredients, score, tuple(self.tried), rows, target, told, tuple(notes))

    def _mixed(self, rows: Rows, said: Sequence[Floats]) -> Floats:
        """The first of the contenders is the plainest: the first algorithm's first trial."""
        task, target, subjects = self.learning.task, self.learning.target[rows], self.learning.subjects[rows]
        weights = mixed(task, target, said, subjects, self.plan.seed)
        losses = [log_losses(task, target, one) for one in (np.tensordot(weights, np.stack(said), axes=1), said[0])]
        return hedged(weights, np.asarray(losses[0]), np.asarray(losses[1]), subjects, 0)


def _rounded(algorithm: Algorithm, parameters: Mapping[str, Value], results: Sequence[Validated]) -> dict[str, Value]:
    """With the number of rounds that early stopping found, on average: the last fit stops there."""
    rounds = [one.rounds for one in results if one.rounds is not None]
    return {**parameters, **({algorithm.rounds: round(float(np.mean(rounds)))} if rounds else {})}
