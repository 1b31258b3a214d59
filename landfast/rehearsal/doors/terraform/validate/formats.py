"""Text formats that the provider checks, by the names of the facts: None if the text is of the format, else why not."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable
from datetime import datetime

Check = Callable[[str], str | None]

GO_DURATION = re.compile(r"^[-+]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$|^0$")


def _json(text: str) -> str | None:
    try:
        json.loads(text)
    except ValueError as error:
        return f"contains an invalid JSON: {error}"
    return None


def _cidr(text: str) -> str | None:
    return None if "/" in text and _is_network(text) else f"expected a valid CIDR block, got {text}"


def _cidr_28(text: str) -> str | None:
    return None if _cidr(text) is None and text.endswith("/28") else f"expected a /28 CIDR block, got {text}"


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _ip(text: str) -> str | None:
    return None if "/" not in text and _is_network(text) else f"expected a valid IP, got: {text}"


def _rfc3339(text: str) -> str | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return f"expected a valid RFC3339 date, got {text}"
    return None if time.tzinfo is not None else f"expected a valid RFC3339 date, got {text}"


def _base64(text: str) -> str | None:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return f"expected a base64 string, got {text}"
    return None


def _go_duration(text: str) -> str | None:
    return None if GO_DURATION.match(text) else f"expected a duration such as 10s or 1h30m, got {text}"


def _clock(pattern: str) -> Check:
    form = re.compile(pattern)
    return lambda text: None if form.match(text) else f"expected a time of day, got {text}"


def _regex(text: str) -> str | None:
    try:
        re.compile(text)
    except re.error as error:
        return f"invalid regular expression: {error}"
    return None


FORMATS: dict[str, Check] = {
    "json": _json,
    "cidr": _cidr,
    "cidr/0-32": _cidr,
    "cidr/28-28": _cidr_28,
    "ip": _ip,
    "rfc3339": _rfc3339,
    "base64": _base64,
    "go_duration": _go_duration,
    # The provider counts the hour, and so takes 4:00: google/verify/validation.go.
    "HH:00": _clock(r"^\+?0*(\d|1\d|2[0-3]):00$"),
    "HH:MM": _clock(r"^([01]\d|2[0-3]):[0-5]\d$"),
    "non_empty": lambda text: None if text else "must not be empty",
    "regex": _regex,
}
