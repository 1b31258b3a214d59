"""The last screen of a command: what stands, what the policies say, which model there is, what to type next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from landfast.core.progress import Event
from landfast.workspace import Workspace

if TYPE_CHECKING:
    from landfast.blueprints import EnvironmentFacts
    from landfast.cost import Cost
    from landfast.mlproject import ModelVersion
    from landfast.provision import Planned, Removed
    from landfast.terraform import StackPlan, StackResult

Rows = Sequence[tuple[str, str]]


def title(workspace: Workspace, doing: str) -> str:
    """Names the run: what, where, and that a rehearsal is one."""
    where = "rehearsal on this machine, no cost" if workspace.target == "rehearsal" else "Google Cloud"
    spec = workspace.spec
    return f"landfast {doing} · {spec.name} · {workspace.environment_name} · {spec.residency.region} · {where}"


def spec_event(workspace: Workspace) -> Event:
    """That the spec was read, and what of it matters most."""
    spec = workspace.spec
    strict = "special categories: strict rules" if spec.special_categories else "no special categories"
    return Event("spec", "done", detail=f"{workspace.shown(workspace.spec_path)}, area {spec.residency.area}, {strict}")


def grid(rows: Rows) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, value)
    return table


def panel(console: Console, heading: str, rows: Rows) -> None:
    console.print(Panel(grid(rows), title=heading, title_align="left", border_style="cyan", expand=False))


def standing_rows(facts: EnvironmentFacts) -> Rows:
    return [
        ("project", facts.project),
        ("region", f"{facts.region}, residency area {facts.area}"),
        ("buckets", "  ".join(facts.buckets.model_dump().values())),
        ("endpoint", facts.endpoint),
        ("registry", facts.registries.containers),
    ]


def changes(results: Mapping[str, StackResult]) -> str:
    """`nothing changed`, or what did, stack by stack."""
    said = []
    for name, result in results.items():
        counts = {"created": result.created, "updated": result.updated, "deleted": result.deleted}
        words = [f"{count} {word}" for word, count in counts.items() if count]
        if words:
            said.append(f"{name} {', '.join(words)}")
    return "; ".join(said) or "nothing changed"


def model_rows(model: ModelVersion) -> Rows:
    state = "current: data, code and configuration are unchanged" if model.skipped else "registered"
    metrics = "  ".join(f"{name} {value:.4g}" for name, value in sorted(model.metrics.items()))
    return [
        ("model", f"{model.model} version {model.version}, {state}"),
        ("features", f"version {model.feature_version}"),
        ("test metrics", metrics),
    ]


def counts(plan: StackPlan) -> dict[str, int]:
    return {"create": plan.create, "update": plan.update, "replace": plan.replace, "delete": plan.delete}


def plan_table(planned: Planned) -> Table:
    table = Table("stack", "create", "update", "replace", "delete", box=None)
    for name, plan in planned.plans.items():
        table.add_row(name, *map(str, counts(plan).values()))
    return table


def print_cost(console: Console, cost: Cost) -> None:
    """The table of fixed costs, what it leaves out, and a warning if the budget is not enough."""
    table = cost.table
    grid = Table("stack", "fixed cost", box=None)
    for heading in ("how many", f"{table.currency} a month"):
        grid.add_column(heading, justify="right")
    grid.add_column("note", overflow="fold", style="dim")
    for driver in cost.drivers:
        monthly = "not known" if driver.monthly is None else f"{driver.monthly:,.2f}"
        least = "at least " if driver.price.least else ""
        place = f"price of {driver.price.region}" if driver.price.region else ""
        note = "; ".join(filter(None, (place, driver.price.note)))
        grid.add_row(driver.stack, driver.price.what, f"{driver.quantity:g}", least + monthly, note)
    budget = "no budget" if cost.budget is None else f"budget {cost.budget:,} EUR"
    grid.add_row(
        "", "all that has a price", "", f"{cost.monthly:,.2f}", f"prices of {table.date}; {budget}", style="bold"
    )
    console.print(grid)
    if cost.stand_ins:
        stood = f"{', '.join(cost.stand_ins)}: the price of another region stands in for that of {cost.region}"
        console.print(f"{stood}, which is mostly higher.", style="dim", highlight=False)
    console.print(f"Not in it: {'; '.join(table.left_out)}.", style="dim", highlight=False)
    print_cost_warning(console, cost)


def print_cost_warning(console: Console, cost: Cost) -> None:
    if cost.warning:
        console.print(f"Warning: {cost.warning}", style="bold yellow", highlight=False)


def removed_sentence(workspace: Workspace, removed: Removed) -> str:
    """That nothing is left, or how much is."""
    gone = sum(result.deleted for result in removed.results.values())
    left = f"{removed.in_states} resources left in the states"
    if removed.in_cloud is not None:
        left += f", {removed.in_cloud} on the rehearsal cloud"
    code = f"; the project's code stays in {workspace.shown(workspace.project_folder)}"
    return f"removed {gone} resources of {workspace.environment_name}; {left}{code}"


def registry_rows(models: Sequence[Mapping[str, Any]]) -> Rows:
    """One row a registered model version."""
    rows = []
    for model in models:
        metrics = "  ".join(f"{name} {value:.4g}" for name, value in sorted(model["metrics"].items()))
        aliases = f" ({', '.join(model['aliases'])})" if model["aliases"] else ""
        rows.append((f"version {model['version']}{aliases}", metrics))
    return rows or [("none", "no pipeline has run here")]


def next_steps(workspace: Workspace) -> Rows:
    """What a person may want to type now, as it has to be typed in the current folder."""
    spec = workspace.shown(workspace.spec_path)
    option = "" if spec == workspace.spec_path.name else f" --spec {spec}"
    environment, folder = workspace.environment_name, workspace.shown(workspace.project_folder)
    return [
        (f"landfast up {environment}{option}", "again: changes only what differs"),
        (f"landfast status {environment}{option}", "what stands"),
        (f"landfast check{option}", "the policies, every environment"),
        (f"cd {folder} && make help", "the ML project: yours to edit"),
        (f"landfast down {environment}{option}", "remove everything"),
    ]
