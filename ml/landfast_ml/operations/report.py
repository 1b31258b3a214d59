"""The page of a project's monitoring: what is wrong first, then what runs, what it costs, and every feature."""

from __future__ import annotations

from pathlib import Path

from landfast_ml.contract.standing import Standing
from landfast_ml.environment import Job
from landfast_ml.monitoring.found import Look
from landfast_ml.pages.rendering import minute, rendered

TEMPLATES = Path(__file__).parent / "templates"


def report(job: Job, found: Standing, look: Look | None) -> str:
    """Needs nothing else, and holds no row."""
    facts = job.environment
    tables = {"Raw table": look.moved, "Predictions asked for": look.asked} if look else {}
    return rendered(
        "monitoring.html.j2",
        TEMPLATES,
        project=job.project.name,
        found=found,
        look=look,
        costs=facts.costs,
        experimenting=not job.columns.by_series,
        about=[
            ("environment", facts.environment),
            ("region", f"{facts.region}, residency area {facts.area}"),
            ("stores of", "this machine" if found.target == "local" else "the cloud"),
            ("project", facts.project),
            ("newest row", (look.newest or "none") if look else "not looked at yet"),
        ],
        tables={title: moved for title, moved in tables.items() if moved},
        time=minute(),
    )
