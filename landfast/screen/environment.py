"""The last screen of the commands on an environment: what stands, what the policies say of it, what to type next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from landfast.jobs.request import begun
from landfast.screen.change_words import summary
from landfast.screen.changes import print_changes
from landfast.screen.command_lines import on_environment, with_spec
from landfast.screen.consoles import console
from landfast.screen.cost import print_cost, print_cost_warning
from landfast.screen.figures import figure
from landfast.screen.live import title
from landfast.screen.panels import Rows, command_panel, model_rows, panel

if TYPE_CHECKING:
    from landfast_ml.contract.facts import EnvironmentFacts
    from landfast_ml.contract.messages import RegisteredModel

    from landfast.core.errors import Problem
    from landfast.jobs.down import DownResult
    from landfast.jobs.plan import PlanResult
    from landfast.jobs.status import StatusResult
    from landfast.jobs.up import UpResult
    from landfast.projects.planned import PlannedProject
    from landfast.targets.workspace import Workspace
    from landfast.terraform import StackResult


def show_up(result: UpResult) -> None:
    out = console()
    panel(out, "What stands", [*_standing_rows(result.facts), ("changes", _changes(result.results))])
    panel(out, "Policies", [("verdict", result.verdict.summary())])
    if result.model:
        panel(out, "Model", [("data", _learned_from(result.project)), *model_rows(result.model)])
    print_cost_warning(out, result.cost)
    if result.left_open:
        panel(out, "Left open", [row for problem in result.left_open for row in _open_rows(problem)])
    command_panel(out, "Next", _next_steps(result.workspace))


def _open_rows(problem: Problem) -> Rows:
    rows = [(problem.path, problem.fact), ("  until then", problem.limit), ("  next", problem.next_step)]
    return [row for row in rows if row[1]]


def show_plan(result: PlanResult) -> None:
    out = console()
    print_changes(result.changes, attributes=result.attributes)
    out.print(_plan_table(result))
    rows = [("verdict", result.verdict.summary())]
    if result.ticket:
        rows += [("asked of others", f"{result.workspace.shown(result.ticket)}: weaker by each that is not done")]
    panel(out, "Policies", rows)
    if result.left_out:
        panel(out, "Left out", [row for problem in result.left_out for row in _open_rows(problem)])
    print_cost(out, result.cost)
    _print_what_to_do(result)


def show_status(result: StatusResult) -> None:
    out = console()
    out.print(title(begun("status", result.workspace)), style="bold cyan", highlight=False)
    if result.verdict is None or not result.resources:
        out.print(f"nothing stands: bring it up with `{on_environment('up', result.workspace)}`", highlight=False)
        _print_page(result)
        return
    stacks = "  ".join(f"{name} {len(addresses)}" for name, addresses in result.resources.items())
    unread = [("not told", str(problem)) for problem in result.unread]
    panel(out, "What stands", [*_standing_rows(result.facts), ("resources", stacks), *unread])
    panel(out, "Policies", [("verdict", result.verdict.summary())])
    panel(out, "Models", _registry_rows(result.models))
    _print_page(result)


def _print_page(result: StatusResult) -> None:
    if result.page:
        out = console()
        out.print(f"{result.workspace.shown(result.page)}: open it in a browser", highlight=False, soft_wrap=True)


def show_down(result: DownResult) -> None:
    out = console()
    if result.certificate is None:
        out.print(_gone_already(result), highlight=False, soft_wrap=True)
        return
    panel(out, "Google keeps", [(one.what, _until(result.certificate.until(one))) for one in result.certificate.kept])
    out.print(_removed(result), highlight=False, soft_wrap=True)


def _until(moment: str | None) -> str:
    """The day of a moment."""
    return f"until {moment.partition('T')[0]}" if moment else "for good"


def _gone_already(result: DownResult) -> str:
    """That nothing stood, and which file certifies when it went."""
    workspace = result.workspace
    left = f"; {result.in_cloud} resources are left on {workspace.target.cloud}" if result.in_cloud else ""
    certified = f", as {workspace.shown(result.earlier)} certifies" if result.earlier else ""
    return f"{workspace.environment_name} is gone: nothing of it stands{certified}{left}"


def _standing_rows(facts: EnvironmentFacts) -> Rows:
    return [
        ("project", facts.project),
        ("region", f"{facts.region}, residency area {facts.area}"),
        ("buckets", "  ".join(facts.buckets.values())),
        ("endpoint", facts.endpoint),
        ("registry", facts.registries["containers"]),
    ]


def _changes(results: Mapping[str, StackResult]) -> str:
    """`nothing changed`, or what did, stack by stack."""
    said = []
    for name, result in results.items():
        counts = {"created": result.created, "updated": result.updated, "deleted": result.deleted}
        words = [f"{count} {word}" for word, count in counts.items() if count]
        if words:
            said.append(f"{name} {', '.join(words)}")
    return "; ".join(said) or "nothing changed"


def _print_what_to_do(planned: PlanResult) -> None:
    """The summary once more, below a list that may be long, and what to type."""
    out, changes, workspace = console(), planned.changes, planned.workspace
    losing = any(change.loses for change in changes)
    out.print(f"\nPlan: {summary(changes)}.", style="bold red" if losing else "bold", highlight=False)
    if not changes:
        return
    if planned.refused:
        out.print(f"`up` refuses another region for what stands in {planned.refused.before}.", highlight=False)
        return
    command = on_environment("up", workspace)
    asks = "; it asks before that is lost" if losing else ""
    out.print(f"Do it with `{command}`{asks}. Just this, and nothing else:", highlight=False)
    out.print(f"{command} --plan {planned.named}", highlight=False, soft_wrap=True)


def _plan_table(planned: PlanResult) -> Table:
    table = Table("stack", "create", "update", "replace", "delete", box=None)
    for name, plan in planned.plans.items():
        table.add_row(name, *map(str, (plan.create, plan.update, plan.replace, plan.delete)))
    return table


def _removed(removed: DownResult) -> str:
    """That nothing is left, or how much is."""
    workspace = removed.workspace
    gone = sum(result.deleted for result in removed.results.values())
    left = f"{removed.in_states} resources left in the states"
    if removed.in_cloud is not None:
        left += f", {removed.in_cloud} on {workspace.target.cloud}"
    if not workspace.spec.ownership(workspace.environment_name).project:
        left += (
            f"; project {workspace.names.project_id} stays, with its keys and the log bucket: landfast did not make it"
        )
    code = f"; the project's code stays in {workspace.shown(workspace.project_folder)}"
    page = next((path for path in removed.files if path.suffix == ".html"), None)
    certified = f"; certificate: {workspace.shown(page)}" if page else ""
    return f"removed {gone} resources of {workspace.environment_name}; {left}{code}{certified}"


def _registry_rows(models: Sequence[RegisteredModel]) -> Rows:
    """One row a registered model version."""
    rows = []
    for model in models:
        metrics = "  ".join(f"{name} {figure(value)}" for name, value in sorted(model.metrics.items()))
        aliases = f" ({', '.join(model.aliases)})" if model.aliases else ""
        rows.append((f"version {model.version}{aliases}", metrics))
    return rows or [("none", "no pipeline has run here")]


def _learned_from(project: PlannedProject) -> str:
    if project.demo:
        return "the demo's, not yours: `landfast init --data`, or `project:` in the spec, names your own table"
    return f"your table {project.source.declared.table}"


def _next_steps(workspace: Workspace) -> Rows:
    """What a person may want to type now, as it has to be typed in the current folder."""
    folder = workspace.shown(workspace.project_folder)
    return [
        (on_environment("up", workspace), "again: changes only what differs"),
        (on_environment("status", workspace), "what stands"),
        (with_spec("check", workspace), "the policies, every environment"),
        (f"cd {folder} && make help", "the ML project: yours to edit"),
        (on_environment("down", workspace), "remove everything"),
    ]
