"""Runs a command in a network of its own that has nothing but itself: no way out, and nobody to ask (Linux).

By itself, with Python's standard library alone: `python enclosed.py COMMAND ...`. The user stays who it is. Where the
machine gives nobody such a namespace it ends with UNAVAILABLE.
https://man7.org/linux/man-pages/man7/network_namespaces.7.html
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys
from pathlib import Path

UNAVAILABLE = 125
NEW_USER, NEW_NET = 0x10000000, 0x40000000
# <linux/sockios.h>, <linux/if.h>
GET_FLAGS, SET_FLAGS, IS_UP = 0x8913, 0x8914, 0x1
REQUEST = "16sh14s"


def enclose() -> None:
    """From here on this process is alone. Raises: OSError."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_USER | NEW_NET):
        raise OSError(ctypes.get_errno(), "unshare")
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"{user} {user} 1")
    (own / "gid_map").write_text(f"{group} {group} 1")
    _bring_up("lo")


def _bring_up(name: str) -> None:
    """Workers of one program talk to each other over the loopback."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        given = struct.pack(REQUEST, name.encode(), 0, b"")
        flags = struct.unpack(REQUEST, fcntl.ioctl(asked, GET_FLAGS, given))[1]
        fcntl.ioctl(asked, SET_FLAGS, struct.pack(REQUEST, name.encode(), flags | IS_UP, b""))


def main(command: list[str]) -> None:
    try:
        enclose()
    except (OSError, AttributeError, ImportError):
        sys.exit(UNAVAILABLE)
    os.execvp(command[0], command)  # noqa: S606  # the command is whatever the caller runs


if __name__ == "__main__":
    main(sys.argv[1:])
