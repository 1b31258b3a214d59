"""Starts the plugin process of a run and ends it, whatever happens to the run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from landfast.core.children import child_environ
from landfast.core.errors import UserError
from landfast.core.files import OWN_ONLY
from landfast.provider.recognition import SERVER, collection, recognised
from landfast.rehearsal.cloud.images import expect
from landfast.rehearsal.cloud.principal import EVERYBODYS_OWNER
from landfast.rehearsal.cloud.records import without_record
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.doors.wire import WireSession

if TYPE_CHECKING:
    from landfast.rehearsal.given import GivenResource, GivenRole

STORE = "cloud.sqlite"
# Both registries, so that OpenTofu finds the provider under its own name.
ADDRESSES = ("registry.terraform.io/hashicorp/google", "registry.opentofu.org/hashicorp/google")
SECONDS_TO_END = 5


class RehearsalCloud:
    """The simulated Google Cloud of one run: `with RehearsalCloud(folder) as cloud: run(env=cloud.environ)`.

    `folder` keeps the store (`cloud.sqlite`) between runs; `faults` is a JSON file of injected faults
    (landfast/rehearsal/fault_file.py); `types` (resource types and data sources of the configurations) limits the
    schema to these and to what this cloud has served before: each Terraform command is then 0.3 s faster.
    `folders` (`folders/N`) are of the organization's: they stand though nothing here has made them.
    `images` are container images that somebody pushes as soon as their repository stands. `given` is what
    others have made: it stands before the run, and stays. `caller`: who asks (`serviceAccount:...`, `user:...`).
    """

    def __init__(
        self,
        folder: Path,
        faults: Path | None = None,
        types: Iterable[str] | None = None,
        folders: Iterable[str] = (),
        images: Iterable[str] = (),
        given: Iterable[GivenResource] = (),
        caller: str = EVERYBODYS_OWNER,
    ) -> None:
        self._folder = folder
        self._faults = faults
        self._types = None if types is None else sorted(types)
        self._folders, self._images, self._given = tuple(folders), tuple(images), tuple(given)
        self._caller = caller
        self._process: subprocess.Popen[str] | None = None
        self._runtime = Path()
        self.environ: Mapping[str, str] = {}

    def __enter__(self) -> Self:
        # A store of another version and a wrong file are refused here, where a person sees it.
        self.prepare()
        if self._faults is not None:
            from landfast.rehearsal.fault_file import load_faults

            load_faults(self._faults)
        # Short and private: a unix socket's path holds 107 characters.
        self._runtime = Path(tempfile.mkdtemp(prefix="landfast-"))
        command = [sys.executable, "-P", "-m", "landfast.rehearsal"]
        command += ["--store", str(self._folder / STORE), "--runtime", str(self._runtime)]
        if self._faults is not None:
            command += ["--faults", str(self._faults)]
        if self._types is not None:
            command += ["--types", ",".join(self._types)]
        if self._caller:
            command += ["--as", self._caller]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=child_environ("GRPC_", "COVERAGE_") | {"GRPC_VERBOSITY": "ERROR"},
            umask=OWN_ONLY,
            start_new_session=True,
        )
        self.environ = {"TF_REATTACH_PROVIDERS": json.dumps(self._reattach())}
        return self

    def prepare(self) -> None:
        """What is there before anything is applied; enough where another door is used than Terraform's. UserError."""
        with self._store() as store:
            for name in self._folders:
                store.give(name)
            expect(store, self._images)
            if self._given:
                from landfast.rehearsal.given import give

                give(store, self._given)

    def permit(self, roles: Iterable[GivenRole]) -> None:
        """Grants custom roles, as somebody who may; what stands of them is left as it is."""
        from landfast.rehearsal.given import permit

        with self._store() as store:
            permit(store, roles)

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the plugin process and removes its socket; the store stays."""
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self._runtime, ignore_errors=True)

    def resources(self, project: str | None = None) -> Sequence[StoredResource]:
        """What stands in the cloud, of one project or of all; what Google makes by itself is left out."""
        with self._store() as store:
            return [
                replace(item, fields=without_record(item.fields))
                for item in store.list(project=project)
                if item.type.startswith("google_")
            ]

    @property
    def wire(self) -> WireSession:
        """What a client of Google's REST APIs asks this cloud with."""
        return WireSession(self._store, self._caller)

    def search(self, type_name: str, collection_url: str) -> Sequence[Mapping[str, Any]]:
        """The resources of a type that the API would list there, each with the name that the server chose."""
        known = recognised(type_name)
        if known is None:
            return ()
        with self._store() as store:
            items = [{"project": item.project, **item.fields, SERVER: item.name} for item in store.list(type_name)]
        return [item for item in items if collection(known, item) == collection_url]

    @contextmanager
    def _store(self) -> Iterator[Store]:
        self._folder.mkdir(parents=True, exist_ok=True)
        store = Store(self._folder / STORE)
        try:
            yield store
        finally:
            store.close()

    def _reattach(self) -> dict[str, object]:
        """What Terraform reads to use this process; `Test` keeps Terraform from ending it."""
        pipe = self._process.stdout if self._process else None
        line = pipe.readline() if pipe else ""
        if not line:
            self.close()
            raise UserError("the rehearsal cloud did not start: see the messages above")
        ready = json.loads(line)
        if "problem" in ready:
            self.close()
            raise UserError(ready["problem"])
        entry = {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": ready["pid"],
            "Test": True,
            "Addr": {"Network": "unix", "String": ready["socket"]},
        }
        return dict.fromkeys(ADDRESSES, entry)
