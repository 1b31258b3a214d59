"""A spec that asks for everything that there is, of one environment."""

from __future__ import annotations

from typing import Any

REGION = "europe-west4"
PROJECT = "diagnosis-dev"
EVERYTHING: dict[str, Any] = {
    "name": "diagnosis",
    "residency": {"region": REGION},
    "environments": {"dev": {"budget_eur": 300}},
    "alerts": ["ops@klinik.example"],
    "platform": {
        "orchestrators": ["vertex", "kubeflow", "airflow", "pachyderm"],
        "tracking": "mlflow",
        "tracking_image": "mlflow:3.6.0",
        "cluster": "standard",
        "gpu": "l4",
        "online_store": True,
    },
    "network": {
        "egress_hosts": ["pypi.org"],
        "perimeter": {"access_policy": "123456789", "members": ["user:ana@klinik.example"]},
    },
    "repository": {
        "host": "github",
        "owner": "klinik",
        "name": "diagnosis",
        "installation": 1,
        "token_version": 1,
        "public_egress": True,
    },
}
