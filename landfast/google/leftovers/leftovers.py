"""Who does what about leftovers, by the type of what is to go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.google.api import GoogleApi
from landfast.google.leftovers.jobs import end_jobs
from landfast.google.leftovers.models import end_other_endpoints, remove_each, undeploy, vertex_of
from landfast.google.leftovers.network import remove_of_clusters, seconds_until_free
from landfast.google.leftovers.scope import WHOLE, LeftoverScope
from landfast.google.leftovers.work import Work

ENDPOINT, GROUP = "google_vertex_ai_endpoint", "google_vertex_ai_feature_group"
STORE, PLAN = "google_vertex_ai_feature_online_store", "google_gke_backup_backup_plan"
NETWORK, ATTACHMENT = "google_compute_network", "google_compute_network_attachment"
# An attachment is free once the machines of the jobs in it are gone, and an endpoint can be emptied once its model has
# come: who they are, the refusal does not say, or says the name of something in a project of Google's.
UNNAMED, UNNAMED_SECONDS = (ENDPOINT, ATTACHMENT), 30.0


@dataclass(frozen=True, slots=True)
class GoogleLeftovers:
    """By Google's APIs, and of nothing but what is in the scope. All raise UserError."""

    api: GoogleApi
    scope: LeftoverScope = WHOLE

    def stop(self, project: str, region: str, endpoint: str, work: Work) -> None:
        """Ends what runs in a project, and the endpoints besides the stacks' own, whose id is `endpoint`."""
        api = self.api.pausing(work.pause)
        end_jobs(api, project, region, work, self.scope)
        place = f"projects/{project}/locations/{region}"
        end_other_endpoints(api, vertex_of(region), place, endpoint, work, self.scope)

    def empty(self, going: Sequence[tuple[str, Mapping[str, Any]]], work: Work) -> None:
        """Deletes what stands in resources that are about to go, and would keep them from going."""
        order = (*EMPTIED, NETWORK)
        wanted = sorted((each for each in going if each[0] in order), key=lambda each: order.index(each[0]))
        api = self.api.pausing(work.pause) if wanted else self.api
        for kind, values in wanted:
            if kind == NETWORK:
                only = "" if self.scope.is_whole else str(values["name"])
                remove_of_clusters(api, str(values["project"]), only, work)
            else:
                EMPTIED[kind](api, values, work)

    def seconds_until_free(self, kind: str, user: str, work: Work) -> float | None:
        """Takes out of the way what `kind` was refused for, by its path: how long that takes, None if it can't be."""
        if not user or kind in UNNAMED:
            return min(UNNAMED_SECONDS, self.api.poll_seconds * 15) if kind in UNNAMED else None
        return seconds_until_free(self.api.pausing(work.pause), user, work)


def _endpoint(api: GoogleApi, values: Mapping[str, Any], work: Work) -> None:
    undeploy(api, f"{vertex_of(values['location'])}/{values['id']}", work)


def _views(api: GoogleApi, values: Mapping[str, Any], work: Work) -> None:
    remove_each(api, f"{vertex_of(values['region'])}/{values['id']}", "featureViews", work)


def _features(api: GoogleApi, values: Mapping[str, Any], work: Work) -> None:
    remove_each(api, f"{vertex_of(values['region'])}/{values['id']}", "features", work)


def _backups(api: GoogleApi, values: Mapping[str, Any], work: Work) -> None:
    # With the copies of the volumes.
    remove_each(api, f"https://gkebackup.googleapis.com/v1/{values['id']}", "backups", work, force="true")


# In this order: views show features, so they go first.
EMPTIED: Mapping[str, Callable[[GoogleApi, Mapping[str, Any], Work], None]] = {
    ENDPOINT: _endpoint, STORE: _views, GROUP: _features, PLAN: _backups,
}  # fmt: skip
