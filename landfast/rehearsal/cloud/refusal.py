"""What the cloud answers when it refuses, in its own codes and words."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - what it is, not that it is one
    """A refusal of the API: HTTP code, message, and the reason that the provider appends after a comma."""

    def __init__(self, code: int, message: str, reason: str = "") -> None:
        self.code = code
        self.message = message
        self.reason = reason
        super().__init__(f"googleapi: Error {code}: {message}" + (f", {reason}" if reason else ""))


class ProviderError(Exception):
    """A refusal of the provider itself, before it asks the cloud (deletion protection, an impossible import)."""


def bad_request(message: str, reason: str = "badRequest") -> Refusal:
    return Refusal(400, message, reason)


def forbidden(message: str, reason: str = "forbidden") -> Refusal:
    return Refusal(403, message, reason)


def not_found(message: str, reason: str = "notFound") -> Refusal:
    return Refusal(404, message, reason)


def already_exists(message: str, reason: str = "alreadyExists") -> Refusal:
    return Refusal(409, message, reason)


def violates(constraint: str, message: str) -> Refusal:
    return Refusal(412, f"'{message}' violates constraint '{constraint}'", "conditionNotMet")
