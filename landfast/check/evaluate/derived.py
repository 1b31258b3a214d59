"""What Google will compute, as far as it follows from the configuration: ids, names, addresses, policies."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from landfast.check.evaluate.failures import UnresolvedError
from landfast.check.evaluate.function_encoding import jsonencode
from landfast.check.evaluate.unknowns import unset
from landfast.check.evaluate.values import joined
from landfast.policies.values import GAP, Unknown
from landfast.provider.facts import facts

# What the provider fills in where a resource says nothing.
PROVIDER_DEFAULTS = frozenset({"project", "region", "zone"})
_VARIABLE = re.compile(r"\{\{([^}]*)\}\}")

Get = Callable[[str], Any]


def derived(type_: str, mode: str, name: str, get: Get) -> Any:
    """The value of a computed attribute; None if it does not follow. `get` reads the resource's other attributes."""
    special = _SPECIAL.get((mode, type_, name))
    if special is not None:
        return special(get)
    if mode != "managed" or name not in ("id", "self_link", "name"):
        return None
    known = facts(type_)
    template = known.self_link if name == "self_link" else known.id_format
    if not template or (name == "name" and (not known.name_is_path or "{{name}}" in template)):
        return None
    return _filled(template, get)


def _filled(template: str, get: Get) -> Any:
    parts: list[Any] = []
    position = 0
    for match in _VARIABLE.finditer(template):
        parts.append(template[position : match.start()])
        position = match.end()
        parts.append(_variable(match[1], get))
    return joined([*parts, template[position:]])


def _variable(variable: str, get: Get) -> Any:
    shape, _, name = variable.rpartition(":")
    # `{{?...}}` is what the API answers. An id that needs itself or its own name is not derivable.
    if variable.startswith("?") or name in ("id", "self_link"):
        return Unknown("is known after apply", text=GAP)
    value = get(name)
    if shape == "short" and isinstance(value, str):
        return value.rsplit("/", 1)[-1]
    return value if value is not None else Unknown(f"{name} is not set", text=GAP)


def _account_email(get: Get) -> Any:
    return joined([get("account_id"), "@", get("project"), ".iam.gserviceaccount.com"])


def _account_name(get: Get) -> Any:
    return joined(["projects/", get("project"), "/serviceAccounts/", _account_email(get)])


def _policy_data(get: Get) -> Any:
    binding = get("binding")
    bindings = binding if isinstance(binding, list) else [] if binding is None else [binding]
    try:
        return jsonencode({"bindings": bindings})
    except UnresolvedError as error:
        return error.unknown


def _not_of_provider(name: str) -> Callable[[Get], Any]:
    """What the provider says is found before: here it says nothing, and the machine that Terraform runs on decides."""
    reason = f"the provider's {name} is not set"
    return lambda _get: Unknown(reason, text=GAP, cause=unset(name))


_SPECIAL: Mapping[tuple[str, str, str], Callable[[Get], Any]] = {
    ("managed", "google_service_account", "email"): _account_email,
    ("managed", "google_service_account", "member"): lambda get: joined(["serviceAccount:", _account_email(get)]),
    ("managed", "google_service_account", "id"): _account_name,
    ("managed", "google_service_account", "name"): _account_name,
    ("managed", "google_storage_bucket", "url"): lambda get: joined(["gs://", get("name")]),
    ("managed", "google_storage_bucket", "id"): lambda get: get("name"),
    ("data", "google_iam_policy", "policy_data"): _policy_data,
    ("data", "google_project", "project_id"): lambda get: get("project"),
    ("data", "google_client_config", "project"): _not_of_provider("project"),
    ("data", "google_client_config", "region"): _not_of_provider("region"),
    ("data", "google_client_config", "zone"): _not_of_provider("zone"),
}
