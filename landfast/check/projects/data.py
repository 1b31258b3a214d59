"""Places in files of data: pipelines, manifests, builds, workflows, settings, environments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from landfast_ml.contract.layout import OUTSIDE_IMAGES

from landfast.check.projects import networks, pipeline, scripts
from landfast.check.projects.leaves import Leaf
from landfast.check.projects.model import NamedPlace
from landfast.check.projects.text import known_image, places_in, setting
from landfast.policies.values import Unknown

# https://kubernetes.io/docs/concepts/containers/images, Vertex AI's CustomJobSpec, KFP's container specs.
_IMAGES = frozenset({"image", "imageuri", "baseimage", "containerimage", "containeruri", "containerspecimageuri"})
_PICTURE = re.compile(r".*\.(png|jpe?g|gif|svg|webp|ico)", re.IGNORECASE)
_OPTION = re.compile(r"--([\w-]+)")
# Google's own settings stand beside one of these.
_BESIDE = frozenset({"project", "projectid", "project_id", "google_project"})
# What KFP fills in: a parameter, judged where it is bound, or the place where the pipeline itself was started.
_BOUND = re.compile(r"\{\{\$\.[^}]*\}\}")
_PROSE = frozenset({"description", "documentation", "summary"})


def places_of(leaves: Sequence[Leaf], name: str, told: Mapping[str, str]) -> Iterator[NamedPlace]:
    """Every place of one document. `name` is the file's: a build's steps are images. `told` are the substitutions that
    the environment's own triggers give to builds."""
    # `images mirror` copies from these: the project is built on the copies, nothing is pulled from here when it runs.
    if name == OUTSIDE_IMAGES:
        return
    is_pipeline = pipeline.is_pipeline(leaves)
    if is_pipeline:
        yield from pipeline.places_of(leaves)
    variables = {**(told if _is_build(name) else {}), **_variables(leaves)}
    before: Leaf | None = None
    for leaf in leaves:
        if leaf.key not in _PROSE and not (is_pipeline and pipeline.is_parameter(leaf)):
            for place in _leaf(leaf, before, name, variables):
                # Only what names a place is asked for its line.
                yield replace(place, line=leaf.line + place.line)
        before = leaf
    if is_pipeline:
        yield from networks.jobs_of_pipeline(leaves)


def _leaf(leaf: Leaf, before: Leaf | None, name: str, variables: Mapping[str, str]) -> Iterator[NamedPlace]:
    """The places of one text; their lines count from its own."""
    what = ".".join(leaf.path[:-1]) or leaf.key
    if leaf.key == "name" and "newName" in leaf.beside:
        # Kustomize's name of an image that it replaces.
        return
    value = scripts.filled(_BOUND.sub("", leaf.value), variables)
    if _is_image(leaf, name):
        yield NamedPlace("image", what, leaf.path[-1], known_image(value.removeprefix("docker://")), 0)
        return
    option = _OPTION.fullmatch(before.value) if before and before.path[:-1] == leaf.path[:-1] else None
    strict = bool(_BESIDE & {key.lower() for key in leaf.beside} - {leaf.key.lower()})
    named = list(setting(option[1] if option else leaf.key, value, what, 0, strict=strict or bool(option)))
    yield from named
    if not named:
        yield from (replace(place, path=place.path or leaf.key) for place in _texts(value, what))


def _texts(value: str, what: str) -> Iterator[NamedPlace]:
    if "\n" in value:
        for number, line in enumerate(value.splitlines()):
            yield from places_in(line, what, number, commands=True)
    else:
        yield from places_in(value, what, 0, commands=True)


def _is_image(leaf: Leaf, name: str) -> bool:
    key = leaf.path[-1].replace("_", "").replace("-", "").lower() if leaf.path else ""
    if not leaf.value or any(char.isspace() for char in leaf.value) or _PICTURE.fullmatch(leaf.value):
        return False
    if key in _IMAGES or (key == "uses" and leaf.value.startswith("docker://")):
        return True
    if _is_build(name) and leaf.path[-3:-2] == ("steps",) and key == "name":
        return True
    # A job of a workflow that runs in a container names it in one word.
    return ".github/workflows/" in name and leaf.path[:1] == ("jobs",) and len(leaf.path) == 3 and key == "container"


def _is_build(name: str) -> bool:
    """Whether Cloud Build reads the file."""
    return "cloudbuild" in name.lower()


def _variables(leaves: Sequence[Leaf]) -> dict[str, str]:
    """What a build's substitutions and a workflow's `env` set, by name."""
    return {
        leaf.path[-1]: leaf.value
        for leaf in leaves
        if len(leaf.path) > 1 and leaf.path[-2] in ("substitutions", "env", "variables")
    }


def build_arguments(leaves: Sequence[Leaf]) -> Iterator[tuple[str, str | Unknown | None]]:
    """What the builds of a file pass to Dockerfiles."""
    variables = _variables(leaves)
    before = ""
    for leaf in leaves:
        text = f"--build-arg={leaf.value}" if before == "--build-arg" else leaf.value
        for line in text.splitlines():
            yield from scripts.build_arguments(line, variables)
        before = leaf.value
