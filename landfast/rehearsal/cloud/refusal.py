"""What the cloud answers when it refuses: one error, in Google's codes, statuses and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from landfast.gcp.missing import words_of_missing


class Refusal(Exception):  # noqa: N818 - what it is, not that it is one
    """`code` is HTTP's, `status` Google's canonical one, `reason` as in ErrorInfo (or the older APIs' `errors`)."""

    def __init__(self, code: int, status: str, message: str, reason: str = "") -> None:
        self.code = code
        self.status = status
        self.message = message
        self.reason = reason
        super().__init__(f"{code} {status}: {message}")


@dataclass(frozen=True, slots=True)
class Violation:
    """`field` by its path in the request (`crypto_key.labels`), empty for the whole of it."""

    field: str
    description: str


class InvalidRequest(Refusal):
    """A request that is none of the method's: 400, all that is wrong at once."""

    def __init__(self, violations: Sequence[Violation], reason: str = "badRequest") -> None:
        self.violations = tuple(violations)
        super().__init__(400, "INVALID_ARGUMENT", "\n".join(each.description for each in violations), reason)


def bad_request(message: str, reason: str = "badRequest") -> Refusal:
    status = "FAILED_PRECONDITION" if reason in PRECONDITIONS else "INVALID_ARGUMENT"
    return Refusal(400, status, message, reason)


def forbidden(message: str, reason: str = "forbidden") -> Refusal:
    return Refusal(403, "PERMISSION_DENIED", message, reason)


def not_found(message: str, reason: str = "notFound") -> Refusal:
    return Refusal(404, "NOT_FOUND", message, reason)


def missing(api: str, path: str) -> Refusal:
    """What does not stand, in the words of its API."""
    return not_found(*words_of_missing(api, path))


def already_exists(message: str, reason: str = "alreadyExists") -> Refusal:
    return Refusal(409, "ABORTED" if reason == "conflict" else "ALREADY_EXISTS", message, reason)


def violates(constraint: str, message: str) -> Refusal:
    return precondition_failed(f"'{message}' violates constraint '{constraint}'")


def precondition_failed(message: str) -> Refusal:
    return Refusal(412, "FAILED_PRECONDITION", message, "conditionNotMet")


def exhausted(message: str) -> Refusal:
    return Refusal(429, "RESOURCE_EXHAUSTED", message, "rateLimitExceeded")


def unavailable(code: int, message: str, reason: str) -> Refusal:
    """What a client may try again: 502, 503."""
    return Refusal(code, "UNAVAILABLE", message, reason)


# A 400 that is about what stands, and not about what was asked.
PRECONDITIONS = ("failedPrecondition", "resourceInUse", "resourceInUseByAnotherResource")
