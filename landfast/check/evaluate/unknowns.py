"""What can't be told from the files alone, each with the cause that it has in common with others."""

from __future__ import annotations

from landfast.policies.causes import CHECK_BOTH, CHECK_PLAN, GET_MODULES, MEND_FILE, SET_PROVIDER, Cause
from landfast.policies.values import GAP, Unknown


def left_to_plan(reason: str) -> Unknown:
    """What Terraform works out when it runs, and nothing here does."""
    return Unknown(reason, cause=Cause(reason, CHECK_PLAN))


def made_later(reference: str) -> Unknown:
    """What only the cloud answers: an attribute of a resource, by its address."""
    reason = f"{reference:.120} is known after apply"
    return Unknown(reason, text=GAP, references=(reference,), cause=runs_first(reference))


def runs_first(reference: str) -> Cause:
    """Of what an attribute keeps from being told, by its address."""
    return Cause(f"{reference:.120} is known when Terraform runs", CHECK_PLAN)


def unset(name: str) -> Cause:
    """Of what the provider fills in, and says nothing of either."""
    return Cause(f"the provider's {name} is not set", SET_PROVIDER)


def made_elsewhere(address: str) -> Unknown:
    """An output of a module that is not at hand."""
    cause = Cause(f"{address:.80} is made by a module that is not at hand", GET_MODULES)
    return Unknown(f"{address:.80} is made by a module", text=GAP, references=(address,), cause=cause)


def not_given(variable: str) -> Unknown:
    reason = f"variable {variable:.60} has no default"
    return Unknown(reason, cause=Cause(reason, "give --var-file"))


def in_unread(file: str, what: str) -> Unknown:
    """`what` a file that can't be read may say."""
    return Unknown(f"{what} in {file:.120}, which can't be read", cause=Cause(f"{file:.120} can't be read", MEND_FILE))


def no_file(reason: str, next_step: str = CHECK_BOTH) -> Unknown:
    """What a file holds that an expression reads, and that is not read here."""
    return Unknown(reason, cause=Cause(reason, next_step))
