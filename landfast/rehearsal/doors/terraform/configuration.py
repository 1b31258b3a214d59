"""The provider block: project, region, zone, labels and deletion policy that resources inherit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from landfast.provider.values import Object


@dataclass(frozen=True, slots=True)
class ProviderConfiguration:
    """What ConfigureProvider said. A location may be None (not set) or UNKNOWN (known after apply)."""

    project: Any = None
    region: Any = None
    zone: Any = None
    default_labels: Mapping[str, Any] = field(default_factory=dict)
    attribution: bool = True
    proactive: bool = False
    deletion_policy: str | None = None
    acts_as: str = ""

    @classmethod
    def of(cls, values: Object) -> ProviderConfiguration:
        labels = values.get("default_labels")
        policy, account = values.get("deletion_policy"), values.get("impersonate_service_account")
        return cls(
            project=values.get("project"),
            region=values.get("region"),
            zone=values.get("zone"),
            default_labels=labels if isinstance(labels, dict) else {},
            attribution=values.get("add_terraform_attribution_label") is not False,
            proactive=values.get("terraform_attribution_label_addition_strategy") == "PROACTIVE",
            deletion_policy=policy if isinstance(policy, str) and policy else None,
            acts_as=account if isinstance(account, str) else "",
        )

    def location(self, name: str) -> Any:
        """Default of `project`, `region`, `zone` or `location`; a zone stands for its region."""
        if name == "region" and self.region is None and isinstance(self.zone, str):
            return self.zone.rsplit("-", 1)[0]
        if name == "location":
            return self.location("region") or self.zone
        return getattr(self, name)
