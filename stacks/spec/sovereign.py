"""What a spec asks of a universe other than Google Cloud, and what that lacks: refused before anything is made.

What a universe is not known to have is refused as what it lacks, until its operator has confirmed it
(`google.offers`). What the spec can't do without, but the environment can, is left out, and said: `left_out`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from landfast.gcp.regions import sovereign
from landfast.gcp.universes import Universe, lacking, universe_of, universe_with
from landfast.stacks.spec.section import SpecProblem

if TYPE_CHECKING:
    from landfast.stacks.spec.document import Spec

# What stacks leave out where it is not there, and what is weaker for it: what the data of universes calls it -> words.
LEFT_OUT: Mapping[str, str] = {
    "alerts": "nobody is told by e-mail, and nothing is drawn: ask the logs, and the metrics by PromQL",
    "log files": "the audit trail stays in the log bucket: no table and no file of it",
    "datacatalog": "who may read a table may read its personal columns",
    "python packages": "packages travel in images, and in the project's `vendor/`",
    "clean-up of images": "images stay until somebody deletes them",
    "places of messages": "messages are in the one region that there is",
    "regional secrets": "secrets are kept in the one region that there is, by the global API",
    "networkconnectivity": "Google's APIs are reached by their restricted addresses alone",
}
IN_CLUSTERS: Mapping[str, str] = {
    "binaryauthorization": "images from elsewhere than the environment's registry are not refused",
    "gkebackup": "volumes have no backup",
    "encrypted Kubernetes secrets": "Kubernetes secrets are under the operator's key",
    "control plane by name": "the control plane has an address, which the nodes alone reach",
    "security posture": "workloads are not looked at for weak settings",
}
# Left out unless its operator has confirmed it.
IF_CONFIRMED: Mapping[str, str] = {"dlp": "no templates that find personal data in text"}
# What is of use once an operator has confirmed it. Workbench is not: which machines it has there is not known either.
CONFIRMABLE = ("aiplatform", "dataflow", "dlp", "workloadidentity")


def left_out(spec: Spec) -> Iterator[tuple[str, str]]:
    """What is left out of an environment where it is not there, and what is weaker for it."""
    if spec.universe.is_google:
        return
    said = {**LEFT_OUT, **(IN_CLUSTERS if spec.platform.effective_cluster else {})}
    yield from ((lacking(what), weaker) for what, weaker in said.items())
    if spec.special_categories:
        yield lacking("hardware keys"), "keys of special categories are kept in software"
    yield "Vertex AI Workbench", "notebooks run elsewhere"
    yield from ((what, weaker) for what, weaker in IF_CONFIRMED.items() if not spec.offers(what))


def sovereign_problems(spec: Spec) -> Iterator[SpecProblem]:
    """Everything in a spec that does not fit where it is to stand."""
    universe, region = spec.universe, spec.residency.region
    if universe.is_google:
        yield from _not_googles(spec)
        return
    if region not in universe.regions:
        fact = f"is no region of {universe.title}"
        limit = f"google.universe is {universe.domain}, which has {', '.join(universe.regions)}"
        yield SpecProblem("residency.region", fact, f"'{region}'", limit, "use that, or remove google.universe")
    yield from _names(spec, universe)
    yield from _people(spec)
    yield from _lacking(spec)
    yield from _unknown(spec, universe)


def _not_googles(spec: Spec) -> Iterator[SpecProblem]:
    region, google = spec.residency.region, spec.google
    if region in sovereign():
        there = universe_with(region)
        fact = f"is a region of {there.title}, which is apart from Google Cloud"
        yield SpecProblem("residency.region", fact, f"'{region}'", step=f"set google.universe to {there.domain}")
    for key, project in _projects(spec):
        if ":" in project:
            step = "set google.universe, or leave out what stands before the colon"
            yield SpecProblem(key, "is a project's id of another universe than Google Cloud", f"'{project}'", step=step)
    if google and google.offers:
        fact = "is set and google.universe is missing: of Google Cloud it is known what there is"
        yield SpecProblem("google.offers", fact, step="remove it, or name the universe")


def _projects(spec: Spec) -> Iterator[tuple[str, str]]:
    if spec.google:
        yield from ((f"google.projects.{name}", project) for name, project in spec.google.projects.items())
        if spec.google.quota_project:
            yield "google.quota_project", spec.google.quota_project
    if spec.network.host_project:
        yield "network.host_project", spec.network.host_project
    for name, environment in spec.environments.items():
        if environment.network and environment.network.host_project:
            yield f"environments.{name}.network.host_project", environment.network.host_project


def _names(spec: Spec, universe: Universe) -> Iterator[SpecProblem]:
    for key, project in _projects(spec):
        if universe_of(project) != universe:
            limit = f"ids of {universe.title} begin with {universe.prefix}:"
            named = universe.project_id(project.rpartition(":")[2])
            yield SpecProblem(key, "is no project's id there", f"'{project}'", limit, f"write {named}")
    account = spec.google.impersonate if spec.google else None
    if account and not account.endswith(f".{universe.prefix}.iam.gserviceaccount.com"):
        limit = f"accounts of {universe.title} end with .{universe.prefix}.iam.gserviceaccount.com"
        yield SpecProblem("google.impersonate", "is no account there", f"'{account}'", limit, "name one of there")


def _people(spec: Spec) -> Iterator[SpecProblem]:
    for member in spec.google.operators if spec.google else ():
        if member.startswith(("user:", "group:")):
            fact = f"is of Google: there are no {lacking('people of Google').partition(':')[0]}"
            step = "write principal://iam.googleapis.com/locations/global/workforcePools/POOL/subject/NAME"
            yield SpecProblem("google.operators", fact, f"'{member}'", step=step)


def _lacking(spec: Spec) -> Iterator[SpecProblem]:
    """What the spec asks for by name, and its universe is known not to have."""
    platform, universe = spec.platform, spec.universe
    for name, each in spec.environments.items():
        if each.budget_eur is not None:
            step = "remove it: agree on a limit with the operator"
            yield _lacks(universe, f"environments.{name}.budget_eur", "billingbudgets", step)
    if spec.repository is not None:
        yield _lacks(universe, "repository", "cloudbuild", "remove it: build with Docker, run `scripts/ci` elsewhere")
    if spec.network.perimeter is not None:
        yield _lacks(universe, "network.perimeter", "identities in perimeters", "remove it: nobody could be let in")
    if platform.tracking == "mlflow":
        yield _lacks(universe, "platform.tracking", "run", "set it to vertex")
    if platform.cluster == "standard":
        yield _lacks(universe, "platform.cluster", "standard clusters", "set it to autopilot")
    if platform.gpu is not None:
        yield _lacks(universe, "platform.gpu", "gpus but h100", "remove it")
    if spec.private_endpoints:
        step = "set it to public: an address of the universe's own, by a grant"
        yield _lacks(universe, "platform.endpoints", "networkconnectivity", step)
    clustered = [name for name in platform.orchestrators if name in ("kubeflow", "pachyderm")]
    if clustered:
        step = f"remove {', '.join(clustered)}: their databases are reached by it"
        yield _lacks(universe, "platform.orchestrators", "servicenetworking", step)
    if "airflow" in platform.orchestrators:
        fact = "has airflow, and it is not known where Composer answers there"
        yield SpecProblem("platform.orchestrators", fact, limit=universe.title, step="remove airflow")


def _lacks(universe: Universe, key: str, what: str, step: str) -> SpecProblem:
    fact = f"needs what {universe.title} does not have"
    return SpecProblem(key, fact, lacking(what), f"its list of products: {universe.products}", step)


def _unknown(spec: Spec, universe: Universe) -> Iterator[SpecProblem]:
    """What the environment can't do without, and nobody has said is there."""
    needed = ["workloadidentity"]
    needed += ["aiplatform", "dataflow"] if "vertex" in spec.platform.orchestrators else []
    missing = [name for name in dict.fromkeys(needed) if not spec.offers(name)]
    if missing:
        fact = f"it is not known that {universe.title} has what the environment needs"
        step = f"ask its operator ({universe.support}); once it is confirmed, write `offers: [{', '.join(missing)}]`"
        yield SpecProblem("google.offers", fact, ", ".join(missing), f"the list is at {universe.products}", step)
    for name in spec.google.offers if spec.google else ():
        if universe.offer(name) == "lacking":
            fact = f"is what {universe.title} is known not to have"
            step = "remove it; if it has it by now, a newer landfast knows"
            yield SpecProblem("google.offers", fact, f"'{name}'", lacking(name), step)
        elif name not in CONFIRMABLE:
            known = universe.offer(name) == "offered"
            fact = (
                f"is known to be there: {universe.title} has it" if known else "is what landfast makes nothing of there"
            )
            limit = f"what can be confirmed are {', '.join(CONFIRMABLE)}"
            yield SpecProblem("google.offers", fact, f"'{name}'", limit, "remove it")
