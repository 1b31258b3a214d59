"""Colours that mean something: the class of a key, how grave an alert is. Their names stand in the page's style."""

from __future__ import annotations

from landfast.graph.model import Node

KEYS = ("content", "derived", "models", "software", "secrets", "logs")
SEVERITIES = ("CRITICAL", "ERROR", "WARNING")
# As many actors can be told apart in the picture; the next begins anew.
ACTORS = 8


def stripe(node: Node) -> str:
    """The class of the mark on a node; empty where nothing is to be told."""
    if node.address.startswith("google_kms_crypto_key."):
        return f"key-{node.label}" if node.label in KEYS else ""
    if node.key in KEYS:
        return f"key-{node.key}"
    return f"alert-{node.severity.lower()}" if node.severity in SEVERITIES else ""
