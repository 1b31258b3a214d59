"""Judges what stands in a project, a folder or an organization, whoever made it, and changes nothing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.assets.asset import PROJECT, Asset, asset_of, exported
from landfast.assets.reading import AssetReader, with_networks
from landfast.assets.subject import Assets
from landfast.check import PolicyContext, Report
from landfast.check import check as judge
from landfast.check.report.formats.registry import format_of, write
from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import write_out
from landfast.gcp.universes import lacking, universe_of
from landfast.jobs.occasion import occasion_of
from landfast.jobs.result import report_document
from landfast.jobs.rules_without_spec import bare_rules
from landfast.policies.model import Resource

if TYPE_CHECKING:
    from landfast.google.assets import GoogleAssets
    from landfast.jobs.documents import AuditDocument
    from landfast.policies.model import Severity

SCOPE = re.compile(
    r"(?:projects/)?(?P<project>[a-z][a-z0-9.:-]{4,}[a-z0-9])|(?P<above>(?:folders|organizations|projects)/\d+)"
)
LOCATIONS = "gcp.resourceLocations"
POLICY = "orgpolicy.googleapis.com/Policy"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuditRequest:
    """What is judged, and under which rules.

    `scope`: a project's id, `folders/N` or `organizations/N`. It is asked for at the `target`; or, with an `endpoint`,
    of what answers there in Google's place; or `assets` is a file that `gcloud asset export` wrote. The rules are those
    of `spec` (and its `environment`), else of the bare residency `area` (`eu`), with the `waivers` of a file.
    `imports`: a file to write Terraform's `import` blocks to. `impersonate` and `quota_project` as in the spec's
    `google`.
    """

    scope: str
    target: str = "google"
    endpoint: str | None = None
    assets: Path | None = None
    spec: Path | None = None
    environment: str | None = None
    area: str | None = None
    deny: str | None = None
    waivers: Path | None = None
    fail_on: Severity | None = None
    impersonate: str = ""
    quota_project: str = ""
    imports: Path | None = None
    out: Sequence[Path] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class AuditResult:
    """The verdict on a scope. `assets`: how many were listed; `left_out`: how many of a type are part of others."""

    scope: str
    report: Report
    fail_on: Severity
    assets: int
    left_out: Mapping[str, int]
    imports: Path | None
    not_imported: Mapping[str, int]

    command: ClassVar[str] = "audit"
    workspace: ClassVar[None] = None

    @property
    def exit_code(self) -> int:
        return self.report.exit_code(self.fail_on)

    def to_json(self) -> AuditDocument:
        return {
            **report_document(self.report),
            "scope": self.scope,
            "assets": self.assets,
            "left_out": self.left_out,
            "imports": str(self.imports) if self.imports else None,
            "not_imported": self.not_imported,
        }


def audit(request: AuditRequest) -> AuditResult:
    """Lists, judges, then writes every file that was asked for. Raises: InputError, UserError."""
    for file in request.out:
        format_of(file)  # A name that asks for no format is refused before the work.
    scope, context = _scope(request.scope), _rules(request)
    found = _exported(request.assets, scope) if request.assets else _listed(_google(request, scope), scope)
    report = judge([found.subject], context)
    area = f"{context.area}, home region {context.region}" if context.region else context.area
    report = dataclasses.replace(report, occasion=dataclasses.replace(occasion_of(Path.cwd(), area), what=scope))
    fail_on = request.fail_on or context.fail_on
    not_imported = _imported(found.subject.resources, request.imports) if request.imports else {}
    for file in request.out:
        write(report, file, fail_on)
    left_out = dict(sorted(found.reader.left_out.items()))
    return AuditResult(scope, report, fail_on, found.count, left_out, request.imports, not_imported)


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    subject: Assets
    reader: AssetReader
    count: int


def _scope(text: str) -> str:
    """`projects/ID`, `folders/N`, `organizations/N`. Raises: InputError."""
    found = SCOPE.fullmatch(text)
    if found is None:
        limit = "a project's id, folders/NUMBER or organizations/NUMBER"
        raise InputError([Problem("scope", "is none", text, limit, "gcloud projects list shows ids")])
    scope = found["above"] or f"projects/{found['project']}"
    universe = universe_of(scope)
    if universe.lacks("cloudasset"):
        fact = f"is in {universe.title}, which has no {lacking('cloudasset')}"
        step = "look at what the spec describes: `landfast check`, `landfast drift`"
        raise InputError([Problem("scope", fact, text, "what stands is listed by it", step)])
    return scope


def _rules(request: AuditRequest) -> PolicyContext:
    if request.spec is None:
        if request.environment:
            step = "name its spec, too, with --spec"
            raise InputError([Problem("--environment", "is one of a spec's", request.environment, next_step=step)])
        return bare_rules(request.area, request.deny, request.waivers)
    from landfast.judging import policy_context
    from landfast.targets.workspace import Workspace

    given = {"--area": request.area, "--deny": request.deny, "--waivers": request.waivers}
    step = "set it in the spec, or leave --spec out"
    problems = [
        Problem(name, "is said by the spec", str(value), next_step=step) for name, value in given.items() if value
    ]
    if problems:
        raise InputError(problems)
    return policy_context(Workspace.open(request.spec, request.environment))


def _google(request: AuditRequest, scope: str) -> GoogleAssets:
    from landfast.google.assets import GoogleAssets
    from landfast.targets.reading import reading_google, reading_rehearsal

    if request.target == "rehearsal" and request.endpoint is None:
        return GoogleAssets(reading_rehearsal(request.spec), scope)
    return GoogleAssets(reading_google(request.endpoint, request.impersonate, request.quota_project), scope)


def _listed(google: GoogleAssets, scope: str) -> _Found:
    """Read as it comes, a page at a time: what is kept of an asset is what the rules judge."""
    google.check()
    reader = AssetReader(scope)
    for content in google.each("RESOURCE", PROJECT):
        reader.learn(asset_of(content))
    count, resources = 0, list[Resource]()
    for content in google.each("RESOURCE"):
        count += 1
        resources.extend(reader.resources(asset_of(content)))
    for content in google.each("IAM_POLICY"):
        resources.extend(reader.resources(dataclasses.replace(asset_of(content), data=None)))
    inherited, problems = _inherited(google, reader, resources)
    return _Found(Assets(scope, with_networks([*resources, *inherited]), problems), reader, count)


def _inherited(
    google: GoogleAssets, reader: AssetReader, resources: Sequence[Resource]
) -> tuple[list[Resource], list[Problem]]:
    """Where resources may stand, by policies above the projects: as they hold for each that has none of its own."""
    own = {str(one.values.get("name")) for one in resources if one.type == "google_org_policy_policy"}
    found, problems = list[Resource](), list[Problem]()
    for project in sorted(reader.projects.values()):
        name = f"projects/{project}/policies/{LOCATIONS}"
        if name in own:
            continue
        try:
            effective = google.effective(project, LOCATIONS)
        except UserError as error:
            step = "grant roles/orgpolicy.policyViewer to whoever audits"
            problems.append(Problem(name, "can't be read", str(error)[:200], next_step=step))
            continue
        if effective and (effective.get("spec") or {}).get("rules"):
            found.extend(reader.resources(Asset(f"//orgpolicy.googleapis.com/{name}", POLICY, effective)))
    return found, problems


def _exported(file: Path, scope: str) -> _Found:
    """Twice through the file: projects first, since the others name them by their numbers."""
    reader = AssetReader(scope)
    for asset in exported(file):
        reader.learn(asset)
    counted = _Counted(exported(file))
    resources = [resource for asset in counted for resource in reader.resources(asset)]
    return _Found(Assets(scope, with_networks(resources)), reader, counted.count)


@dataclasses.dataclass(slots=True)
class _Counted:
    assets: Iterator[Asset]
    count: int = 0

    def __iter__(self) -> Iterator[Asset]:
        for asset in self.assets:
            self.count += 1
            yield asset


def _imported(resources: Sequence[Resource], file: Path) -> Mapping[str, int]:
    from landfast.assets.imports import import_blocks

    text, left = import_blocks(resources)
    write_out(file, text.encode())
    return left
