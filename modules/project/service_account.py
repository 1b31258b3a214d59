"""A service account for one job, and what it may do: every grant is on one thing, never on all of a kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktn_provider_google.service_account import ServiceAccount
from cdktn_provider_google.service_account_iam_member import ServiceAccountIamMember

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.names import Job
from landfast.modules.project.grants import Grant


@dataclass(frozen=True, slots=True)
class Account:
    """A service account: `name` is its full name, `member` what IAM calls it."""

    name: str
    email: str
    member: str


@dataclass(frozen=True, slots=True)
class MadeAccount(Account):
    """One of the stack's own, which others can wait for."""

    made: Made


def service_account(
    scope: Construct, context: Context, job: Job, grants: Sequence[Grant], after: Sequence[Made] = ()
) -> MadeAccount:
    """The account that runs `job`, with its grants and nothing else. It has no keys: policy forbids them."""
    made = resource(
        ServiceAccount,
        scope,
        job,
        account_id=context.names.service_account(job),
        project=context.project,
        display_name=context.names.resource(job),
        depends_on=list(after) or None,
    )
    account = MadeAccount(made.name, made.email, made.member, made)
    grant(scope, context, job, account.member, grants)
    return account


def known_account(context: Context, job: Job) -> Account:
    """The account that runs `job`, where another stack makes it."""
    names = context.names
    return Account(names.service_account_id(job), names.service_account_email(job), names.service_account_member(job))


def grant(
    scope: Construct, context: Context, job: Job, member: str, grants: Sequence[Grant], after: Sequence[Made] = ()
) -> list[Made]:
    """Grants to the account of `job`, for what can't wait for it otherwise or is of another stack than the account.

    `after` is what they are on, if it is of the same stack.
    """
    made: list[Made] = []
    for each in grants:
        if each.needs and context.universe.lacks(each.needs):
            continue
        kind, on = each.on.target(context)
        key = _key(job, each.on.purpose, each.role)
        made.append(resource(kind, scope, key, role=each.role, member=member, depends_on=list(after) or None, **on))
    return made


def act_as(scope: Construct, job: Job, account: Account, others: Mapping[Job, Account]) -> None:
    """Lets the account of `job` start work that runs as one of the accounts in `others`."""
    for other, target in others.items():
        resource(
            ServiceAccountIamMember,
            scope,
            f"{job}-as-{other}",
            service_account_id=target.name,
            # Starts work that runs as the other account.
            role="roles/iam.serviceAccountUser",
            member=account.member,
        )


def act_as_known(scope: Construct, context: Context, job: Job, member: str, others: Sequence[Job]) -> list[Made]:
    """As `act_as`, for accounts of another stack."""
    return [
        resource(
            ServiceAccountIamMember,
            scope,
            f"{job}-as-{other}",
            service_account_id=context.names.service_account_id(other),
            role="roles/iam.serviceAccountUser",
            member=member,
        )
        for other in others
    ]


def _key(job: str, purpose: str, role: str) -> str:
    return "-".join(part for part in (job, purpose, role.removeprefix("roles/").replace(".", "-")) if part)
