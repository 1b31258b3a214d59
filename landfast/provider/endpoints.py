"""What answers in Google's place: how clients, HashiCorp's own provider and Terraform's backend are told of it."""

from __future__ import annotations

from collections.abc import Mapping

# Of every command on target google: what `--endpoint` is, where it isn't given.
ENDPOINT = "LANDFAST_ENDPOINT"
TOKEN = "GOOGLE_OAUTH_ACCESS_TOKEN"  # noqa: S105  # the name of a variable
STATE = "GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT"


def variables_of(url: str, token: str) -> Mapping[str, str]:
    """The environment of a program that is to ask `url` (`http://127.0.0.1:8086/`), which stands before each host."""
    from landfast.provider.facts import custom_endpoints

    found = {TOKEN: token, STATE: f"{url}storage.googleapis.com/storage/v1/"}
    for argument, base in custom_endpoints().items():
        found[f"GOOGLE_{argument.upper()}"] = base.replace("https://", url)
    return found
