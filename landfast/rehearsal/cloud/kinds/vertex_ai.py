"""Vertex AI: TensorBoards, feature groups over tables; what stands in one keeps it from going."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Rule
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.stable import digest, number
from landfast.rehearsal.cloud.store import Store


def _numbered(fields: Object, attempt: int) -> tuple[str, Object]:
    """Its name has the project's number, whatever the call named."""
    project = project_number(str(fields["project"]))
    own = number(19, "tensorboard", fields["project"], fields.get("display_name"), attempt)
    name = f"projects/{project}/locations/{fields.get('region')}/tensorboards/{own}"
    return name, {"name": name}


def _tensorboard(call: Call) -> Object:
    """A number that is 0 is left out of an answer."""
    return {"blob_storage_path_prefix": f"cloud-ai-platform-{digest(call.fields['name'])[:8]}", "run_count": ""}


def _served(call: Call) -> Object:
    """Only one that is not of Bigtable has an endpoint of its own:
    https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.featureOnlineStores"""
    return {"dedicated_serving_endpoint": []} if call.fields.get("bigtable") else {}


def _table_stands(call: Call, store: Store) -> None:
    source = first(first(call.fields.get("big_query")).get("big_query_source"))
    project, _, table = str(source.get("input_uri") or "").removeprefix("bq://").partition(".")
    dataset, _, name = table.partition(".")
    if call.verb != "create" or not name or project != call.project:
        return
    if store.get("google_bigquery_table", f"projects/{project}/datasets/{dataset}/tables/{name}") is None:
        raise not_found(f"Not found: Table {project}:{dataset}.{name}")


def _empty(collection: str, kind: str, words: str) -> Rule:
    """Without `force`, what has members stays. The words are those of a feature store with entity types:
    https://github.com/GoogleCloudPlatform/magic-modules/pull/4906"""

    def check(call: Call, store: Store) -> None:
        if call.verb != "delete" or call.fields.get("force"):
            return
        if store.under(kind, f"{call.name}/{collection}", call.project):
            raise bad_request(
                f"There are {words}. Please delete the child resources or set `force` in the request to explicitly "
                "cascade delete.",
                "failedPrecondition",
            )

    return check


FEATURE, VIEW = "google_vertex_ai_feature_group_feature", "google_vertex_ai_feature_online_store_featureview"
BEHAVIOURS = {
    "google_vertex_ai_tensorboard": Behaviour(named=_numbered, computed=_tensorboard),
    "google_vertex_ai_feature_group": Behaviour(
        refuses=(_table_stands, _empty("features", FEATURE, "features in the feature group"))
    ),
    "google_vertex_ai_feature_online_store": Behaviour(
        computed=_served, refuses=(_empty("featureViews", VIEW, "feature views in the online store"),)
    ),
    FEATURE: Behaviour(refers={"feature_group": "google_vertex_ai_feature_group"}),
    VIEW: Behaviour(refers={"feature_online_store": "google_vertex_ai_feature_online_store"}),
}
