"""What is released where: `build` once, `promote` the same digest from environment to environment, `rollback`.

An environment's store keeps `VERSION/ORCHESTRATOR/FILE` (its compiled pipelines, with the image's digest in them) and
`deployments/NNNN.json`: what was deployed, when, by whom. The last deployment is what runs.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from landfast_ml.contract.deployment import DEPLOYMENTS, Deployment
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.logs import emit
from landfast_ml.releases.registry import Image, image_of, open_registry
from landfast_ml.releases.spec import compile_all, pipeline_digest
from landfast_ml.releases.store import Store, open_store
from landfast_ml.versions import revision

VERSION = r"v[0-9][A-Za-z0-9._-]{0,62}"
RELEASE, ROLLBACK = "release", "rollback"


@dataclass(frozen=True, slots=True)
class Who:
    """Who deploys, and who said yes: a person, or the CI job whose record names the person."""

    by: str
    approved_by: str = ""


def build(job: Job) -> Image:
    """The one image of this checkout, in its environment's registry: built if it isn't there yet."""
    registry, (name, tag) = open_registry(job), image_of(job)
    if (found := registry.find(name, tag)) is None:
        labels = {"pipeline": pipeline_digest(job), "revision": revision(job.root) or "unknown"}
        registry.build(name, tag, labels)
        found = registry.find(name, tag)
    if found is None:
        raise ProjectError(f"{name}:{tag} was pushed and is not there")
    return found


def promote(job: Job, origin: Job, version: str, who: Who, digest: str = "") -> Deployment:
    """Make `version` the one that runs in the job's environment, from the image that `origin` has built.

    `digest`: that of the image that is meant, as an environment before this one runs it. What runs already is left as
    it is. UsageError if nobody approved it where somebody must; ProjectError if it is not what was built and run
    before.
    """
    if not re.fullmatch(VERSION, version):
        raise UsageError(f"{version} is no version: v and a number first, e.g. v1.2.0")
    who = _approved(job, who)
    built = _built(origin)
    if digest and built.digest != digest:
        raise ProjectError(f"{built.name}:{built.tag} is {built.digest}, must be {digest}: check out what that is of")
    image = _copied(job, built)
    store = open_store(job)
    _keep_pipelines(job, store, version, image)
    entries = history(store)
    what = (version, image.digest, image.labels["pipeline"])
    if entries and (entries[-1].version, entries[-1].digest, entries[-1].pipeline) == what:
        return entries[-1]
    entry = Deployment(
        number=len(entries) + 1,
        version=version,
        digest=image.digest,
        pipeline=image.labels["pipeline"],
        revision=image.labels["revision"],
        kind=RELEASE,
        at=_now(),
        **dataclasses.asdict(who),
    )
    return _record(job, store, entry)


def rollback(job: Job, who: Who) -> Deployment:
    """Make the version before the one that runs the one that runs, as it was compiled then."""
    who = _approved(job, who)
    store = open_store(job)
    entries = history(store)
    if not entries:
        raise ProjectError(f"nothing was released to {job.environment.environment}")
    # What ran when this version was released: not simply the entry before, which may be what was rolled back from.
    current = entries[-1].version
    released = max(index for index, entry in enumerate(entries) if entry.version == current and entry.kind == RELEASE)
    if released == 0:
        raise ProjectError(f"{current} is the first version of {job.environment.environment}: nothing is before it")
    before = entries[released - 1]
    changed = {"number": len(entries) + 1, "kind": ROLLBACK, "at": _now(), **dataclasses.asdict(who)}
    entry = dataclasses.replace(before, **changed)
    return _record(job, store, entry)


def history(store: Store) -> list[Deployment]:
    """Every deployment, oldest first."""
    return [Deployment(**json.loads(store.read(name))) for name in store.names(DEPLOYMENTS)]


def pipelines(store: Store, version: str, folder: Path) -> dict[str, list[Path]]:
    """The compiled pipelines of `version`, written below `folder`: orchestrator -> its files, in their order."""
    found: dict[str, list[Path]] = {}
    for name in json.loads(store.read(f"{version}/files.json")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(store.read(f"{version}/{name}"))
        found.setdefault(name.partition("/")[0], []).append(path)
    return found


def _built(origin: Job) -> Image:
    name, tag = image_of(origin)
    image = open_registry(origin).find(name, tag)
    if image is None:
        raise ProjectError(f"{name}:{tag} was never built: `release build` in {origin.environment.environment}")
    expected = pipeline_digest(origin)
    if image.labels.get("pipeline") != expected:
        raise ProjectError(f"{image.pinned} holds another pipeline than this checkout: check out what it was built of")
    return image


def _copied(job: Job, image: Image) -> Image:
    """The same manifest in the environment's own registry; ProjectError if the digest is another one."""
    registry, (name, tag) = open_registry(job), image_of(job)
    if name != image.name:
        registry.copy(image, name)
    found = registry.find(name, tag)
    if found is None or found.digest != image.digest:
        raise ProjectError(f"{name}:{tag} is {found.digest if found else 'missing'}, must be {image.digest}")
    return found


def _keep_pipelines(job: Job, store: Store, version: str, image: Image) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = compile_all(dataclasses.replace(job, target="cloud"), image.pinned, folder)
        names = [path.relative_to(folder).as_posix() for path in files]
        contents = dict(zip(names, (path.read_bytes() for path in files), strict=True))
    contents["files.json"] = json.dumps(names).encode()
    taken = [name for name, content in contents.items() if not store.add(f"{version}/{name}", content)]
    if taken:
        raise ProjectError(f"{version} was released before with another {taken[0]}: give this one a new version")


def _record(job: Job, store: Store, entry: Deployment) -> Deployment:
    content = json.dumps(dataclasses.asdict(entry), indent=2, sort_keys=True).encode()
    if not store.add(entry.name, content):
        raise ProjectError(f"another deployment to {job.environment.environment} is going on: look, then try again")
    where = job.environment.environment
    fields = {"environment": where, "kind": entry.kind, "version": entry.version, "digest": entry.digest}
    emit("release", f"{entry.version} runs in {where}", fields)
    return entry


def _approved(job: Job, who: Who) -> Who:
    """Nobody is said to have approved what nobody was asked for."""
    if job.environment.approval and not who.approved_by:
        raise UsageError(f"{job.environment.environment} takes what a person approved: --approved-by WHO")
    return who if job.environment.approval else Who(who.by)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
