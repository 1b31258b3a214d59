"""What of its project an environment may end: all of it, or what is its own in a project that stood before."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from landfast.modules.names import Job
from landfast.stacks.spec import Spec

if TYPE_CHECKING:
    from landfast.google.leftovers import LeftoverScope
    from landfast.synth import Synthesis


def scope_of(synthesis: Synthesis) -> LeftoverScope:
    """Of the environment that was synthesized."""
    from landfast.google.leftovers import WHOLE, LeftoverScope

    spec = Spec.model_validate(synthesis.spec)
    if spec.ownership(synthesis.environment).project:
        return WHOLE
    names = spec.names(synthesis.environment)
    accounts = frozenset(names.service_account_email(job) for job in get_args(Job))
    return LeftoverScope(accounts, names.labels({}))
