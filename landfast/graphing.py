"""What `landfast graph` does: draws an environment from its synthesized stacks."""

from __future__ import annotations

import tempfile
from pathlib import Path

from landfast.core.errors import UserError
from landfast.core.files import write
from landfast.gcp.regions import catalogue
from landfast.graph import page, picture
from landfast.provision import cost_of
from landfast.synth import synthesize
from landfast.workspace import Workspace


def draw(workspace: Workspace, out: Path) -> int:
    """Writes the picture of the environment to `out`; how many resources it has. Raises: UserError."""
    with tempfile.TemporaryDirectory() as folder:
        synthesis = synthesize(workspace.spec, workspace.environment_name, workspace.target, Path(folder))
        documents = {stack.name: stack.read() for stack in synthesis.stacks}
        fixed = cost_of(workspace, synthesis)
    residency = workspace.spec.residency
    drawn = picture(f"{workspace.spec.name} · {workspace.environment_name}", residency.region, documents)
    region = catalogue()[residency.region]
    place = f"{residency.region} · {region.city}, {region.country} · residency area {residency.area}"
    budget = "no budget" if fixed.budget is None else f"budget {fixed.budget:,} EUR"
    note = f" · fixed costs about {fixed.monthly:,.0f} {fixed.table.currency} a month, {budget}"
    try:
        write(out, page(drawn, place, note).encode())
    except OSError as error:
        raise UserError(f"{out}: can't be written ({error.strerror}): name another file with --out") from None
    return sum(drawn.stacks.values())
