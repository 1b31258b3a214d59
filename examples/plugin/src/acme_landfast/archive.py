"""Acme's archive: a bucket whose content nobody can delete before its time, where a spec asks for it."""

from pydantic import BaseModel, Field

from landfast.plugin import StackExtension


class Archive(BaseModel):
    """What a spec says of it."""

    model_config = {"extra": "forbid"}

    days: int = Field(ge=1, le=3650)
    cost_centre: str = Field(pattern=r"^cc-[0-9]{4}$")


ARCHIVE = StackExtension("acme-archive", "acme_landfast.archive_stack:build", after=("foundation",), settings=Archive)
