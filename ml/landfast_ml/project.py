"""A project that runs on this library: its pipeline, and the facts of its `pyproject.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.contract import layout
from landfast_ml.contract.project import TABLE, ProjectFacts, Source
from landfast_ml.errors import UsageError
from landfast_ml.own import look_in
from landfast_ml.pipeline import Pipeline, Step

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
        facts = _facts(package.parent / layout.PYPROJECT)
        if (package / f"{ESTIMATORS}.py").is_file():
            look_in(f"{package.name}.{ESTIMATORS}")
        return cls(
            root=package.parent,
            package=package.name,
            pipeline=pipeline,
            name=facts.name,
            model=facts.model,
            blueprint=facts.blueprint,
            source=facts.source,
            orchestrators=facts.orchestrators,
            stages=facts.stages,
        )

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


def _facts(path: Path) -> ProjectFacts:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path.name}: can't be read: {error}") from None
    return ProjectFacts.from_json(document.get("tool", {}).get(TABLE, {}))
