"""What an environment costs while nobody uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from landfast.cost import Cost


def print_cost(console: Console, cost: Cost) -> None:
    """The table of fixed costs, what it leaves out, and a warning if the budget is not enough."""
    table = cost.table
    grid = Table("stack", "fixed cost", box=None)
    for heading in ("how many", f"{cost.currency} a month"):
        grid.add_column(heading, justify="right")
    grid.add_column("note", overflow="fold", style="dim")
    for driver in cost.drivers:
        monthly = "not known" if driver.monthly is None else f"{driver.monthly:,.2f}"
        least = "at least " if driver.price.least else ""
        place = f"price of {driver.price.region}" if driver.price.region else ""
        note = "; ".join(filter(None, (place, driver.price.note)))
        grid.add_row(driver.stack, driver.price.what, f"{driver.quantity:g}", least + monthly, note)
    grid.add_row("", "all that has a price", "", f"{cost.monthly:,.2f}", cost.budget_said, style="bold")
    console.print(grid)
    console.print(f"{cost.prices_of[0].upper()}{cost.prices_of[1:]}.", style="dim", highlight=False)
    if cost.stand_ins:
        stood = f"{', '.join(cost.stand_ins)}: the price of another region stands in for that of {cost.region}"
        console.print(f"{stood}, which is mostly higher.", style="dim", highlight=False)
    console.print(f"Not in it: {'; '.join(table.left_out)}.", style="dim", highlight=False)
    print_cost_warning(console, cost)


def print_cost_warning(console: Console, cost: Cost) -> None:
    if cost.warning:
        console.print(f"Warning: {cost.warning}", style="bold yellow", highlight=False)
