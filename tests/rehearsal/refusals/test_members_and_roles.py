"""Who can be granted what: members in IAM's form, roles that the resource knows, permissions that there are."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import ACCOUNT, MEMBER, PROJECT, REGION, RING, Case, check, standing
from rehearsal_client import Client

from landfast.gcp.roles import held_resources, permissions, predefined_roles, role_permissions

__all__ = ["standing"]

PROJECT_IAM, BUCKET_IAM, ROLE = (
    "google_project_iam_member",
    "google_storage_bucket_iam_member",
    "google_project_iam_custom_role",
)
KEY_IAM, DATASET_IAM = "google_kms_crypto_key_iam_member", "google_bigquery_dataset_iam_member"
SECRET_IAM, ACCOUNT_IAM = "google_secret_manager_secret_iam_member", "google_service_account_iam_member"


def member(who: str, role: str = "roles/viewer", **values: Any) -> dict[str, Any]:
    return {"project": PROJECT, "role": role, "member": who, **values}


def role(name: str) -> dict[str, Any]:
    return member(MEMBER, name)


def on_bucket(name: str, who: str = MEMBER, **values: Any) -> dict[str, Any]:
    return {"bucket": "clinic-dev-raw", "role": name, "member": who, **values}


def custom(*held: str) -> dict[str, Any]:
    return {"role_id": "mine", "title": "mine", "permissions": list(held)}


def pool(number: str, rest: str) -> str:
    return f"principalSet://iam.googleapis.com/projects/{number}/locations/global/workloadIdentityPools/{rest}"


SET = {"service_account_id": f"projects/{PROJECT}/serviceAccounts/{ACCOUNT}", "role": "roles/iam.workloadIdentityUser"}
AUDIT = "google_project_iam_audit_config"


def logged(name: str, kind: str = "DATA_READ") -> dict[str, Any]:
    return {"project": PROJECT, "service": name, "audit_log_config": [{"log_type": kind}]}


CASES = [
    Case("a project's owners on the project", PROJECT_IAM, member(f"projectOwner:{PROJECT}"), says="not be granted"),
    Case("a project's owners on a bucket", BUCKET_IAM,
         on_bucket("roles/storage.legacyBucketOwner", f"projectOwner:{PROJECT}"), ""),
    Case("logs of no service", AUDIT, logged("nothing.googleapis.com"), says="nothing.googleapis.com"),
    Case("logs of no kind", AUDIT, logged("allServices", "EVERYTHING"), says="ADMIN_READ, DATA_READ, DATA_WRITE"),
    Case("logs of every service", AUDIT, logged("allServices"), ""),
    Case("a user without a domain", PROJECT_IAM, member("user:not-an-email"), says="Invalid member"),
    Case("a user with a space", PROJECT_IAM, member("user:a b@c.de"), says="Invalid member"),
    Case("a user", PROJECT_IAM, member("user:nurse@clinic.example"), ""),
    Case("no kind of member", PROJECT_IAM, member("person:nurse@clinic.example"), says="Invalid member"),
    Case("an account as a user", PROJECT_IAM, member(f"user:{ACCOUNT}"), says="Invalid member"),
    Case("a user as an account", PROJECT_IAM, member("serviceAccount:nurse@clinic.example"), says="Invalid member"),
    Case("a domain that is none", PROJECT_IAM, member("domain:clinic"), says="Invalid member"),
    Case("a domain", PROJECT_IAM, member("domain:clinic.example"), ""),
    Case("everybody on a project", PROJECT_IAM, member("allUsers"), says="allUsers"),
    Case("everybody on a bucket", BUCKET_IAM, on_bucket("roles/storage.objectViewer", "allUsers"), ""),
    Case("an account that is not there", PROJECT_IAM, member(f"serviceAccount:ghost@{PROJECT}.iam.gserviceaccount.com"),
         says="does not exist"),
    Case("an account of another project", PROJECT_IAM,
         member("serviceAccount:a@vendor-prod.iam.gserviceaccount.com"), ""),
    Case("a pool by the project's name", ACCOUNT_IAM, {**SET, "member": pool(PROJECT, "ci/*")}, says="Invalid member"),
    Case("a pool of another project", ACCOUNT_IAM, {**SET, "member": pool("123456789012", "ci/attribute.a/b")}, ""),
    Case("a cluster's account before it", ACCOUNT_IAM,
         {**SET, "member": f"serviceAccount:{PROJECT}.svc.id.goog[ml/runner]"}, says="Identity Pool does not exist"),
    Case("a role that there is not", PROJECT_IAM, role("roles/storage.objectReader"), says="is not supported"),
    Case("a role without its beginning", PROJECT_IAM,
         role("viewer"), says="does not exist in the resource's hierarchy"),
    Case("a role of another resource", BUCKET_IAM,
         on_bucket("roles/compute.admin"), says="compute.admin is not supported"),
    Case("a basic role on a bucket", BUCKET_IAM, on_bucket("roles/viewer"), says="roles/viewer is not supported"),
    Case("a bucket's own role", BUCKET_IAM, on_bucket("roles/storage.legacyBucketReader"), ""),
    Case("a bucket's own role on a project", PROJECT_IAM,
         role("roles/storage.legacyBucketReader"), says="not supported"),
    Case("an organization's role", PROJECT_IAM, role("roles/resourcemanager.organizationAdmin"), says="not supported"),
    Case("a billing account's role", PROJECT_IAM, role("roles/billing.user"), says="not supported"),
    Case("jobs on a dataset", DATASET_IAM, {"dataset_id": "records", **role("roles/bigquery.jobUser")}, says="jobUser"),
    Case("data of a dataset", DATASET_IAM, {"dataset_id": "records", **role("roles/bigquery.dataViewer")}, ""),
    Case("a bucket's role on a key", KEY_IAM,
         {"crypto_key_id": f"{RING}/cryptoKeys/content", "role": "roles/storage.admin", "member": MEMBER},
         says="storage.ad"),
    Case("use of a key", KEY_IAM, {"crypto_key_id": f"{RING}/cryptoKeys/content", "member": MEMBER,
                                   "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter"}, ""),
    Case("a topic's role on a secret", SECRET_IAM,
         {"secret_id": "pepper", **role("roles/pubsub.publisher")}, says="publisher"),
    Case("a secret", SECRET_IAM, {"secret_id": "pepper", **role("roles/secretmanager.secretAccessor")}, ""),
    Case("a repository", "google_artifact_registry_repository_iam_member",
         {"repository": "containers", "location": REGION, **role("roles/artifactregistry.reader")}, ""),
    Case("acting as an account", ACCOUNT_IAM,
         {**SET, "role": "roles/iam.serviceAccountUser", "member": MEMBER}, ""),
    Case("one's own role that is not there", PROJECT_IAM, role(f"projects/{PROJECT}/roles/none"), says="hierarchy"),
    Case("a permission that there is not", ROLE,
         custom("storage.buckets.explode"), says="storage.buckets.explode is not"),
    Case("a permission of organizations", ROLE, custom("resourcemanager.organizations.get"), says="is not valid"),
    Case("to list projects", ROLE, custom("resourcemanager.projects.list"), says="is not valid"),
    Case("permissions", ROLE, custom("storage.buckets.get", "aiplatform.endpoints.predict"), ""),
    Case("a role's name with a dash", ROLE, {**custom("storage.buckets.get"), "role_id": "my-role"}, "validate"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)


def test_a_pool_must_stand_for_its_identities(standing: Client) -> None:
    number = standing.data("google_project", project_id=PROJECT)["number"]
    values = {**SET, "member": pool(number, "ci/attribute.repository/clinic")}
    check(standing, Case("", ACCOUNT_IAM, values, says="Identity Pool does not exist"))
    standing.create("google_iam_workload_identity_pool", workload_identity_pool_id="ci-pool")
    check(standing, Case("", ACCOUNT_IAM, {**values, "member": pool(number, "ci-pool/*")}, ""))


def test_permissions_are_those_of_the_roles() -> None:
    assert "storage.objects.get" in permissions()
    assert "storage.objects" in (held_resources("roles/storage.objectViewer") or ())
    assert held_resources("roles/none-such") is None
    viewer = role_permissions("roles/storage.objectViewer") or frozenset()
    assert {"storage.objects.get", "storage.objects.list"} < viewer
    assert not {"storage.objects.create", "storage.objects.delete"} & viewer
    assert "compute.networks.create" in (role_permissions("roles/owner") or ())
    assert role_permissions("roles/none-such") is None
    assert len(predefined_roles()) > 2000
