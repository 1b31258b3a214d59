"""Whoever may act as a service account gets its token, and is then that account: at both doors, and for landfast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tf.gen import tfplugin_pb2 as pb
from wired import TOKEN, Asking, CheckedWire, wired

from landfast.core.errors import UserError
from landfast.provider.tree import provider_block, resource_type
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.iam import Grants, RoleGrant
from landfast.rehearsal.doors.terraform.provider import Provider
from landfast.rehearsal.doors.terraform.servicer import Servicer
from landfast.rehearsal.doors.terraform.wire import write_value
from landfast.rehearsal.doors.wire.server import WireServer
from landfast.rehearsal.doors.wire.tokens import remember
from landfast.targets.endpoint import api_at

ANA, CI = "user:ana@acme.example", "serviceAccount:ci@acme-seed.iam.gserviceaccount.com"
EMAIL = CI.partition(":")[2]
ACCOUNT = f"projects/acme-seed/serviceAccounts/{EMAIL}"
URL = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{}:generateAccessToken"
SCOPE = {"scope": ["https://www.googleapis.com/auth/cloud-platform"]}
WHO = "https://www.googleapis.com/oauth2/v2/userinfo"
CREATOR = "roles/iam.serviceAccountTokenCreator"


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[CheckedWire]:
    """Ana asks; a project has the accounts `ci` and `relay`."""
    with wired(tmp_path) as owner:
        Asking(owner).project("acme-seed", "iam", "iamcredentials", "storage")
        for name in ("ci", "relay"):
            url = "https://iam.googleapis.com/v1/projects/acme-seed/serviceAccounts"
            Asking(owner).ask("POST", url, {"accountId": name})
        yield CheckedWire(owner.cloud, owner.faults, TOKEN, faulty=owner.faulty, memory=owner.memory, caller=ANA)


def permit(wire: CheckedWire, member: str = ANA, account: str = ACCOUNT) -> None:
    grants = Grants(wire.cloud.store)
    grants.add("google_service_account", account, "acme-seed", [RoleGrant(CREATOR, member)])


def ask(wire: CheckedWire, url: str, body: Any = None, status: int = 200, token: str = TOKEN) -> Any:
    verb = "GET" if body is None else "POST"
    return Asking(wire).ask(verb, url, body, status, authorization=f"Bearer {token}")


def test_a_token_is_the_accounts_and_ends(wire: CheckedWire, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = ask(wire, URL.format(EMAIL), SCOPE, 403)["error"]
    assert "'iam.serviceAccounts.getAccessToken' denied" in refused["message"]
    permit(wire)
    made = ask(wire, URL.format(EMAIL), {**SCOPE, "lifetime": "600s"})
    assert ask(wire, WHO)["email"] == "ana@acme.example"
    assert ask(wire, WHO, token=made["accessToken"])["email"] == EMAIL
    ask(wire, WHO, status=401, token="ya29.nobodys")  # noqa: S106  # no token
    remember(wire.memory, "ya29.old", CI, 1.0)
    ask(wire, WHO, status=401, token="ya29.old")  # noqa: S106  # no token


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "missing the required field scope"),
        ({**SCOPE, "lifetime": "43200s"}, "between 1s and 3600s"),
        (
            {**SCOPE, "delegates": ["projects/acme-seed/serviceAccounts/x@y.example"]},
            "Invalid name of a service account",
        ),
    ],
)
def test_what_is_no_request_is_refused(wire: CheckedWire, body: Any, says: str) -> None:
    permit(wire)
    assert says in ask(wire, URL.format(EMAIL), body, 400)["error"]["message"]


def test_by_way_of_others(wire: CheckedWire) -> None:
    relay = "relay@acme-seed.iam.gserviceaccount.com"
    by = {**SCOPE, "delegates": [f"projects/-/serviceAccounts/{relay}"]}
    permit(wire, account=f"projects/acme-seed/serviceAccounts/{relay}")
    ask(wire, URL.format(EMAIL), by, 403)
    permit(wire, f"serviceAccount:{relay}")
    ask(wire, URL.format(EMAIL), SCOPE, 403)
    made = ask(wire, URL.format(EMAIL), by)
    assert ask(wire, WHO, token=made["accessToken"])["email"] == EMAIL


def test_one_that_is_disabled_or_does_not_stand_is_nobody(wire: CheckedWire) -> None:
    ask(wire, URL.format("nobody@acme-seed.iam.gserviceaccount.com"), SCOPE, 403)
    permit(wire)
    owner = Asking(CheckedWire(wire.cloud.asked_by(""), wire.faults, ""))
    owner.refused("POST", URL.format("nobody@acme-seed.iam.gserviceaccount.com"), SCOPE, 404)
    owner.ask("POST", f"https://iam.googleapis.com/v1/{ACCOUNT}:disable", {})
    assert "is disabled" in ask(wire, URL.format(EMAIL), SCOPE, 400)["error"]["message"]


def test_terraforms_provider_acts_as_it_too(wire: CheckedWire) -> None:
    servicer = Servicer(Provider(Cloud(wire.cloud.store, caller=ANA)))
    config = write_value(provider_block().conform({"project": "acme-seed", "impersonate_service_account": EMAIL}))
    request = pb.ConfigureProvider.Request(config=config)
    (problem,) = servicer.ConfigureProvider(request).diagnostics
    assert f"{EMAIL} can't be acted as: " in problem.summary
    assert "iam.serviceAccounts.getAccessToken" in problem.summary
    permit(wire)
    assert not servicer.ConfigureProvider(request).diagnostics
    # Whoever may act as an account may read it; the account itself may not.
    state = {"id": ACCOUNT, "name": ACCOUNT, "email": EMAIL, "account_id": "ci", "project": "acme-seed"}
    block = resource_type("google_service_account").block
    read = pb.ReadResource.Request(type_name="google_service_account", current_state=write_value(block.conform(state)))
    (problem,) = servicer.ReadResource(read).diagnostics
    assert "Permission 'iam.serviceAccounts.get' denied" in problem.summary
    other = Servicer(Provider(Cloud(wire.cloud.store, caller=ANA)))
    assert not other.ReadResource(read).diagnostics


def test_landfast_asks_what_answers_in_googles_place_as_the_account(
    wire: CheckedWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", TOKEN)
    with WireServer(wire) as server:
        api = api_at(server.url, EMAIL)
        with pytest.raises(UserError, match=rf"{EMAIL} can't be acted as: Permission 'iam\.serviceAccounts\.getAccess"):
            api.get(WHO)
        permit(wire)
        assert api.get(WHO) == {"email": EMAIL, "verified_email": True}
        assert (api_at(server.url).get(WHO) or {})["email"] == "ana@acme.example"
        assert (api_at(server.url).acting_as(EMAIL).get(WHO) or {})["email"] == EMAIL
        assert api.signed_in().token != TOKEN
