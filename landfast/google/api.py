"""One way to Google's REST APIs: signed in, paged, operations waited for, refusals in one line."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import urlsplit

from landfast.core.errors import UserError
from landfast.gcp.universes import GOOGLE, PUBLIC, Universe
from landfast.google.account import credentials_of, token_of

if TYPE_CHECKING:
    from landfast.stacks.spec import Google

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
HTTPS = "https://"
# Where an account is acted as: https://cloud.google.com/iam/docs/reference/credentials/rest
ACTED_AS = "iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{}:generateAccessToken"
SECONDS = 60
SECONDS_OF_AN_OPERATION = 600.0
# Said of a project that is not there any more, or has never used an API: nothing of it can stand there.
NOTHING_THERE = ("SERVICE_DISABLED", "CONSUMER_INVALID", "USER_PROJECT_DENIED")
# Operations of Compute Engine's and Cloud SQL's say by their status that they are through.
OF_STATUS = ("compute#operation", "sql#operation")
SIGN_IN = "run `gcloud auth application-default login`, then this again"


class HttpSession(Protocol):
    """What `requests` has, signed in or not."""

    def request(self, method: str, url: str, **more: Any) -> Any: ...


class GoogleRefusalError(UserError):
    """Google says no: with this status, in these words."""

    def __init__(self, url: str, status: int, said: str) -> None:
        self.status, self.said = status, said
        super().__init__(f"{url}: {said}: ask for the permission that it names, or use another account")


@dataclass
class GoogleApi:
    """`session` None: the account of the machine, signed in when it is needed first.

    `most_seconds`: how long an operation is waited for. `acts_as`: the service account that this one acts as;
    `quota_project`: whose quota a person's account uses. `universe`: whose APIs are asked, by URLs as Google Cloud has
    them. `endpoint` stands in for `https://` of every URL, so that a rehearsed Google can answer.
    """

    session: HttpSession | None = None
    endpoint: str = HTTPS
    poll_seconds: float = field(default=2.0)
    pause: Callable[[float], None] = time.sleep
    acts_as: str = ""
    quota_project: str = ""
    most_seconds: float = SECONDS_OF_AN_OPERATION
    universe: Universe = PUBLIC

    @classmethod
    def of(cls, google: Google) -> Self:
        """With this machine's account, as whom and at whose cost the spec says, in its universe."""
        return cls(acts_as=google.impersonate or "", quota_project=google.quota_project or "", universe=google.cloud)

    def acting_as(self, account: str) -> GoogleApi:
        """The same way, as a service account that whoever asks may act as. A cloud in this process knows whom it was
        told, and no tokens: there it is as it was."""
        return self if self.endpoint == HTTPS else replace(self, session=None, acts_as=account)

    def pausing(self, pause: Callable[[float], None]) -> GoogleApi:
        """The same way to Google; it waits with `pause`, which may raise to end a wait. Raises: UserError."""
        return replace(self, session=self._signed_in(), pause=pause)

    def get(self, url: str, **query: str) -> dict[str, Any] | None:
        """What stands there; None if nothing does. Raises: UserError."""
        return self._ask("GET", url, params=query or None)

    def find(self, url: str) -> dict[str, Any] | None:
        """As `get`; None also if nobody may see it: of a project and of what does not stand Google says the same.

        Raises: UserError.
        """
        return self._ask("GET", url, unseen=True)

    def pages(self, url: str, key: str, **query: str) -> Iterator[dict[str, Any]]:
        """All items of a collection. Raises: UserError."""
        for page in self._each_page(url, query):
            yield from page.get(key) or ()

    def scopes(self, url: str) -> Iterator[dict[str, Any]]:
        """What an aggregated list of Compute Engine has of each place. Raises: UserError."""
        for page in self._each_page(url, {}):
            yield from (page.get("items") or {}).values()

    def _each_page(self, url: str, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        token: dict[str, str] = {}
        while True:
            page = self.get(url, **query, **token) or {}
            yield page
            token = {"pageToken": page.get("nextPageToken") or ""}
            if not token["pageToken"]:
                return

    def create(self, url: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Has something made, by an API that answers with what it is then; returns that. Raises: UserError."""
        made = self._ask("POST", url, json=dict(content))
        if not made:
            raise UserError(f"{url}: nothing answers there: is its API enabled? run again when it is")
        return made

    def post(self, url: str, content: Mapping[str, Any] | None = None) -> None:
        """Has something done, and waits until it is. Raises: UserError."""
        self._finished(url, self._ask("POST", url, json=dict(content or {})))

    def ask(self, url: str, content: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """What a method answers that reads and is posted to; None if nothing stands there. Raises: UserError."""
        return self._ask("POST", url, json=dict(content or {}))

    def signed_in(self) -> Any:
        """The credentials of `google.auth`, refreshed; None of a session that has none. Raises: UserError."""
        from google.auth.exceptions import GoogleAuthError
        from google.auth.transport.requests import Request

        found = getattr(self._signed_in(), "credentials", None)
        try:
            if found is not None and not found.valid:
                found.refresh(Request())
        except GoogleAuthError as error:
            raise self._unsigned(error) from None
        return found

    def put(self, url: str, content: Mapping[str, Any]) -> None:
        """Has something changed, by an API that answers with what it is then. Raises: UserError."""
        self._ask("PUT", url, json=dict(content))

    def patch(self, url: str, content: Mapping[str, Any], **query: str) -> None:
        """Has a part of something changed, and waits until it is. Raises: UserError."""
        self._finished(url, self._ask("PATCH", url, json=dict(content), params=query or None))

    def upload(self, url: str, content: Mapping[str, Any]) -> None:
        """Has a JSON object kept; the answer is about the object, and never an operation. Raises: UserError."""
        self._ask("POST", url, json=dict(content))

    def load(self, url: str, content: Mapping[str, Any], data: bytes) -> dict[str, Any]:
        """Has data kept that goes with what is said of it (multipart/related); what the API answers. Raises: UserError.

        https://cloud.google.com/bigquery/docs/reference/api-uploads#multipart
        """
        border = f"landfast{secrets.token_hex(16)}"
        said = json.dumps(dict(content)).encode()
        parts = ((b"application/json; charset=UTF-8", said), (b"application/octet-stream", data))
        body = b"".join(b"--%s\r\nContent-Type: %s\r\n\r\n%s\r\n" % (border.encode(), *part) for part in parts)
        headers = {"Content-Type": f"multipart/related; boundary={border}"}
        whole = body + f"--{border}--\r\n".encode()
        made = self._ask("POST", url, data=whole, headers=headers, params={"uploadType": "multipart"})
        if made is None:
            raise UserError(f"{url}: nothing answers there: is its API enabled? run again when it is")
        return made

    def delete(self, url: str, **query: str) -> None:
        """Has something deleted, and waits until it is; what does not stand is no error. Raises: UserError."""
        self._finished(url, self._ask("DELETE", url, params=query or None))

    def _finished(self, url: str, operation: dict[str, Any] | None) -> None:
        until = time.monotonic() + self.most_seconds
        while operation and _goes_on(operation):
            if time.monotonic() > until:
                raise UserError(f"{url}: not done after {self.most_seconds:.0f} seconds: run again, it goes on")
            self.pause(self.poll_seconds)
            operation = self.get(_address(url, operation))
        if operation and operation.get("error"):
            raise UserError(f"{url}: {_failure(operation['error'])}")

    def _ask(self, method: str, url: str, *, unseen: bool = False, **more: Any) -> dict[str, Any] | None:
        from google.auth.exceptions import GoogleAuthError
        from requests import RequestException

        try:
            there = self.universe.url(url).replace(HTTPS, self.endpoint)
            answer = self._signed_in().request(method, there, timeout=SECONDS, **more)
            content = answer.json() if answer.content else {}
        except GoogleAuthError as error:
            raise self._unsigned(error) from None
        except (RequestException, ValueError) as error:
            host = urlsplit(url).netloc
            raise UserError(f"{host}: {type(error).__name__}: check the network, then run again") from None
        found: dict[str, Any] = content if isinstance(content, dict) else {}
        if answer.status_code == 404 or (answer.status_code == 403 and (unseen or _nothing_there(found))):
            return None
        if answer.status_code >= 400:
            said = found.get("error", {}).get("message") or f"status {answer.status_code}"
            raise GoogleRefusalError(url, answer.status_code, str(said))
        return found

    def _signed_in(self) -> HttpSession:
        if self.session is None:
            from google.auth.exceptions import GoogleAuthError
            from google.auth.transport.requests import AuthorizedSession

            try:
                self.session = AuthorizedSession(self._credentials())  # type: ignore[no-untyped-call]
            except GoogleAuthError as error:
                raise self._unsigned(error) from None
        return self.session

    def _unsigned(self, error: Exception) -> UserError:
        """That nobody is signed in, or that whoever is may not act as the account."""
        from google.auth.exceptions import RefreshError

        if not (self.acts_as and isinstance(error, RefreshError) and "impersonated" in str(error)):
            return UserError(f"not signed in to Google Cloud: {error}: {SIGN_IN}")
        step = "ask for roles/iam.serviceAccountTokenCreator on it, or leave out google.impersonate"
        return UserError(f"{self.acts_as} can't be acted as: {_answered(error)}: {step}")

    def _credentials(self) -> Any:
        """As Terraform's provider and backend have them."""
        from google.auth.impersonated_credentials import Credentials

        quota = self.quota_project or None
        found = credentials_of(os.environ, SCOPE, quota)
        # A bare token does not say whose it is: there it is of nobody's universe but the one that is asked.
        if not token_of(os.environ):
            check_universe(found, self.universe)
        if not self.acts_as:
            return found
        # The library asks Google alone, in whichever universe: what stands in for it is named.
        place = None if self.endpoint == HTTPS else self.endpoint + ACTED_AS.format(self.acts_as)
        return Credentials(  # type: ignore[no-untyped-call]
            found, self.acts_as, [SCOPE], quota_project_id=quota, iam_endpoint_override=place
        )


def _answered(error: Exception) -> str:
    """What Google said, where an error of its library holds the answer; else what the error says."""
    for held in error.args:
        try:
            return str(json.loads(held)["error"]["message"])
        except (TypeError, ValueError, LookupError):
            continue
    return str(error)


def check_universe(credentials: Any, universe: Universe) -> None:
    """Raises: UserError for credentials of another universe: they would open nothing, and its servers see them."""
    domain = getattr(credentials, "universe_domain", GOOGLE) or GOOGLE
    if domain == universe.domain:
        return
    step = SIGN_IN if universe.is_google else sign_in_to(universe)
    raise UserError(f"signed in to {domain}, and google.universe is {universe.domain}: {step}")


def sign_in_to(universe: Universe) -> str:
    """https://cloud.google.com/iam/docs/workforce-log-in-gcloud: people come by another identity provider."""
    login = f"`gcloud config set universe_domain {universe.domain}`, then `gcloud auth application-default login"
    return f"{login} --login-config=FILE` with the file of your workforce pool, then this again"


def _nothing_there(content: Mapping[str, Any]) -> bool:
    details = content.get("error", {}).get("details") or ()
    return any(isinstance(detail, Mapping) and detail.get("reason") in NOTHING_THERE for detail in details)


def _goes_on(answer: Mapping[str, Any]) -> bool:
    """Whether an answer is an operation that is not through: one with a status, or any other API's."""
    if answer.get("kind") in OF_STATUS:
        return answer.get("status") != "DONE"
    return "/operations/" in f"/{answer.get('name', '')}" and not answer.get("done")


def _address(url: str, operation: Mapping[str, Any]) -> str:
    """Where an operation is asked after, of the API at `url`."""
    return str(operation.get("selfLink") or f"{'/'.join(url.split('/')[:4])}/{operation['name']}")


def _failure(error: Mapping[str, Any]) -> str:
    said = [str(item.get("message")) for item in error.get("errors") or () if item.get("message")]
    return "; ".join(said) or str(error.get("message") or "failed")
