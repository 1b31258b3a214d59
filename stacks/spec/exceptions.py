"""Waivers and processors on record for a configuration that has no spec: the file of `landfast check --waivers`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field, ValidationError

from landfast.core.errors import InputError
from landfast.stacks.spec.problems import problems_of
from landfast.stacks.spec.section import SpecSection
from landfast.stacks.spec.source import read
from landfast.stacks.spec.waivers import Waiver

EXAMPLE = (
    "waivers: [{rule: LF-RES-005, address: google_pubsub_subscription.x, reason: ..., owner: dpo@acme.example, "
    "expires: 2027-06-30}]"
)
Host = Annotated[str, Field(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$", max_length=253)]


class Exceptions(SpecSection):
    """What the controller has decided about findings."""

    called: ClassVar[str] = "a file of waivers"
    """What it is to who reads of a key that it has not."""

    waivers: tuple[Waiver, ...] = ()
    """Recorded exceptions to policies"""
    processors: tuple[Host, ...] = ()
    """Hosts of outside processors that are under contract (GDPR Art. 28(3)), with all below them"""


def load_exceptions(path: Path) -> Exceptions:
    """Exceptions of a YAML file. Raises: InputError with every problem of the file and of its content."""
    source = read(path, "--waivers", EXAMPLE)
    try:
        return Exceptions.model_validate(source.content)
    except ValidationError as error:
        raise InputError(problems_of(error, source, Exceptions)) from None
