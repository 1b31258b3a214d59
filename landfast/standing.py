"""What `landfast status` shows: read from the states and the project's own registry; it changes nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landfast import blueprints
from landfast.blueprints import EnvironmentFacts
from landfast.check import Report, check
from landfast.core.errors import UserError
from landfast.core.progress import silent
from landfast.environment import environment_facts
from landfast.mlproject import python_of
from landfast.provision import documents_of, driving, policy_context
from landfast.synth import load_synthesis
from landfast.workspace import Workspace


@dataclass(frozen=True)
class Standing:
    """One environment as it stands. `resources`: addresses by stack; empty if nothing was brought up."""

    resources: Mapping[str, Sequence[str]]
    facts: EnvironmentFacts
    verdict: Report | None
    models: Sequence[Mapping[str, Any]]

    def to_json(self) -> dict[str, Any]:
        return {
            "resources": {stack: list(addresses) for stack, addresses in self.resources.items()},
            "facts": self.facts.model_dump(mode="json"),
            "policies": self.verdict.to_json() if self.verdict else None,
            "models": list(self.models),
        }


def standing(workspace: Workspace) -> Standing:
    """Reads what stands. Raises: UserError if a state can't be read."""
    spec, environment = workspace.spec, workspace.environment_name
    if not (workspace.synthesis_folder / "manifest.json").is_file():
        return Standing({}, environment_facts(spec, environment, {}), None, ())
    synthesis = load_synthesis(workspace.synthesis_folder)
    with driving(workspace, synthesis, silent) as (driver, _cloud):
        resources = {stack: found for stack, found in driver.resources().items() if found}
        outputs = driver.outputs() if resources else {}
    verdict = check(documents_of(synthesis), policy_context(workspace))
    return Standing(resources, environment_facts(spec, environment, outputs), verdict, models(workspace))


def models(workspace: Workspace) -> Sequence[Mapping[str, Any]]:
    """The registered model versions of the local run, newest first; none if no project stands."""
    project = blueprints.generated(workspace.project_folder)
    if project is None or not python_of(project).exists():
        return ()
    command = [str(python_of(project)), "-m", project.package, "models", "list", "--output", "json"]
    command += ["--environment", workspace.environment_name]
    done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"the project's models can't be listed: {done.stderr.strip()[-500:]}; try `make setup` there")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
