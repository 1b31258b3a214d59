"""The slim prototype: resources of one stack, as many as are asked for, by the cut-down bindings: no modules, no spec.

What landfast's own is measured against: jsii as it starts itself, its checks of types, and bindings from which
nothing is taken but the types that aren't used. A program of its own, as the one that landfast starts is.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from landfast.core import cache
from landfast.provider.bindings import assembly, version
from landfast.synth.ask import environment_of

NAME = "@cdktn/provider-google"
# Submodule -> its folder in the package.
WANTED = {
    "provider": "provider",
    "providerFunctions": "provider-functions",
    "storageBucket": "storage-bucket",
    "containerCluster": "container-cluster",
}


def main(count: int) -> None:
    import cdktn  # noqa: F401  # what the provider's bindings stand on is loaded before them
    from jsii._runtime import kernel

    archive = cache.entry(f"bench/prototype-{version()}.tgz", lambda path: _cut(assembly(), path), Path.is_file)
    kernel.load(NAME, version(), str(archive))
    from cdktn import App, TerraformStack
    from cdktn_provider_google.container_cluster import ContainerCluster
    from cdktn_provider_google.provider import GoogleProvider
    from cdktn_provider_google.storage_bucket import StorageBucket

    with tempfile.TemporaryDirectory() as out:
        app = App(outdir=out)
        stack = TerraformStack(app, "bare")
        GoogleProvider(stack, "google", project="bare", region="europe-west4")
        for number in range(count - 1):
            name = f"bare-{number}"
            StorageBucket(stack, name, name=name, location="europe-west4", uniform_bucket_level_access=True)
        ContainerCluster(stack, "cluster", name="bare", location="europe-west4", enable_autopilot=True)
        app.synth()
    kernel.provider._process.stop()


def _cut(source: Path, target: Path) -> None:
    """The package with the wanted submodules alone."""
    with tarfile.open(source) as whole, tarfile.open(target, "w:gz", compresslevel=1) as cut:
        for member in whole:
            parts = member.name.split("/")
            other = parts[1] == "lib" and len(parts) > 3 and parts[2] not in WANTED.values()
            stream = None if other or member.name.endswith((".d.ts", ".map", ".md")) else whole.extractfile(member)
            if stream is not None:
                content = _changed(member.name, stream.read())
                member.size = len(content)
                cut.addfile(member, io.BytesIO(content))


def _changed(name: str, content: bytes) -> bytes:
    if name == "package/.jsii":
        return json.dumps(_manifest(json.loads(content))).encode()
    if name == "package/lib/index.js":
        # It requires each submodule, by its folder.
        kept = tuple(f"/{folder}/index".encode() for folder in WANTED.values())
        lines = content.splitlines()
        return b"\n".join(line for line in lines if b"/index" not in line or any(one in line for one in kept))
    return content


def _manifest(whole: dict[str, Any]) -> dict[str, Any]:
    types = {name: one for name, one in whole["types"].items() if name.split(".")[1] in WANTED}
    modules = {name: one for name, one in whole["submodules"].items() if name.split(".")[1] in WANTED}
    plain = {"types": _without_docs(types), "submodules": {name: _unread(one) for name, one in modules.items()}}
    return {**_unread(whole), **plain}


def _unread(of: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in of.items() if key != "readme"}


def _without_docs(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_docs(value) for key, value in node.items() if key not in ("docs", "locationInModule")}
    return [_without_docs(item) for item in node] if isinstance(node, list) else node


if __name__ == "__main__":
    environ = environment_of(slim=True)
    environ.pop("CDKTN_DISABLE_CREATION_STACK")
    os.environ.update(environ)
    main(int(sys.argv[1]))
