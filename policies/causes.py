"""Why something can't be told: such findings are folded by it, and it says what to do about all of them."""

from __future__ import annotations

from dataclasses import dataclass

SEE_EACH = "see each of them"
CHECK_PLAN = "check the plan: terraform show -json"
CHECK_BOTH = "check a folder that holds it, or the plan"
GET_MODULES = "run terraform get, or check the plan"
MAKE_READABLE = "make it readable"
MEND_EXPRESSION = "mend it: Terraform fails on it too"
MEND_FILE = "mend the file"
SAY_OR_AUDIT = "set it in the configuration, or run landfast audit when it stands"
SET_PROVIDER = "set it in the provider block"


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason in words that are the same wherever it is one, and the next step."""

    text: str
    next_step: str = SEE_EACH
