"""Where a person looks at an asset: the page of Google's console that shows it, else the inventory of its project."""

from __future__ import annotations

import re
from collections.abc import Mapping

ROOT = "https://console.cloud.google.com"
# Pages by the full name: groups of the pattern stand in them.
PAGES: Mapping[re.Pattern[str], str] = {
    re.compile(pattern): page
    for pattern, page in (
        (r"//storage\.googleapis\.com/(?P<name>[^/]+)", "/storage/browser/{name}"),
        (
            r"//bigquery\.googleapis\.com/projects/(?P<project>[^/]+)/datasets/(?P<name>[^/]+)",
            "/bigquery?project={project}&p={project}&d={name}&page=dataset",
        ),
        (
            r"//bigquery\.googleapis\.com/projects/(?P<project>[^/]+)/datasets/(?P<set>[^/]+)/tables/(?P<name>[^/]+)",
            "/bigquery?project={project}&p={project}&d={set}&t={name}&page=table",
        ),
        (
            r"//compute\.googleapis\.com/projects/(?P<project>[^/]+)/zones/(?P<zone>[^/]+)/instances/(?P<name>[^/]+)",
            "/compute/instancesDetail/zones/{zone}/instances/{name}?project={project}",
        ),
        (
            r"//pubsub\.googleapis\.com/projects/(?P<project>[^/]+)/topics/(?P<name>[^/]+)",
            "/cloudpubsub/topic/detail/{name}?project={project}",
        ),
        (
            r"//cloudsql\.googleapis\.com/projects/(?P<project>[^/]+)/instances/(?P<name>[^/]+)",
            "/sql/instances/{name}/overview?project={project}",
        ),
        (
            r"//cloudresourcemanager\.googleapis\.com/projects/(?P<project>[^/]+)",
            "/iam-admin/iam?project={project}",
        ),
    )
}
IN_PROJECT = re.compile(r"/projects/([^/]+)")


def console_page(name: str) -> str:
    """The URL for an asset of this full name."""
    for pattern, page in PAGES.items():
        found = pattern.fullmatch(name)
        if found:
            return ROOT + page.format(**found.groupdict())
    project = IN_PROJECT.search(name)
    return f"{ROOT}/iam-admin/asset-inventory/dashboard" + (f"?project={project[1]}" if project else "")
