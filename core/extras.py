"""What of landfast is an extra, and how to get it: checking and generating need little, provisioning much."""

from __future__ import annotations

import importlib.util

from landfast.core.errors import UserError

# What a package is imported as -> the extra that brings it, and what it is for.
_EXTRAS = {
    "anyio": ("agent", "serving agents"),
    "cdktn": ("up", "synthesis of stacks"),
    "cdktn_provider_google": ("up", "synthesis of stacks"),
    "constructs": ("up", "synthesis of stacks"),
    "cryptography": ("up", "the rehearsal"),
    "cyclonedx": ("up", "bills of materials"),
    "google": ("tables", "Google's clients"),
    "google_crc32c": ("up", "the rehearsal"),
    "grpc": ("up", "the rehearsal"),
    "jsii": ("up", "synthesis of stacks"),
    "mcp": ("agent", "serving agents"),
    "msgpack": ("up", "the rehearsal"),
    "pyarrow": ("tables", "reading a table"),
    "python_calamine": ("tables", "reading a workbook"),
    "requests": ("tables", "Google's clients"),
    "tf": ("up", "the rehearsal"),
    "uv": ("up", "installing packages"),
    "uvicorn": ("wire", "serving the rehearsal"),
}


def missing(module: str) -> UserError | None:
    """What to install where a module is not there; None if it is of no extra."""
    found = _EXTRAS.get(module.partition(".")[0])
    if found is None:
        return None
    extra, use = found
    return UserError(f"{use}: the extra `{extra}` is not installed: pip install 'landfast[{extra}]'")


def require(module: str) -> None:
    """Raises: UserError if a module of an extra is not there, before anything else is looked for."""
    absent = missing(module)
    if absent is not None and importlib.util.find_spec(module) is None:
        raise absent
