"""The target `google`: Google Cloud, with the account that the machine is signed in with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.core.errors import InputError, Problem
from landfast.gcp.universes import GOOGLE, told_of, universe_at
from landfast.targets.credentials import quota_problem
from landfast.targets.endpoint import api_at, checked_endpoint
from landfast.targets.providers import GENUINE
from landfast.targets.target import Session

if TYPE_CHECKING:
    from landfast.google.api import GoogleApi
    from landfast.google.records import GoogleRecords
    from landfast.modules.names import Names
    from landfast.stacks.backend import StateBucket
    from landfast.stacks.spec import Google, Spec
    from landfast.synth import Synthesis
    from landfast.terraform.access import Patience


@dataclass(frozen=True, slots=True)
class GoogleCloud:
    """The states stand in a bucket that is there before the first stack. `endpoint`: what answers in Google's place."""

    name: str = "google"
    endpoint: str = ""
    simulated: bool = False
    asks: bool = True
    provider: str = GENUINE

    @property
    def place(self) -> str:
        return f"{self.endpoint} in Google's place" if self.endpoint else self.cloud

    @property
    def cloud(self) -> str:
        return "Google Cloud"

    def at(self, endpoint: str) -> GoogleCloud:
        return replace(self, endpoint=checked_endpoint(endpoint))

    def through(self, provider: str | None, folder: Path) -> GoogleCloud:  # noqa: ARG002  # nothing to remember
        if provider is None:
            return self
        limit, step = "target google has HashiCorp's own, always", "leave it out, or use --target rehearsal"
        raise InputError([Problem("provider", "is a choice of the rehearsal", provider, limit, step)])

    def acting(self, member: str) -> GoogleCloud:
        step = "set google.impersonate to a service account, or leave it out"
        limit = "on Google whoever is signed in asks"
        raise InputError([Problem("--as", "is a choice of the rehearsal", member, limit, step)])

    def begin(self, folder: Path) -> None:
        """There is but one provider."""

    def end(self, folder: Path) -> None:
        """Nothing was kept."""

    @property
    def patience(self) -> Patience:
        """A grant is known everywhere within two minutes as a rule, within seven and more now and then; the addresses
        of Cloud Run are given back within two hours. A policy of an organization may take 15 minutes, says Google; that
        two minutes after it can be read are enough as a rule is an estimate, so what was made is looked at after.

        https://cloud.google.com/iam/docs/access-change-propagation
        https://docs.cloud.google.com/organization-policy/create-organization-policies
        https://cloud.google.com/run/docs/configuring/vpc-direct-vpc#delete-subnet
        """
        from landfast.terraform.access import Patience

        if self.endpoint:
            # What is rehearsed is known at once.
            return Patience()
        return Patience(
            (10.0, 20.0, 30.0, 60.0, 60.0, 120.0, 120.0, 180.0), orphan=1800.0, leftovers=9000.0, settling=120.0
        )

    def refuse(self, spec: Spec) -> tuple[Problem, ...]:
        if spec.google is not None:
            found = None if self.endpoint else quota_problem(spec.google, os.environ)
            return (found,) if found else ()
        step = "add organization (or folder) and billing_account, or use --target rehearsal"
        return (Problem("google", "is missing", limit="target google needs it", next_step=step),)

    def get_ready(self) -> None:
        pass

    def awaits_image(self, spec: Spec, environment: str) -> bool:
        """Where nobody may look, nothing is left out that stands: Terraform is refused to read it, too."""
        image, google = spec.platform.tracking_image, spec.google
        if image is None or google is None:
            return False
        from landfast.google.images import ServedImage, is_awaited

        names, region = spec.names(environment), spec.residency.region
        served = ServedImage(names.repository_id(region, "containers"), image, names.tracking_server_id(region))
        return is_awaited(self._asked(google), served)

    def lost(self, folder: Path) -> tuple[()]:  # noqa: ARG002  # Google Cloud stays
        return ()

    def backend(self, names: Names) -> StateBucket:
        from landfast.stacks.backend import StateBucket

        if not self.endpoint:
            return StateBucket(names.state_bucket, names.universe)
        from landfast.targets.genuine import acting_at

        return StateBucket(names.state_bucket, names.universe, acting_at(os.environ))

    def records(self, spec: Spec) -> GoogleRecords | None:
        if spec.google is None:
            return None
        from landfast.google.records import GoogleRecords

        return GoogleRecords(self._asked(spec.google))

    def _asked(self, google: Google) -> GoogleApi:
        """As the account that the spec names, if it names one."""
        from landfast.google.api import GoogleApi

        return api_at(self.endpoint, google.impersonate or "") if self.endpoint else GoogleApi.of(google)

    @contextmanager
    def session(self, folder: Path, synthesis: Synthesis) -> Iterator[Session]:  # noqa: ARG002  # all is in the cloud
        from landfast.google import resources
        from landfast.google.birth import GoogleBirth
        from landfast.google.drill import GoogleDrill
        from landfast.google.ending import GoogleEnding
        from landfast.google.leftovers import GoogleLeftovers
        from landfast.google.records import GoogleRecords
        from landfast.google.room import try_to_leave
        from landfast.targets.scope import scope_of
        from landfast.terraform.access import CloudAccess
        from landfast.terraform.engine import engine_environ

        if self.endpoint:
            from landfast.targets.genuine import environ_at

            api = api_at(self.endpoint, ((synthesis.spec or {}).get("google") or {}).get("impersonate") or "")
            environ = environ_at(self.endpoint, api.signed_in().token, synthesis, os.environ)
        else:
            api = _api(synthesis)
            # By it the libraries that Terraform's backend asks with know where they are.
            environ = {**engine_environ(os.environ, isolated=False), **told_of(api.universe)}
        restore, search = partial(resources.restore, api), partial(resources.search, api)
        access = CloudAccess(
            environ,
            self.patience,
            restore,
            search,
            GoogleLeftovers(api, scope_of(synthesis)),
            GoogleBirth(api),
            GoogleRecords(api),
            GoogleEnding(api),
        )
        yield Session(access, lambda _project: None, tries=partial(try_to_leave, api), drill=GoogleDrill(api).restored)


def _api(synthesis: Synthesis) -> GoogleApi:
    """A way to Google's APIs as the provider of the stacks has it: acting as the same account, on the same quota."""
    from landfast.google.api import GoogleApi

    configuration = synthesis.stacks[0].read()
    (provider,) = configuration["provider"]["google"]
    return GoogleApi(
        acts_as=provider.get("impersonate_service_account") or "",
        quota_project=provider.get("billing_project") or "",
        universe=universe_at(provider.get("universe_domain") or GOOGLE),
    )
