"""`python -m landfast.rehearsal`: the plugin process. Internal: `RehearsalCloud` starts it, and it ends with it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import threading
from pathlib import Path

from landfast.core.errors import UserError
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.doors.terraform.listener import ProviderListener
from landfast.rehearsal.doors.terraform.provider import Provider
from landfast.rehearsal.doors.terraform.server import announce, end_with_parent
from landfast.rehearsal.doors.terraform.servicer import Servicer
from landfast.rehearsal.faults import Fault, Faults

# The parent ends it by closing the pipe: a Ctrl-C at the terminal must not, while Terraform still writes its state.
STANDARD_INPUT = 0
SECONDS_TO_END = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m landfast.rehearsal")
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--runtime", type=Path, required=True, help="private folder of the socket, removed at the end")
    parser.add_argument("--faults", type=Path)
    parser.add_argument("--types", default="")
    parser.add_argument("--as", dest="caller", default="")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended = end_with_parent(STANDARD_INPUT)
    try:
        store = Store(arguments.store)
        _serve(store, arguments, ended)
    except UserError as error:
        # The parent says it.
        announce(json.dumps({"problem": str(error)}))
        os._exit(1)


def _serve(store: Store, arguments: argparse.Namespace, ended: threading.Event) -> None:
    wanted = frozenset(filter(None, arguments.types.split(",")))
    types = store.served_types(wanted) if wanted else None
    socket = arguments.runtime / "plugin.sock"
    provider = Provider(Cloud(store, caller=arguments.caller), Faults(_faults(arguments.faults), store))
    try:
        door = ProviderListener(socket, lambda: Servicer(provider, types))
        announce(json.dumps({"pid": os.getpid(), "socket": str(socket)}))
        ended.wait()
        _end_anyway(arguments.runtime)
        door.close()
    finally:
        store.close()
        shutil.rmtree(arguments.runtime, ignore_errors=True)
    # The interpreter's own way out joins gRPC's workers, and one that waits for a killed engine never ends.
    os._exit(0)


def _end_anyway(runtime: Path) -> None:
    """A call that never returns must not keep the process: what was answered is in the store by then."""

    def end() -> None:
        shutil.rmtree(runtime, ignore_errors=True)
        os._exit(0)

    timer = threading.Timer(SECONDS_TO_END, end)
    timer.daemon = True
    timer.start()


def _faults(path: Path | None) -> tuple[Fault, ...]:
    if path is None:
        return ()
    # Only here: a plugin without faults, which is nearly every one, need not load pydantic.
    from landfast.rehearsal.fault_file import load_faults

    return load_faults(path)


if __name__ == "__main__":
    main()
