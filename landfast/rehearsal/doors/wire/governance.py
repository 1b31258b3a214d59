"""What is asked of policies, logs and grants of folders and projects: only read here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from landfast.provider.values import Object
from landfast.rehearsal.cloud.iam import Grants
from landfast.rehearsal.cloud.late import is_late
from landfast.rehearsal.cloud.policies import POLICY
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.cloud.unmanaged import DEFAULT_GRANT, LOG_BUCKET

Read = Callable[[Store, re.Match[str]], Object]


def _effective(store: Store, asked: re.Match[str]) -> Object:
    """https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest/v2/folders.policies/getEffectivePolicy"""
    found = store.get(POLICY, asked["name"])
    specs = found.fields.get("spec") if found is not None and not is_late(store, found.name) else None
    rules = [{"enforce": str(rule.get("enforce")).upper() == "TRUE"} for rule in (specs or [{}])[0].get("rules") or []]
    return {"name": asked["name"], "spec": {"rules": rules}}


def _log_settings(store: Store, asked: re.Match[str]) -> Object:
    found = store.get("google_logging_folder_settings", asked["name"])
    heard = found is not None and not is_late(store, found.name)
    return {"name": asked["name"], **({"storageLocation": found.fields["storage_location"]} if found and heard else {})}


def _log_buckets(store: Store, asked: re.Match[str]) -> Object:
    return {"buckets": [{"name": item.name} for item in store.list(LOG_BUCKET, asked["project"])]}


def _policy(store: Store, asked: re.Match[str]) -> Object:
    members = defaultdict[str, list[str]](list)
    for grant in Grants(store).of("google_project", f"projects/{asked['project']}"):
        members[grant.role].append(grant.member)
    for item in store.list(DEFAULT_GRANT, asked["project"]):
        members[item.fields["role"]].append(f"serviceAccount:{item.name}")
    return {"bindings": [{"role": role, "members": found} for role, found in members.items()]}


_MANAGER = r"https://cloudresourcemanager\.googleapis\.com/v3"
READS: tuple[tuple[re.Pattern[str], Read], ...] = (
    (re.compile(r"https://orgpolicy\.googleapis\.com/v2/(?P<name>[^:]+):getEffectivePolicy"), _effective),
    (re.compile(r"https://logging\.googleapis\.com/v2/(?P<name>folders/\d+/settings)"), _log_settings),
    (re.compile(r"https://logging\.googleapis\.com/v2/projects/(?P<project>[^/]+)/locations/-/buckets"), _log_buckets),
    (
        re.compile(r"https://cloudresourcemanager\.googleapis\.com/v3/projects/(?P<project>[^/:]+):getIamPolicy"),
        _policy,
    ),
)


def read(store: Store, url: str) -> Object | None:
    """The answer; None for what is no question of this kind."""
    for pattern, answer in READS:
        asked = pattern.fullmatch(url)
        if asked is not None:
            return answer(store, asked)
    return None
