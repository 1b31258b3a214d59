"""Kubeflow Pipelines: upstream's own bases, pinned, with the environment's identities, database, buckets and images."""

from __future__ import annotations

import json
from typing import Any

from landfast_ml.cluster import Files, Manifest, fact
from landfast_ml.cluster.common import database, identity, image, keyed_disks, only_from
from landfast_ml.containers.images import Outside, outside
from landfast_ml.contract.facts import BucketPurpose
from landfast_ml.environment import Job
from landfast_ml.orchestrators.kubeflow import MOUNTED, volume_claim

NAMESPACE = "kubeflow"
# https://github.com/kubeflow/pipelines/tree/2.17.0/manifests/kustomize
BASES = "https://github.com/kubeflow/pipelines//manifests/kustomize"
VERSION = "2.17.0"
# Not env/gcp: it brings a proxy that leads out of the region, and a database proxy that asks for a password.
USED = ("base/installs/generic", "base/metadata/base", "third-party/argo/installs/namespace")
# Their pods act as the namespace's account of Google: the server, its page, the steps.
ACTING = ("ml-pipeline", "ml-pipeline-ui", "pipeline-runner")
KUSTOMIZE = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
CLASS_OF_BUCKETS = ""
# The launcher of steps signs in to Cloud Storage as the pod that it runs in.
PROVIDERS = "gs:\n  default:\n    credentials:\n      fromEnv: true\n"


def files(job: Job) -> Files:
    """`kubectl apply -k kubeflow/cluster`, then `-k kubeflow`."""
    return {
        "cluster/kustomization.yaml": [{**KUSTOMIZE, "resources": [_base("cluster-scoped-resources")]}],
        "kustomization.yaml": [kustomization(job)],
        "environment.yaml": [
            keyed_disks(job),
            *database(job, NAMESPACE, ACTING[0], "mysql", 3306),
            _no_key(),
            only_from(NAMESPACE, []),
            *(manifest for purpose in MOUNTED for manifest in _volume(job, purpose)),
        ],
    }


def kustomization(job: Job) -> Manifest:
    return {
        **KUSTOMIZE,
        "namespace": NAMESPACE,
        "resources": [*(_base(name) for name in USED), "environment.yaml"],
        "images": [_rewritten(job, one) for one in outside(job.project) if not one.build_arg],
        "patches": [{"patch": json.dumps(patch)} for patch in _patches(job)],
    }


def _base(name: str) -> str:
    return f"{BASES}/{name}?ref={VERSION}"


def _rewritten(job: Job, one: Outside) -> Manifest:
    pinned = {"digest": one.digest} if one.digest else {"newTag": one.tag}
    return {"name": one.repository, "newName": one.mirror(job), **pinned}


def _patches(job: Job) -> list[Manifest]:
    bucket = job.environment.buckets["pipeline_root"]
    user = fact(job, "accounts", NAMESPACE).partition("@")[0]
    server = {
        "V2_DRIVER_IMAGE": image(job, "kfp-driver"),
        "V2_LAUNCHER_IMAGE": image(job, "kfp-launcher"),
        "HAS_DEFAULT_BUCKET": "true",
        "BUCKET_NAME": bucket,
        "PROJECT_ID": job.environment.project,
    }
    controller = ["--configmap", "workflow-controller-configmap", "--executor-image", image(job, "argoexec")]
    settings = {
        "bucketName": bucket,
        "defaultPipelineRoot": f"gs://{bucket}/runs",
        "cacheImage": image(job, "busybox"),
        "cronScheduleTimezone": "UTC",
    }
    return [
        *(identity(job, NAMESPACE, name) for name in ACTING),
        _config("pipeline-install-config", settings),
        # Signed in by IAM: the proxy brings the password, which lives for an hour.
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "mysql-secret"}, "stringData": {"username": user}},
        # Steps hand on folders, and logs go to Cloud Logging: Argo keeps nothing.
        _config("workflow-controller-configmap", {"artifactRepository": "archiveLogs: false\n"}),
        _config("kfp-launcher", {"defaultPipelineRoot": f"gs://{bucket}/runs", "providers": PROVIDERS}),
        _container("ml-pipeline", "ml-pipeline-api-server", {"env": _variables(server)}),
        _container("workflow-controller", "workflow-controller", {"args": [*controller, "--namespaced"]}),
    ]


def _config(name: str, data: dict[str, str]) -> Manifest:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def _variables(values: dict[str, str]) -> list[Manifest]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _container(deployment: str, name: str, changes: dict[str, Any]) -> Manifest:
    pod = {"spec": {"containers": [{"name": name, **changes}]}}
    spec = {"template": pod}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": deployment}, "spec": spec}


def _no_key() -> Manifest:
    """The server wants this secret to exist. There is no key in it: Cloud Storage is reached by identity."""
    described = {"name": "mlpipeline-minio-artifact", "namespace": NAMESPACE}
    data = {"accesskey": "none", "secretkey": "none"}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": described, "stringData": data}


def _volume(job: Job, purpose: BucketPurpose) -> list[Manifest]:
    """A bucket as a volume (https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-storage-fuse-csi-driver-pv)."""
    claim, size = volume_claim(purpose), "1Gi"
    driver = {"driver": "gcsfuse.csi.storage.gke.io", "volumeHandle": job.environment.buckets[purpose]}
    volume = {
        "accessModes": ["ReadWriteMany"],
        # Kubernetes asks for a size; a bucket has none.
        "capacity": {"storage": size},
        "storageClassName": CLASS_OF_BUCKETS,
        # Folders that nobody has made are seen too; files belong to the user of the image.
        "mountOptions": ["implicit-dirs", "uid=1000", "gid=1000"],
        "claimRef": {"namespace": NAMESPACE, "name": claim},
        "csi": driver,
    }
    wanted = {
        "accessModes": ["ReadWriteMany"],
        "resources": {"requests": {"storage": size}},
        "storageClassName": CLASS_OF_BUCKETS,
        "volumeName": f"{NAMESPACE}-{claim}",
    }
    return [
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": f"{NAMESPACE}-{claim}"}, "spec": volume},
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": claim, "namespace": NAMESPACE},
            "spec": wanted,
        },
    ]
