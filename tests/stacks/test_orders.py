"""Every order that a stack keeps is one that the cloud insists on: without what comes first it refuses what comes next.

The environment has everything on. Each order is broken once, and the refusal has to be in the cloud's own words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from built_environment import BuiltEnvironment, Place, everything_built, type_of

from landfast.stacks.node import NODES
from landfast.terraform import OwnProject, StateEntry, going_with, own_project

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("stacks-orders")

BOUND_BY_BIRTH = "takes effect on what is made under it: nothing is refused without it"
OF_THE_CALLER = "the API is called for the project of whoever calls"
ON_FROM_THE_START = "the API is enabled in every new project"
FOR_THE_FIRST_RUN = "not needed to be made, but to do its work: it must not start before"
FORBIDS = "the policy forbids what comes before it"
TOGETHER = "all grants of a key are waited for, the one that matters among them"
# (what, after what) -> why the cloud makes it all the same. `depends_on` that is in no test and not here is a mistake.
NOT_REFUSED = {
    ("google_access_context_manager_service_perimeter", "google_project_service"): OF_THE_CALLER,
    ("google_billing_budget", "google_project_service"): OF_THE_CALLER,
    ("google_cloud_run_v2_service", "google_project_iam_member"): FOR_THE_FIRST_RUN,
    ("google_cloud_run_v2_service", "google_storage_bucket_iam_member"): FOR_THE_FIRST_RUN,
    ("google_cloudbuild_trigger", "google_artifact_registry_repository_iam_member"): FOR_THE_FIRST_RUN,
    ("google_cloudbuild_trigger", "google_cloudbuild_worker_pool"): FOR_THE_FIRST_RUN,
    ("google_cloudbuild_trigger", "google_project_iam_member"): FOR_THE_FIRST_RUN,
    ("google_cloudbuild_trigger", "google_service_account_iam_member"): FOR_THE_FIRST_RUN,
    ("google_cloudbuild_trigger", "google_storage_bucket_iam_member"): FOR_THE_FIRST_RUN,
    ("google_essential_contacts_contact", "google_project_service"): OF_THE_CALLER,
    ("google_kms_crypto_key_iam_member", "google_project_iam_member"): FOR_THE_FIRST_RUN,
    ("google_kms_key_ring", "google_org_policy_policy"): BOUND_BY_BIRTH,
    ("google_monitoring_notification_channel", "google_project_service"): ON_FROM_THE_START,
    ("google_org_policy_policy", "google_bigquery_job"): FORBIDS,
    ("google_project", "google_logging_folder_settings"): BOUND_BY_BIRTH,
    ("google_project", "google_org_policy_policy"): BOUND_BY_BIRTH,
    ("google_secret_manager_secret_iam_member", "google_project_iam_member"): FOR_THE_FIRST_RUN,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltEnvironment]:
    with everything_built(tmp_path_factory.mktemp("orders")) as found:
        yield found


def test_every_explicit_order_is_one_that_the_cloud_insists_on(built: BuiltEnvironment) -> None:
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in built.bodies:
        for before in built.explicit(place):
            said[type_of(place), type_of(before)].append(built.refusal(place, [before]))
    enforced = {pair for pair, words in said.items() if any(words)}
    assert said.keys() - enforced == NOT_REFUSED.keys()
    for words in filter(None, (each for group in said.values() for each in group)):
        assert re.search(r"googleapi: Error 4\d\d: ", words), words


def test_everything_can_be_made_as_soon_as_terraform_makes_it(built: BuiltEnvironment) -> None:
    """The other way round: what a resource and its stack say that they come after is all that the cloud asks for."""
    refused = {}
    for place in built.bodies:
        ready = _stacks_before(place[0])
        missing = [
            other
            for other in built.bodies
            if other != place and other[0] not in ready and (other[0] != place[0] or other not in built.before(place))
        ]
        refused[place] = built.refusal(place, missing)
    assert {place: words for place, words in refused.items() if words} == {}


@cache
def _stacks_before(name: str) -> frozenset[str]:
    direct = next(node.depends_on for node in NODES if node.name == name)
    return frozenset(direct).union(*map(_stacks_before, direct))


GRANT = "google_kms_crypto_key_iam_member"
DENIED = r"useToEncrypt' denied|Permission denied on Cloud KMS key|necessary permissions configured"
# What, and the key's grant that it needs by the end of its address: agents of services encrypt what the service holds.
ENCRYPTED = [
    ("google_artifact_registry_repository.containers", "software-artifactregistry"),
    ("google_bigquery_dataset.raw", "content-bigquery"),
    ("google_bigquery_job.default-key", "derived-bigquery"),
    ("google_bigquery_table.features", "derived-bigquery"),
    ("google_cloud_run_v2_service.mlflow", "software-run"),
    ("google_composer_environment.airflow", "derived-composer"),
    ("google_compute_region_instance_template.training", "derived-compute"),
    ("google_container_cluster.environment", "secrets-container"),
    ("google_container_node_pool.cpu", "derived-compute"),
    ("google_gke_backup_backup_plan.environment", "derived-gkebackup"),
    ("google_logging_project_bucket_config.environment", "logs-logging"),
    ("google_pubsub_topic.events", "content-pubsub"),
    ("google_secret_manager_regional_secret.pseudonym-key", "secrets-secretmanager"),
    ("google_secret_manager_secret.repository-token", "secrets-secretmanager"),
    ("google_sql_database_instance.mlflow", "models-sqladmin"),
    ("google_storage_bucket.raw", "content-storage"),
    ("google_vertex_ai_endpoint.models", "models-aiplatform"),
    ("google_vertex_ai_feature_online_store.features", "derived-aiplatform"),
    ("google_vertex_ai_tensorboard.experiments", "models-aiplatform"),
    ("google_workbench_instance.notebooks", "derived-compute"),
    ("google_workbench_instance.notebooks", "derived-notebooks"),
]
CANT_BE_FOUND = r"Error 400: Invalid value '.*'. The referenced (sub)?network resource cannot be found"
# What, something of an earlier stack that it names, and what the cloud says without it.
BETWEEN_STACKS = [
    *((what, f"{GRANT}.{grant}", DENIED) for what, grant in ENCRYPTED),
    ("google_composer_environment.airflow", f"{GRANT}.derived-storage", "has no permission to use the CMEK key"),
    ("google_sql_database_instance.mlflow", "google_service_networking_connection.private-services",
     "doesn't have at least 1 private services connection"),
    ("google_sql_user.kubeflow", "google_service_account.kubeflow", r"CLOUD_IAM_SERVICE_ACCOUNT: .* does not exist"),
    ("google_workbench_instance.notebooks", "google_compute_subnetwork.environment", CANT_BE_FOUND),
    ("google_compute_region_instance_template.training", "google_compute_subnetwork.environment", CANT_BE_FOUND),
    ("google_cloudbuild_worker_pool.builds", "google_service_networking_connection.private-services",
     "has no private connection"),
    ("google_cloud_run_v2_service.mlflow", "google_compute_subnetwork.environment", CANT_BE_FOUND),
    ("google_composer_environment.airflow", "google_compute_subnetwork.environment", CANT_BE_FOUND),
    ("google_container_cluster.environment", "google_compute_subnetwork.environment", "Error 404: .* was not found"),
    ("google_vertex_ai_feature_group.features", "google_bigquery_table.features", "Error 404: Not found: Table"),
    ("google_cloudbuildv2_connection.repository",
     "google_secret_manager_secret_iam_member.cloudbuild-repository-token", "secretmanager.versions.access' denied"),
    ("google_storage_bucket_iam_member.dataflow-raw-storage-objectViewer", "google_storage_bucket.raw", "Error 404"),
    ("google_service_account_iam_member.airflow-as-pipelines", "google_service_account.pipelines", "Error 404"),
]  # fmt: skip
# What would refuse it first, and is made after it.
LATER = {"google_bigquery_job.default-key": ("google_org_policy_policy.gcp-restrictNonCmekServices",)}


@pytest.mark.parametrize(("what", "before", "words"), BETWEEN_STACKS)
def test_a_stack_comes_after_what_it_names(built: BuiltEnvironment, what: str, before: str, words: str) -> None:
    missing = [before, *LATER.get(what, ())]
    assert re.search(words, built.refusal(_place(built, what), [_place(built, address) for address in missing]))


def test_everything_encrypted_is_in_the_table(built: BuiltEnvironment) -> None:
    def keyed(value: Any) -> bool:
        return "/cryptoKeys/" in str(value) or "google_kms_crypto_key." in str(value)

    types = {type_of(place) for place, body in built.bodies.items() if keyed(body)}
    assert types - {GRANT, "google_kms_crypto_key"} == {what.partition(".")[0] for what, _grant in ENCRYPTED}


def test_nothing_of_a_service_is_made_before_the_service_is_enabled(built: BuiltEnvironment) -> None:
    services = {body["service"]: place for place, body in built.bodies.items() if type_of(place) == SERVICE}
    for api in (
        "aiplatform",
        "artifactregistry",
        "composer",
        "container",
        "dns",
        "pubsub",
        "secretmanager",
        "sqladmin",
    ):
        made = next(place for place in built.bodies if place[0] != "foundation" and _api(place) == api)
        words = built.refusal(made, [services[f"{api}.googleapis.com"]])
        assert re.search(r"Error 403: .* has not been used in project \d+ before or it is disabled", words), made


SERVICE = "google_project_service"


def _api(place: Place) -> str:
    from landfast.provider.facts import facts

    return facts(type_of(place)).api.removesuffix(".googleapis.com")


def _place(built: BuiltEnvironment, address: str) -> Place:
    return next(place for place in built.bodies if place[1] == address)


def test_what_does_not_go_with_the_project(built: BuiltEnvironment) -> None:
    """All else is in the project, and removed with it: it is asked for by nobody then."""
    entries = [
        StateEntry(place[0], place[1], type_of(place), state)
        for place, state in built.states.items()
        if not place[1].startswith("data.")
    ]
    own = own_project(entries)
    assert own is not None
    going = {entry.address for entry in going_with(own, entries)}
    left = {entry.address for entry in entries} - going
    assert left == {
        "google_folder.environment",
        "google_logging_folder_settings.environment",
        "google_org_policy_policy.compute-skipDefaultNetworkCreation",
        "google_org_policy_policy.iam-automaticIamGrantsForDefaultServiceAccounts",
        "google_access_context_manager_service_perimeter.environment",
        "google_billing_budget.environment",
    }
    others = [StateEntry("s", f"{entry.type}.x", entry.type, entry.values) for entry in entries]
    assert going_with(OwnProject("another-project", "1"), others) == []
