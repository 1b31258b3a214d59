"""Single fields whose values the provider passes on: secrets' ends, ages, steps, sources, languages, variables."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import PROJECT, REGION, Case, check, standing
from rehearsal_client import Client

__all__ = ["standing"]

SECRET, REPOSITORY = "google_secret_manager_secret", "google_artifact_registry_repository"
TRIGGER, GROUP = "google_cloudbuild_trigger", "google_vertex_ai_feature_group"
CONTACT, AIRFLOW = "google_essential_contacts_contact", "google_composer_environment"


def secret(end: str) -> dict[str, Any]:
    return {"secret_id": "salt", "replication": [{"auto": [{}]}], "expire_time": end}


def cleaned(age: str) -> dict[str, Any]:
    policy = [{"id": "old", "action": "DELETE", "condition": [{"older_than": age}]}]
    return {"repository_id": "more", "location": REGION, "format": "DOCKER", "cleanup_policies": policy}


def built(image: str) -> dict[str, Any]:
    source = [{"repo_name": "app", "branch_name": "main"}]
    return {"name": "ci", "location": REGION, "trigger_template": source, "build": [{"step": [{"name": image}]}]}


def grouped(uri: str) -> dict[str, Any]:
    source = [{"big_query_source": [{"input_uri": uri}], "entity_id_columns": ["id"]}]
    return {"name": "beds", "region": REGION, "big_query": source}


def told(language: str) -> dict[str, Any]:
    about = {"notification_category_subscriptions": ["ALL"], "language_tag": language}
    return {"parent": f"projects/{PROJECT}", "email": "dpo@clinic.example", **about}


def flown(**variables: str) -> dict[str, Any]:
    software = [{"image_version": "composer-3-airflow-2", "env_variables": variables}]
    return {"name": "air", "region": REGION, "config": [{"software_config": software}]}


CASES = [
    Case("a secret that ended long ago", SECRET, secret("2020-01-01T00:00:00Z"), says="in the future"),
    Case("a secret that ends", SECRET, secret("2199-01-01T00:00:00Z"), ""),
    Case("kept for thirty days, in words", REPOSITORY, cleaned("30 days"), says="older_than"),
    Case("kept for thirty days", REPOSITORY, cleaned("30d"), ""),
    Case("kept for a month of seconds", REPOSITORY, cleaned("2592000s"), ""),
    Case("a step of nothing", TRIGGER, built(""), says="step must have a name"),
    Case("a step", TRIGGER, built("ubuntu"), ""),
    Case("facts of another store", GROUP, grouped("gs://clinic/x"), says="bq://"),
    Case("a contact in no language", CONTACT, told("klingon"), says="language_tag"),
    Case("a contact in a language", CONTACT, told("en-GB"), ""),
    Case("a reserved variable of Airflow", AIRFLOW, flown(AIRFLOW_HOME="/home"), says="AIRFLOW_HOME is reserved"),
    Case("a setting of Airflow for a variable", AIRFLOW, flown(AIRFLOW__CORE__DAGS="/home"), says="reserved"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_as_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)
