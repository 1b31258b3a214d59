"""LF-PRJ-001 to 005: the places that a project's own files name, and the networks that its jobs are in."""

from __future__ import annotations

from landfast.policies.facts.project_places import place_check
from landfast.policies.model import Mend, Rule

RULES = (
    Rule(
        id="LF-PRJ-001",
        name="project_area",
        title="Ensure code and pipelines name places of the residency area only",
        why="The infrastructure may be in the area; a location in the code moves the data out of it all the same.",
        mend=Mend(
            landfast="Take region, buckets and hosts from environments/ENVIRONMENT.json, which `landfast up` writes.",
            terraform="Hand the place from an output of the configuration to the code, and name no other.",
        ),
        articles=("44", "46"),
        severity="high",
        check=place_check(unknown=False),
        types=frozenset({"location", "bucket"}),
        modes=frozenset({"project"}),
    ),
    Rule(
        id="LF-PRJ-002",
        name="project_default",
        title="Ensure code sets the location wherever the default is elsewhere",
        why="Google's libraries take us-central1, US or a global endpoint where the code names no location.",
        mend=Mend(
            landfast="Pass the region of environments/ENVIRONMENT.json in this call.",
            terraform="Pass the location in this call: hand it from an output of the configuration to the code.",
        ),
        articles=("44", "25(2)"),
        severity="high",
        check=place_check(),
        types=frozenset({"omitted"}),
        modes=frozenset({"project"}),
    ),
    Rule(
        id="LF-PRJ-003",
        name="project_known",
        title="Ensure every place in code and pipelines can be known before they run",
        why="A place that is decided when the code runs can't be shown to be in the area (accountability).",
        mend=Mend(
            landfast="Read it from environments/ENVIRONMENT.json, or bind it when the pipeline is compiled.",
            terraform="Write the place into a file that is checked with the code, not into a variable of the machine.",
        ),
        articles=("44", "5(2)"),
        severity="high",
        check=place_check(unknown=True),
        types=frozenset({"location", "bucket"}),
        modes=frozenset({"project"}),
    ),
    Rule(
        id="LF-PRJ-004",
        name="project_image",
        title="Ensure images and packages come from a registry in the residency area",
        why="Whoever serves the image decides what runs beside the data, and sees from where and when it is pulled.",
        mend=Mend(
            landfast="Mirror the image in the environment's registry (registries.containers) and name it there, by "
            "digest.",
            terraform="Make a google_artifact_registry_repository in the area (REMOTE_REPOSITORY mirrors); pull from "
            "it.",
        ),
        articles=("28", "32(1)(b)", "44"),
        severity="medium",
        check=place_check(),
        types=frozenset({"image"}),
        modes=frozenset({"project"}),
    ),
    Rule(
        id="LF-PRJ-005",
        name="project_network",
        title="Ensure code and pipelines start their jobs in a network of one's own",
        why="From a machine of Google's own network a job, and every package that it installs, can send anything "
        "anywhere; no firewall of the project sees it.",
        mend=Mend(
            landfast="Start jobs as the generated project does: in the network attachment of the environment's facts.",
            terraform="Pass psc_interface_config (or network) to run, submit or create_schedule; make the "
            "google_compute_network_attachment for it.",
        ),
        articles=("32(1)(b)", "25(2)"),
        severity="medium",
        check=place_check(),
        types=frozenset({"network"}),
        modes=frozenset({"project"}),
    ),
)
