"""`terraform_labels` and `effective_labels`: the provider's labels, the attribution label and the resource's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.values import UNKNOWN, has_unknown

ATTRIBUTION_KEY, ATTRIBUTION_VALUE = "goog-terraform-provisioned", "true"
# Types that the provider never gives the attribution label (their CustomizeDiff, read at 2026-08-21).
UNATTRIBUTED = ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule", "google_dataplex_datascan",
                "google_dataplex_task", "google_dataproc_cluster")  # fmt: skip
# The argument that holds a resource's own labels, where it is not called `labels`.
OWN = ("labels", "resource_labels", "user_labels")


def plan_labels(type_: ResourceType, planned: Object, prior: Object | None, provider: ProviderConfiguration) -> None:
    """Sets the computed label maps of `planned` in place, if the type has them."""
    if type_.has("effective_labels"):
        own = next((name for name in OWN if type_.has(name)), None)
        if own is not None:
            _plan_maps(planned, prior, own, attributed(type_, provider))
    # Annotations that are not configured are left to the cloud.
    given = prior is not None or planned.get("annotations") is not None
    if given and type_.has("effective_annotations") and type_.has("annotations"):
        planned["effective_annotations"] = _effective(
            planned["annotations"], prior, "annotations", "effective_annotations"
        )


def resolve_labels(type_: ResourceType, values: Object, before: Object | None, provider: ProviderConfiguration) -> None:
    """At apply, where the plan could not know the labels: what the cloud computes starts out empty."""
    if values.get("effective_labels") is UNKNOWN:
        for name in OWN:
            if values.get(name) is UNKNOWN:
                values[name] = {}
        plan_labels(type_, values, before, provider)


def sent_labels(type_: ResourceType, values: Object) -> Object:
    """The API's labels and annotations: those of everybody, under the name of the resource's own."""
    return {own: values.get(effective) for own, effective in _maps(type_)}


def kept_labels(type_: ResourceType, fields: Object, state: Object) -> Object:
    """The maps of a state, by the labels that stand: each keeps its keys, and drops what is gone."""
    found: Object = {}
    for own, effective in _maps(type_):
        standing = fields.get(own) or {}
        names = (own, "terraform_labels", effective) if effective == "effective_labels" else (own, effective)
        for name in filter(type_.has, names):
            found[name] = state.get(name)
            if standing != (state.get(effective) or {}):
                held = standing if name == effective else (state.get(name) or {})
                found[name] = {key: standing[key] for key in held if key in standing}
    return found


def imported_labels(type_: ResourceType, fields: Object, provider: ProviderConfiguration) -> Object:
    """The maps of a new state: all labels are Terraform's; those that the provider does not add, the resource's."""
    found: Object = {}
    for own, effective in _maps(type_):
        standing = dict(fields.get(own) or {})
        added = dict(provider.default_labels) | {ATTRIBUTION_KEY: ATTRIBUTION_VALUE}
        mine = {key: value for key, value in standing.items() if added.get(key) != value}
        found |= {own: mine or None, effective: standing}
        if effective == "effective_labels" and type_.has("terraform_labels"):
            found["terraform_labels"] = standing
    return found


def _maps(type_: ResourceType) -> list[tuple[str, str]]:
    """(argument, what the provider counts in its stead)"""
    found = []
    own = next((name for name in OWN if type_.has(name)), None)
    if own is not None and type_.has("effective_labels"):
        found.append((own, "effective_labels"))
    if type_.has("effective_annotations") and type_.has("annotations"):
        found.append(("annotations", "effective_annotations"))
    return found


def attributed(type_: ResourceType, provider: ProviderConfiguration) -> ProviderConfiguration:
    """The provider as it labels this type."""
    return replace(provider, attribution=False) if type_.name in UNATTRIBUTED else provider


def _plan_maps(planned: Object, prior: Object | None, own: str, provider: ProviderConfiguration) -> None:
    labels = planned[own]
    if has_unknown(labels) or has_unknown(dict(provider.default_labels)):
        planned["effective_labels"] = UNKNOWN
        if "terraform_labels" in planned:
            planned["terraform_labels"] = UNKNOWN
        return
    ours = dict(provider.default_labels) | _attribution(prior, provider) | (labels or {})
    if "terraform_labels" in planned:
        planned["terraform_labels"] = ours
    planned["effective_labels"] = _effective(ours, prior, "terraform_labels", "effective_labels")


def _attribution(prior: Object | None, provider: ProviderConfiguration) -> dict[str, str]:
    if not provider.attribution:
        return {}
    has_it = prior is not None and ATTRIBUTION_KEY in (prior.get("effective_labels") or {})
    return {ATTRIBUTION_KEY: ATTRIBUTION_VALUE} if has_it or provider.proactive or prior is None else {}


def _effective(ours: Any, prior: Object | None, lineage: str, effective: str) -> Any:
    """What the cloud will hold: what others set there stays, what we dropped goes."""
    if has_unknown(ours):
        return UNKNOWN
    ours = ours or {}
    if prior is None:
        return dict(ours)
    dropped = set(prior.get(lineage) or {}) - set(ours)
    kept = {key: value for key, value in (prior.get(effective) or {}).items() if key not in dropped}
    return kept | ours
