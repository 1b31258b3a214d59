"""An environment as one HTML page: what runs, models, experiments, drift, costs against the budget, policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.contract.standing import Standing
from landfast_ml.pages.rendering import minute, rendered

from landfast import __version__
from landfast.check import Report
from landfast.gcp.regions import catalogue
from landfast.policies.model import SEVERITIES
from landfast.targets.workspace import Workspace

TEMPLATES = Path(__file__).parent / "templates"


def render_status(
    workspace: Workspace,
    resources: Mapping[str, Sequence[str]],
    facts: EnvironmentFacts,
    verdict: Report | None,
    project: Standing | None,
    notes: Sequence[str],
) -> str:
    """`project` is None where none was generated, or it can't be asked: `notes` say why."""
    return rendered(
        "status.html.j2",
        TEMPLATES,
        name=workspace.spec.name,
        environment=workspace.environment_name,
        about=_about(workspace, facts),
        resources=resources,
        total=sum(map(len, resources.values())),
        facts=facts,
        verdict=verdict,
        severities=[(name, verdict.count(name)) for name in reversed(SEVERITIES)] if verdict else [],
        project=project,
        notes=notes,
        time=minute(),
        version=__version__,
    )


def _about(workspace: Workspace, facts: EnvironmentFacts) -> list[tuple[str, str]]:
    return [
        ("project", facts.project),
        ("region", f"{facts.region}, {catalogue()[facts.region].place}"),
        ("residency area", facts.area),
        ("target", workspace.target.name),
        ("endpoint", facts.endpoint.rsplit("/", 1)[-1]),
        ("images", facts.registries["containers"]),
    ]
