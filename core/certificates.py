"""Which certificates the installer trusts. Standard library only: it is also used before anything is installed."""

from __future__ import annotations

import os
import ssl
from pathlib import Path


def installer_environ() -> dict[str, str]:
    """Environment for uv: it trusts what this machine trusts, such as a company's own authority, if there is a store.

    Without a store (a bare image) uv goes by the list that it brings.
    """
    store = ssl.get_default_verify_paths()
    stands = any(path and Path(path).exists() for path in (store.cafile, store.capath))
    return ({"UV_SYSTEM_CERTS": "1"} if stands else {}) | dict(os.environ)
