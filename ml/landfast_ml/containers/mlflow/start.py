"""Starts MLflow's server with its way to the database beside it; when one of both ends, so does the container.

Told by the environment: CLOUD_SQL_INSTANCE, DATABASE_NAME, DATABASE_USER, ARTIFACTS (`gs://...`), and optionally PORT
and ALLOWED_HOSTS (Cloud Run's own by default). DATABASE_URI instead of the first three: no proxy, e.g. to try it here.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from urllib.parse import quote

DATABASE_PORT = 5432
# Seconds until the proxy has signed in.
PATIENCE = 60


def main() -> int:
    environ = os.environ
    missing = [name for name in needed(environ) if not environ.get(name)]
    if missing:
        print(f"error: {', '.join(missing)} must be set", file=sys.stderr)
        return 2
    # As at Ctrl-C: both children end with this process.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        if "DATABASE_URI" not in environ:
            processes.append(subprocess.Popen(proxy_command(environ)))
            wait_for_database(processes[0])
        processes.append(subprocess.Popen(server_command(environ)))
        while all(process.poll() is None for process in processes):
            time.sleep(1)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()
    return 1


def needed(environ: Mapping[str, str]) -> list[str]:
    if "DATABASE_URI" in environ:
        return ["ARTIFACTS"]
    return ["CLOUD_SQL_INSTANCE", "DATABASE_NAME", "DATABASE_USER", "ARTIFACTS"]


def proxy_command(environ: Mapping[str, str]) -> list[str]:
    """Signs in by IAM, over the instance's private address."""
    options = ["--auto-iam-authn", "--private-ip", "--structured-logs", f"--port={DATABASE_PORT}"]
    return ["cloud-sql-proxy", *options, environ["CLOUD_SQL_INSTANCE"]]


def server_command(environ: Mapping[str, str]) -> list[str]:
    """Clients get artifacts through the server, so that they need no right on the bucket."""
    user = quote(environ.get("DATABASE_USER", ""), safe="")
    address = f"postgresql+psycopg2://{user}@127.0.0.1:{DATABASE_PORT}/{environ.get('DATABASE_NAME')}"
    options = {
        "backend-store-uri": environ.get("DATABASE_URI", address),
        "artifacts-destination": environ["ARTIFACTS"],
        "host": "0.0.0.0",
        "port": environ.get("PORT", "8080"),
        "workers": "2",
        "allowed-hosts": environ.get("ALLOWED_HOSTS", "*.run.app"),
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return [sys.executable, "-m", "mlflow", "server", "--serve-artifacts", *words]


def wait_for_database(proxy: subprocess.Popen[bytes]) -> None:
    """Until its port answers; RuntimeError if the proxy ends or takes too long."""
    for _ in range(PATIENCE):
        if proxy.poll() is not None:
            raise RuntimeError(f"cloud-sql-proxy ended with exit code {proxy.returncode}")
        with socket.socket() as tried:
            tried.settimeout(1)
            if tried.connect_ex(("127.0.0.1", DATABASE_PORT)) == 0:
                return
        time.sleep(1)
    raise RuntimeError(f"cloud-sql-proxy was not ready within {PATIENCE} s")


if __name__ == "__main__":
    sys.exit(main())
