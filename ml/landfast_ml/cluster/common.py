"""Manifests that several systems need: identities, the way to a database, who may talk to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from landfast_ml.cluster import Manifest, fact
from landfast_ml.containers.images import outside
from landfast_ml.environment import Job

# Where health checks of Cloud SQL's proxy are answered.
HEALTH = 9090
# The class of disks that are encrypted with the environment's key.
KEYED = "keyed"


def namespace(name: str) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        # Pods may not become more than they are.
        "metadata": {"name": name, "labels": {"pod-security.kubernetes.io/enforce": "baseline"}},
    }


def metadata(name: str, inside: str) -> dict[str, Any]:
    return {"name": name, "namespace": inside, "labels": {"app": name}}


def keyed_disks(job: Job) -> Manifest:
    """The class of the cluster's disks, under the environment's key: whoever names none gets it, and not GKE's own.

    Of several defaults Kubernetes takes the one that was made last, and GKE's is there from the start.
    https://cloud.google.com/kubernetes-engine/docs/how-to/using-cmek
    https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
    """
    described = {"name": KEYED, "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": described,
        "provisioner": "pd.csi.storage.gke.io",
        "parameters": {"type": "pd-balanced", "disk-encryption-kms-key": job.environment.key("derived")},
        "volumeBindingMode": "WaitForFirstConsumer",
        "reclaimPolicy": "Delete",
        "allowVolumeExpansion": True,
    }


def identity(job: Job, system: str, name: str) -> Manifest:
    """A service account of Kubernetes that acts as the system's account of Google, without a key."""
    account = fact(job, "accounts", system)
    described = metadata(name, system) | {"annotations": {"iam.gke.io/gcp-service-account": account}}
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": described}


def image(job: Job, name: str) -> str:
    """The copy of an image from outside; by digest once it is pinned."""
    found = next(one for one in outside(job.project) if one.name == name)
    return f"{found.mirror(job)}@{found.digest}" if found.digest else f"{found.mirror(job)}:{found.tag}"


def service(name: str, inside: str, port: int, target: int) -> Manifest:
    ports = [{"name": "tcp", "port": port, "targetPort": target}]
    spec = {"selector": {"app": name}, "ports": ports}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata(name, inside), "spec": spec}


def only_from(inside: str, namespaces: Sequence[str]) -> Manifest:
    """Pods of `inside` are reached from their own namespace and from `namespaces`, and from nowhere else."""
    # Kubernetes labels every namespace with its name.
    allowed: list[dict[str, Any]] = [{"podSelector": {}}]
    allowed += [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}} for name in namespaces]
    spec = {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": allowed}]}
    described = {"name": "only-from-known", "namespace": inside}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": described, "spec": spec}


def deployment(name: str, inside: str, account: str, container: dict[str, Any], volumes: list[Any]) -> Manifest:
    """One replica of one container, which may do nothing but its work."""
    guarded = {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    pod = {
        "serviceAccountName": account,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [{"name": name, **container, "securityContext": guarded}],
        "volumes": volumes,
    }
    spec = {
        "replicas": 1,
        "selector": {"matchLabels": {"app": name}},
        "template": {"metadata": {"labels": {"app": name}}, "spec": pod},
    }
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(name, inside), "spec": spec}


def database(job: Job, system: str, account: str, name: str, port: int) -> list[Manifest]:
    """Cloud SQL's proxy as the service `name`: it signs in by IAM, so that there is no password anywhere."""
    options = ["--auto-iam-authn", "--private-ip", "--address=0.0.0.0", f"--port={port}", "--structured-logs"]
    health = ["--health-check", "--http-address=0.0.0.0", f"--http-port={HEALTH}"]
    container = {
        "image": image(job, "cloud-sql-proxy"),
        "args": [*options, *health, fact(job, "databases", system)],
        "ports": [{"containerPort": port}],
        "readinessProbe": {"httpGet": {"path": "/readiness", "port": HEALTH}},
        "livenessProbe": {"httpGet": {"path": "/liveness", "port": HEALTH}, "failureThreshold": 5},
        "resources": {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"memory": "256Mi"}},
    }
    return [deployment(name, system, account, container, []), service(name, system, port, port)]
