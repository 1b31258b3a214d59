"""How much the policies detect: our own stacks, worsened in one place at a time, and who notices."""

from tools.cached import SYNTHESIS, cached


def detection() -> dict[str, str]:
    """`page`: docs/detection.md, whole; `survivors` and `clean`: what was not noticed, and what was without reason;
    `checkov`: what it said, for whoever asks the same.

    Made once for each state of the code, as it takes a minute where checkov is asked.
    """
    sources = (*SYNTHESIS, "policies", "landfast/check", "landfast/provider", "tools/detection", "tools/reference")
    return cached("detection", sources, _made)


def detection_page() -> str:
    return detection()["page"]


def _made() -> dict[str, str]:
    # Here and not above: this is what takes its time.
    from tools.detection.environments import environments
    from tools.detection.page import page
    from tools.detection.run import detected

    found = detected(environments())
    survivors = [
        f"{outcome.family}: {outcome.what}: none of {', '.join(sorted(outcome.rules))}"
        for outcome in found.outcomes
        if not outcome.landfast
    ]
    told = {"page": page(found), "checkov": found.checkov.text()}
    return {**told, "survivors": "\n".join(survivors), "clean": "\n".join(found.clean)}
