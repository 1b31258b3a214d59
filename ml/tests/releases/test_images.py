"""Images from outside: named in one file, and used by the digest of their copy alone."""

from __future__ import annotations

import pytest

from landfast_ml.containers import CONTAINERS
from landfast_ml.containers.images import base_images, checked, outside, pin
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError

DIGEST = "sha256:" + "0" * 64


def test_nothing_is_built_on_what_was_not_mirrored(job: Job) -> None:
    with pytest.raises(ProjectError, match=r"python, beam.* not mirrored yet"):
        base_images(job)
    pin(job.root, {one.name: DIGEST for one in outside(job.project)})
    found = base_images(job)
    assert found["BASE_IMAGE"] == f"{job.environment.registries['containers']}/mirror/python@{DIGEST}"


def test_a_digest_that_moved_is_seen(job: Job) -> None:
    pin(job.root, {"python": DIGEST})
    with pytest.raises(ProjectError, match="python: the tag has another digest"):
        pin(job.root, {"python": "sha256:" + "1" * 64})
    assert {one.name: one.digest for one in outside(job.project)}["python"] == DIGEST


def test_dockerfiles_build_on_declared_images_alone(job: Job) -> None:
    arguments = {one.build_arg for one in outside(job.project) if one.build_arg}
    for path in CONTAINERS.glob("*/Dockerfile"):
        lines = path.read_text().splitlines()
        declared = {line.removeprefix("ARG ") for line in lines if line.startswith("ARG ") and "=" not in line}
        bases = {line.split()[1] for line in lines if line.startswith("FROM ")}
        assert bases <= {f"${{{name}}}" for name in declared & arguments}, path


def test_an_image_from_elsewhere_is_refused(job: Job) -> None:
    with pytest.raises(UsageError, match="not from the environment's registry"):
        checked(job, "docker.io/library/python:3.11")
    # A registry whose name only begins like ours.
    with pytest.raises(UsageError, match="not from the environment's registry"):
        checked(job, f"{job.environment.registries['containers']}-evil/image")
