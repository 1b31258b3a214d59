"""A count of log entries, for dashboards: alerts read the log itself, which needs no metric to be known yet."""

from __future__ import annotations

from collections.abc import Mapping

from cdktn_provider_google.logging_metric import (
    LoggingMetric,
    LoggingMetricMetricDescriptor,
    LoggingMetricMetricDescriptorLabels,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context


def log_metric(
    scope: Construct, context: Context, name: str, filter_: str, labels: Mapping[str, str], description: str
) -> Made:
    """The count `logging.googleapis.com/user/NAME`; `labels` maps a label to the field that its values come from.

    Labels leave the region: only fields that say nothing of a person (a state, a method) may be one.
    """
    made: Made = resource(
        LoggingMetric,
        scope,
        name,
        project=context.project,
        name=name,
        description=description,
        filter=filter_,
        label_extractors={label: f"EXTRACT({field})" for label, field in labels.items()} or None,
        metric_descriptor=LoggingMetricMetricDescriptor(
            metric_kind="DELTA",
            value_type="INT64",
            labels=[LoggingMetricMetricDescriptorLabels(key=label, value_type="STRING") for label in labels] or None,
        ),
    )
    return made
