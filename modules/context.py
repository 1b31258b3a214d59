"""What every module needs to know of the environment that it builds for. No CDK import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from landfast.gcp.universes import Universe
from landfast.modules.names import DataClass, Names

SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Context:
    """One environment: where it stands, how its resources are named and labelled, how strict it is."""

    names: Names
    region: str
    labels: dict[str, str]
    protected: bool
    special_categories: bool

    @property
    def project(self) -> str:
        return self.names.project_id

    @property
    def universe(self) -> Universe:
        """The cloud that it stands in."""
        return self.names.universe

    @property
    def network_project(self) -> str:
        """Where the parts of the network are."""
        return self.names.network_project

    @property
    def lasting_labels(self) -> dict[str, str]:
        """Labels that no change of the spec changes: for what would have to be made anew with them."""
        return self.names.labels({})

    @property
    def location(self) -> str:
        """`projects/P/locations/R`: the parent of what the regional APIs hold."""
        return self.names.location(self.region)

    @property
    def deletion_policy(self) -> Literal["PREVENT", "DELETE"]:
        """PREVENT makes Terraform refuse to delete or replace the resource."""
        return "PREVENT" if self.protected else "DELETE"

    def key_id(self, data_class: DataClass) -> str:
        """Id of the environment's key for a class of data."""
        return self.names.key_id(self.region, data_class)


def seconds(days: int) -> str:
    """`days` as the duration that Google's APIs take, e.g. `86400s`."""
    return f"{days * SECONDS_A_DAY}s"
