"""Pachyderm: identities and database of its namespace, and the values of its Helm chart."""

from __future__ import annotations

from landfast_ml.cluster import Files, Manifest, fact
from landfast_ml.cluster.common import KEYED, database, identity, keyed_disks, namespace, only_from
from landfast_ml.containers.images import outside
from landfast_ml.environment import Job

NAMESPACE = "pachyderm"
ACTING = ("pachyderm", "pachyderm-worker")


def files(job: Job) -> Files:
    """`kubectl apply -f environment.yaml`, then `helm install pachyderm ... -f values.yaml`."""
    return {
        "environment.yaml": [
            namespace(NAMESPACE),
            keyed_disks(job),
            *(identity(job, NAMESPACE, name) for name in ACTING),
            *database(job, NAMESPACE, ACTING[0], "postgres", 5432),
            only_from(NAMESPACE, []),
        ],
        "values.yaml": [values(job)],
    }


def values(job: Job) -> Manifest:
    """Keys: etc/helm/pachyderm/values.schema.json of pachyderm/pachyderm 2.12."""
    account = fact(job, "accounts", NAMESPACE)
    return {
        "deployTarget": "GOOGLE",
        "global": {
            "postgresql": {
                "postgresqlHost": "postgres",
                "postgresqlPort": "5432",
                "postgresqlDatabase": "pachyderm",
                "postgresqlUsername": account.removesuffix(".gserviceaccount.com"),
                # The proxy signs in by IAM; the chart wants a word.
                "postgresqlPassword": "none",
            }
        },
        "postgresql": {"enabled": False},
        "cloudsqlAuthProxy": {"enabled": False},
        # The names of all files and versions are in it.
        "etcd": {"image": _image(job, "etcd"), "storageClass": KEYED},
        "pgbouncer": {"image": _image(job, "pgbouncer")},
        "console": {"enabled": False},
        "pachd": {
            "image": _image(job, "pachd"),
            # Else it reports usage to its makers.
            "metrics": {"enabled": False},
            "serviceAccount": {"create": False, "name": ACTING[0]},
            "storage": {
                "backend": "GOOGLE",
                "google": {"bucket": job.environment.orchestration.pachyderm_bucket},
            },
            "worker": {
                "image": _image(job, "worker"),
                "serviceAccount": {"create": False, "name": ACTING[1]},
            },
        },
    }


def _image(job: Job, name: str) -> Manifest:
    found = next(one for one in outside(job.project) if one.name == f"pachyderm-{name}")
    return {"repository": found.mirror(job), "tag": found.tag}
