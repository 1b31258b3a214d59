"""The DAG that Airflow reads: the steps of the JSON file beside it. For Airflow 2.10 and 3; it imports nothing else.

Written by `pipeline compile --orchestrator airflow`; change the project, not this copy.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

try:
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG

TOLD: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def folder(run_id: str) -> str:
    """A run's id as the name of a folder: it holds colons and a plus."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", run_id)


def on_vertex(step: Mapping[str, Any]) -> Any:
    """A job of Vertex AI, which mounts the buckets under `/gcs`. The command is a template, arguments would be none."""
    from airflow.providers.google.cloud.operators.vertex_ai.custom_job import CreateCustomContainerTrainingJobOperator

    return CreateCustomContainerTrainingJobOperator(
        task_id=step["name"],
        doc_md=step["summary"],
        display_name=f"{TOLD['dag_id']}-{step['name']}",
        command=step["command"],
        machine_type=step["machine"],
        replica_count=1,
        **TOLD["vertex"],
    )


def here(step: Mapping[str, Any]) -> Any:
    """A process of this machine, in the project's folder."""
    try:
        from airflow.providers.standard.operators.bash import BashOperator
    except ImportError:  # Airflow 2
        from airflow.operators.bash import BashOperator

    command = shlex.join(step["command"])
    return BashOperator(task_id=step["name"], doc_md=step["summary"], bash_command=command, cwd=TOLD["folder"])


with DAG(
    dag_id=TOLD["dag_id"],
    description=TOLD["description"],
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),  # noqa: UP017 (Airflow 2.10 also runs on Python 3.10)
    catchup=False,
    max_active_runs=1,
    user_defined_filters={"folder": folder},
) as dag:
    tasks = {step["name"]: (on_vertex if "vertex" in TOLD else here)(step) for step in TOLD["steps"]}
    for step in TOLD["steps"]:
        for before in step["after"]:
            tasks[before] >> tasks[step["name"]]
