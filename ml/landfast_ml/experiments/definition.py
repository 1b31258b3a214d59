"""`experiments/NAME.yaml`: what is to be shown, on what, and when it counts as shown; fixed before the first unit."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.models.measures import MEASURES, Better, for_task

CONTROL, TREATMENT = "control", "treatment"
ARMS = (CONTROL, TREATMENT)
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")

Share = Annotated[float, Field(gt=0, le=50)]


class Frozen(BaseModel):
    """Immutable, and a key that nobody reads is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Arms(Frozen):
    """A version, or an alias that is looked up once, at the start."""

    control: str = "champion"
    treatment: str = "challenger"

    @model_validator(mode="after")
    def _two(self) -> Self:
        if self.control == self.treatment:
            raise ValueError("both arms are the same: name two versions or aliases")
        return self


class Metric(Frozen):
    """`better` is known of every metric but `outcome`."""

    metric: str
    better: Better | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        measure = MEASURES.get(self.metric)
        if measure is None:
            near = difflib.get_close_matches(self.metric, MEASURES, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"there is no metric {self.metric}, there are: {', '.join(MEASURES)}{hint}")
        if measure.better is None and self.better is None:
            raise ValueError(f"say what is better of {self.metric}: `better: higher` or `better: lower`")
        if measure.better is not None and self.better not in (None, measure.better):
            raise ValueError(f"of {self.metric} {measure.better} is better, not {self.better}")
        return self

    @property
    def sign(self) -> int:
        """1 if higher is better, else -1."""
        return 1 if (self.better or MEASURES[self.metric].better) == "higher" else -1


class Primary(Metric):
    """`effect`: the smallest difference that is worth a change, in the metric's own unit."""

    effect: float = Field(gt=0)


class Guardrail(Metric):
    """`margin`: how much worse the treatment may be at most, in the metric's own unit."""

    margin: float = Field(gt=0)


class Definition(Frozen):
    """One experiment. The unit is the subject: all requests about one person go to one arm.

    `mode`: `split` answers with the unit's arm; `shadow` always answers with the control, and scores the treatment
    beside it. `ramp`: per cent of all units that the treatment gets, stage after stage; the control gets as many. The
    others get the champion and take no part, so that the two stay comparable from the first stage to the last.
    """

    hypothesis: str = Field(min_length=10)
    mode: Literal["split", "shadow"] = "split"
    arms: Arms = Arms()
    primary: Primary
    guardrails: tuple[Guardrail, ...] = ()
    test: Literal["fixed", "sequential"] = "sequential"
    alpha: float = Field(0.05, gt=0, le=0.2)
    power: float = Field(0.8, ge=0.5, lt=1)
    covariate: Literal["none", "before"] = "none"
    ramp: tuple[Share, ...] = (1, 5, 25, 50)
    units_per_day: int = Field(gt=0)
    starts: date | None = None
    maximum_days: int = Field(28, gt=0, le=365)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = []
        if not self.ramp or list(self.ramp) != sorted(set(self.ramp)):
            problems.append(f"ramp: {list(self.ramp)} must grow from stage to stage")
        names = [one.metric for one in (self.primary, *self.guardrails)]
        problems += [f"guardrails: {name} is measured twice" for name in sorted(set(names)) if names.count(name) > 1]
        if self.mode == "shadow" and self.covariate != "none":
            problems.append("covariate: of no use in shadow mode, where every unit is its own control: leave it out")
        if problems:
            raise ValueError("; ".join(problems))
        return self


def folder(job: Job) -> Path:
    return job.root / "experiments"


def names(job: Job) -> list[str]:
    return sorted(path.stem for path in folder(job).glob("*.yaml"))


def load_definition(job: Job, name: str) -> Definition:
    """The definition of this name; UsageError names every problem in it, or the names that there are."""
    path = folder(job) / f"{name}.yaml"
    if not NAME.fullmatch(name) or not path.is_file():
        near = difflib.get_close_matches(name, names(job), 1)
        hint = f"did you mean {near[0]}?" if near else f"write experiments/{name}.yaml, see docs/learning.md"
        raise UsageError(f"no experiment {name}: there are: {', '.join(names(job)) or 'none'}; {hint}")
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UsageError(f"experiments/{path.name} is not YAML: {' '.join(str(error).split())}") from None
    return checked(document, path.name, job.columns.task)


def checked(document: Any, file: str, task: str) -> Definition:
    """UsageError: `experiments/FILE: path: fact, value given; ...`, every problem at once."""
    if not isinstance(document, Mapping):
        raise UsageError(f"experiments/{file} holds no keys: see docs/learning.md")
    try:
        definition = Definition.model_validate(document)
    except ValidationError as error:
        problems = "; ".join(_problem(found) for found in error.errors())
        raise UsageError(f"experiments/{file}: {problems}") from None
    unfit = [
        f"{one.metric} is no metric of {task} models, there are: {', '.join(for_task(task))}"
        for one in (definition.primary, *definition.guardrails)
        if one.metric not in for_task(task)
    ]
    if unfit:
        raise UsageError(f"experiments/{file}: {'; '.join(unfit)}")
    return definition


def _problem(found: Any) -> str:
    where = ".".join(str(part) for part in found["loc"])
    text = found["msg"].removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(found["loc"][-1]), Definition.model_fields, 1)
        text = "no such key" + (f", did you mean {near[0]}?" if near else "")
    elif found["type"] == "missing":
        text = "is missing"
    given = found["input"]
    shown = f", given {given!r}" if isinstance(given, str | int | float | bool) and where else ""
    return f"{where}: {text}{shown}" if where else text
