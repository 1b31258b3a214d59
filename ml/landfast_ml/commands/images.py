"""`images`: those from outside, and their copies in the environment's registry."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from landfast_ml.commands.options import Commands, command, group, output
from landfast_ml.jobs import load_job
from landfast_ml.project import Project


def add(commands: Commands, _project: Project) -> None:
    images = group(commands, "images", "images from outside, copied into the environment's registry")
    output(command(images, "list", list_images, "what they are for, where their copies are"))
    mirror = command(images, "mirror", mirror_images, "copy them by `crane`, and pin their digests")
    mirror.add_argument("--print", action="store_true", dest="only_print", help="show the commands, run none")
    files = command(images, "files", write_files, "what MLflow's server, CI's image or Airflow here is made of")
    files.add_argument("name", choices=("airflow", "ci", "mlflow"))
    files.add_argument("--out", type=Path, default=None, help="default: build/images/NAME")
    arguments = command(images, "arguments", show_arguments, "build arguments: base images by digest")
    arguments.add_argument("--only", default="", metavar="ARG", help="the image of one build argument")


def write_files(parsed: argparse.Namespace) -> None:
    from landfast_ml.containers import write

    folder = parsed.out or parsed.project.root / "build" / "images" / parsed.name
    print(*write(parsed.name, folder), sep="\n")


def list_images(parsed: argparse.Namespace) -> None:
    from landfast_ml.containers.images import outside

    job = load_job(parsed.project, parsed.environment, "cloud")
    found = outside(job.project)
    if parsed.output == "json":
        listed = [{"source": o.source, "mirror": o.mirror(job), "digest": o.digest, "why": o.why} for o in found]
        print(json.dumps(listed, indent=2))
        return
    for one in found:
        print(f"{one.name:<28}  {one.digest[:19] or 'not mirrored':<19}  {one.source}  ({one.why})")


def mirror_images(parsed: argparse.Namespace) -> None:
    from landfast_ml.containers.images import outside, pin
    from landfast_ml.releases.registry import run_program

    job = load_job(parsed.project, parsed.environment, "cloud")
    digests = {}
    for one in outside(job.project):
        # What is pinned is copied as it was, also if its tag has moved since.
        source = f"{one.repository}@{one.digest}" if one.digest else one.source
        target = f"{one.mirror(job)}:{one.tag}"
        print(f"crane copy {source} {target}")
        if not parsed.only_print:
            run_program("crane", "copy", source, target)
            digests[one.name] = (run_program("crane", "digest", target) or "").strip()
    if digests:
        print(pin(job.root, digests))


def show_arguments(parsed: argparse.Namespace) -> None:
    from landfast_ml.containers.images import base_images
    from landfast_ml.errors import UsageError

    found = base_images(load_job(parsed.project, parsed.environment, "cloud"))
    if not parsed.only:
        print(" ".join(f"--build-arg {name}={image}" for name, image in found.items()))
    elif parsed.only in found:
        print(found[parsed.only])
    else:
        raise UsageError(f"no build argument {parsed.only}: there are: {', '.join(found)}")
