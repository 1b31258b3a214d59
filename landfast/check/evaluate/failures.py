"""How an evaluation ends without a value: Terraform would refuse the expression, or something in it is not known."""

from __future__ import annotations

from landfast.policies.causes import Cause
from landfast.policies.values import Unknown


class EvaluationError(Exception):
    """Terraform would refuse this expression; for a `cause` that others may have too."""

    def __init__(self, text: str, cause: Cause | None = None) -> None:
        self.cause = cause
        super().__init__(text)


class UnresolvedError(Exception):
    """A function met a value that is not known."""

    def __init__(self, unknown: Unknown) -> None:
        self.unknown = unknown
        super().__init__(unknown.reason)
