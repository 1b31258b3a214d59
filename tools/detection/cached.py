"""Keeps the verdicts and the page of code that has not changed: they take a minute."""

from __future__ import annotations

from tools.reference.cached import kept

# All that the verdicts depend on.
SOURCES = ("stacks", "modules", "policies", "landfast/check", "tools/detection", "landfast/synth",
           "tools/reference")  # fmt: skip


def detection() -> dict[str, str]:
    """`page`: docs/detection.md, whole; `survivors` and `clean`: what was not noticed, and what was without reason."""
    return kept("detection", SOURCES, _made)


def detection_page() -> str:
    return detection()["page"]


def _made() -> dict[str, str]:
    # Here and not above: this is what takes its time.
    from tools.detection.page import page
    from tools.detection.run import detected
    from tools.detection.stacks import environments

    found = detected(environments())
    survivors = [
        f"{v.family}: {v.what}: none of {', '.join(sorted(v.rules))}" for v in found.verdicts if not v.landfast
    ]
    return {"page": page(found), "survivors": "\n".join(survivors), "clean": "\n".join(found.clean)}
