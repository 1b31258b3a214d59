"""Where to look further: the cloud's pages of one environment, or the folders of this machine."""

from __future__ import annotations

from urllib.parse import quote

from landfast_ml.environment import Job


def links(job: Job) -> dict[str, str]:
    """What -> address."""
    if job.target == "local":
        return {
            "logs of the last runs": str(job.bucket("pipeline_root")),
            "models": str(job.bucket("models")),
            "predictions": str(job.local_store / "predictions"),
        }
    environment = job.environment
    project, region, console = environment.project, environment.region, f"https://{environment.console}"
    endpoint = environment.endpoint.rsplit("/", 1)[-1]
    dataset = environment.datasets["predictions"]
    events = 'jsonPayload.event=("drift" OR "experiment" OR "step" OR "release")'
    return {
        "pipelines": f"{console}/vertex-ai/pipelines/runs?project={project}",
        "endpoint": f"{console}/vertex-ai/locations/{region}/endpoints/{endpoint}?project={project}",
        "models": f"{console}/vertex-ai/models?project={project}",
        "events": f"{console}/logs/query;query={quote(events, safe='')}?project={project}",
        "dashboards": f"{console}/monitoring/dashboards?project={project}",
        "alerts": f"{console}/monitoring/alerting?project={project}",
        "predictions": f"{console}/bigquery?project={project}&p={project}&d={dataset}&page=dataset",
        "buckets": f"{console}/storage/browser?project={project}",
    }
