"""The dashboards of the stack `operations`: what runs now (models, experiments, pipelines), and who changed what.

Metrics: https://cloud.google.com/monitoring/api/metrics_gcp (read November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from landfast.modules.watch.alert_policy import RUNBOOKS
from landfast.modules.watch.dashboard import Reducer, Series, Widget, chart, logs, number, text
from landfast.stacks import alerts
from landfast.stacks.spec.platform import Platform

FINISHED, DRIFTED, CHANGED = "pipelines-finished", "drift", "watched-changes"

Rows = Sequence[Sequence[Widget]]

_VERTEX = "aiplatform.googleapis.com"
_MODEL = ("metric.labels.model_display_name", "metric.labels.deployed_model_id")
_PERCENTILES = ("50", "95", "99")


def _online(name: str, aligner: str, by: tuple[str, ...] = _MODEL, reducer: Reducer = "SUM") -> Series:
    return Series(f"{_VERTEX}/prediction/online/{name}", f"{_VERTEX}/Endpoint", aligner, by, reducer)


def _latency(percentile: str, by: tuple[str, ...]) -> Series:
    metric = f"{_VERTEX}/prediction/online/prediction_latencies"
    total = 'metric.labels.latency_type="total"'
    return Series(metric, f"{_VERTEX}/Endpoint", f"PERCENTILE_{percentile}", by, "MAX", total)


def _running(name: str) -> Series:
    return Series(f"{_VERTEX}/executing_vertexai_pipeline_{name}", f"{_VERTEX}/Location", "MAX")


def _counted(metric: str, resource: str, *by: str) -> Series:
    return Series(f"logging.googleapis.com/user/{metric}", resource, "DELTA", by)


def _heading(words: str) -> Sequence[Widget]:
    return [text(f"{words}  \nRunbooks: `{RUNBOOKS}`. Made by landfast: change the code, not this dashboard.")]


def models(online_store: bool) -> Rows:
    """Running models."""
    rows = [
        _heading("What serves now, how much it is asked, how fast and how well it answers."),
        [
            number("Models serving (replicas)", _online("replicas", "MEAN", ())),
            number("Predictions a second", _online("prediction_count", "RATE", ())),
            number("Errors a second", _online("error_count", "RATE", ())),
            number("Latency, 95th percentile (ms)", _latency("95", ())),
        ],
        [
            chart("Predictions by model", _online("prediction_count", "RATE"), unit="a second"),
            chart("Answers by code", _online("response_count", "RATE", ("metric.labels.response_code",)),
                  unit="a second", kind="STACKED_BAR"),
        ],
        [
            chart("Latency: 50th, 95th, 99th percentile", *(_latency(p, ()) for p in _PERCENTILES), unit="ms"),
            chart("Replicas: there and wanted", _online("replicas", "MEAN"), _online("target_replicas", "MEAN")),
            chart("CPU of the replicas", _online("cpu/utilization", "MEAN", _MODEL[1:], "MEAN")),
        ],
    ]  # fmt: skip
    if online_store:
        rows.append(_store())
    return [*rows, [logs("Drift", alerts.DRIFT)]]


def _store() -> Sequence[Widget]:
    def store(name: str, aligner: str, reducer: Reducer) -> Series:
        return Series(f"{_VERTEX}/featureonlinestore/{name}", f"{_VERTEX}/FeatureOnlineStore", aligner, (), reducer)

    return [
        chart("Feature store: requests", store("online_serving/request_count", "RATE", "SUM"), unit="a second"),
        chart("Feature store: latency", store("online_serving/serving_latencies", "PERCENTILE_95", "MAX"), unit="ms"),
        chart("Feature store: nodes", store("storage/bigtable_nodes", "MAX", "SUM")),
    ]


def experiments() -> Rows:
    """Running experiments: the variants side by side."""
    return [
        _heading("Each variant is a model on the endpoint: its share of the traffic, its speed, its errors."),
        [
            chart("Traffic by variant", _online("prediction_count", "RATE"), unit="a second", kind="STACKED_AREA"),
            chart("Errors by variant", _online("error_count", "RATE"), unit="a second"),
        ],
        [
            chart("Latency by variant, 95th percentile", _latency("95", _MODEL), unit="ms"),
            chart("Drift entries", _counted(DRIFTED, ""), minutes=60,
                  kind="STACKED_BAR"),
        ],
        [logs("Decisions of experiments", alerts.printed("experiment"))],
    ]  # fmt: skip


def pipelines(platform: Platform) -> Rows:
    """Pipelines: what runs, how long it takes, how it ends."""
    rows = [_heading("What trains now, how long it takes, how it ends."), *_vertex_rows(platform)]
    if "airflow" in platform.orchestrators:
        runs, duration = "composer.googleapis.com/workflow/run_count", "composer.googleapis.com/workflow/run_duration"
        rows.append(
            [
                chart("DAG runs by state", Series(runs, "cloud_composer_workflow", "DELTA", ("metric.labels.state",)),
                      minutes=60, kind="STACKED_BAR"),
                chart("DAG run duration", Series(duration, "cloud_composer_workflow", "MEAN",
                                                 ("resource.labels.workflow_name",), "MEAN"), unit="s"),
            ]
        )  # fmt: skip
    if platform.effective_cluster:
        cpu = Series("kubernetes.io/container/cpu/core_usage_time", "k8s_container", "RATE",
                     ("resource.labels.namespace_name",))  # fmt: skip
        memory = Series("kubernetes.io/container/memory/used_bytes", "k8s_container", "MEAN",
                        ("resource.labels.namespace_name",))  # fmt: skip
        rows.append([chart("Cluster: CPU by namespace", cpu, unit="cores"), chart("Cluster: memory", memory)])
    failures = [f"({alerts.FAILED_RUNS[name]})" for name in platform.orchestrators if name in alerts.FAILED_RUNS]
    return [*rows, [logs("Failed runs", " OR ".join(failures))]] if failures else rows


def _vertex_rows(platform: Platform) -> Rows:
    def dataflow(name: str, reducer: Reducer) -> Series:
        return Series(
            f"dataflow.googleapis.com/job/{name}", "dataflow_job", "MAX", ("resource.labels.job_name",), reducer
        )

    duration = Series(f"{_VERTEX}/pipelinejob/duration", f"{_VERTEX}/PipelineJob", "MAX",
                      ("resource.labels.pipeline_job_id",), "MAX")  # fmt: skip
    finished = _counted(FINISHED, f"{_VERTEX}/PipelineJob", "metric.labels.state")
    vertex = [
        [number("Pipelines running", _running("jobs")), number("Steps running", _running("tasks"))],
        [
            chart("Runs by how they ended", finished, minutes=60, kind="STACKED_BAR"),
            chart("Duration of a run", duration, unit="s"),
        ],
    ]
    features = [
        chart("Feature jobs: workers' CPUs", dataflow("current_num_vcpus", "SUM")),
        chart("Feature jobs: failed", dataflow("is_failed", "MAX")),
    ]
    return [*(vertex if "vertex" in platform.orchestrators else []), features]


def governance() -> Rows:
    """Who changed what guards the data."""
    # An audit entry is of the resource that was changed, whatever its type.
    changed = _counted(CHANGED, "", "metric.labels.method")
    return [
        _heading("Changes to access, organization policies, keys and the audit trail; what was refused."),
        [chart("Watched changes", changed, minutes=60, kind="STACKED_BAR")],
        [logs("Refused for their place", alerts.REFUSED_PLACE), logs("Changes", alerts.WATCHED)],
    ]


# Name -> filter, labels, description.
LOG_METRICS: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    FINISHED: (
        f'{alerts.VERTEX_RUN} AND jsonPayload.state=~"PIPELINE_STATE_(SUCCEEDED|FAILED|CANCELLED)"',
        {"state": "jsonPayload.state"},
        "Runs of the ML pipeline by how they ended",
    ),
    DRIFTED: (alerts.DRIFT, {}, "Entries that say that data or predictions drift"),
    CHANGED: (alerts.WATCHED, {"method": "protoPayload.methodName"}, "Changes to what guards the data"),
}
