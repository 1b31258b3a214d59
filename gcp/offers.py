"""What Google's managed services offer, as data with its source and date (`data/offers.json`). No CDK import."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _offers() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(
        Path(__file__).with_name("data").joinpath("offers.json").read_text(encoding="utf-8")
    )
    return found


def airflow_image() -> str:
    """The pinned image of Composer: an upgrade of Airflow is a change of that file, not a surprise."""
    return str(_offers()["airflow"]["image_version"])


def build_regions() -> tuple[str, ...]:
    """Regions where Cloud Build has private pools."""
    return tuple(_offers()["cloudbuild"]["regions"])
