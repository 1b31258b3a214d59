"""What the cloud refuses for the moment only, and what makes it go through: another name, something out of the way, or
some patience."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from landfast.terraform.access import CloudAccess
from landfast.terraform.adopt import drop_imports, plan_with_imports
from landfast.terraform.claims import creations, id_or_nothing, imported
from landfast.terraform.endings import DATABASE, JOB, has_failed, kind_of, next_endings
from landfast.terraform.errors import TerraformError
from landfast.terraform.leaving import Leaving, StackWork, is_held
from landfast.terraform.messages import Diagnostic, exists_already
from landfast.terraform.stack import Plan, Stack, action_of

# Refusals by an API that has not heard yet of a grant, an account, a service or a project that stands: Google tells
# all of its servers within minutes. https://cloud.google.com/iam/docs/access-change-propagation
NOT_HEARD = re.compile(
    r"permission denied on cloud kms key|cryptokeyversions\.useto(en|de)crypt|necessary permissions configured"
    r"|kms.{0,200}permission|cmek key|identity pool does not exist|service[_ ]account:? \S+ does not exist"
    r"|has not been used in project \S+ before or it is disabled|service_disabled|permission denied on resource project"
    # A perimeter that was changed is not everywhere at once either.
    r"|request is prohibited by organization's policy|vpcservicecontrolsuniqueidentifier"
    r"|missing required permissions|secretmanager\.versions\.access|cannot find metric\(s\)",
    re.DOTALL,
)
# What an organization policy refuses: only where the run has just changed one may it be the one from before.
RULED_OUT = re.compile(r"violates constraint|constraint constraints/\S+ violated|denied by org(?:anization)? policy")
RULES = frozenset({"google_org_policy_policy", "google_access_context_manager_service_perimeter"})


@dataclass
class Retry:
    """Gets ready for one more try of an apply or a destroy, which `phase` it is.

    `waits` are the seconds before each try that needs patience.
    """

    stack: Stack
    access: CloudAccess
    phase: str
    waited: int = 0
    leaving: Leaving = field(init=False)

    def __post_init__(self) -> None:
        self.leaving = Leaving(self.stack, self.access, StackWork(self.stack, self.phase))

    @property
    def waits(self) -> Sequence[float]:
        return self.access.patience.retries

    def prepare(self, error: TerraformError, found: Plan) -> None:
        """Raises `error` if trying again would not help, HaltedError if the run is being stopped."""
        refused = error.diagnostics.get(self.stack.folder.name, ())
        taken = {item.address for item in refused if exists_already(item) and kind_of(item.address) in (DATABASE, JOB)}
        held = [item for item in refused if is_held(item)]
        unheard = [item for item in refused if item.address not in taken and item not in held]
        if not refused or not all(self._is_not_heard(item) for item in unheard):
            raise error
        if unheard and self.waited >= len(self.waits):
            raise error
        if not self._is_free(found, {address for address in taken if kind_of(address) == DATABASE}):
            raise error
        # What failed and is in the state gets its ending where the state lets go of it.
        failed = {item.address for item in unheard if kind_of(item.address) == JOB and not has_failed(item)}
        if not next_endings(self.stack, taken | failed):
            raise error
        seconds = self.leaving.seconds_until_free(held, found) if held else 0.0
        if seconds is None:
            raise error
        self.leaving.work.pause(max(seconds, self._patience(unheard)))

    def _is_free(self, found: Plan, addresses: Set[str]) -> bool:
        """Whether nothing stands by the names that were refused: the cloud says the same of what it deleted lately."""
        if not addresses:
            return True
        planned = {address: id_or_nothing(kind, values) for address, kind, values in creations(found.document)}
        try:
            standing = imported(plan_with_imports(self.stack, {name: planned[name] for name in addresses})[0].document)
        except TerraformError:
            return False
        finally:
            drop_imports(self.stack)
        return not standing

    def _is_not_heard(self, item: Diagnostic) -> bool:
        text = f"{item.summary} {item.detail}".lower()
        late = self.access.news.rules and RULED_OUT.search(text)
        return bool(NOT_HEARD.search(text) or late)

    def _patience(self, unheard: Sequence[Diagnostic]) -> float:
        """The seconds before the next try of what was not heard of."""
        if not unheard:
            return 0.0
        seconds = self.waits[self.waited]
        self.waited += 1
        about = ", ".join(sorted({item.address or item.summary for item in unheard})[:3])
        left = len(self.waits) - self.waited
        self.leaving.work.say(f"waits {seconds:.0f} s for what was changed to be known: {about} ({left} more)")
        return seconds


def changes_rules(plan: Plan) -> bool:
    """Whether a plan changes what a cloud refuses: policies, a perimeter."""
    changes = plan.document.get("resource_changes", ())
    return any(change["type"] in RULES and action_of(change["change"]["actions"]) for change in changes)
