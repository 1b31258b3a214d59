"""Draws an environment from its synthesized stacks, as one HTML page."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.check import evaluated
from landfast.core.files import write_out
from landfast.gcp.regions import catalogue
from landfast.graph import page, picture
from landfast.jobs.provision import cost_of
from landfast.jobs.request import EnvironmentRequest
from landfast.judging import subjects_of
from landfast.synth import synthesize
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.documents import GraphDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRequest(EnvironmentRequest):
    """`out`: the file to write, else one beside the spec."""

    out: Path | None = None


@dataclass(frozen=True, slots=True)
class GraphResult:
    """The page that was written, and how many resources it shows."""

    workspace: Workspace
    file: Path
    resources: int

    command: ClassVar[str] = "graph"
    exit_code: ClassVar[int] = 0

    def to_json(self) -> GraphDocument:
        return {"file": str(self.file), "resources": self.resources}


def graph(request: GraphRequest) -> GraphResult:
    """Writes the picture of the environment. Raises: UserError."""
    workspace = request.workspace()
    file = (request.out or workspace.home / f"{workspace.names.project_name}.html").resolve()
    return GraphResult(workspace, file, _draw(workspace, file))


def _draw(workspace: Workspace, out: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        synthesis = synthesize(workspace.spec, workspace.environment_name, workspace.target, Path(folder))
        resources = evaluated(subjects_of(synthesis))
    fixed = cost_of(workspace, resources)
    residency = workspace.spec.residency
    drawn = picture(f"{workspace.spec.name} · {workspace.environment_name}", residency.region, resources)
    region = catalogue()[residency.region]
    about = [
        ("project", workspace.names.project_id),
        ("home region", f"{region.name}, {region.place}"),
        ("residency area", residency.within),
        ("target", workspace.target.name),
        ("fixed costs", f"about {fixed.monthly:,.0f} {fixed.currency} a month, {fixed.budget_said}; {fixed.prices_of}"),
    ]
    write_out(out, page(drawn, residency.within, about).encode())
    return sum(drawn.stacks.values())
