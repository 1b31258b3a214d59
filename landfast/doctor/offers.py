"""What Google offers in the region of what the stacks name: versions of Composer, builds."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.doctor.line import Line, looked_at
from landfast.doctor.subject import Examined
from landfast.gcp.offers import airflow_image, build_regions, build_regions_of_all
from landfast.google.examining import GoogleExamination

COMPOSER, BUILDS = "google_composer_environment", ("google_cloudbuild_trigger", "google_cloudbuild_worker_pool")


def offer_lines(examined: Examined, google: GoogleExamination, asked_of: str) -> Iterator[Line]:
    """`asked_of`: a project that has Composer's API; empty if none is known."""
    if COMPOSER in examined.of_types:
        yield from looked_at("offers", "Composer", lambda: [_composer(examined, google, asked_of)])
    if any(type_ in examined.of_types for type_ in BUILDS):
        yield _builds(examined.region)


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
