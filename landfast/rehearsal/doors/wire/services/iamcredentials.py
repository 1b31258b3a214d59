"""IAM Service Account Credentials: a token of an account that whoever asks may act as."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

from landfast.provider.values import Object
from landfast.rehearsal.cloud.acting import acted_as
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.tokens import new_token, remember

# Seconds; more only where a policy of the organization names the account, which is not looked at here.
LONGEST = 3600
LIFETIME = re.compile(r"(\d+)(?:\.\d+)?s")
NAME = re.compile(r"projects/-/serviceAccounts/([^/]+)")


def _token(asked: Asked) -> Object:
    """https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken"""
    if not asked.body.get("scope"):
        raise bad_request("The request is missing the required field scope.")
    lifetime = LIFETIME.fullmatch(str(asked.body.get("lifetime") or f"{LONGEST}s"))
    seconds = int(lifetime[1]) if lifetime else 0
    if not 0 < seconds <= LONGEST:
        raise bad_request(
            f"The access token lifetime must be between 1s and {LONGEST}s, got {asked.body.get('lifetime')}; see "
            "https://cloud.google.com/iam/help/credentials/lifetime"
        )
    delegates = [_named(str(each)) for each in asked.body.get("delegates") or ()]
    member = acted_as(asked.store, asked.caller, _named(asked.values["name"]), delegates)
    token, ends = new_token(), int(time.time()) + seconds
    remember(asked.memory, token, member, ends)
    return {"accessToken": token, "expireTime": datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}


def _named(name: str) -> str:
    """E-mail or unique id of an account: the wildcard stands for its project, and no project does."""
    found = NAME.fullmatch(name)
    if found is None:
        raise bad_request(
            f"Invalid name of a service account: {name}. It has the form projects/-/serviceAccounts/EMAIL."
        )
    return found[1]


SERVICE = Service(
    "iamcredentials.v1",
    handlers={"projects.serviceAccounts.generateAccessToken": _token},
    package="google.iam.credentials.v1",
)
