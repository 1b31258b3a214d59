"""One provider instance for each connection, as Terraform starts one process for each provider configuration.

Terraform connects every provider block (an alias, another stack's run) to the one address that it was told; over a unix
socket a gRPC server cannot tell its callers apart. So each connection gets a server of its own behind the door.
"""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from landfast.rehearsal.doors.terraform.server import serve
from landfast.rehearsal.doors.terraform.servicer import Servicer

CHUNK = 1 << 18
BACKLOG = 32


class ProviderListener:
    """Listens on `address` until it is closed; `instance` makes the servicer of each connection."""

    def __init__(self, address: Path, instance: Callable[[], Servicer]) -> None:
        self._instance = instance
        self._folder = address.parent
        self._numbers = itertools.count()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(address))
        self._listener.listen(BACKLOG)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Takes no new connections; standing ones end with the process."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                caller, _address = self._listener.accept()
            except OSError:
                # Closed: nobody comes any more.
                return
            threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller: socket.socket) -> None:
        address = self._folder / f"{next(self._numbers)}.sock"
        server = serve(address, self._instance())
        with caller, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as inside:
            inside.connect(str(address))
            back = threading.Thread(target=_pump, args=(inside, caller), daemon=True)
            back.start()
            _pump(caller, inside)
            back.join()
        server.stop(None)
        address.unlink(missing_ok=True)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Copies until the source ends, and passes the end on."""
    try:
        while data := source.recv(CHUNK):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        # The other side went away in the middle, as a killed Terraform does: there is nobody left to tell.
        source.close()
        sink.close()
