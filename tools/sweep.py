"""What `scripts/sweep` runs: up, a second plan, down, on the combinations of what a spec can ask for.

Without `--full` any two values of two fields are together in one of the combinations; with it every platform (each set
of orchestrators, tracking and cluster) is among them too. Prints a line each; exits with 1 if something does not hold.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from landfast.check import Report
from landfast.core.errors import UserError
from landfast.jobs.down import DownRequest, down
from landfast.jobs.plan import PlanRequest, plan
from landfast.jobs.result import Refused
from landfast.jobs.up import UpRequest, up
from landfast.jobs.withheld import Withheld
from landfast.provider.genuine import VARIABLE
from landfast.targets.providers import GENUINE, PROVIDERS, STAND_IN, ProviderName
from landfast.terraform.results import StackPlan

ORCHESTRATORS = ("vertex", "kubeflow", "airflow", "pachyderm")
PERIMETER = {"access_policy": "123456789", "members": ["user:ana@acme.example"]}
# Without a controller the record of processing (GDPR Art. 30) is a finding, and rightly.
CONTROLLER = {
    "organisation": "Klinik", "dpo": "dpo@acme.example", "purpose": "diagnosis", "legal_basis": "consent",
    "data_categories": ["contact"],
}  # fmt: skip
HEALTH = {**CONTROLLER, "data_categories": ["health"], "special_condition": "explicit-consent"}
CODE = {"owner": "acme", "name": "churn"}
TOKENS = {"token_version": 1}
# Field -> what it can be; the first value is the one of a spec that doesn't say.
FIELDS: Mapping[str, Sequence[Any]] = {
    "vertex": (True, False),
    **dict.fromkeys(ORCHESTRATORS[1:], (False, True)),
    "tracking": ("vertex", "mlflow", "mlflow:3.6.0"),
    "cluster": (None, "autopilot", "standard"),
    "gpu": (None, "l4", "a100"),
    "online_store": (False, True),
    "endpoints": (None, "private"),
    "repository": (
        None,
        {"host": "github", **CODE},
        {"host": "github", **CODE, **TOKENS, "installation": 1},
        {"host": "gitlab", **CODE},
        {"host": "gitlab", **CODE, **TOKENS},
    ),
    "perimeter": (None, PERIMETER, {**PERIMETER, "enforce": True}),
    "egress_hosts": ((), ("pypi.org",)),
    "environment": ({}, {"budget_eur": 300}, {"approval": True}),
    "controller": (CONTROLLER, HEALTH),
}
Choice = Mapping[str, Any]
Pair = frozenset[tuple[str, int]]


def covering(seeds: Iterable[Mapping[str, int]]) -> Iterator[Choice]:
    """The seeds completed, then more, until any two values of two fields are together in one. Always the same ones."""
    missing = {
        frozenset({(one, i), (other, j)})
        for one, other in itertools.combinations(FIELDS, 2)
        for i in range(len(FIELDS[one]))
        for j in range(len(FIELDS[other]))
    }
    for seed in seeds:
        yield _chosen(_completed(dict(seed), missing))
    while missing:
        yield _chosen(_completed(dict(min(missing, key=sorted)), missing))


def _completed(picked: dict[str, int], missing: set[Pair]) -> dict[str, int]:
    """Takes for each field that is open the value that brings most of what is missing, and takes that off the list."""
    for field in FIELDS:
        if field not in picked:
            news = [len(_pairs({**picked, field: index}) & missing) for index in range(len(FIELDS[field]))]
            picked[field] = news.index(max(news))
    missing -= _pairs(picked)
    return picked


def _pairs(picked: Mapping[str, int]) -> set[Pair]:
    return {frozenset(two) for two in itertools.combinations(picked.items(), 2)}


def _chosen(picked: Mapping[str, int]) -> Choice:
    return {field: FIELDS[field][index] for field, index in picked.items()}


def combinations(*, full: bool) -> list[Choice]:
    """What is tried."""
    seeds: list[dict[str, int]] = []
    for picked in itertools.product((0, 1), repeat=len(ORCHESTRATORS)) if full else ():
        if picked == (1, 0, 0, 0):  # Nothing runs the pipeline.
            continue
        for cluster in range(len(FIELDS["cluster"])):
            # MLflow with its server and without by turns: the server is the same whatever stands beside it.
            for tracking in (0, 1 + (sum(picked) + cluster) % 2):
                seeds.append(dict(zip(ORCHESTRATORS, picked, strict=True)) | {"cluster": cluster, "tracking": tracking})
    return list(covering(seeds))


def spec_of(choice: Choice, *, protected: bool) -> dict[str, Any]:
    """The content of landfast.yaml."""
    tracking, _, tag = choice["tracking"].partition(":")
    platform = {name: choice[name] for name in ("cluster", "gpu", "online_store", "endpoints")}
    # One at least: without any it is Vertex AI's.
    platform["orchestrators"] = [name for name in ORCHESTRATORS if choice[name]] or ["vertex"]
    platform |= {"tracking": tracking} | ({"tracking_image": choice["tracking"]} if tag else {})
    return {
        "name": "churn",
        "residency": {"area": "eu", "region": "europe-west4"},
        "controller": choice["controller"],
        "environments": {"dev": {**choice["environment"], "protected": protected}},
        "platform": platform,
        "network": {"egress_hosts": choice["egress_hosts"], "perimeter": choice["perimeter"]},
        "repository": choice["repository"],
    }


def problems_of(choice: Choice, provider: ProviderName = STAND_IN) -> Iterator[str]:
    """What does not hold for a combination: nothing, if all is well."""
    with tempfile.TemporaryDirectory(prefix="landfast-sweep-") as folder:
        path = Path(folder) / "landfast.yaml"
        request = UpRequest(spec=path, pipeline=False, provider=provider)
        protected = bool(choice["environment"].get("approval"))
        _write(path, choice, protected=protected)
        first = up(request)
        if isinstance(first, Withheld):
            yield f"up would lose {len(first.refusal.losses)} resources"
            return
        yield from _findings(first.refusal.report if isinstance(first, Refused) else first.verdict)
        if isinstance(first, Refused):
            return
        planned = plan(PlanRequest(spec=path))
        for name, stack in ({} if isinstance(planned, Refused) else planned.plans).items():
            if changes := [f"{count} to {action}" for action, count in _counts(stack) if count]:
                yield f"second plan of {name}: {', '.join(changes)}"
        _write(path, choice, protected=False)
        if protected:
            # What protects it has to be taken off first, and only that.
            up(request)
        removed = down(DownRequest(spec=path))
        if removed.in_states or removed.in_cloud:
            yield f"left: {removed.in_states} in the states, {removed.in_cloud} in the cloud"


def _write(path: Path, choice: Choice, *, protected: bool) -> None:
    path.write_text(json.dumps(spec_of(choice, protected=protected)), encoding="utf-8")


def _findings(report: Report) -> Iterator[str]:
    return (f"{finding.rule.id} {finding.address}" for finding in report.findings)


def _counts(found: StackPlan) -> tuple[tuple[str, int], ...]:
    return (("create", found.create), ("update", found.update), ("replace", found.replace), ("delete", found.delete))


def judged(choice: Choice, provider: ProviderName = STAND_IN) -> tuple[str, list[str], float]:
    """The combination in words, what does not hold, and the seconds that it took."""
    started = time.monotonic()
    try:
        found = list(problems_of(choice, provider))
    except UserError as error:
        found = str(error).splitlines()
    return _words(choice), found, time.monotonic() - started


def _words(choice: Choice) -> str:
    """What differs from a spec that says nothing."""
    said = [f"{field}={json.dumps(value)}" for field, value in choice.items() if value != FIELDS[field][0]]
    return " ".join(said).replace('"', "") or "defaults"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="every platform, and any two values of two fields")
    parser.add_argument("--jobs", type=int, default=1, help="how many at once")
    parser.add_argument("--part", default="1/1", help="only these, e.g. 2/3: for several machines")
    parser.add_argument("--provider", choices=PROVIDERS, default=STAND_IN, help="HashiCorp's own judges them, too")
    parser.add_argument("--list", action="store_true", help="only count them")
    options = parser.parse_args()
    if options.provider == GENUINE and not os.environ.get(VARIABLE):
        print(f"skipped: {VARIABLE} names no program of HashiCorp's provider (docs/genuine.md)")
        return
    part, parts = map(int, options.part.split("/"))
    chosen = combinations(full=options.full)[part - 1 :: parts]
    print(f"{len(chosen)} combinations", flush=True)
    if options.list:
        return
    failed = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for number, (words, found, seconds) in enumerate(
            pool.map(partial(judged, provider=options.provider), chosen), 1
        ):
            failed += bool(found)
            print(f"{'FAILED' if found else 'ok':6} {number:3} {seconds:5.1f} s  {words}", flush=True)
            for line in found:
                print(f"           {line}", flush=True)
    print(f"{len(chosen) - failed} hold, {failed} do not")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
