"""Places: regions, zones and codes that there are, where a service is offered, and the policy gcp.resourceLocations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from landfast.gcp.locations import codes, is_regional, product_of, region_of, spanned
from landfast.gcp.offers import build_regions
from landfast.gcp.regions import catalogue, of_google
from landfast.gcp.universes import regions_of
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.locations import GLOBAL_IS_A_PLACE, places
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.refusal import Refusal, bad_request, forbidden, violates
from landfast.rehearsal.cloud.store import Store

CONSTRAINT = "gcp.resourceLocations"
# The location of these may be a zone.
ZONAL = (
    "google_container_cluster", "google_container_node_pool", "google_filestore_", "google_lustre_", "google_netapp_",
    "google_parallelstore_", "google_tpu_", "google_vmwareengine_", "google_workbench_", "google_edgecontainer_",
    "google_edgenetwork_", "google_gkeonprem_", "google_oracle_database_",
    "google_network_security_firewall_endpoint", "google_cloud_ids_endpoint",
    "google_network_security_intercept_deployment", "google_network_security_mirroring_deployment",
    "google_network_services_multicast_", "google_os_config_os_policy_assignment", "google_tags_location_tag_binding",
)  # fmt: skip
# These are in a zone, and in nothing larger.
IN_ZONES = (
    "google_workbench_instance",
    "google_notebooks_instance",
    "google_tpu_v2_",
    "google_os_config_os_policy_assignment",
)
# APIs that are made alike, and answer alike: https://github.com/hashicorp/terraform-provider-google/issues/25505,
# https://github.com/pulumi/pulumi-google-native/issues/292
OF_COMMON_MAKE = frozenset(
    f"{name}.googleapis.com"
    for name in (
        "alloydb", "backupdr", "certificatemanager", "datafusion", "file", "gkebackup", "lustre", "managedkafka",
        "memcache", "metastore", "netapp", "networkconnectivity", "networksecurity", "networkservices", "notebooks",
        "parallelstore", "redis", "tpu", "vmwareengine", "workstations",
    )
)  # fmt: skip
# Locations of other clouds that BigQuery and the fleet know.
ELSEWHERE = ("aws-", "azure-")
# Interconnects are made in buildings, and tables of Iceberg say a path.
OF_THEIR_OWN = ("google_compute_interconnect", "google_biglake_iceberg_table")
# Products all of whose codes the table has.
WHOLE = ("bigquery", "firestore", "storage")
CODE = re.compile(r"[a-z]{2,4}\d{1,2}")
ZONES_OF_REDIS = ("location_id", "alternative_location_id")
LISTS_OF_ZONES = ("node_locations", "zones", "distribution_policy_zones", "replica_zones")


def check(call: Call, store: Store) -> None:
    """Only a create is judged: what stood before the policy stays."""
    if call.verb != "create" or not call.project or call.kind.facts.iam_kind:
        return
    for place in places(call.type, call.fields):
        _check_place(call, place)
    _check_zones(call)
    _check_zone_fields(call)
    _check_offer(call)
    wanted = [place for place in places(call.type, call.fields) if _is_judged(call, place)]
    if not wanted:
        return
    policy = effective(store, call.project, CONSTRAINT)
    for place in wanted:
        if not policy.allows(place, product_of(call.kind.api)):
            raise violates(f"constraints/{CONSTRAINT}", place.lower())


def _check_place(call: Call, place: str) -> None:
    """A place that looks like a region or a zone is one; a code is one that the product has."""
    name = place.lower()
    region = catalogue().get(region_of(name))
    if name.startswith(ELSEWHERE) or name in ("global", "-") or call.type.startswith(OF_THEIR_OWN):
        return
    if region is not None and region.name not in regions_of(call.project):
        # Of another universe: here nobody has heard of it.
        raise bad_request(f"Location '{place}' is not found or access is unauthorized.", "invalid")
    is_zone = region is not None and name != region.name
    if is_zone and region is not None and name not in region.zones:
        raise bad_request(f"Invalid value for field 'zone': '{place}'. Unknown zone.", "invalid")
    if is_zone and place == call.text("region").rsplit("/", 1)[-1]:
        raise bad_request(f"Invalid value for field 'region': '{place}'. Unknown region.", "invalid")
    if is_zone and place == call.text("location") and not call.type.startswith(ZONAL):
        if call.kind.api in OF_COMMON_MAKE:
            raise _nowhere(call, place)
        raise bad_request(f"Location '{place}' is not valid: {call.kind.title} is made in a region.", "invalid")
    if region is not None and not is_zone and place == call.text("zone").rsplit("/", 1)[-1]:
        raise bad_request(f"Invalid value for field 'zone': '{place}'. Unknown zone.", "invalid")
    if region is not None and not is_zone and place == call.text("location") and call.type.startswith(IN_ZONES):
        raise bad_request(f"Location '{place}' is not valid: {call.kind.title} is made in a zone.", "invalid")
    # A region is never a code for several, which locations are.
    in_region = place == call.text("region").rsplit("/", 1)[-1]
    if region is None and (in_region or not _is_code(call, place)):
        raise _nowhere(call, place)


def _nowhere(call: Call, place: str) -> Refusal:
    """In the words of each API, as they were recorded."""
    if call.kind.api == "storage.googleapis.com":
        return bad_request("The specified location constraint is not valid.", "invalid")
    if call.kind.api in OF_COMMON_MAKE:
        return forbidden(f"Location {place} is not found or access is unauthorized.", "LOCATION_POLICY_VIOLATED")
    return bad_request(f"Location '{place}' is not found or access is unauthorized.", "invalid")


def _is_code(call: Call, place: str) -> bool:
    product = product_of(call.kind.api)
    if spanned(place, product) is not None:
        return True
    if product in WHOLE:
        return False
    # The table lacks products, and codes of those that it has: `nam12` may be one, `europe-west-4` is none.
    if is_regional(call.kind.api):
        return False
    others = {code.lower() for of_product in codes().values() for code in of_product}
    return CODE.fullmatch(place.lower()) is not None or (not product and place.lower() in others)


def _check_zones(call: Call) -> None:
    """Zones of a list are zones of the resource's region."""
    home = region_of(call.text("location") or call.text("region") or call.text("zone"))
    for name in LISTS_OF_ZONES:
        zones = list(_texts(call.fields.get(name)))
        for zone in zones:
            if zones.count(zone) > 1:
                raise bad_request(f"Invalid value for field '{name}': '{zone}'. It is there twice.", "invalid")
            region = catalogue().get(region_of(zone))
            if region is None or zone not in region.zones or (home in catalogue() and region.name != home):
                raise bad_request(f"Invalid value for field '{name}': '{zone}'. It is no zone of {home}.", "invalid")


def _check_zone_fields(call: Call) -> None:
    """One zone of the region, in a field of another name."""
    for name in ZONES_OF_REDIS if call.type == "google_redis_instance" else ():
        known = catalogue().get(call.text("region"))
        if known is not None and call.text(name) and call.text(name) not in known.zones:
            raise bad_request(f"Invalid value for field '{name}': '{call.text(name)}'. It is no zone of {known.name}.")


def _check_offer(call: Call) -> None:
    """Services that are not everywhere, as far as the facts know where."""
    place = region_of(call.text("region") or call.text("location"))
    known = of_google()
    if call.type == "google_vertex_ai_tensorboard" and place == "global":
        raise bad_request("Region 'global' is not supported by Vertex AI: unsupported region.", "invalid")
    if call.kind.api == "aiplatform.googleapis.com" and place in known and not known[place].vertex_ai:
        raise bad_request(f"Region '{place}' is not supported by Vertex AI: unsupported region.", "invalid")
    if call.type == "google_cloudbuild_worker_pool" and place in known and place not in build_regions():
        raise bad_request(f"Region '{place}' is not supported by Cloud Build's private pools.", "invalid")


def _texts(value: object) -> Iterator[str]:
    yield from (str(item).rsplit("/", 1)[-1] for item in (value if isinstance(value, list) else []))


def _is_judged(call: Call, place: str) -> bool:
    return place != "global" or call.type in GLOBAL_IS_A_PLACE
