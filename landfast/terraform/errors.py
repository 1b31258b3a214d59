"""What the engine complained about, as a person needs it: which resource, which Python line, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from landfast.core.errors import UserError
from landfast.core.faults import machines_words
from landfast.gcp.deleting import what_to_do
from landfast.synth.model import StackFolder
from landfast.terraform.messages import Diagnostic, exists_already

STILL_USED = """Google keeps the connection for days after a database went: wait, or remove the peering by hand \
(`gcloud compute networks peerings delete servicenetworking-googleapis-com --network=NETWORK`), then run this again"""
NO_PROVIDER = "what was started is no provider for this machine: of a rehearsal LANDFAST_GENUINE_PROVIDER names another"
NOT_ANSWERED = "only the stand-in rehearses that: `landfast up` without --provider, once nothing stands"
NOT_PUSHED = "push the image into the environment's registry, then run this again"
NOT_THERE_YET = (
    "who isn't there can't be let in: leave the account out of network.perimeter.members until its environment stands"
)
# What to do about the errors that people meet first; anything else speaks for itself.
NEXT_STEPS = (
    (
        r"newer provider version",
        "use the landfast that brought the environment up last, or a newer one (docs/guides/upgrading.md)",
    ),
    (r"state lock", "another Terraform works on this state: wait for it, or end it"),
    (r"could not find default credentials|invalid_grant|reauth", "run `gcloud auth application-default login`"),
    (
        r"bucket doesn't exist|querying cloud storage failed",
        "name google.quota_project, in which `landfast bootstrap` and `up` make that bucket, then run again",
    ),
    (
        r"requires a quota project",
        "set USER_PROJECT_OVERRIDE=true and GOOGLE_BILLING_PROJECT to a project of yours that has this API enabled",
    ),
    (r"still using this connection", STILL_USED),
    (r"rehearsal cloud does not answer", NOT_ANSWERED),
    (r"image '\S+' not found", NOT_PUSHED),
    (r"email address '\S+' is invalid or non-existent", NOT_THERE_YET),
    (r"unrecognized remote plugin message|exec format error", NO_PROVIDER),
    # Google says the same of both. A promotion reads the project of the first environment.
    (
        r"project '\S+' not found or permission denied",
        "if it does not stand yet, `landfast up` its environment first; else ask for the permission to see it",
    ),
    (r"error 403|permission", "ask for the permission that the message names, or use another account"),
    (r"quota|rate ?limit|error 429", "wait and run again, or ask for more quota; what has been made stays"),
    (r"deletion_protection|deletion_policy|prevent", "set protected: false, `landfast up`, then run this again"),
    (r"reattach|failed to respond|ended by signal", "run again: it goes on from where it stopped"),
    (r"failed to (instantiate|query|install)|registry", "check the network and TF_CLI_CONFIG_FILE, then run again"),
    (r"unavailable|connection|transport|timed? ?out", "run again: it goes on from where it stopped"),
)
USED_BY = re.compile(r"is already being used by '([^']+)'")
LECTURE = r"(?:Terraform|OpenTofu) acquires a state lock to protect"  # several lines, with advice that is not for here
_STACK = re.compile(r"stack ([a-z0-9-]+): ")
PROJECT = "google_project."
BURNT = "no id is given twice, nor that of a deleted project: set another google.project_suffix, then run this again"
OTHERS = "no record says that landfast made the one that stands: rename yours, or import or delete that one by hand"


class TerraformError(UserError):
    """An engine command failed. `diagnostics` maps each stack to all that the engine said.

    `machine`: for want of something on this machine, a full disk; whatever else was said comes of that.
    """

    def __init__(
        self, problems: Sequence[str], diagnostics: dict[str, tuple[Diagnostic, ...]], *, machine: bool = False
    ) -> None:
        self.diagnostics = diagnostics
        self.problems = tuple(problems)
        self.machine = machine
        super().__init__("\n".join(problems))


def failure(stack: StackFolder, command: str, found: Iterable[Diagnostic], said: str, status: int) -> TerraformError:
    """The error of one command: all of its diagnostics, or the end of what it `said` if it gave none.

    A negative `status` is the signal that ended it.
    """
    summary = f"failed with status {status}" if status >= 0 else f"was ended by signal {-status}"
    found = tuple(found)
    everything = "\n".join([said, *(f"{item.summary} {item.detail}" for item in found)])
    lacking = machines_words(everything, stack.folder.parent)
    if lacking is not None:
        return TerraformError([str(lacking)], {stack.name: found}, machine=True)
    diagnostics = found or (Diagnostic("error", summary, _end_of(said)),)
    problems = [_sentence(stack, command, item) for item in diagnostics]
    return TerraformError(list(dict.fromkeys(problems)), {stack.name: diagnostics})


def together(errors: Sequence[TerraformError]) -> TerraformError:
    """One error that says what all of them say."""
    found = {stack: items for error in errors for stack, items in error.diagnostics.items()}
    lacking = [error for error in errors if error.machine]
    problems = [problem for error in lacking or errors for problem in error.problems]
    return TerraformError(_each_once(problems), found, machine=bool(lacking))


def _each_once(problems: Sequence[str]) -> list[str]:
    """What several stacks meet alike is one problem, of all of them."""
    stacks: dict[str, list[str]] = {}
    for problem in dict.fromkeys(problems):
        named = _STACK.match(problem)
        stacks.setdefault(problem[named.end() :] if named else problem, []).append(named[1] if named else "")
    said = []
    for rest, names in stacks.items():
        of = f"stack {names[0]}: " if len(names) == 1 else f"stacks {', '.join(names)}: "
        said.append(f"{of}{rest}" if names[0] else rest)
    return said


def _sentence(stack: StackFolder, command: str, item: Diagnostic) -> str:
    source = stack.source_of(item.address)
    where = f"{item.address} ({source})" if source else item.address
    head = ": ".join(part for part in (f"stack {stack.name}", where or command) if part)
    what = ": ".join(part for part in (item.summary.strip().rstrip(":."), _one_line(item.detail)) if part)
    step = next_step(item)
    return f"{head}: {what}" + (f"\n  next: {step}" if step else "")


def next_step(item: Diagnostic) -> str:
    """What to do about a diagnostic; empty if there is nothing to add to its own words."""
    if exists_already(item):
        return BURNT if item.address.startswith(PROJECT) else OTHERS
    used = USED_BY.search(f"{item.summary} {item.detail}")
    known = what_to_do(used[1]) if used else None
    if known:
        return known
    text = f"{item.summary} {item.detail}".lower()
    return next((step for pattern, step in NEXT_STEPS if re.search(pattern, text)), "")


def _one_line(text: str) -> str:
    return " ".join(re.split(LECTURE, text)[0].split())


def _end_of(said: str) -> str:
    lines = [line.strip(" │╷╵") for line in said.splitlines()]
    return " ".join(line for line in lines if line)[-1000:]
