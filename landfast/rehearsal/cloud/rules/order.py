"""What a service tries out when it makes a resource: networks, roles and secrets that must be ready by then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from landfast.rehearsal.cloud.agents import agent_email
from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.encryption import key_names, may_encrypt
from landfast.rehearsal.cloud.iam import grants
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import ProviderError, bad_request, forbidden, not_found

HOLDER = "google_secret_manager_secret"
# (block of `config`, argument): the provider refuses all but the last, which the API does not take.
NOT_IN_COMPOSER_3 = (
    ("", "master_authorized_networks_config"),
    ("", "private_environment_config"),
    ("node_config", "enable_ip_masq_agent"),
    ("node_config", "max_pods_per_node"),
    ("data_retention_config", "task_logs_retention_config"),
)
VERSION = re.compile(r"^projects/([^/]+)/secrets/([^/]+)/versions/[^/]+$")


def check(request: Request) -> None:
    rule = RULES.get(request.type.name)
    if rule is not None and request.operation == "create":
        rule(request)


def _database(request: Request) -> None:
    """The provider's own check, and its words."""
    settings = _first(request.values.get("settings"))
    network = str(_first(settings.get("ip_configuration")).get("private_network") or "")
    if network and not _is_peered(request, network):
        raise bad_request(
            "the network doesn't have at least 1 private services connection. Please see "
            "https://cloud.google.com/sql/docs/mysql/private-ip#network_requirements for how to create this connection",
            "invalid",
        )


def _is_peered(request: Request, network: str) -> bool:
    name = network.rsplit("/projects/", 1)[-1].removeprefix("projects/")
    peerings = request.store.list("google_service_networking_connection")
    return any(str(item.body.get("network", "")).endswith(name) for item in peerings)


def _airflow(request: Request) -> None:
    config = _first(request.values.get("config"))
    _composer_3(config)
    account = str(_first(config.get("node_config")).get("service_account") or "").rsplit("/", 1)[-1]
    worker = ("roles/composer.worker", f"serviceAccount:{account}")
    if account and worker not in set(grants(request.store, "google_project", request.project)):
        raise bad_request(
            f"Service account {account} is missing required permissions: the role roles/composer.worker on project "
            f"{request.project}.",
            "failedPrecondition",
        )
    # Composer encrypts with the agent of its bucket too; its own is checked as every service's is.
    email = agent_email("storage.googleapis.com", project_number(request.project))
    for name in key_names(request.values, request.type.facts.cmek_attributes):
        key = request.find("google_kms_crypto_key", name)
        if key is not None and email is not None and not may_encrypt(request.store, key, email):
            raise forbidden(f"Service account {email} has no permission to use the CMEK key {name}.")


def _composer_3(config: dict[str, Any]) -> None:
    """What only Composer 2 has; the provider's words for its arguments."""
    if "composer-3" not in str(_first(config.get("software_config")).get("image_version")):
        return
    for block, name in NOT_IN_COMPOSER_3:
        inner = _first(config.get(block)) if block else config
        if inner.get(name):
            path = ".0.".join(filter(None, ("config", block, name)))
            raise ProviderError(f"error in configuration, {path} should not be used in Composer 3")


def _connection(request: Request) -> None:
    email = agent_email("cloudbuild.googleapis.com", project_number(request.project))
    reader = ("roles/secretmanager.secretAccessor", f"serviceAccount:{email}")
    for version in _versions(request.values):
        found = VERSION.match(version)
        if found is None:
            raise bad_request(f"invalid secret version {version}: must be projects/*/secrets/*/versions/*")
        secret = f"projects/{found[1]}/secrets/{found[2]}"
        if request.find(HOLDER, secret) is None:
            raise not_found(f"Secret [{secret}] not found.")
        if reader not in set(grants(request.store, HOLDER, secret)):
            raise forbidden(
                f'could not access secret "{version}" with service account "{email}": '
                "Permission 'secretmanager.versions.access' denied"
            )


def _versions(value: Any) -> Iterator[str]:
    """Every secret version in a configuration, whichever host it is of."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name.endswith("secret_version") and isinstance(inner, str) and inner:
                yield inner
            else:
                yield from _versions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _versions(inner)


def _trigger(request: Request) -> None:
    event = _first(request.values.get("repository_event_config"))
    repository = str(event.get("repository") or "")
    if repository and request.find("google_cloudbuildv2_repository", repository) is None:
        raise not_found(f'repository "{repository}" not found')


def _pool(request: Request) -> None:
    attachment = str(_first(request.values.get("private_service_connect")).get("network_attachment") or "")
    name = attachment.removeprefix("https://www.googleapis.com/compute/v1/")
    if name and request.find("google_compute_network_attachment", name) is None:
        raise not_found(f"The resource '{name}' was not found")


def _peering(request: Request) -> None:
    ranges = request.values.get("reserved_peering_ranges") or []
    known = {str(item.body.get("name")) for item in request.store.list("google_compute_global_address")}
    for name in ranges:
        if name not in known:
            raise bad_request(f"Allocated IP range '{name}' not found in network.", "failedPrecondition")


def _feature_group(request: Request) -> None:
    source = _first(_first(request.values.get("big_query")).get("big_query_source"))
    project, _, table = str(source.get("input_uri") or "").removeprefix("bq://").partition(".")
    dataset, _, name = table.partition(".")
    stands = request.find("google_bigquery_table", f"projects/{project}/datasets/{dataset}/tables/{name}")
    if name and project == request.project and stands is None:
        raise not_found(f"Not found: Table {project}:{dataset}.{name}")


def _first(value: Any) -> dict[str, Any]:
    """The one block of a list that holds at most one; empty if there is none."""
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else {}


RULES: dict[str, Callable[[Request], None]] = {
    "google_cloudbuild_trigger": _trigger,
    "google_cloudbuild_worker_pool": _pool,
    "google_cloudbuildv2_connection": _connection,
    "google_composer_environment": _airflow,
    "google_service_networking_connection": _peering,
    "google_sql_database_instance": _database,
    "google_vertex_ai_feature_group": _feature_group,
}
