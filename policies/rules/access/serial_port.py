"""LF-ACC-016: the serial port of machines is closed."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_one_of, settings_check
from landfast.policies.model import Mend, Rule

_PORT = (
    Setting("metadata.serial-port-enable", is_one_of("FALSE", "false", "0"), "anyone with the key may log in there"),
)
SETTINGS = dict.fromkeys(
    (
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_project_metadata",
    ),
    _PORT,
)

RULE = Rule(
    id="LF-ACC-016",
    name="serial_port",
    title="Ensure the serial port of machines is closed",
    why="The serial console is reached from the whole internet and knows no firewall.",
    mend=Mend(
        landfast="Use the modules: the port stays closed.",
        terraform="Leave serial-port-enable out of metadata.",
    ),
    articles=("32(1)(b)",),
    severity="medium",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
