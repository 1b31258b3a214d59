"""A network that others have made, by what is named of it. No CDK import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SharedNetwork:
    """A network that stands in `project`, with the one subnetwork that is the environment's."""

    project: str
    network: str
    subnetwork: str
    pod_range: str
    service_range: str
