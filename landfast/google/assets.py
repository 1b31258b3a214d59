"""Cloud Asset Inventory: what stands in a project, a folder or an organization, page by page, and nothing changed.

https://docs.cloud.google.com/asset-inventory/docs/reference/rest/v1/assets/list
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi

ASSETS = "https://cloudasset.googleapis.com/v1"
POLICIES = "https://orgpolicy.googleapis.com/v2"
# The most that Google puts on one.
PAGE = "1000"
Content = Literal["RESOURCE", "IAM_POLICY"]


@dataclass(frozen=True, slots=True)
class GoogleAssets:
    """Of one scope: `projects/ID`, `folders/N`, `organizations/N`. All raise UserError."""

    api: GoogleApi
    scope: str

    def check(self) -> None:
        """Raises: UserError if there is no such scope, or the API is not enabled."""
        if self.api.get(f"{ASSETS}/{self.scope}/assets", pageSize="1") is None:
            step = "look at its name, and enable it: `gcloud services enable cloudasset.googleapis.com`"
            raise UserError(f"{self.scope}: does not stand, or Cloud Asset Inventory is not enabled: {step}")

    def each(self, content: Content, type_: str = "") -> Iterator[Mapping[str, Any]]:
        """Every asset with its content, of one type or of all."""
        of_type = {"assetTypes": type_} if type_ else {}
        return self.api.pages(f"{ASSETS}/{self.scope}/assets", "assets", contentType=content, pageSize=PAGE, **of_type)

    def effective(self, project: str, constraint: str) -> Mapping[str, Any] | None:
        """An organization policy as it holds for a project, whatever it is set on; None if none does."""
        return self.api.get(f"{POLICIES}/projects/{project}/policies/{constraint}:getEffectivePolicy")
