"""How much of a service there is, and where, in forms that its API counts in: Spanner, Bigtable, Vertex AI's stores."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from landfast.gcp.locations import region_of
from landfast.gcp.regions import catalogue
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/spanner/docs/instance-configurations: of one region, of two, of several.
SEVERAL = re.compile(r"(?:dual-region-[a-z]+\d+|(?:nam|eur|asia)\d+|nam-eur-asia\d+|nam-asia\d+|custom-[a-z0-9-]+)")
# https://cloud.google.com/spanner/docs/compute-capacity: hundreds below a thousand, then thousands.
STEP, LARGE = 100, 1000
# https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.featureOnlineStores#AutoScaling
MOST_TIMES = 10


def check(call: Call, _store: Store) -> None:
    judge = JUDGES.get(call.type)
    if judge is not None and call.writes:
        judge(call)


def _spanner(call: Call) -> None:
    config = call.text("config").rsplit("/", 1)[-1]
    regional = config.startswith("regional-") and config.removeprefix("regional-") in catalogue()
    if call.changed("config") and not regional and not SEVERAL.fullmatch(config):
        raise bad_request(f"Invalid CreateInstance request. Instance config {config} was not found.", "invalid")
    units = call.fields.get("processing_units") or 0
    if units and units % (LARGE if units > LARGE else STEP):
        raise bad_request(
            f"Invalid processing units {units}: multiples of {STEP}, above {LARGE} of {LARGE}.", "invalid"
        )


def _bigtable(call: Call) -> None:
    zones = [str(block.get("zone") or "") for block in blocks(call.fields, "cluster")]
    for zone in filter(None, zones):
        # https://cloud.google.com/bigtable/docs/instances-clusters-nodes#clusters
        if zones.count(zone) > 1:
            raise bad_request(f"Clusters of an instance must be in different zones: two are in '{zone}'.", "invalid")
    for block in blocks(call.fields, "cluster"):
        zone = str(block.get("zone") or "").rsplit("/", 1)[-1]
        region = catalogue().get(region_of(zone))
        if zone and (region is None or zone not in region.zones):
            raise bad_request(f"Error in field 'cluster.location' : '{zone}' is not a valid zone.", "invalid")


def _online_store(call: Call) -> None:
    for block in blocks(call.fields, "bigtable", "auto_scaling"):
        least, most = block.get("min_node_count") or 1, block.get("max_node_count") or 1
        if most > least * MOST_TIMES:
            raise bad_request(f"max_node_count {most} is more than {MOST_TIMES} times min_node_count.", "invalid")


JUDGES: Mapping[str, Callable[[Call], None]] = {
    "google_bigtable_instance": _bigtable,
    "google_spanner_instance": _spanner,
    "google_vertex_ai_feature_online_store": _online_store,
}
