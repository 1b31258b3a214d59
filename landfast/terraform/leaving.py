"""What keeps a resource from being destroyed: emptied before, taken out of the way after a refusal, or waited for."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from landfast.core.errors import UserError
from landfast.gcp.contents import holds_data
from landfast.terraform.access import CloudAccess
from landfast.terraform.errors import USED_BY, TerraformError, failure
from landfast.terraform.messages import Diagnostic
from landfast.terraform.process import HaltedError
from landfast.terraform.stack import Plan, Stack, action_of

# Models that stand behind an endpoint, or are on their way to it.
DEPLOYED, ENDPOINT = re.compile(r"being-deployed DeployedModel"), "google_vertex_ai_endpoint"
# Address -> type and values of what a plan destroys.
Going = Mapping[str, tuple[str, Mapping[str, Any]]]
# What is refused again for the same reason is not asked for again at once.
AGAIN_SECONDS = 10.0
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class StackWork:
    """Work on what keeps a stack's resources: it says what it does as the stack's own does, and stops with it."""

    stack: Stack
    phase: str

    def say(self, detail: str) -> None:
        self.stack.tell(self.phase, "progress", detail)

    def pause(self, seconds: float) -> None:
        """Raises: HaltedError if the run is being stopped."""
        until = time.monotonic() + seconds
        while True:
            if self.stack.halt.level:
                raise HaltedError
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, POLL_SECONDS))


@dataclass
class Leaving:
    """What one run does about the leftovers of one stack."""

    stack: Stack
    access: CloudAccess
    work: StackWork
    began: float = 0.0
    # What was refused before.
    seen: set[str] = field(default_factory=set)

    def empty(self, plan: Plan) -> None:
        """Has what stands in resources that are to go deleted before they are. Raises: TerraformError.

        Where the environment stays, that is only what its people were asked for by name: what holds data.
        """
        found = [(kind, before) for kind, before in _going(plan).values() if plan.destroy or holds_data(kind)]
        if self.access.leftovers is None or not found:
            return
        try:
            self.access.leftovers.empty(found, self.work)
        except UserError as error:
            raise self._refused("could not be emptied", error) from error

    def seconds_until_free(self, refused: Sequence[Diagnostic], plan: Plan) -> float | None:
        """Takes out of the way what deletions were refused for. The seconds to wait before another try; None if
        nothing can be done about one of them, or it takes too long. Raises: TerraformError."""
        going, waits = _going(plan), []
        self.began = self.began or time.monotonic()
        left = self.access.patience.leftovers - (time.monotonic() - self.began)
        for item in refused:
            kind, user = _kind_refused(item, going), user_of(item)
            if kind is None or left <= 0:
                return None
            seconds = self._asked_after(kind, user)
            if seconds is None:
                return None
            waits.append(max(seconds, min(AGAIN_SECONDS, left / 30) if f"{kind} {user}" in self.seen else 0.0))
            self.seen.add(f"{kind} {user}")
            if waits[-1]:
                name = user.rsplit("/", 1)[-1] or item.address
                self.work.say(f"waits {waits[-1]:.0f} s for {name} to be given back (up to {left / 60:.0f} min more)")
        return max(waits, default=0.0)

    def _asked_after(self, kind: str, user: str) -> float | None:
        if self.access.leftovers is None:
            return None
        try:
            return self.access.leftovers.seconds_until_free(kind, user, self.work)
        except UserError as error:
            raise self._refused(f"{user or kind} could not be taken out of the way", error) from error

    def _refused(self, what: str, error: UserError) -> TerraformError:
        return failure(self.stack.folder, self.work.phase, [Diagnostic("error", what, str(error))], "", 1)


def is_held(item: Diagnostic) -> bool:
    """Whether a deletion was refused for something that uses the resource or stands in it."""
    return bool(user_of(item) or DEPLOYED.search(_text(item)))


def user_of(item: Diagnostic) -> str:
    """The path of what uses it; empty if that was not said."""
    found = USED_BY.search(_text(item))
    return found[1] if found else ""


def _text(item: Diagnostic) -> str:
    return " ".join(f"{item.summary} {item.detail}".split())


def _kind_refused(item: Diagnostic, going: Going) -> str | None:
    """The type of what could not be deleted: of that, the engine does not say the address."""
    text = _text(item)
    if DEPLOYED.search(text):
        return ENDPOINT
    quoted = (kind for kind, before in going.values() if before.get("id") and f"'{before['id']}'" in text)
    return next(quoted, None)


def _going(plan: Plan) -> Going:
    found = {}
    for change in plan.document.get("resource_changes", ()):
        destroyed = action_of(change["change"]["actions"]) in ("delete", "replace")
        if destroyed and change.get("mode", "managed") == "managed":
            found[change["address"]] = (change["type"], change["change"].get("before") or {})
    return found
