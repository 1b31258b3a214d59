"""A project that runs on this library: its pipeline, and the facts of its `pyproject.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from landfast_ml.errors import UsageError
from landfast_ml.own import look_in
from landfast_ml.pipeline import Pipeline, Step

Source = Literal["demo", "csv", "bigquery"]
TABLE = "landfast-ml"
# The modules of a project's own estimators, and of its own features.
ESTIMATORS, FEATURES = "estimators", "features"


@dataclass(frozen=True, slots=True)
class Project:
    """`package` is run with `python -m`; `model` is what its versions are registered as; `orchestrators` are the
    cloud's, `stages` the environments in the order that a release goes through them: the first builds."""

    root: Path
    package: str
    name: str
    model: str
    blueprint: str
    source: Source
    orchestrators: tuple[str, ...]
    stages: tuple[str, ...]
    pipeline: Pipeline

    @classmethod
    def at(cls, file: str, pipeline: Pipeline) -> Project:
        """Of the package that `file` lies in, whose folder has `pyproject.toml` beside it. UsageError."""
        package = Path(file).resolve().parent
        facts = _facts(package.parent / "pyproject.toml")
        if (package / f"{ESTIMATORS}.py").is_file():
            look_in(f"{package.name}.{ESTIMATORS}")
        return cls(root=package.parent, package=package.name, pipeline=pipeline, **facts)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.pipeline.steps

    @property
    def every_step(self) -> tuple[Step, ...]:
        return (*self.pipeline.steps, *self.pipeline.apart.values())

    @property
    def origin(self) -> str:
        """The environment that builds what the others take."""
        return self.stages[0]


def _facts(path: Path) -> dict[str, Any]:
    """The table `[tool.landfast-ml]`."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get(TABLE, {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path.name}: can't be read: {error}") from None
    texts, lists = ("name", "model", "blueprint", "source"), ("orchestrators", "stages")
    problems = [f"{name} is missing, or no text" for name in texts if not isinstance(given.get(name), str)]
    problems += [f"{name} is missing, or no list of texts" for name in lists if not _is_texts(given.get(name))]
    problems += [f"{name}: no such fact" for name in given if name not in (*texts, *lists)]
    if not problems and given["source"] not in get_args(Source):
        problems.append(f"source: {given['source']} is none of {', '.join(get_args(Source))}")
    if not problems and not given["stages"]:
        problems.append("stages: there is none, name the environments in the order of a release")
    if problems:
        raise UsageError("; ".join(f"{path.name}: tool.{TABLE}.{problem}" for problem in problems))
    return {**{name: given[name] for name in texts}, **{name: tuple(given[name]) for name in lists}}


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
