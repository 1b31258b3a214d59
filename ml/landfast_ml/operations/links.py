"""Where to look further: the cloud's pages of one environment, or the folders of this machine."""

from __future__ import annotations

from urllib.parse import quote

from landfast_ml.environment import Job

CONSOLE = "https://console.cloud.google.com"


def links(job: Job) -> dict[str, str]:
    """What -> address."""
    if job.target == "local":
        return {
            "logs of the last runs": str(job.bucket("pipeline_root")),
            "models": str(job.bucket("models")),
            "predictions": str(job.local_store / "predictions"),
        }
    environment = job.environment
    project, region = environment.project, environment.region
    endpoint = environment.endpoint.rsplit("/", 1)[-1]
    dataset = environment.datasets["predictions"]
    events = 'jsonPayload.event=("drift" OR "experiment" OR "step" OR "release")'
    return {
        "pipelines": f"{CONSOLE}/vertex-ai/pipelines/runs?project={project}",
        "endpoint": f"{CONSOLE}/vertex-ai/locations/{region}/endpoints/{endpoint}?project={project}",
        "models": f"{CONSOLE}/vertex-ai/models?project={project}",
        "events": f"{CONSOLE}/logs/query;query={quote(events, safe='')}?project={project}",
        "dashboards": f"{CONSOLE}/monitoring/dashboards?project={project}",
        "alerts": f"{CONSOLE}/monitoring/alerting?project={project}",
        "predictions": f"{CONSOLE}/bigquery?project={project}&p={project}&d={dataset}&page=dataset",
        "buckets": f"{CONSOLE}/storage/browser?project={project}",
    }
