"""`cluster`: manifests of the systems in the environment's GKE cluster."""

from __future__ import annotations

import argparse
from pathlib import Path

from landfast_ml.cluster import systems
from landfast_ml.commands.options import Commands, command, group
from landfast_ml.jobs import load_job
from landfast_ml.project import Project


def add(commands: Commands, project: Project) -> None:
    cluster = group(commands, "cluster", "manifests of the environment's GKE cluster")
    added = command(cluster, "manifests", write_manifests, "write them, bound to the environment; apply with kubectl")
    added.add_argument("--system", required=True, choices=systems(project))
    added.add_argument("--out", type=Path, default=None, help="default: build/ENVIRONMENT/kubernetes/SYSTEM")


def write_manifests(parsed: argparse.Namespace) -> None:
    from landfast_ml.cluster import manifests
    from landfast_ml.orchestrators import write_files

    job = load_job(parsed.project, parsed.environment, "cloud")
    folder = parsed.out or job.root / "build" / parsed.environment / "kubernetes" / parsed.system
    print(*write_files(folder, manifests(job, parsed.system)), sep="\n")
