"""IAM: service accounts and their keys, custom roles, pools of identities from outside."""

from __future__ import annotations

from dataclasses import replace

from landfast.gcp.roles import predefined_roles
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Handler, Service
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.methods import get, update
from landfast.rehearsal.doors.wire.pages import paged

ACCOUNTS, KEYS = "projects.serviceAccounts", "projects.serviceAccounts.keys"
POOLS = "projects.locations.workloadIdentityPools"
ACCOUNT, KEY = "google_service_account", "google_service_account_key"


def _account(asked: Asked) -> StoredResource:
    """`projects/-/serviceAccounts/EMAIL`, and the unique id in place of the e-mail, name it, too."""
    project, email = asked.path.split("/")[1], asked.path.split("/")[3]
    if "@" in email:
        name = f"projects/{email.partition('@')[2].partition('.')[0] if project == '-' else project}"
        found = asked.store.get(ACCOUNT, f"{name}/serviceAccounts/{email}")
    else:
        standing = asked.store.list(ACCOUNT, asked.project or None)
        found = next((item for item in standing if item.fields.get("unique_id") == email), None)
    if found is None:
        raise not_found(f"Unknown service account {email}.")
    return found


def _of_account(handler: Handler) -> Handler:
    """Does it to the account that is meant."""

    def answer(asked: Asked) -> Object | Response:
        found = _account(asked)
        values = {name: found.name if name in ("name", "resource") else value for name, value in asked.values.items()}
        return handler(replace(asked, values=values))

    return answer


def _enabling(disabled: bool) -> Handler:
    def answer(asked: Asked) -> Object:
        found = _account(asked)
        fields = {**found.fields, "disabled": disabled}
        asked.cloud.answer(Call("update", kind(ACCOUNT), found.name, found.project, fields))
        return {}

    return answer


def _create_key(asked: Asked) -> Object:
    account = _account(asked)
    made = asked.cloud.answer(Call("create", kind(KEY), fields={"service_account_id": account.name}))
    content = _key(asked, made)
    content["privateKeyData"] = made.fields["private_key"]
    return content


def _get_key(asked: Asked) -> Object:
    found = asked.store.get(KEY, asked.path)
    if found is None:
        raise not_found(f"Service account key {asked.path} does not exist.")
    return _key(asked, found)


def _list_keys(asked: Asked) -> Object:
    account = _account(asked)
    found = asked.store.page(KEY, account.project, f"{account.name}/keys/", "", 100)
    return {"keys": [_key(asked, item) for item in found]} if found else {}


def _delete_key(asked: Asked) -> Object:
    _get_key(asked)
    asked.cloud.answer(Call("delete", kind(KEY), asked.path, asked.project))
    return {}


def _key(asked: Asked, item: StoredResource) -> Object:
    content = content_of(asked, item, SERVICE.collection(KEYS))
    return {**content, "keyType": "USER_MANAGED", "keyOrigin": "GOOGLE_PROVIDED", "keyAlgorithm": "KEY_ALG_RSA_2048"}


def _roles(asked: Asked) -> Object:
    """Differences only: what each predefined role holds is Google's to say."""
    page, more = paged(asked, predefined_roles(), str)
    return {"roles": [{"name": name} for name in page], **more}


def _no_rules(asked: Asked) -> Object:
    """The rehearsal has none, so that a pool that stands has an empty list of them."""
    if asked.store.get("google_iam_workload_identity_pool", asked.path) is None:
        raise not_found("Requested entity was not found.")
    return {}


def _name(fields: Object, content: Object) -> None:
    content["name"] = f"projects/{fields.get('project')}/serviceAccounts/{fields.get('email')}"


def _private(_fields: Object, content: Object) -> None:
    """Told once, to whoever makes the key."""
    content.pop("privateKeyData", None)


SERVICE = Service(
    "iam.v1",
    (
        Collection(
            ACCOUNTS,
            ACCOUNT,
            body="serviceAccount",
            id_property="accountId",
            id_field="account_id",
            differs=Differences({"project": "projectId"}, to_api=_name),
        ),
        Collection(KEYS, KEY, without=("create", "list", "delete"), differs=Differences(to_api=_private)),
        *(
            Collection(
                f"{parent}s.roles",
                f"google_{parent}_iam_custom_role",
                body="role",
                id_property="roleId",
                differs=Differences({"permissions": "includedPermissions"}),
            )
            for parent in ("project", "organization")
        ),
        Collection(POOLS, "google_iam_workload_identity_pool"),
        Collection(f"{POOLS}.providers", "google_iam_workload_identity_pool_provider"),
    ),
    handlers={
        f"{ACCOUNTS}.get": _of_account(get),
        f"{ACCOUNTS}.patch": _of_account(update),
        f"{ACCOUNTS}.update": _of_account(update),
        f"{ACCOUNTS}.enable": _enabling(False),
        f"{ACCOUNTS}.disable": _enabling(True),
        f"{KEYS}.create": _create_key,
        f"{KEYS}.get": _get_key,
        f"{KEYS}.list": _list_keys,
        f"{KEYS}.delete": _delete_key,
        f"{POOLS}.listAttestationRules": _no_rules,
        "roles.list": _roles,
    },
    package="google.iam.admin.v1",
)
