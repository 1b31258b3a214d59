"""What resources hold: which group each type belongs to, and what is gone with it that nobody can make again."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

Group = Literal["data", "keys", "access", "network", "compute", "rest"]
# In the order that a person reads them in: what can't be made again first.
GROUPS: tuple[Group, ...] = ("data", "keys", "access", "network", "compute", "rest")

# What is lost with a resource: `google_FAMILY_KIND`. Read off the APIs' references in November 2026: what a delete
# call says it deletes besides the resource itself.
_UNREADABLE = "what is encrypted with it can't be read again"
_BACKUP, _SNAPSHOT, _FILES, _ENTRIES, _IMAGES = "the backup", "the snapshot", "its files", "its entries", "its images"
_LOGS, _CODE, _CONTENT, _MACHINES = "its log entries", "its code", "its content", "its machines and their disks"
_VALUES, _DISKS, _VERSIONS, _VALUE = "its features' values", "its disks", "its versions", "the secret's value"
_LOST = {
    "alloydb": {"backup": _BACKUP, "cluster": "its databases", "instance": "its databases"},
    "apigee": {
        "organization": "its proxies, apps and their keys",
        "instance": "its caches",
        "environment_keyvaluemaps": _ENTRIES,
    },
    "artifact_registry": {"repository": "its images and packages"},
    "backup_dr": {"backup_vault": "its backups"},
    "bigquery": {
        "dataset": "its tables",
        "table": "its rows",
        "data_transfer_config": "its schedule and the history of its runs",
    },
    "bigtable": {"instance": "its tables", "table": "its rows"},
    "certificate_manager": {"certificate": "the certificate and its key"},
    "cloud_identity": {"group": "its members"},
    "cloudbuild": {"bitbucket_server_config": "its credentials"},
    "colab": {"runtime": "its disk"},
    "composer": {"environment": "its database, and the history of its runs"},
    "compute": {
        "disk": _CONTENT,
        "region_disk": _CONTENT,
        "image": "the image",
        "instance": _DISKS,
        "instant_snapshot": _SNAPSHOT,
        "snapshot": _SNAPSHOT,
    },
    "container": {"cluster": "its workloads and their volumes", "registry": _IMAGES},
    "data_fusion": {"instance": "its pipelines"},
    "dataform": {"repository": _CODE},
    "dataproc": {"cluster": _DISKS, "metastore_service": "its metadata"},
    "datastream": {"stream": "how far it has read its source"},
    "dialogflow": {"agent": "its intents and flows", "cx_agent": "its intents and flows"},
    "discovery_engine": {"data_store": "its documents"},
    "document_ai": {"processor": "its trained versions"},
    "filestore": {"instance": _FILES, "backup": _BACKUP, "snapshot": _SNAPSHOT},
    "firestore": {"database": "its documents", "document": "the document"},
    "gke_backup": {"backup_plan": "its backups"},
    "healthcare": {
        "consent_store": "its consents",
        "dataset": "its stores and their records",
        "dicom_store": _IMAGES,
        "fhir_store": "its records",
        "hl7_v2_store": "its messages",
    },
    "kms": {
        "crypto_key": f"its versions: {_UNREADABLE}",
        "crypto_key_version": f"the version: {_UNREADABLE}",
        "key_ring": "its keys",
        "secret_ciphertext": "the ciphertext",
    },
    "logging": {"project_bucket_config": _LOGS, "folder_bucket_config": _LOGS, "organization_bucket_config": _LOGS},
    "looker": {"instance": "its models and dashboards"},
    "lustre": {"instance": _FILES},
    "memorystore": {"instance": _ENTRIES},
    "netapp": {
        "backup": _BACKUP,
        "backup_vault": "its backups",
        "storage_pool": "its volumes",
        "volume": _FILES,
        "volume_snapshot": _SNAPSHOT,
    },
    "oracle_database": {"autonomous_database": "its tables", "cloud_vm_cluster": "its databases"},
    "parallelstore": {"instance": _FILES},
    "privateca": {"ca_pool": "its authorities and their keys", "certificate_authority": "its key"},
    "pubsub": {"subscription": "messages that nobody has read", "topic": "messages that it retains"},
    "redis": {"cluster": _ENTRIES, "instance": _ENTRIES},
    "secret_manager": {
        "secret": _VERSIONS,
        "secret_version": _VALUE,
        "regional_secret": _VERSIONS,
        "regional_secret_version": _VALUE,
    },
    "secure_source_manager": {"instance": "its repositories", "repository": _CODE},
    "sourcerepo": {"repository": _CODE},
    "spanner": {"backup_schedule": "the schedule", "database": "its tables", "instance": "its databases"},
    "sql": {
        "database": "its tables",
        "database_instance": "its databases and their backups",
        "source_representation_instance": "its credentials",
    },
    "storage": {
        "anywhere_cache": "its cache",
        "bucket": "its objects",
        "bucket_object": "the object",
        "managed_folder": "its objects",
    },
    "vertex_ai": {
        "dataset": "its items and labels",
        "endpoint": "which models answer, and their shares of the traffic",
        "feature_group": "its features",
        "feature_online_store": _VALUES,
        "featurestore": _VALUES,
        "featurestore_entitytype": _VALUES,
        "index": "its vectors",
        "rag_engine_config": "its corpora",
        "reasoning_engine": "its sessions and memory",
        "tensorboard": "its experiments and their runs",
    },
    "vmwareengine": {"private_cloud": _MACHINES, "cluster": _MACHINES},
    "workbench": {"instance": _DISKS},
    "workstations": {"workstation": "its home disk"},
}
# With a project goes all that is in it.
PROJECT = "google_project"
LOST = {PROJECT: "all that is in it"} | {
    f"google_{family}_{kind}": words for family, kinds in _LOST.items() for kind, words in kinds.items()
}
# A kind that one family alone has is called by that: `bucket`, but `workbench instance`.
_OWN = Counter(kind for kinds in _LOST.values() for kind in kinds)
_NOUNS = {
    f"google_{family}_{kind}": kind.replace("_", " ")
    for family, kinds in _LOST.items()
    for kind in kinds
    if _OWN[kind] == 1
} | {f"google_logging_{level}_bucket_config": "log bucket" for level in ("project", "folder", "organization")}

# The first that fits the type, without its `google_`, counts.
_GROUPS: tuple[tuple[Group, str], ...] = (
    ("access", r".*_iam_(member|binding|policy|audit_config|custom_role)|.*_access_level.*|.*_access_polic.*"),
    ("access", r".*service_(account|agent|identity)"),
    ("access", r"(service_account|iam|iap|org_policy|organization_policy|access_context_manager|cloud_identity)(_.*)?"),
    ("access", r"(binary_authorization|project_(default_service_accounts|organization_policy)).*"),
    ("data", r"project|compute_((region_)?disk|image|(instant_)?snapshot)|container_registry"),
    ("keys", r"(kms|secret_manager|privateca|certificate_manager|public_ca)_.*|compute_.*ssl_certificate"),
    ("network", r"compute_(global_|region_|ha_|external_)*(network|subnetwork|firewall|rout|addr|forwarding|vpn).*"),
    ("network", r"compute_(global_|region_)*(backend|health_check|http|target|url_map|ssl|security_policy|inter).*"),
    ("network", r"compute_(service_attachment|packet|shared_vpc).*"),
    ("network", r"(dns|service_networking|network_[a-z]+|vpc_access|service_directory|certificate)_.*"),
    ("compute", r"(app_engine|cloud_run|cloud_run_v2|cloudfunctions2?|colab|composer|compute|container|gke_hub)_.*"),
    ("compute", r"(dataflow|dataproc|data_fusion|edgecontainer|notebooks|tpu|tpu_v2|vmwareengine|work.*)_.*"),
    ("compute", r"cloudbuild_.*worker_pool|vertex_ai_(.*endpoint.*|persistent_resource|schedule)"),
    ("data", r"(artifact_registry|bigquery.*|bigtable|data_catalog|dataplex|datastore|document_ai.*|pubsub.*)_.*"),
    ("data", r"(spanner|sql|storage.*|vertex_ai|firestore|healthcare|data_loss_prevention)_.*"),
)


def holds_data(kind: str) -> bool:
    """Whether a resource of the type, deleted or made anew, takes with it what nobody can make again."""
    return kind in LOST


def group_of(kind: str) -> Group:
    """What a resource of the type is about."""
    short = kind.removeprefix("google_")
    found = next((group for group, pattern in _GROUPS if re.fullmatch(pattern, short)), None)
    return found or ("data" if holds_data(kind) else "rest")


def is_grant(kind: str) -> bool:
    """Whether a resource of the type says who may do something with another."""
    return kind.endswith(("_iam_member", "_iam_binding", "_iam_policy"))


def noun_of(kind: str) -> str:
    """What a person calls a resource of the type: `bucket`, `bucket grant`."""
    of, grant, _ = kind.rpartition("_iam_") if is_grant(kind) else (kind, "", "")
    noun = _NOUNS.get(of) or of.removeprefix("google_").replace("_", " ")
    return f"{noun} grant" if grant else noun
