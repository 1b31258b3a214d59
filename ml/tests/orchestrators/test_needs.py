"""What a run in the cloud needs, before it starts there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_project import load

from landfast_ml.containers.images import default_image
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.features.beam_options import beam_options
from landfast_ml.orchestrators import CLOUD, orchestrator


@pytest.mark.parametrize("name", CLOUD)
def test_nothing_is_submitted_without_a_registry(job: Job, tmp_path: Path, name: str) -> None:
    settings = job.root / "settings.toml"
    settings.write_text(settings.read_text().replace('cloud = "vertex"', 'cloud = "mlflow"'))
    cloud = load(job.root, "cloud")
    chosen = orchestrator(name)
    with pytest.raises(ProjectError, match="no tracking server"):
        chosen.submit(cloud, chosen.compile_pipeline(cloud, default_image(cloud), tmp_path))


def test_features_are_made_in_the_step_where_workers_do_not_see_its_folder(job: Job) -> None:
    """Workers of Dataflow see buckets, not the folders of a Pachyderm pod."""
    cloud = load(job.root, "cloud")
    assert "FnApiRunner" in str(beam_options(cloud, "/pfs/out/features").get_all_options()["runner"])
