"""OAuth2: who asks, as Google's clients ask it of a token."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Service

# Who rehearses without a word of who that is.
OWNER = "owner@rehearsal.example"


def _user(asked: Asked) -> Object:
    return {"email": asked.caller.partition(":")[2] or OWNER, "verified_email": True}


SERVICE = Service("oauth2.v2", handlers={"userinfo.get": _user}, package="google.oauth2.v2")
