"""LF-ACC-001: nothing is open to everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from landfast.policies.facts.grants import grants, iam_types, is_named
from landfast.policies.facts.settings import is_true
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, known_text, read, shown

EVERYBODY = frozenset({"allusers", "allauthenticatedusers"})
_ACLS: dict[str, tuple[tuple[str, ...], ...]] = {
    "google_bigquery_dataset": (("access", "special_group"), ("access", "iam_member")),
    "google_bigquery_dataset_access": (("special_group",), ("iam_member",)),
    "google_storage_bucket_acl": (("predefined_acl",), ("default_acl",), ("role_entity",)),
    "google_storage_object_acl": (("predefined_acl",), ("role_entity",)),
    "google_storage_default_object_acl": (("role_entity",),),
    "google_storage_bucket_access_control": (("entity",),),
    "google_storage_default_object_access_control": (("entity",),),
    "google_storage_object_access_control": (("entity",),),
    "google_storage_bucket_object": (("predefined_acl",),),
}
# Settings by which nobody who calls is asked for a grant.
_SERVICE = "whoever reaches the service may call it, without a grant"
_WIDGET = "whoever finds the page may ask, without signing in"
_UNASKED = {
    "google_cloud_run_v2_service": (("invoker_iam_disabled", _SERVICE),),
    "google_cloud_run_service": (("metadata.annotations.run.googleapis.com/invoker-iam-disabled", _SERVICE),),
    "google_ces_app": (("default_channel_profile.web_widget_config.security_settings.enable_public_access", _WIDGET),),
    "google_ces_deployment": (("channel_profile.web_widget_config.security_settings.enable_public_access", _WIDGET),),
    "google_discovery_engine_widget_config": (("access_settings.allow_public_access", _WIDGET),),
}
# `allow read, write: if true;`, and without any condition; what stands behind // is a comment.
_ALLOWED = re.compile(r"\ballow\s+[a-z]+(?:\s*,\s*[a-z]+)*\s*(?::\s*if\s+true\s*)?;")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_RULES = "google_firebaserules_ruleset"
_PUBLIC_ACLS = frozenset({"publicread", "publicreadwrite", "authenticatedread"})


def check(resource: Resource, world: World) -> Iterator[Message]:
    if resource.type in _UNASKED:
        yield from _unasked(resource)
        return
    if resource.type == _RULES:
        yield from _rules(resource)
        return
    if resource.type in _ACLS:
        for names in _ACLS[resource.type]:
            for path, value in read(resource.values, names):
                yield from _judge(path, value, missing_ok=True)
        return
    for path, _role, member in grants(resource, world):
        yield from _judge(path, member, missing_ok=False)


def _unasked(resource: Resource) -> Iterator[Message]:
    for path, said in _UNASKED[resource.type]:
        block, dot, key = path.partition(".annotations.")
        value = first(resource.values, f"{block}.annotations") if dot else first(resource.values, path)
        value = value.get(key) if dot and isinstance(value, Mapping) else value
        if isinstance(value, Unknown):
            yield unknown_message(path, value, "whether callers need a grant")
        elif is_true(value):
            yield Message(path, f"is true: {said}")


def _rules(resource: Resource) -> Iterator[Message]:
    """Firebase's own rules, which ask no IAM."""
    for path, value in read(resource.values, ("source", "files", "content")):
        text = known_text(value)
        if text is not None and _ALLOWED.search(_COMMENT.sub("", text)):
            yield Message(path, "allows something without a condition: it is open to everybody")
        elif isinstance(value, Unknown):
            yield unknown_message(path, value, "whom the rules let in")


def _judge(path: str, value: Any, *, missing_ok: bool) -> Iterator[Message]:
    if isinstance(value, str):
        entity = value.rsplit(":", 1)[-1].lower()
        if entity in EVERYBODY or entity in _PUBLIC_ACLS:
            yield Message(path, f"{shown(value)} is everybody on the internet, or everybody with a Google account")
    elif isinstance(value, Unknown):
        if not is_named(value):
            yield unknown_message(path, value, "who is granted access")
    elif value is not Missing.VALUE and value is not Missing.BLOCK:
        yield Message(path, f"{shown(value)} is no member", unknown=True)
    elif not missing_ok:
        yield Message(path, "names nobody, so who is granted access can't be told", unknown=True)


RULE = Rule(
    id="LF-ACC-001",
    name="public_members",
    title="Ensure nothing is open to everybody",
    why="allUsers and allAuthenticatedUsers disclose data to the world.",
    mend=Mend(
        landfast="Grant roles to the service accounts of the environment only.",
        terraform="Name the users, groups or service accounts that need the role.",
    ),
    articles=("32(1)(b)", "5(1)(f)", "25(2)"),
    severity="critical",
    check=check,
    types=iam_types() | frozenset(_ACLS) | frozenset(_UNASKED) | frozenset({"google_iam_policy", _RULES}),
    modes=frozenset({"managed", "data"}),
)
