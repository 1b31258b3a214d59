"""What Google's managed services offer, as data with its source and date (`data/offers.json`). No CDK import."""

from __future__ import annotations

from landfast.gcp.tables import table


def airflow_image() -> str:
    """The image of Composer, by its alias: a build that is pinned can't be made any more within a year.

    What stands is not upgraded by it: the provider takes an alias and the build that it led to for the same.
    """
    return str(table("offers")["airflow"]["image_version"])


def airflow_build() -> str:
    """A build that the alias may lead to, as Composer lists it."""
    return str(table("offers")["airflow"]["build"])


def kubernetes_minors() -> tuple[str, ...]:
    """Minor versions of Kubernetes that some channel of GKE offers, oldest first."""
    return tuple(table("offers")["kubernetes"]["minors"])


def build_regions() -> tuple[str, ...]:
    """Regions where Cloud Build has private pools."""
    return tuple(table("offers")["cloudbuild"]["regions"])


def build_regions_of_all() -> tuple[str, ...]:
    """Regions where every project may build; in the others some may not, by what they have used so far."""
    return tuple(table("offers")["cloudbuild"]["unrestricted"])
