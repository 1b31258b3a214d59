"""LF-ACC-022: no secret stands in the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from landfast.policies.facts.tables import table
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import Missing, Unknown, read

_SECRET = re.compile(
    r"(?:^|[_.-])(?:password|passwd|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credentials?)(?:$|[_.-])",
    re.IGNORECASE | re.ASCII,
)
# Names that only say where a secret is, or how to treat it.
_POINTER = re.compile(r"(?:name|path|file|id|uri|url|version|ttl|expiry|seconds|header|type)$", re.IGNORECASE)
# Where a secret is kept: in Secret Manager, in a bucket, in Oracle's vault, in a variable of the agent.
_ELSEWHERE = re.compile(r"projects/|gs://|ocid1\.|\$|\{\{")
_PLAIN = "is a secret in plain text: everybody who can read the configuration has it"
# Blocks with `name` and `value`, and maps of names to values.
_BLOCKS: Mapping[str, tuple[str, ...]] = {
    "google_cloud_run_v2_service": ("template", "containers", "env"),
    "google_cloud_run_v2_job": ("template", "template", "containers", "env"),
    "google_cloud_run_v2_worker_pool": ("template", "containers", "env"),
    "google_cloud_run_service": ("template", "spec", "containers", "env"),
}
_MAPS: Mapping[str, tuple[str, ...]] = {
    "google_cloudfunctions_function": ("environment_variables",),
    "google_cloudfunctions2_function": ("service_config", "environment_variables"),
    "google_app_engine_standard_app_version": ("env_variables",),
    "google_app_engine_flexible_app_version": ("env_variables",),
    "google_composer_environment": ("config", "software_config", "env_variables"),
    "google_compute_instance": ("metadata",),
    "google_compute_instance_template": ("metadata",),
    "google_compute_region_instance_template": ("metadata",),
    "google_cloudbuild_trigger": ("substitutions",),
}


def check(resource: Resource, _world: World) -> Iterator[Message]:
    for path, name, value in _pairs(resource):
        if _SECRET.search(name) and not _POINTER.search(name) and _is_literal(value):
            yield Message(path, f"`{name[:60]}` holds a secret that everybody who can read the configuration has")
    for names in _paths(resource):
        for path, value in read(resource.values, names):
            if any(map(_is_literal, value.values() if isinstance(value, Mapping) else (value,))):
                yield Message(path, _PLAIN)
    for names in _of_types("named").get(resource.type, ()):
        for path, value in read(resource.values, names):
            if _is_literal(value) and not _ELSEWHERE.match(value):
                yield Message(path, _PLAIN)


def _paths(resource: Resource) -> Iterable[tuple[str, ...]]:
    """What the provider marks as secret. Credentials of the provider itself may be a file's name, too."""
    if resource.mode != "provider":
        return _of_types("attributes").get(resource.type, ())
    credentials = resource.values.get("credentials")
    inline = isinstance(credentials, str) and "private_key" in credentials
    return (("credentials",), ("access_token",)) if inline else (("access_token",),)


@cache
def _of_types(section: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Type -> the paths that hold a secret: `attributes` by what the provider says, `named` by their names."""
    return {
        type_: tuple(tuple(path.split(".")) for path in paths) for type_, paths in table("secrets")[section].items()
    }


def _pairs(resource: Resource) -> Iterator[tuple[str, str, Any]]:
    names = _BLOCKS.get(resource.type)
    if names:
        for path, entry in read(resource.values, names):
            if isinstance(entry, Mapping):
                yield f"{path}.value", str(entry.get("name")), entry.get("value")
        return
    for path, found in read(resource.values, _MAPS[resource.type]) if resource.type in _MAPS else ():
        if isinstance(found, Mapping):
            for name, value in found.items():
                yield f"{path}.{name}", str(name), value


def _is_literal(value: Any) -> bool:
    """A value that stands there; what a variable brings may be a secret too, but is not in the files."""
    return isinstance(value, str) and bool(value) and not isinstance(value, Missing | Unknown)


RULE = Rule(
    id="LF-ACC-022",
    name="plaintext_secrets",
    title="Ensure no secret stands in the configuration",
    why="It lies in the repository, in the state and in the console of everybody who may look at the service.",
    mend=Mend(
        landfast="Keep secrets in Secret Manager: the generated project reads them there.",
        terraform="Use value_source.secret_key_ref or secret_environment_variables with a "
        "google_secret_manager_regional_secret; elsewhere a write-only argument (password_wo) that an ephemeral "
        "resource fills.",
    ),
    articles=("32(1)(b)",),
    severity="high",
    check=check,
    types=frozenset({*_BLOCKS, *_MAPS, *_of_types("attributes"), *_of_types("named"), "google", "google-beta"}),
    modes=frozenset({"managed", "provider"}),
)
