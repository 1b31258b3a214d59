"""That an environment is not worked on with less than what it was last made with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast import __version__
from landfast.core.errors import UserError
from landfast.terraform import Driver


def refuse_older(driver: Driver, standing: Mapping[str, Any]) -> None:
    """`standing`: outputs of what stands, empty if nothing does. Raises: UserError with all that is newer than this."""
    before = driver.made_with() if standing else None
    if before is None:
        return
    problems = list(before.newer_than(__version__, driver.constraint))
    if problems:
        raise UserError("\n".join(map(str, problems)))
    driver.renew_providers(before)
