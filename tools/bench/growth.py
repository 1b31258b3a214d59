"""How the figures grow: with everything on, with more environments, with more resources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.bench.commands import LANDFAST, check_figures
from tools.bench.measure import SPEC, Figure, Measured, median, run

RESOURCES = (10_000, 50_000)
ENVIRONMENTS = (1, 3, 10, 25, 50)
EVERYTHING = """
platform: {orchestrators: [vertex, kubeflow, airflow, pachyderm], tracking: mlflow, cluster: standard, gpu: l4}
repository: {host: github, owner: acme, name: diagnosis, installation: 1, token_version: 1, public_egress: true}
"""


def growth_figures(folder: Path) -> Iterator[Figure]:
    yield from _everything_figures(folder)
    yield from _environment_figures(folder)
    yield from check_figures(1, folder, RESOURCES)


def _everything_figures(folder: Path) -> Iterator[Figure]:
    """Everything on, three environments one after the other: planned from nothing, brought up, planned again."""
    home = folder / "everything"
    home.mkdir()
    names = ("dev", "test", "prod")
    spec = home / "landfast.yaml"
    spec.write_text(_spec(names), encoding="utf-8")

    def each(*words: str) -> Measured:
        runs = [run((LANDFAST, words[0], name, *words[1:], "--spec", spec)) for name in names]
        return Measured(sum(found.seconds for found in runs), max(found.megabytes for found in runs))

    yield median("plan, everything on, 3 environments", 1, lambda: each("plan"), "25 s")
    yield median("up, everything on, 3 environments", 1, lambda: each("up", "--no-pipeline"), "60 s (apply alone)")
    yield median("plan again, no change, 3 environments", 1, lambda: each("plan"))


def _environment_figures(folder: Path) -> Iterator[Figure]:
    """Everything on, for ever more environments: synthesized and checked in one command."""
    for count in ENVIRONMENTS:
        spec = folder / f"everything-{count}.yaml"
        spec.write_text(_spec(tuple(f"env{number}" for number in range(count))), encoding="utf-8")
        bound = "5 s, 400 MB (synthesis alone)" if count == 3 else ""
        command = (LANDFAST, "check", "--spec", spec)
        yield median(f"check, everything on, {count} environments", 1, lambda: run(command), bound)  # noqa: B023


def _spec(environments: tuple[str, ...]) -> str:
    head = SPEC.read_text(encoding="utf-8").split("environments:")[0]
    return f"{head}environments: {{{': {}, '.join(environments)}: {{}}}}\n{EVERYTHING}"
