"""What the installer is told. Standard library only: it is also used before anything is installed."""

from __future__ import annotations

import ssl
from pathlib import Path

from landfast.core.children import child_environ


def installer_environ() -> dict[str, str]:
    """Environment for uv: its own settings, and trust in what this machine trusts, if there is a store: such as a
    company's own authority.

    Without a store (a bare image) uv goes by the list that it brings.
    """
    store = ssl.get_default_verify_paths()
    stands = any(path and Path(path).exists() for path in (store.cafile, store.capath))
    return ({"UV_SYSTEM_CERTS": "1"} if stands else {}) | child_environ("UV_", "PIP_", "NETRC")
