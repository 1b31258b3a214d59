"""What is wrong with a request, in Google's words, and the body of every error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.refusal import InvalidRequest, Refusal
from landfast.rehearsal.doors.wire.messages import Response

TYPES = "type.googleapis.com/google.rpc"


class NotAnswered(Refusal):
    """What Google has, and this cloud does not: 501, never a made-up success."""

    def __init__(self, method: str) -> None:
        message = (
            f"The rehearsal cloud does not answer {method}: it would have to make the answer up. "
            "What it answers is listed in docs/wire.md."
        )
        super().__init__(501, "UNIMPLEMENTED", message, "notImplemented")


def missing_page() -> Refusal:
    return Refusal(404, "NOT_FOUND", "Method not found.", "notFound")


def unauthenticated(*, given: bool) -> Refusal:
    """https://cloud.google.com/docs/authentication: in the words of ESF."""
    what = "had invalid authentication credentials" if given else "is missing required authentication credential"
    message = (
        f"Request {what}. Expected OAuth 2 access token, login cookie or other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return Refusal(401, "UNAUTHENTICATED", message, "ACCESS_TOKEN_TYPE_UNSUPPORTED" if given else "CREDENTIALS_MISSING")


def error_response(refusal: Refusal, api: str, method: str, *, classic: bool, project: str = "") -> Response:
    """As the API words it."""
    error: Object = {"code": refusal.code, "message": refusal.message}
    if classic:
        error["errors"] = [
            {"message": refusal.message, "domain": "global", "reason": _camel(refusal.reason) or "backendError"}
        ]
    error["status"] = refusal.status
    details = list(_details(refusal, api, method, project))
    if details:
        error["details"] = details
    headers: Mapping[str, str] = {}
    if refusal.code == 401:
        headers = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'}
    elif refusal.code == 429:
        headers = {"Retry-After": "1"}
    return Response(refusal.code, Response.of({"error": error}).body, headers=headers)


def _details(refusal: Refusal, api: str, method: str, project: str) -> Sequence[Any]:
    if isinstance(refusal, InvalidRequest):
        violations = [
            {**({"field": each.field} if each.field else {}), "description": each.description}
            for each in refusal.violations
        ]
        return [{"@type": f"{TYPES}.BadRequest", "fieldViolations": violations}]
    # Reasons of ErrorInfo are in capitals: https://cloud.google.com/apis/design/errors#error_info
    if refusal.reason.isupper():
        metadata = {"service": api}
        if refusal.code == 401:
            metadata["method"] = method
        elif project:
            metadata["consumer"] = f"projects/{project}"
        info = {"@type": f"{TYPES}.ErrorInfo", "reason": refusal.reason, "domain": "googleapis.com"}
        return [{**info, "metadata": metadata}]
    return ()


def _camel(reason: str) -> str:
    """How the older APIs write a reason of ErrorInfo: https://cloud.google.com/storage/docs/json_api/v1/status-codes"""
    if not reason.isupper():
        return reason
    return {"SERVICE_DISABLED": "accessNotConfigured", "CREDENTIALS_MISSING": "required",
            "ACCESS_TOKEN_TYPE_UNSUPPORTED": "authError"}.get(reason, "forbidden")  # fmt: skip
