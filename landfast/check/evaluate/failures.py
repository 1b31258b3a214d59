"""How an evaluation ends without a value: Terraform would refuse the expression, or something in it is not known."""

from __future__ import annotations

from landfast.policies.values import Unknown


class EvaluationError(Exception):
    """Terraform would refuse this expression."""


class UnresolvedError(Exception):
    """A function met a value that is not known."""

    def __init__(self, unknown: Unknown) -> None:
        self.unknown = unknown
        super().__init__(unknown.reason)
