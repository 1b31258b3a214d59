"""What an environment that was brought up leaves to a person, or to another team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from landfast.core.errors import Problem
from landfast.stacks.spec.sovereign import left_out
from landfast.targets.workspace import Workspace
from landfast.terraform import StackResult

if TYPE_CHECKING:
    from landfast.synth import Synthesis


def left_to_others(workspace: Workspace, synthesis: Synthesis, results: Mapping[str, StackResult]) -> Iterator[Problem]:
    """Each is weaker, or less, than the spec says until it is done."""
    yield from _asked(workspace, synthesis)
    yield from _unpushed(workspace, synthesis, results)
    yield from _kept_out(workspace)
    yield from not_there(workspace)


def _asked(workspace: Workspace, synthesis: Synthesis) -> Iterator[Problem]:
    """That others guard the environment, too: what they have not done is weaker than landfast would have it."""
    if synthesis.ticket is None or synthesis.ticket_file is None:
        return
    fact = f"{synthesis.ticket.resource_count} things are another team's to do, some of them now that this stands"
    limit = "weaker by each that is not done: nobody can tell from here"
    yield Problem("ticket", fact, "", limit, f"hand over {workspace.shown(synthesis.ticket_file)}")


def not_there(workspace: Workspace) -> Iterator[Problem]:
    """What the universe does not have, and an environment elsewhere has."""
    for what, weaker in left_out(workspace.spec):
        yield Problem(f"not in {workspace.spec.universe.domain}", f"{what}: {weaker}")


def _unpushed(workspace: Workspace, synthesis: Synthesis, results: Mapping[str, StackResult]) -> Iterator[Problem]:
    """That somebody has to push MLflow's image, or that a rehearsal took it for done."""
    spec, name, image = workspace.spec, workspace.environment_name, workspace.spec.platform.tracking_image
    if image is None:
        return
    path = "platform.tracking_image"
    push = f"push it to {spec.names(name).registry(spec.residency.region, 'containers')}/{image}"
    of_project = "`make mlflow-image` of a project that trains does"
    if synthesis.spec is not None and synthesis.spec["platform"]["tracking_image"] is None:
        fact = "nobody has pushed it yet, and MLflow's server is left out"
        again = f"then `landfast up {name} --target {workspace.target.name}`"
        yield Problem(path, fact, image, next_step=f"{push} ({of_project}), {again}")
    elif workspace.target.simulated and "orchestration" in results and results["orchestration"].created:
        fact = "a rehearsal takes it as pushed once its registry stands"
        limit = "on Google MLflow's server is left out until somebody has pushed it"
        yield Problem(path, fact, image, limit, f"there, after the first `landfast up`: {push} ({of_project})")


def _kept_out(workspace: Workspace) -> Iterator[Problem]:
    """That what is promoted can't be fetched yet."""
    spec, name = workspace.spec, workspace.environment_name
    missing = spec.kept_out(name)
    if missing:
        first = next(iter(spec.environments))
        fact = f"the perimeter of {first} does not let in {', '.join(missing)}"
        limit = f"what is promoted from {first} is refused until then"
        step = f"once they stand, add them to network.perimeter.members, then `landfast up {first}`"
        yield Problem("network.perimeter.members", fact, "", limit, step)
