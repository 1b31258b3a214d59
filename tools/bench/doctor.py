"""`landfast doctor` against the wire: the stacks kept, and made for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from landfast.rehearsal.serving import serving
from tools.bench.measure import BIN, Figure, run

ORGANIZATION, ACCOUNT = "123456789012", "0A0A0A-0B0B0B-0C0C0C"
SPEC = f"""name: NAME
residency: {{area: eu, region: europe-west4}}
google: {{organization: "{ORGANIZATION}", billing_account: {ACCOUNT}}}
platform: {{orchestrators: [vertex, kubeflow, airflow], cluster: standard, gpu: l4, tracking: mlflow}}
"""
GIVEN = ((f"organizations/{ORGANIZATION}", ""), (f"billingAccounts/{ACCOUNT}", f"organizations/{ORGANIZATION}"))


def doctor_figures(folder: Path) -> Iterator[Figure]:
    """Seconds and megabytes of the whole command. What is in the way is no matter: exit code 1 is fine."""
    spec = folder / "landfast.yaml"
    # Another name each time: what was synthesized before is kept on the machine.
    spec.write_text(SPEC.replace("NAME", f"b{int(time.time())}"), encoding="utf-8")
    with serving(folder / "cloud", given=GIVEN) as served:
        command = (BIN / "landfast", "doctor", "--spec", spec, "--target", "google", "--endpoint", served.url, "--json")
        env = {"GOOGLE_OAUTH_ACCESS_TOKEN": served.token}
        for name in ("doctor, stacks made for it", "doctor, stacks kept"):
            measured = run(command, env, fine=(0, 1))
            yield Figure(name, measured.seconds, measured.megabytes, "20 s")
