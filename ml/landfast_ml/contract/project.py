"""What a project says of itself to the library: the table `[tool.landfast-ml]` of its `pyproject.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from landfast_ml.contract import layout
from landfast_ml.contract.problems import Problem
from landfast_ml.contract.reading import ContractError, Origin, read

VERSION = 1
TABLE = "landfast-ml"
Source = Literal["demo", "csv", "bigquery"]
# What the library can make of a project: each blueprint is of one of these.
ProjectKind = Literal["tabular", "batch-scoring", "forecasting"]
CloudOrchestrator = Literal["vertex", "kubeflow", "airflow", "pachyderm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """`model` is what its versions are registered as; `stages` are the environments in the order that a release goes
    through them: the first builds. `orchestrators` are the library's own
    (`CloudOrchestrator`), or those of packages."""

    schema: int = VERSION
    name: str
    model: str
    blueprint: str
    source: Source
    orchestrators: tuple[str, ...]
    stages: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As TOML takes it: every value is a number, a text or a list of texts."""
        return {name: _listed(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ProjectFacts:
        """From the table. Raises: ContractError."""
        root = f"tool.{TABLE}"
        anew = "`landfast blueprint upgrade` writes what is missing"
        newer = "`landfast blueprint upgrade` brings the library that reads it"
        facts = read(cls, document, Origin(layout.PYPROJECT, anew, newer, root), VERSION, closed=True)
        if not facts.stages:
            step = "name the environments in the order of a release"
            raise ContractError([Problem(f"{layout.PYPROJECT}: {root}.stages", "there is none", next_step=step)])
        return facts


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
