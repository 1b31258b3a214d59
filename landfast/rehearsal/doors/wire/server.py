"""The wire over a socket: HTTP/1.1 on loopback, by uvicorn."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from types import TracebackType
from typing import Any, Self

import uvicorn

from landfast.rehearsal.doors.wire.application import Wire
from landfast.rehearsal.doors.wire.messages import Request, Response

HOST = "127.0.0.1"
# Of an upload, in one request: what a laptop's memory bears.
LARGEST = 512 * 1024 * 1024
SECONDS_TO_END = 2
Message = MutableMapping[str, Any]


class WireServer:
    """`with WireServer(wire) as server: ... server.url`. `port` 0: a free one."""

    def __init__(self, wire: Wire, port: int = 0) -> None:
        """Raises OSError if the port is taken."""
        # Only where the protocol is named asyncio sends the second part of an answer without waiting for the first's
        # acknowledgement, which takes 40 ms on a connection that is kept.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, port))
        except OSError:
            self._socket.close()
            raise
        self._socket.listen(128)
        config = uvicorn.Config(
            application(wire),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            http="h11",
            loop="asyncio",
            ws="none",
            timeout_graceful_shutdown=SECONDS_TO_END,
        )
        self._server = uvicorn.Server(config)
        # Its own handlers would take Ctrl-C from whoever started it.
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        """What stands before a host of Google's: `http://127.0.0.1:8086/`."""
        return f"http://{HOST}:{self.port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(SECONDS_TO_END * 2)
        self._socket.close()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))


def application(
    wire: Wire,
) -> Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]:
    """The wire as ASGI has it. Requests are answered by threads: a fault may let one wait."""

    async def answer(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        body = await _body(receive)
        if body is None:
            response = Response(413, b"")
        else:
            query = scope["query_string"].decode("latin-1")
            url = "/" + scope["raw_path"].decode("latin-1").lstrip("/") + (f"?{query}" if query else "")
            request = Request.of(scope["method"], url, headers, body)
            response = await asyncio.get_running_loop().run_in_executor(None, wire.answer, request)
        await _send(send, response)

    return answer


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes | None:
    """All of it; None if that is too much."""
    parts, size = list[bytes](), 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size <= LARGEST:
            parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts) if size <= LARGEST else None


async def _send(send: Callable[[Message], Awaitable[None]], response: Response) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in response.headers.items()]
    if response.status != 204:
        headers += [
            (b"content-type", response.content_type.encode()),
            (b"content-length", str(len(response.body)).encode()),
        ]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
