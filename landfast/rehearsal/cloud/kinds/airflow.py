"""Environments of Composer: what their account and the key's users must be granted first."""

from __future__ import annotations

import re
from functools import cache

from landfast.gcp.agents import agent_email
from landfast.gcp.tables import table
from landfast.gcp.universes import universe_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.encryption import KEY, key_names, may_encrypt
from landfast.rehearsal.cloud.iam import Grants
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import bad_request, forbidden
from landfast.rehearsal.cloud.stable import digest
from landfast.rehearsal.cloud.store import Store

VARIABLE, OVERRIDE = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*"), re.compile(r"AIRFLOW__[A-Z0-9_]+__[A-Z0-9_]+")
SETTING = re.compile(r"[^-\[\].]+-[^=;.]+")
PACKAGE = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
WORKER = "roles/composer.worker"


def _address(call: Call) -> Object:
    """https://cloud.google.com/composer/docs/composer-3/access-airflow-web-interface"""
    uri = f"https://{digest('airflow', call.name)[:32]}-dot-{call.text('region')}.composer.googleusercontent.com"
    return {
        "config": [{"airflow_uri": uri, **block} for block in blocks(call.fields, "config")] or [{"airflow_uri": uri}]
    }


def _account_works(call: Call, store: Store) -> None:
    if call.verb != "create":
        return
    node = first(first(call.fields.get("config")).get("node_config"))
    account = str(node.get("service_account") or "").rsplit("/", 1)[-1]
    project = f"projects/{call.project}"
    if account and not Grants(store).has("google_project", project, WORKER, f"serviceAccount:{account}"):
        raise bad_request(
            f"Service account {account} is missing required permissions: the role {WORKER} on project {call.project}.",
            "failedPrecondition",
        )


def _bucket_encrypts(call: Call, store: Store) -> None:
    """Composer encrypts with the agent of its bucket too; its own is checked as every service's is."""
    if call.verb != "create":
        return
    email = agent_email("storage.googleapis.com", project_number(call.project), universe_of(call.project))
    for name in key_names(call.fields, call.kind.facts.cmek_attributes):
        key = store.get(KEY, name)
        if key is not None and email is not None and not may_encrypt(store, key, email):
            raise forbidden(f"Service account {email} has no permission to use the CMEK key {name}.")


def _of_composer_3(call: Call, _store: Store) -> None:
    """What the provider sends and this version has no more."""
    config = first(call.fields.get("config"))
    third = "composer-3" in str(first(config.get("software_config")).get("image_version"))
    if call.writes and third and first(config.get("data_retention_config")).get("task_logs_retention_config"):
        path = "config.data_retention_config.task_logs_retention_config"
        raise bad_request(f"{path} should not be used in Composer 3.", "invalid")


@cache
def _reserved() -> frozenset[str]:
    return frozenset(table("composer")["reserved_variables"].split())


def _variables(call: Call, _store: Store) -> None:
    """Composer sets some itself, and Airflow's settings are overridden elsewhere."""
    for software in blocks(call.fields, "config", "software_config") if call.writes else ():
        for name in software.get("env_variables") or {}:
            if not VARIABLE.fullmatch(name) or OVERRIDE.fullmatch(name) or name in _reserved():
                raise bad_request(f"Environment variable {name} is reserved, or no name of one.", "invalid")


def _overrides(call: Call, _store: Store) -> None:
    """https://cloud.google.com/composer/docs/reference/rest/v1/projects.locations.environments#SoftwareConfig"""
    for software in blocks(call.fields, "config", "software_config") if call.writes else ():
        for name in software.get("airflow_config_overrides") or {}:
            if not SETTING.fullmatch(name):
                raise bad_request(f"Invalid Airflow configuration override '{name}': it must be SECTION-property.")
        for name in software.get("pypi_packages") or {}:
            if not PACKAGE.fullmatch(name):
                raise bad_request(f"Invalid PyPI package name '{name}': it must be a lower case name of PEP 508.")


BEHAVIOURS = {
    "google_composer_environment": Behaviour(
        inside=_address, refuses=(_of_composer_3, _variables, _overrides, _account_works, _bucket_encrypts)
    )
}
