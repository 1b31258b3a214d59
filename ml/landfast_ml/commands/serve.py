"""`serve`: answer requests here, or put a version behind an endpoint in the cloud."""

from __future__ import annotations

import argparse
import json
import os

from landfast_ml.commands.options import Commands, command, group, output, target
from landfast_ml.jobs import load_job
from landfast_ml.project import Project


def add(commands: Commands, _project: Project) -> None:
    serve = group(commands, "serve", "answer requests, or deploy what does")
    run = command(serve, "run", run_server, "answer requests: the champion, and the arms of the experiment that runs")
    run.add_argument("--port", type=int, default=None, help="default: AIP_HTTP_PORT, PORT or 8080; 0: a free one")
    run.add_argument("--backends", choices=("here", "endpoints"), default="here", help="who predicts")
    target(run)
    deploy = command(serve, "deploy", deploy_version, "put a version behind an endpoint of Vertex AI")
    deploy.add_argument("version", nargs="?", default="champion", help="a number or an alias")
    deploy.add_argument("--endpoint", choices=("champion", "challenger"), default="champion")
    deploy.add_argument("--machine", default="e2-standard-2")
    deploy.add_argument("--replicas", type=int, nargs=2, metavar=("LEAST", "MOST"), default=(1, 3))
    deploy.add_argument("--traffic", type=int, default=100, help="per cent of the endpoint's requests")
    deploy.add_argument("--image", default="", help="from the environment's registry; default: by its content")
    deploy.add_argument("--dry-run", action="store_true", help="show the requests; send nothing")
    output(deploy)


def run_server(parsed: argparse.Namespace) -> None:
    from landfast_ml.serving.contract import contract
    from landfast_ml.serving.run import run

    run(load_job(parsed.project, parsed.environment, parsed.target), contract(os.environ, parsed.port), parsed.backends)


def deploy_version(parsed: argparse.Namespace) -> None:
    from landfast_ml.serving import deploy
    from landfast_ml.serving.deploy_requests import Order, Size

    job = load_job(parsed.project, parsed.environment, "cloud")
    size = Size(parsed.machine, *parsed.replicas)
    order = Order(parsed.version, parsed.endpoint, size, parsed.traffic, parsed.image)
    if parsed.dry_run:
        print(json.dumps(deploy.requests(job, order), indent=2))
        return
    done = deploy.deploy(job, order)
    print(
        json.dumps(done, indent=2)
        if parsed.output == "json"
        else f"version {done['version']} answers at {done['endpoint']}"
    )
