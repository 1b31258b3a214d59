"""What Google's managed services offer, as data with its source and date (`data/offers.json`). No CDK import."""

from __future__ import annotations

from landfast.gcp.tables import table


def airflow_image() -> str:
    """The pinned image of Composer: an upgrade of Airflow is a change of that file, not a surprise."""
    return str(table("offers")["airflow"]["image_version"])


def build_regions() -> tuple[str, ...]:
    """Regions where Cloud Build has private pools."""
    return tuple(table("offers")["cloudbuild"]["regions"])
