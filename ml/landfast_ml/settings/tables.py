"""`settings.toml`: what may differ from run to run and from environment to environment, typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from landfast_ml.contract import layout
from landfast_ml.errors import UsageError
from landfast_ml.settings.configuration import Keys, load


@dataclass(frozen=True, slots=True)
class Tracking:
    """`cloud` is what records runs and models there; here it is always MLflow."""

    cloud: Literal["mlflow", "vertex"] = "mlflow"


@dataclass(frozen=True, slots=True)
class Model:
    """Of a project that uses another's models: `project` is that one's folder; `version` an alias, or a number that is
    held on to."""

    project: str = ""
    version: str = "champion"


@dataclass(frozen=True, slots=True)
class Data:
    """What the raw table must satisfy. Shares are fractions of all rows.

    `known_before` names features that may tell the target perfectly, because they are known before it. `origin` is the
    BigQuery table that `data import` takes the columns of. `maximum_refused_share` is for a table that is scored.
    """

    minimum_rows: int = 100
    maximum_columns: int = 1000
    maximum_rejected_share: float = 0.05
    maximum_duplicate_share: float = 0.05
    maximum_categories: int = 1000
    maximum_refused_share: float = 0.05
    known_before: list[str] = field(default_factory=list)
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Features:
    """`test_share` of the subjects are held out, or with `split = "time"` the newest rows; `cloud_runner` is `dataflow`
    or `local`.

    A category gets an output of its own if at least `fewest_rows` training rows have it, and at most `most_categories`
    of a column do; the others are one.
    """

    test_share: float = 0.25
    split: Literal["subject", "time"] = "subject"
    most_categories: int = 30
    fewest_rows: int = 10
    cloud_runner: Literal["dataflow", "local"] = "dataflow"


@dataclass(frozen=True, slots=True)
class Train:
    """How a model is trained. `balanced`: every class weighs the same, however rare it is."""

    seed: int = 20
    class_weight: Literal["none", "balanced"] = "none"


@dataclass(frozen=True, slots=True)
class Search:
    """How a model is searched for: `algorithms` compete, until `trials` or `seconds` are over, whichever is first, or
    none has got better for `patience` trials of its own. `folds` of a cross-validation: grouped by subject, or forward
    in time (`features.split`). `most_rows` are looked at, the model learns from all. `mix`: several may be one model.
    """

    algorithms: list[str] = field(default_factory=lambda: ["linear", "boosting", "forest"])
    trials: int = 36
    seconds: float = 120.0
    folds: int = 5
    patience: int = 12
    most_rows: int = 50_000
    mix: bool = True


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """From which probability on a row counts as positive, in a binary task, and whether probabilities are corrected.

    `rule`: `youden` (largest sum of recall and specificity), `cost` (of a `false_alarm` and a `miss`), `precision` or
    `recall` (at least `floor`), or `fixed` (as it is given). `calibrate`: corrected where that helps.
    """

    rule: Literal["youden", "cost", "precision", "recall", "fixed"] = "youden"
    floor: float = 0.9
    false_alarm: float = 1.0
    miss: float = 1.0
    fixed: float = 0.5
    calibrate: bool = True


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Bootstrap resamples for the confidence intervals; columns of which every group is measured by itself."""

    resamples: int = 1000
    confidence: float = 0.95
    groups: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is forecast: the next `horizon` times of every series. `frequency` is how often there is a value, `season`
    after how many it comes back: "" and 0 are found. `gaps` between two values are refused, kept as missing, or zeros.

    `coverage` is the share of values that an interval is to hold; `point` what the one number in it is. `iterations` is
    the most trees; of a larger table `most_rows` are learned from.
    """

    horizon: int = 14
    frequency: str = ""
    season: int = 0
    gaps: Literal["refuse", "missing", "zero"] = "refuse"
    coverage: float = 0.9
    point: Literal["median", "mean"] = "median"
    iterations: int = 200
    most_rows: int = 80_000


@dataclass(frozen=True, slots=True)
class Backtest:
    """At most `origins` forecasts of the past, each `stride` times after the one before (0: a horizon), by models that
    are learned anew `refits` times; `confidence` of the intervals of what is compared."""

    origins: int = 8
    stride: int = 0
    refits: int = 2
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Gate:
    """What a model must reach on held-out data before it is registered, and how far it may stay behind the champion.

    It becomes champion with a gain of at least `minimum_gain` that a test at `alpha`, shared by all looks at the same
    held-out rows, doesn't call noise; a gain `within_noise` makes it challenger, or is refused. `membership`: largest
    score of an attack that guesses who was learned from, 0.5 (nothing is told) to 1; the interval's low end counts.
    `coverage_margin`: how far below its share an interval of a forecast may stay.
    """

    limits: list[str] = field(default_factory=list)
    champion_margin: float = 0.02
    minimum_gain: float = 0.001
    alpha: float = 0.05
    within_noise: Literal["challenger", "refuse"] = "challenger"
    membership: float = 0.8
    coverage_margin: float = 0.05


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What counts as an alarm. `freshness_days` 0: how old the newest row is, is not watched.

    `numeric_distance` is Jensen-Shannon's divergence, `categorical_distance` the largest change of a share, both 0 to
    1; `missing_change` is the change of the share of missing values. `false_alarms` is the chance that a look at data
    that has not changed at all finds some feature drifting. With fewer rows than `minimum_rows` nothing is said.
    `late_steps`: so many values of a series may be missing at its end, 0: not watched.
    """

    window_days: int = 7
    minimum_rows: int = 100
    freshness_days: int = 7
    numeric_distance: float = 0.1
    categorical_distance: float = 0.1
    missing_change: float = 0.05
    false_alarms: float = 0.01
    late_steps: int = 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the cloud runs what by itself: cron expressions in UTC, "" for never."""

    training: str = ""
    monitoring: str = ""
    scoring: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every table that there is; a kind of project has some of them, and some of their keys (`landfast_ml.kinds`)."""

    tracking: Tracking = field(default_factory=Tracking)
    model: Model = field(default_factory=Model)
    data: Data = field(default_factory=Data)
    features: Features = field(default_factory=Features)
    train: Train = field(default_factory=Train)
    search: Search = field(default_factory=Search)
    decision: DecisionRule = field(default_factory=DecisionRule)
    evaluate: Evaluate = field(default_factory=Evaluate)
    forecast: Forecast = field(default_factory=Forecast)
    backtest: Backtest = field(default_factory=Backtest)
    gate: Gate = field(default_factory=Gate)
    monitoring: Monitoring = field(default_factory=Monitoring)
    schedule: Schedule = field(default_factory=Schedule)

    def home(self, root: Path) -> Path:
        """The project whose folder `.local` stands for the cloud's environments: this one, or the one whose models it
        uses. UsageError if that one isn't there."""
        home = (root / self.model.project).resolve()
        if self.model.project and not (home / layout.ENVIRONMENTS).is_dir():
            step = "name the folder of the project that trains the model"
            raise UsageError(f"settings.toml: model.project: there is no project in {home}: {step}")
        return home if self.model.project else root


def load_settings(path: Path, known: Keys, environment: str, changes: Sequence[str] = ()) -> Settings:
    """Those of an environment, with `changes` (`table.key=value`) on top; what isn't given is as its table says.

    `known` are the tables and keys that this kind of project has. UsageError with every problem.
    """
    return load(Settings, path, environment, changes, known)
