"""What the stack `operations` watches: each alert with the filter or query that finds it.

Log fields: https://cloud.google.com/logging/docs/audit, metrics: https://cloud.google.com/monitoring/api/metrics_gcp
(read November 2026). Alerts on the audit log see entries of this project: what an administrator does to its folder or
organization is in the log there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from landfast.modules.watch.alert_policy import Alert
from landfast.stacks.spec.platform import Platform

ACTIVITY = 'log_id("cloudaudit.googleapis.com/activity")'
VERTEX_RUN = (
    'resource.type="aiplatform.googleapis.com/PipelineJob" AND log_id("aiplatform.googleapis.com/pipeline_job_events")'
)


def printed(event: str) -> str:
    """A job of the ML project has printed `{"event": EVENT, ...}` on a line.

    GKE, Cloud Run and Cloud Build make fields of it; training jobs of Vertex AI leave it in the message as it is
    (https://github.com/googleapis/python-aiplatform/issues/629).
    """
    return f'jsonPayload.event="{event}" OR jsonPayload.message:"\\"event\\": \\"{event}\\""'


# Vertex AI's own monitoring jobs, or the project's.
DRIFT = f'log_id("aiplatform.googleapis.com/model_monitoring_anomaly") OR {printed("drift")}'

REFUSED_PLACE = (
    'protoPayload.status.message:"constraints/gcp.resourceLocations"'
    ' OR protoPayload.policyViolationInfo.orgPolicyViolationInfo.violationInfo.constraint:"gcp.resourceLocations"'
)
# Each service has its own name for it: SetIamPolicy, storage.setIamPermissions, google.iam.admin.v1.SetIAMPolicy.
GRANTED = f'{ACTIVITY} AND protoPayload.methodName=~"(?i)setiam(policy|permissions)$"'
# The second is how the older API calls it.
ORG_POLICY = (
    f'{ACTIVITY} AND ((protoPayload.serviceName="orgpolicy.googleapis.com"'
    ' AND protoPayload.methodName=~"(Create|Update|Delete)Policy$")'
    ' OR protoPayload.methodName=~"(?i)(set|clear)OrgPolicy$")'
)
# An update of a version is how one is disabled.
KEY_GONE = (
    f'{ACTIVITY} AND protoPayload.serviceName="cloudkms.googleapis.com"'
    ' AND protoPayload.methodName=("DestroyCryptoKeyVersion" OR "UpdateCryptoKeyVersion")'
)
ACCOUNT_KEY = f'{ACTIVITY} AND protoPayload.methodName=~"(Create|Upload)ServiceAccountKey$"'
TRAIL = (
    f'{ACTIVITY} AND protoPayload.serviceName="logging.googleapis.com"'
    ' AND protoPayload.methodName=~"ConfigServiceV2[.](Update|Delete)(Sink|Bucket|Exclusion)$"'
)
# What the count of the dashboard is made of.
WATCHED = " OR ".join(f"({part})" for part in (GRANTED, ORG_POLICY, KEY_GONE, ACCOUNT_KEY, TRAIL))

FAILED_RUNS: Mapping[str, str] = {
    "vertex": f'{VERTEX_RUN} AND jsonPayload.state="PIPELINE_STATE_FAILED"',
    # Argo Workflows, which runs the pipelines of Kubeflow, says so in an event of the cluster.
    "kubeflow": 'log_id("events") AND jsonPayload.reason=("WorkflowFailed" OR "WorkflowTimedOut")',
    "pachyderm": 'resource.type="k8s_container" AND resource.labels.namespace_name="pachyderm" AND "JOB_FAILURE"',
}
FAILED_DAGS = 'sum(increase(composer_googleapis_com:workflow_run_count{state="failed"}[5m])) > 0'

_ENDPOINT = 'monitored_resource="aiplatform.googleapis.com/Endpoint"'
# Vertex AI has metrics of their own for private endpoints; which of the two one by Private Service Connect writes is
# not said, so that both are watched.
_KINDS = ("prediction_online", "prediction_online_private")


def _rate(metric: str, *more: str) -> str:
    """By the second, of endpoints of both kinds; `more`: further labels, of the first and of the second."""
    labels = more or ("", "")
    both = zip(_KINDS, labels, strict=True)
    return " or ".join(f"rate(aiplatform_googleapis_com:{kind}_{metric}{{{_ENDPOINT}{own}}}[5m])" for kind, own in both)


_SERVER_ERROR, _TOTAL = ',response_code=~"5.*"', ',latency_type="total"'
LATENCY_MS = 1000
ERROR_SHARE = 0.05
SLOW = (
    f"histogram_quantile(0.95, sum by (le, endpoint_id) "
    f"({_rate('prediction_latencies_bucket', _TOTAL, '')})) > {LATENCY_MS}"
)
FAILING = (
    f"sum by (endpoint_id) ({_rate('response_count', _SERVER_ERROR, _SERVER_ERROR)})"
    f" / sum by (endpoint_id) ({_rate('response_count')}) > {ERROR_SHARE}"
)

SERVING = (
    Alert("endpoint-latency", "Endpoint slow", "WARNING",
          f"95 of 100 predictions took longer than {LATENCY_MS} ms for 10 minutes.", query=SLOW, minutes=10),
    Alert("endpoint-errors", "Endpoint failing", "ERROR",
          f"More than {ERROR_SHARE:.0%} of the predictions failed for 5 minutes.", query=FAILING, minutes=5),
    Alert("drift", "Data drift", "WARNING",
          "What the model is asked, or answers, no longer looks like what it was trained on.", log=DRIFT),
)  # fmt: skip
GOVERNANCE = (
    Alert("residency-violation", "Residency violation refused", "CRITICAL",
          "Somebody tried to make a resource outside of the residency area (GDPR chapter V). Google refused.",
          log=REFUSED_PLACE),
    Alert("iam-change", "Access changed", "WARNING",
          "Somebody changed who may do what. Expected while landfast runs, and at no other time.", log=GRANTED),
    Alert("org-policy-change", "Organization policy changed", "CRITICAL",
          "Somebody changed a rule that keeps data in its place, encrypted and private.", log=ORG_POLICY),
    Alert("key-destruction", "Encryption key disabled or destroyed", "CRITICAL",
          "A version of a key was disabled, or is destroyed in 30 days: what it encrypted becomes unreadable.",
          log=KEY_GONE),
    Alert("account-key", "Service account key", "CRITICAL",
          "Somebody made a key of a service account, or tried to. Policy forbids them: such keys are what leaks.",
          log=ACCOUNT_KEY),
    Alert("audit-trail-change", "Audit trail changed", "CRITICAL",
          "Somebody changed or deleted a log sink or log bucket: the record of who did what may have a gap.",
          log=TRAIL),
)  # fmt: skip


def alerts(platform: Platform) -> Iterator[Alert]:
    """Every alert of an environment."""
    for orchestrator in platform.orchestrators:
        yield from _pipeline(orchestrator)
    yield from SERVING
    yield from GOVERNANCE


def _pipeline(orchestrator: str) -> Iterator[Alert]:
    title, meaning = f"Pipeline failed on {orchestrator}", "A run of the ML pipeline ended without a model."
    if orchestrator == "airflow":
        yield Alert("pipeline-failed-airflow", title, "ERROR", meaning, query=FAILED_DAGS)
    elif orchestrator in FAILED_RUNS:
        yield Alert(f"pipeline-failed-{orchestrator}", title, "ERROR", meaning, log=FAILED_RUNS[orchestrator])
