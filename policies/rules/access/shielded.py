"""LF-ACC-014: machines boot only what was signed."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, fixes_of, is_true, settings_check
from landfast.policies.model import Mend, Rule

_BOOT = "shielded_instance_config.enable_secure_boot"
_TEXT = "the machine boots whatever somebody put on its disk"
_VM = (Setting.needed(_BOOT, is_true, _TEXT),)
SETTINGS = {
    "google_compute_instance": _VM,
    "google_compute_instance_template": _VM,
    "google_compute_region_instance_template": _VM,
    "google_workbench_instance": (Setting.needed(f"gce_setup.{_BOOT}", is_true, _TEXT),),
    "google_container_cluster": (Setting("enable_shielded_nodes", is_true, "nodes can't prove who they are"),),
    "google_container_node_pool": (Setting.needed(f"node_config.{_BOOT}", is_true, _TEXT),),
}

RULE = Rule(
    id="LF-ACC-014",
    name="shielded",
    title="Ensure machines boot only what was signed",
    why="A changed boot loader or kernel sees all data of the machine, and no scan inside the machine can tell.",
    mend=Mend(
        landfast="Use the modules: every machine is shielded.",
        terraform="Set shielded_instance_config with enable_secure_boot = true.",
    ),
    articles=("32(1)(b)",),
    severity="low",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
