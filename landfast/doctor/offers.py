"""What is offered where the stacks are to be: machines and their images, versions of Composer, builds; and whether what
the operator of a universe has confirmed is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from landfast.doctor.line import Line, looked_at
from landfast.doctor.quotas import machines_of
from landfast.doctor.subject import Examined
from landfast.gcp.offers import airflow_image, build_regions, build_regions_of_all
from landfast.google.examining import GoogleExamination

COMPUTE_API, COMPOSER_API = "compute.googleapis.com", "composer.googleapis.com"
# Where a resource names the image of its machines.
IMAGES = (("google_compute_region_instance_template", ("disk", "source_image")),)
COMPOSER, BUILDS = "google_composer_environment", ("google_cloudbuild_trigger", "google_cloudbuild_worker_pool")


def offer_lines(examined: Examined, google: GoogleExamination, enabled: frozenset[str]) -> Iterator[Line]:
    """`enabled`: the APIs that the environment's project has; none of one that does not stand."""
    if examined.google.offers:
        yield from looked_at("offers", "confirmed", lambda: _confirmed(examined, google))
    if any(True for _each in machines_of(examined)):
        asked_of = examined.project if COMPUTE_API in enabled else ""
        yield from looked_at("offers", "machines", lambda: _machines(examined, google, asked_of))
    asked_of = examined.project if COMPOSER_API in enabled else ""
    if COMPOSER in examined.of_types:
        yield from looked_at("offers", "Composer", lambda: [_composer(examined, google, asked_of)])
    if any(type_ in examined.of_types for type_ in BUILDS):
        yield _builds(examined.region)


def _confirmed(examined: Examined, google: GoogleExamination) -> Iterator[Line]:
    """What the spec says an operator has confirmed is shown to a project that stands."""
    project = examined.google.quota_project
    for name in examined.google.offers:
        api = f"{name}.googleapis.com"
        if not project:
            said = f"nobody but {examined.google.cloud.operator} says so: google.quota_project is not set to ask by"
            yield Line("offers", name, "warn", said, "set it to a project that stands there")
        elif google.shows(project, api):
            yield Line("offers", name, "pass", f"{api} is shown to {project}")
        else:
            said = f"{api} is not shown to {project}, and google.offers has it"
            yield Line("offers", name, "fail", said, f"ask its operator: {examined.google.cloud.support}")


def _machines(examined: Examined, google: GoogleExamination, asked_of: str) -> Iterator[Line]:
    """Machine types in the zones of the region, and the images that machines are made of."""
    wanted = sorted({machine for machine, _count in machines_of(examined)})
    images = sorted({image for type_, path in IMAGES for image in examined.texts(type_, *path) if "/family/" in image})
    if not asked_of:
        said = f"{', '.join(wanted)}: Compute Engine tells a project that has its API where these are"
        yield Line("offers", "machines", "warn", said, "`landfast doctor` again once the project stands")
        return
    for machine in wanted:
        zones, region = google.machine_zones(asked_of, examined.region, machine), examined.region
        if zones:
            yield Line("offers", machine, "pass", f"is in {', '.join(zones)}")
        else:
            step = f"`gcloud compute machine-types list --filter='zone ~ {region}'`; another platform.gpu or region"
            yield Line("offers", machine, "fail", f"no zone of {region} has it", step)
    for image in images:
        project, family = image.split("/")[1], image.rpartition("/")[2]
        found = google.image(image)
        if found is not None:
            yield Line("offers", family, "pass", f"{found['name']} is the newest of {project}")
        else:
            step = f"`gcloud compute images list --project={project}`: a newer landfast may name another"
            yield Line("offers", family, "fail", f"{project} has no such family of images", step)


def _composer(examined: Examined, google: GoogleExamination, asked_of: str) -> Line:
    wanted = airflow_image()
    if not asked_of:
        said = f"{wanted}: Composer lists its versions to a project that has its API"
        return Line("offers", "Composer", "warn", said, "`landfast doctor` again once the project stands")
    offered = google.images(asked_of, examined.region)
    if any(name == wanted or name.startswith((f"{wanted}.", f"{wanted}-")) for name in offered):
        return Line("offers", "Composer", "pass", f"{wanted} is offered in {examined.region}")
    step = f"`gcloud composer environments list-upgrades`, or leave airflow out of platform.orchestrators; there are {', '.join(offered[:5]) or 'none'}"  # noqa: E501
    return Line("offers", "Composer", "fail", f"{wanted} is not offered in {examined.region}", step)


def _builds(region: str) -> Line:
    if region in build_regions_of_all():
        return Line("offers", "Cloud Build", "pass", f"every project may build in {region}")
    if region not in build_regions():
        return Line("offers", "Cloud Build", "fail", f"has no builds in {region}", "set residency.region to another")
    said = f"some projects, new ones above all, may build in {', '.join(build_regions_of_all())} only"
    step = f"if builds in {region} are refused: https://cloud.google.com/build/docs/locations#restricted_regions_for_some_projects, by https://cloud.google.com/support"  # noqa: E501
    return Line("offers", "Cloud Build", "warn", said, step)
