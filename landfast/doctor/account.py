"""Who asks: which credentials, until when, as which service account; and the project that calls are counted on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from landfast.core.errors import UserError
from landfast.doctor.line import Line, counted
from landfast.doctor.subject import Examined
from landfast.google.api import SIGN_IN, GoogleApi
from landfast.google.examining import GoogleExamination
from landfast.targets.credentials import PERSON, credentials_kind, quota_problem

# What a file of credentials is of: https://google.aip.dev/auth
KINDS = {
    PERSON: "a person's, of `gcloud auth application-default login`",
    "service_account": "the key of a service account",
    "external_account": "of another identity provider, by federation",
    "external_account_authorized_user": "a person's, of another identity provider",
    "impersonated_service_account": "of a service account that is acted as",
    "gdch_service_account": "of Google Distributed Cloud",
    "access_token": "a token of the environment (GOOGLE_OAUTH_ACCESS_TOKEN), which nothing renews",
    "": "of the machine itself (metadata server)",
}
SOON = dt.timedelta(minutes=5)
ACT = "iam.serviceAccounts.getAccessToken"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`member`: whoever asks in the end, as bindings name them; empty if nobody could tell."""

    lines: Sequence[Line]
    member: str = ""
    works: bool = False


def signed_in(google: GoogleExamination, environ: Mapping[str, str], *, given: bool) -> SignedIn:
    """`given`: the token came with the endpoint, and what the machine has does not matter."""
    try:
        credentials = google.api.signed_in()
        address = str(getattr(credentials, "service_account_email", "") or "")
        if "@" not in address:
            address = google.who()
    except UserError as error:
        step = SIGN_IN.replace("run `", "`", 1)
        return SignedIn([Line("account", "credentials", "fail", str(error).replace(f": {SIGN_IN}", ""), step)])
    kind = "" if given else credentials_kind(environ)
    lines = [_kind(kind, given=given), _until(getattr(credentials, "expiry", None)), _who(address)]
    return SignedIn(lines, _member(address), works=True)


def _kind(kind: str, *, given: bool) -> Line:
    if given:
        return Line("account", "credentials", "pass", "the token that belongs to the endpoint")
    said = KINDS.get(kind, kind)
    if kind == "service_account":
        step = "sign in as yourself and set google.impersonate, or use federation; then `gcloud iam service-accounts keys delete`"  # noqa: E501
        return Line("account", "credentials", "warn", f"{said}: whoever has the file is that account, for good", step)
    return Line("account", "credentials", "pass", said)


def _until(expiry: dt.datetime | None) -> Line:
    """Of what can be refreshed the token of now: signing in again is asked for by Google, when it is."""
    if expiry is None:
        return Line("account", "expiry", "pass", "no end is known of the token")
    left = expiry.replace(tzinfo=dt.UTC) - dt.datetime.now(dt.UTC)
    if left < SOON:
        step = "sign in again if it is not renewed: `gcloud auth application-default login`"
        return Line("account", "expiry", "warn", f"the token ends at {expiry:%H:%M} UTC", step)
    return Line("account", "expiry", "pass", f"the token is good until {expiry:%H:%M} UTC")


def _who(address: str) -> Line:
    if address:
        return Line("account", "who", "pass", address)
    said = "the token does not tell: it has no scope for an address"
    step = "`gcloud auth application-default login` gives it one; what may be done is told all the same"
    return Line("account", "who", "warn", said, step)


def _member(address: str) -> str:
    if not address:
        return ""
    return f"{'serviceAccount' if address.endswith('.gserviceaccount.com') else 'user'}:{address}"


def impersonation_lines(examined: Examined, own: GoogleExamination, member: str) -> Iterator[Line]:
    """Whether whoever asks may act as the account of the spec. Raises: UserError."""
    account = examined.google.impersonate
    if not account:
        yield Line("account", "impersonation", "pass", "google.impersonate is not set: nobody else is acted as")
        return
    if ACT in own.tested(f"serviceAccounts/{account}", [ACT]).held:
        yield Line("account", "impersonation", "pass", f"{account} may be acted as")
        return
    step = f"`gcloud iam service-accounts add-iam-policy-binding {account} --member={member or 'MEMBER'} --role=roles/iam.serviceAccountTokenCreator`"  # noqa: E501
    yield Line("account", "impersonation", "fail", f"{account} may not be acted as, or does not stand", step)


def quota_lines(
    examined: Examined, google: GoogleExamination, environ: Mapping[str, str], *, given: bool
) -> Iterator[Line]:
    """The project that calls are counted on has every API that is called. Raises: UserError."""
    project = examined.google.quota_project
    if not project:
        problem = None if given else quota_problem(examined.google, environ)
        if problem is not None:
            yield Line("quota project", "project", "fail", f"{problem.path} {problem.fact}", problem.next_step)
        else:
            yield Line("quota project", "project", "pass", "google.quota_project is not set, and not needed")
        return
    enabled = google.enabled(project)
    if enabled is None:
        step = "set google.quota_project to one that stands, or ask for roles/serviceusage.serviceUsageConsumer on it"
        yield Line("quota project", "project", "fail", f"{project} does not stand, or is not shown", step)
        return
    yield from _counted_on(examined, google, project, enabled)


def _counted_on(examined: Examined, google: GoogleExamination, project: str, enabled: frozenset[str]) -> Iterator[Line]:
    use = "serviceusage.services.use"
    if use in google.tested(f"projects/{project}", [use]).held:
        yield Line("quota project", "project", "pass", f"{project} stands, and calls may be counted on it")
    else:
        step = f"`gcloud projects add-iam-policy-binding {project} --member=MEMBER --role=roles/serviceusage.serviceUsageConsumer`"  # noqa: E501
        yield Line("quota project", "project", "fail", f"calls may not be counted on {project}", step)
    needed = frozenset(examined.counted)
    missing = sorted(needed - enabled)
    if missing:
        step = f"`gcloud services enable {' '.join(missing)} --project={project}`"
        yield Line("quota project", "APIs", "fail", f"{project} lacks {counted(missing)}", step)
    else:
        yield Line("quota project", "APIs", "pass", f"{project} has the {len(needed)} that are called")


def api_of(own: GoogleApi, examined: Examined, *, given: bool) -> GoogleApi:
    """The way to Google as the account of the spec, once it is known that it may be acted as."""
    account = examined.google.impersonate
    if given:
        return own.acting_as(account) if account else own
    if not (account or examined.google.quota_project):
        return own
    return GoogleApi.of(examined.google)
