"""Figures of the guides are those that `landfast plan` reckons from the price list, and their roles are Google's."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from repository import ROOT

from landfast.check import Configuration, Document, evaluated
from landfast.cost import Cost, cost
from landfast.gcp.currencies import exchange
from landfast.gcp.roles import held_resources, predefined_roles
from landfast.stacks.spec import Spec
from landfast.synth import documents_of_each
from landfast.targets import find

REGION = "europe-west4"
BASE: dict[str, Any] = {"name": "churn", "residency": {"region": REGION}}
MLFLOW = {"tracking": "mlflow", "tracking_image": "mlflow:3.6.0"}
HEALTH = {
    "organisation": "Klinik", "dpo": "dpo@klinik.example", "purpose": "diagnosis", "legal_basis": "consent",
    "data_subjects": ["patients"], "data_categories": ["health"], "special_condition": "explicit-consent",
}  # fmt: skip
PROTECTED = {"environments": {"dev": {"approval": True}}}
# What a row is about -> what the spec says for it.
SPECS: dict[str, dict[str, Any]] = {
    "vertex": {},
    "kubeflow": {"platform": {"orchestrators": ["kubeflow"]}},
    "airflow": {"platform": {"orchestrators": ["airflow"]}},
    "pachyderm": {"platform": {"orchestrators": ["pachyderm"]}},
    "GKE Autopilot": {"platform": {"cluster": "autopilot"}},
    "GKE Standard": {"platform": {"cluster": "standard"}},
    "mlflow": {"platform": MLFLOW},
    "online_store": {"platform": {"online_store": True}},
    "egress_hosts": {"network": {"egress_hosts": ["pypi.org"]}},
    "health": {"controller": HEALTH},
}


@cache
def costs() -> dict[str, Cost]:
    """By the row, and `ROW, protected`."""
    specs = {name: BASE | more for name, more in SPECS.items()}
    specs |= {f"{name}, protected": spec | PROTECTED for name, spec in specs.items()}
    asked = [(Spec.model_validate(spec), "dev", find("rehearsal")) for spec in specs.values()]
    made = documents_of_each(asked)
    return {name: _cost(documents) for name, documents in zip(specs, made, strict=True)}


def _cost(documents: dict[str, dict[str, Any]]) -> Cost:
    stacks = [Configuration(Document(name, body)) for name, body in documents.items()]
    return cost(evaluated(stacks), None, REGION, exchange())


def more(name: str) -> float:
    """What comes on top of the shortest spec's environment."""
    rest = "vertex, protected" if name.endswith("protected") else "vertex"
    return costs()[name].monthly - costs()[rest].monthly


def row(guide: str, words: str) -> list[str]:
    """The cells of the first row of a guide's tables that begins with these words."""
    text = (ROOT / "docs/guides" / guide).read_text(encoding="utf-8")
    found = re.findall(rf"^\| {re.escape(words)}.*$", text, re.MULTILINE)[0]
    return [cell.strip() for cell in found.strip("|").split("|")]


def said(cell: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", cell)]


def same(told: float, reckoned: float) -> bool:
    """As exact as it is told."""
    decimals = len(f"{told:g}".partition(".")[2])
    return told == pytest.approx(reckoned, abs=0.5 * 10**-decimals)


@pytest.mark.parametrize("name", ["vertex", "kubeflow", "airflow", "pachyderm"])
def test_what_an_orchestrator_costs_while_it_rests(name: str) -> None:
    _name, idle, protected, *_rest = row("orchestrators.md", f"`{name}` |")
    assert same(said(idle)[0], costs()[name].monthly)
    assert same(said(protected)[0], costs()[f"{name}, protected"].monthly)


def test_what_clusters_and_tracking_cost() -> None:
    autopilot, standard = (said(row("orchestrators.md", name)[2]) for name in ("GKE Autopilot", "GKE Standard"))
    assert same(autopilot[0], more("GKE Autopilot"))
    assert same(standard[0], more("GKE Standard"))
    assert same(standard[1], more("GKE Standard, protected"))
    _name, idle, protected, *_rest = row("orchestrators.md", "`mlflow` |")
    assert same(said(idle)[0], more("mlflow"))
    assert same(said(protected)[0], more("mlflow, protected"))


def test_the_guide_on_costs_says_the_same() -> None:
    wanted = {
        "`tracking: mlflow`": ["mlflow", "mlflow, protected"],
        "a cluster:": ["GKE Autopilot", "GKE Standard", "GKE Standard, protected"],
        "`online_store`": ["online_store"],
        "`network.egress_hosts`": ["egress_hosts"],
    }
    for words, names in wanted.items():
        told = said(row("costs.md", words)[1])
        assert len(told) == len(names), words
        assert all(same(one, more(name)) for one, name in zip(told, names, strict=True)), words
    keys = {
        name: sum(
            driver.monthly or 0 for driver in costs()[name].drivers if driver.price.what.startswith("key version")
        )
        for name in ("vertex", "health")
    }
    (software,) = said(row("costs.md", "keys:")[1])
    (hardware,) = said(row("costs.md", "the same in hardware")[1])
    assert same(software, keys["vertex"])
    assert same(hardware, keys["health"])


def test_the_day_of_the_prices_is_said() -> None:
    day = str(costs()["vertex"].table.date)
    text = (ROOT / "docs/guides/orchestrators.md").read_text() + (ROOT / "docs/guides/costs.md").read_text()
    assert set(re.findall(r"prices of\s(\d{4}-\d{2}-\d{2})", text)) == {day}


# Role -> what it must hold a permission on, for what the guide says that it is for.
ROLES = {
    "resourcemanager.folderCreator": "resourcemanager.folders",
    "resourcemanager.folderEditor": "resourcemanager.folders",
    "resourcemanager.projectCreator": "resourcemanager.projects",
    "orgpolicy.policyAdmin": "orgpolicy.policies",
    "logging.admin": "logging.settings",
    "billing.user": "billing.resourceAssociations",
    "billing.costsManager": "billing.budgets",
    "accesscontextmanager.policyEditor": "accesscontextmanager.servicePerimeters",
    "storage.objectUser": "storage.objects",
    "storage.admin": "storage.buckets",
    "cloudkms.admin": "cloudkms.keyRings",
    "serviceusage.serviceUsageAdmin": "serviceusage.services",
    "serviceusage.serviceUsageConsumer": "serviceusage.services",
    "iam.serviceAccountTokenCreator": "iam.serviceAccounts",
    "iam.serviceAccountAdmin": "iam.serviceAccounts",
    "iam.workloadIdentityPoolAdmin": "iam.workloadIdentityPools",
    "iam.workloadIdentityUser": "iam.serviceAccounts",
    "resourcemanager.projectIamAdmin": "resourcemanager.projects",
}


def test_the_roles_that_the_guide_asks_for_are_googles() -> None:
    pages = ("docs/guides/google.md", "docs/bootstrap.md")
    text = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in pages)
    named = set(re.findall(r"`roles/([\w.]+)`", text))
    assert named == set(ROLES)
    for role, resource in ROLES.items():
        assert f"roles/{role}" in predefined_roles(), role
        assert resource in (held_resources(f"roles/{role}") or ()), role
