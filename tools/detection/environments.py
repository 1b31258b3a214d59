"""The environments that are worsened: together they have every stack, every platform and both targets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from landfast.check import Document, PolicyContext
from landfast.stacks.spec import Spec
from landfast.synth import stacks_of_each
from landfast.targets import find
from tools.detection.model import SynthesizedEnvironment
from tools.reference.variants import ENVIRONMENT, EVERYTHING

# A high-risk AI system, so that its rules run: what they want to be kept is kept as long.
_EVERYTHING: dict[str, Any] = {
    **EVERYTHING,
    "ai": {"area": "essential-services", "role": ["provider", "deployer"]},
    "retention": {"predictions_days": 200},
}
_OTHERWISE: dict[str, Any] = {
    **_EVERYTHING,
    "platform": {**EVERYTHING["platform"], "cluster": "autopilot", "gpu": None},
    "repository": {"host": "gitlab", "owner": "acme", "name": "churn"},
    "google": {"organization": "123456789012", "billing_account": "000000-000000-000000"},
}
# Name -> (spec, target).
SPECS: dict[str, tuple[dict[str, Any], str]] = {
    "everything, GKE Standard, GitHub, rehearsal": (_EVERYTHING, "rehearsal"),
    "everything, GKE Autopilot, GitLab, Google": (_OTHERWISE, "google"),
}


def environments() -> list[SynthesizedEnvironment]:
    """Each environment, synthesized. The data is of a special category and the environment is protected."""
    specs = {name: (Spec.model_validate(content), target) for name, (content, target) in SPECS.items()}
    answers = stacks_of_each([(spec, ENVIRONMENT, find(target)) for spec, target in specs.values()])
    found = []
    for (name, (spec, target)), stacks in zip(specs.items(), answers, strict=True):
        documents = tuple(
            Document(stack["name"], stack["document"], stack["sources"], find(target).simulated) for stack in stacks
        )
        found.append(SynthesizedEnvironment(name, documents, _context(spec)))
    return found


def _context(spec: Spec) -> PolicyContext:
    region = spec.residency.region
    buckets = {spec.names(ENVIRONMENT).state_bucket: region}
    day = dt.date(2026, 11, 23)
    roles = spec.ai.role if spec.ai else ()
    return PolicyContext(spec.residency.area, region, True, True, (), day, buckets, spec.recorded_hosts, ai_roles=roles)
