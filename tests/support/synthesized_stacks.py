"""The environments whose synthesized stacks are looked into: three specs and what can be asked for besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from everything_on import EVERYTHING, REGION

from landfast.stacks.spec import Spec
from landfast.synth import synthesize
from landfast.targets import find

CONTROLLER = {
    "organisation": "Klinik am Deich",
    "dpo": "dpo@klinik.example",
    "purpose": "tumour classification",
    "legal_basis": "consent",
    "data_subjects": ["patients"],
    "data_categories": ["health"],
    "special_condition": "explicit-consent",
}
HEALTH = {
    "name": "diagnosis",
    "residency": {"area": "eu", "region": REGION},
    "controller": CONTROLLER,
    "environments": {"dev": {"budget_eur": 300}, "prod": {"approval": True, "budget_eur": 3000}},
    "costs": {"currency": "SEK", "dollar": 9.5, "euro": 11, "rates_of": "2026-11-20"},
    "alerts": ["ops@klinik.example", "dpo@klinik.example", "ops@klinik.example"],
    "retention": {"raw_days": 200, "predictions_days": 50, "logs_days": 500},
}
# Case -> spec, environment, target.
CASES: dict[str, tuple[dict[str, Any], str, Any]] = {
    "health": (HEALTH, "dev", "rehearsal"),
    "minimal": ({"name": "churn", "residency": {"area": "CH", "region": "europe-west6"}}, "dev", "rehearsal"),
    "protected": (
        {**HEALTH, "google": {"folder": "987654321098", "billing_account": "0A0A0A-0B0B0B-0C0C0C"}},
        "prod",
        "google",
    ),
    "everything": (
        {
            **HEALTH,
            # Before there is an image of the tracking server.
            "platform": {name: said for name, said in EVERYTHING["platform"].items() if name != "tracking_image"},
            "network": EVERYTHING["network"],
        },
        "dev",
        "rehearsal",
    ),
    # Connected to its repository and with its tracking server; promotes from the environment before.
    "delivered": (
        {
            **HEALTH,
            "platform": {"tracking": "mlflow", "tracking_image": "mlflow:3.6.0"},
            "repository": {
                "host": "gitlab",
                "owner": "klinik",
                "name": "diagnosis",
                "token_version": 1,
                "public_egress": True,
            },
        },
        "prod",
        "rehearsal",
    ),
    # The first environment, on the other host; what the cases before have not together.
    "connected": (
        {
            **HEALTH,
            "platform": {"orchestrators": ["airflow", "pachyderm"], "online_store": True},
            "network": {
                "perimeter": {
                    "access_policy": "123456789",
                    "members": [
                        "user:ana@klinik.example",
                        *(
                            f"serviceAccount:diagnosis-deploy@diagnosis-{environment}.iam.gserviceaccount.com"
                            for environment in ("dev", "prod")
                        ),
                    ],
                    "enforce": True,
                }
            },
            "repository": EVERYTHING["repository"],
        },
        "dev",
        "rehearsal",
    ),
    "autopilot": ({**HEALTH, "platform": {"orchestrators": ["kubeflow"]}}, "prod", "rehearsal"),
}


class SynthesizedStacks:
    """What one case is synthesized to."""

    def __init__(self, case: str, folder: Path) -> None:
        content, environment, target = CASES[case]
        self.case = case
        self.spec = Spec.model_validate(content)
        self.names = self.spec.names(environment)
        self.documents = {s.name: s.read() for s in synthesize(self.spec, environment, find(target), folder).stacks}

    def resources(self, type_: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(type, name, body) of every resource of a type, or of every type."""
        for document in self.documents.values():
            for found, instances in document["resource"].items():
                if type_ in ("", found):
                    yield from ((found, name, body) for name, body in instances.items())

    def one(self, address: str) -> dict[str, Any]:
        type_, name = address.split(".", 1)
        return next(body for _, found, body in self.resources(type_) if found == name)


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """(key, value) of every leaf, with the name of the attribute that holds it."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from walk(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item, key)
    else:
        yield key, value
