"""Which resources hold what nobody can make again: data, keys, secrets, images, backups, logs, what runs learnt."""

from __future__ import annotations

# By family of types: `google_FAMILY`, and the kinds in it that hold something. Read off the APIs' references in
# November 2026: what a delete call says it deletes besides the resource itself.
_KINDS = {
    "alloydb": ("backup", "cluster", "instance"),
    "apigee": ("organization", "instance", "environment_keyvaluemaps"),
    "artifact_registry": ("repository",),
    "backup_dr": ("backup_vault",),
    "bigquery": ("dataset", "table", "data_transfer_config"),
    "bigtable": ("instance", "table"),
    "certificate_manager": ("certificate",),
    "cloud_identity": ("group",),
    "cloudbuild": ("bitbucket_server_config",),
    "colab": ("runtime",),
    "composer": ("environment",),
    "compute": ("disk", "region_disk", "image", "instance", "instant_snapshot", "snapshot"),
    "container": ("cluster", "registry"),
    "data_fusion": ("instance",),
    "dataform": ("repository",),
    "dataproc": ("cluster", "metastore_service"),
    "datastream": ("stream",),
    "dialogflow": ("agent", "cx_agent"),
    "discovery_engine": ("data_store",),
    "document_ai": ("processor",),
    "filestore": ("instance", "backup", "snapshot"),
    "firestore": ("database", "document"),
    "gke_backup": ("backup_plan",),
    "healthcare": ("consent_store", "dataset", "dicom_store", "fhir_store", "hl7_v2_store"),
    "kms": ("crypto_key", "crypto_key_version", "key_ring", "secret_ciphertext"),
    "logging": ("project_bucket_config", "folder_bucket_config", "organization_bucket_config"),
    "looker": ("instance",),
    "lustre": ("instance",),
    "memorystore": ("instance",),
    "netapp": ("backup", "backup_vault", "storage_pool", "volume", "volume_snapshot"),
    "oracle_database": ("autonomous_database", "cloud_vm_cluster"),
    "parallelstore": ("instance",),
    "privateca": ("ca_pool", "certificate_authority"),
    "pubsub": ("subscription", "topic"),
    "redis": ("cluster", "instance"),
    "secret_manager": ("secret", "secret_version", "regional_secret", "regional_secret_version"),
    "secure_source_manager": ("instance", "repository"),
    "sourcerepo": ("repository",),
    "spanner": ("backup_schedule", "database", "instance"),
    "sql": ("database", "database_instance", "source_representation_instance"),
    "storage": ("anywhere_cache", "bucket", "bucket_object", "managed_folder"),
    "vertex_ai": (
        "dataset", "endpoint", "feature_group", "feature_online_store", "featurestore", "featurestore_entitytype",
        "index", "rag_engine_config", "reasoning_engine", "tensorboard",
    ),
    "vmwareengine": ("private_cloud", "cluster"),
    "workbench": ("instance",),
    "workstations": ("workstation",),
}  # fmt: skip
# With a project goes all that is in it.
PROJECT = "google_project"
HOLDING = frozenset({PROJECT, *(f"google_{family}_{kind}" for family, kinds in _KINDS.items() for kind in kinds)})


def holds_data(kind: str) -> bool:
    """Whether a resource of the type, deleted or made anew, takes with it what nobody can make again."""
    return kind in HOLDING
