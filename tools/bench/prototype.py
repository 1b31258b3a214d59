"""The least that a synthesis of 200 resources takes: the cut-down bindings, one stack, no modules, no spec, no answer.

A program of its own, as the one that landfast starts is.
"""

from __future__ import annotations

import tempfile

from landfast.synth.ask import environment_of
from landfast.synth.bindings import ASSEMBLY, slim_archive, version

BUCKETS = 200


def main() -> None:
    import cdktn  # noqa: F401  # what the provider's bindings stand on is loaded before them
    from jsii._runtime import kernel

    archive = slim_archive({"provider", "provider_functions", "storage_bucket", "container_cluster"})
    kernel.load(ASSEMBLY, version(), str(archive))
    from cdktn import App, TerraformStack
    from cdktn_provider_google.container_cluster import ContainerCluster
    from cdktn_provider_google.provider import GoogleProvider
    from cdktn_provider_google.storage_bucket import StorageBucket

    with tempfile.TemporaryDirectory() as out:
        app = App(outdir=out)
        stack = TerraformStack(app, "bare")
        GoogleProvider(stack, "google", project="bare", region="europe-west4")
        for number in range(BUCKETS):
            name = f"bare-{number}"
            StorageBucket(stack, name, name=name, location="europe-west4", uniform_bucket_level_access=True)
        ContainerCluster(stack, "cluster", name="bare", location="europe-west4", enable_autopilot=True)
        app.synth()
    kernel.provider._process.stop()


if __name__ == "__main__":
    import os

    os.environ.update(environment_of(slim=True))
    main()
