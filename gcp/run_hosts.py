"""Host names of Cloud Run: `SERVICE-HASH-CODE.a.run.app`, whose code tells the region (`data/run_hosts.json`)."""

from __future__ import annotations

import re
from functools import cache

from landfast.gcp.tables import table

_HOST = re.compile(r"[a-z0-9-]+-[a-z0-9]{10}-([a-z]{2})\.a\.run\.app", re.ASCII)


def region_code(region: str) -> str | None:
    """The two letters of a region in its services' hosts, None if they are not known."""
    code: str | None = table("run_hosts")["codes"].get(region)
    return code


def region_of_host(host: str) -> str | None:
    """The region of a host of that form, None for any other host and for a code that is not known."""
    found = _HOST.fullmatch(host)
    return _regions().get(found[1]) if found else None


@cache
def _regions() -> dict[str, str]:
    return {code: region for region, code in table("run_hosts")["codes"].items()}
