"""MLflow's server in the cluster, for teams that don't want it on Cloud Run, where the environment puts it.

The account of Google must let the cluster's `mlflow/mlflow` act as it: see docs/running.md.
"""

from __future__ import annotations

from landfast_ml.cluster import Files, fact
from landfast_ml.cluster.common import deployment, identity, namespace, only_from, service
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError

NAMESPACE = "mlflow"
PORT = 8080
ASKING = ("kubeflow", "pachyderm")


def files(job: Job) -> Files:
    """Namespace, identity, server, and who may ask it. ProjectError if the environment names no image of it."""
    image = job.environment.orchestration.tracking_image
    if not image:
        raise ProjectError("the environment names no image of MLflow: set platform.tracking_image in its spec")
    account = fact(job, "accounts", NAMESPACE)
    told = {
        "CLOUD_SQL_INSTANCE": fact(job, "databases", NAMESPACE),
        "DATABASE_NAME": "mlflow",
        "DATABASE_USER": account.removesuffix(".gserviceaccount.com"),
        "ARTIFACTS": f"gs://{job.environment.buckets['models']}/mlflow",
        "ALLOWED_HOSTS": f"{NAMESPACE}.{NAMESPACE}.svc.cluster.local,{NAMESPACE}.{NAMESPACE}",
    }
    probe = {"httpGet": {"path": "/health", "port": PORT}}
    container = {
        "image": image,
        "env": [{"name": name, "value": value} for name, value in told.items()],
        "ports": [{"containerPort": PORT}],
        "readinessProbe": probe,
        "startupProbe": probe | {"failureThreshold": 30, "periodSeconds": 5},
        "resources": {"requests": {"cpu": "500m", "memory": "2Gi"}, "limits": {"memory": "2Gi"}},
        "volumeMounts": [{"name": "scratch", "mountPath": "/tmp"}],
    }
    server = deployment(NAMESPACE, NAMESPACE, NAMESPACE, container, [{"name": "scratch", "emptyDir": {}}])
    return {
        "mlflow.yaml": [
            namespace(NAMESPACE),
            identity(job, NAMESPACE, NAMESPACE),
            server,
            service(NAMESPACE, NAMESPACE, 80, PORT),
            only_from(NAMESPACE, ASKING),
        ]
    }
