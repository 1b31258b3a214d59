"""Which fields of the spec change which stack: found by synthesizing with and without each."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from landfast.stacks.spec import Spec
from landfast.synth import documents_of_each
from landfast.targets import find

Documents = Mapping[str, Mapping[str, Any]]

BASE: Mapping[str, Any] = {"name": "churn", "residency": {"area": "eu", "region": "europe-west4"}}
_CONTROLLER = {"organisation": "Acme", "dpo": "dpo@acme.example", "purpose": "churn", "legal_basis": "contract"}
_HEALTH = {**_CONTROLLER, "data_categories": ["health"], "special_condition": "explicit-consent"}
# Everything that can be switched on, so that every resource of every stack is in it.
EVERYTHING: Mapping[str, Any] = {
    **BASE,
    "controller": _HEALTH,
    "environments": {"dev": {"budget_eur": 500, "approval": True}},
    "platform": {
        "orchestrators": ["vertex", "kubeflow", "airflow", "pachyderm"], "tracking": "mlflow", "cluster": "standard",
        "online_store": True, "gpu": "t4",
        "tracking_image": "europe-west4-docker.pkg.dev/churn-dev/churn-containers/mlflow:1",
    },
    "network": {"egress_hosts": ["pypi.org"], "perimeter": {"access_policy": "123456789012"}},
    "repository": {"host": "github", "owner": "acme", "name": "churn", "installation": 1, "token_version": 1,
                   "public_egress": True},
    "alerts": ["ops@acme.example"],
}  # fmt: skip

# Field -> a value besides the default.
FIELDS: Mapping[str, Any] = {
    "residency.area": "eea",
    "controller": _CONTROLLER,
    "controller.data_categories": ["health"],
    "google.folder": "987654321098",
    "environments.NAME.budget_eur": 500,
    "environments.NAME.protected": True,
    "platform.orchestrators": ["kubeflow", "airflow", "pachyderm"],
    "platform.tracking": "mlflow",
    "platform.cluster": "standard",
    "platform.endpoints": "private",
    "platform.online_store": True,
    "platform.gpu": "t4",
    "network.egress_hosts": ["pypi.org"],
    "network.perimeter": {"access_policy": "123456789012"},
    "repository": {"host": "github", "owner": "acme", "name": "churn"},
    "retention": {"raw_days": 30, "predictions_days": 30, "logs_days": 100},
    "alerts": ["ops@acme.example"],
    "runbooks": "https://acme.example/runbooks",
}
# What a field needs beside it, or it would be refused.
_BESIDE: Mapping[str, Mapping[str, Any]] = {
    "controller.data_categories": {"controller": _HEALTH},
    "google.folder": {"google": {"folder": "987654321098", "billing_account": "0A0A0A-0B0B0B-0C0C0C"}},
}
ENVIRONMENT = "dev"
PROCESSES = 2


def synthesized() -> tuple[Documents, Documents, dict[str, Documents]]:
    """(everything on, the shortest spec, field -> the shortest spec with that field set): stacks by name."""
    specs = [Spec.model_validate(EVERYTHING), Spec.model_validate(BASE), *map(_with, FIELDS)]
    halves = [specs[start::PROCESSES] for start in range(PROCESSES)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        answers = list(pool.map(_documents, halves))
    documents = [answers[number % PROCESSES][number // PROCESSES] for number in range(len(specs))]
    return documents[0], documents[1], dict(zip(FIELDS, documents[2:], strict=True))


def _documents(specs: list[Spec]) -> list[dict[str, dict[str, Any]]]:
    return documents_of_each([(spec, ENVIRONMENT, find("rehearsal")) for spec in specs])


def _with(field: str) -> Spec:
    content = copy.deepcopy(dict(BASE))
    if field in _BESIDE:
        return Spec.model_validate({**content, **_BESIDE[field]})
    section = content
    *path, last = field.replace("NAME", ENVIRONMENT).split(".")
    for name in path:
        section = section.setdefault(name, {})
    section[last] = FIELDS[field]
    return Spec.model_validate(content)
