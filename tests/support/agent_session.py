"""The tools as an agent has them, by the SDK's own client, in this process."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import anyio
from cryptography.hazmat.primitives.asymmetric import ed25519
from key_files import pair
from mcp import ClientSession
from mcp.shared.memory import create_connected_server_and_client_session

from landfast.agent.confined import Confines
from landfast.agent.server import server
from landfast.core.files import to_json
from landfast.jobs.archive import pack
from landfast.jobs.evidence_bundle import ABOUT, FORMAT, WHAT
from landfast.jobs.signing import signer

Use = Callable[[ClientSession], Awaitable[None]]
_HERE = ("localhost", "127.0.0.1", "::1")


@asynccontextmanager
async def connected(root: Path) -> AsyncIterator[ClientSession]:
    made = server(Confines.of(root))
    async with create_connected_server_and_client_session(made._mcp_server) as session:
        yield session


def using(root: Path, use: Use) -> None:
    async def whole() -> None:
        async with connected(root) as session:
            await use(session)

    anyio.run(whole)


async def called(session: ClientSession, tool: str, **arguments: Any) -> dict[str, Any]:
    found = await session.call_tool(tool, arguments)
    assert not found.isError, found.content
    assert found.structuredContent is not None
    content: dict[str, Any] = found.structuredContent
    return content


def digest(folder: Path) -> str:
    """Of every file with its name."""
    parts = (
        (path.relative_to(folder).as_posix(), path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()
    )
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()


@contextmanager
def off_the_net() -> Iterator[list[str]]:
    """Hosts that this process asks for, of which none is found but this machine; no call of Google's is answered."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def looked_up(host: Any, *more: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in _HERE or name is None:
            return real(host, *more, **options)
        asked.append(str(name))
        raise socket.gaierror(socket.EAI_NONAME, "this test has no network")

    with patch.object(socket, "getaddrinfo", looked_up):
        yield asked


def signed_bundle(path: Path, keys: Path) -> None:
    """One without parts, signed by a new key in `keys`."""
    private, _ = pair(keys, "mine", ed25519.Ed25519PrivateKey.generate())
    pack(path, ABOUT, {ABOUT: to_json({"what": WHAT, "format": FORMAT, "parts": {}})}, signer(private))
