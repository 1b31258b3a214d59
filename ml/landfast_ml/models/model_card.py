"""The model card: what the model is for, what it was made of, how good it is, and where it must not be trusted."""

from __future__ import annotations

import tomllib
from typing import Any

from landfast_ml.environment import Job


def model_card(job: Job, stats: dict[str, Any], evaluation: dict[str, Any], training: dict[str, Any]) -> str:
    """Markdown, made of `about.toml` and of what the steps wrote."""
    about = tomllib.loads((job.root / "about.toml").read_text(encoding="utf-8"))
    rows = [
        f"| {name} | {value:.4f} | {evaluation['intervals'][name][0]:.4f} to {evaluation['intervals'][name][1]:.4f} |"
        for name, value in evaluation["metrics"].items()
    ]
    personal = [column.name for column in job.columns.all if column.personal]
    return "\n".join(
        [
            f"# {about['title']}",
            "",
            f"- Purpose: {about['purpose']}",
            f"- Legal basis: {about['legal_basis']}",
            f"- Special categories of personal data (GDPR Art. 9): {'yes' if about['special_categories'] else 'no'}",
            f"- Responsible: {about['organisation']}, {about['contact']}",
            "",
            "## Made of",
            "",
            f"- data snapshot `{stats['data_snapshot']}`, feature version `{stats['feature_version']}`",
            f"- {stats['rows']['train']} rows for training, {stats['rows']['test']} held out (no subject is in both), "
            f"{stats['rows']['rejected']} rejected",
            f"- {training['algorithm']} over {len(training['features'])} features, to tell `{training['target']}`",
            f"- {len(personal)} columns about persons; the subject is a keyed pseudonym, dates are months",
            "",
            "## On held-out data",
            "",
            f"| metric | value | {evaluation['confidence']:.0%} interval |",
            "|---|---|---|",
            *rows,
            "",
            *_parts("Per class, against the others", evaluation["classes"]),
            *[line for name, found in evaluation["groups"].items() for line in _parts(f"Per {name}", found)],
            "## Limits",
            "",
            *[f"- {note}" for note in evaluation["notes"]],
            "- Measured on data like the training data: other devices, places or groups of people need their own test.",
            "- Not the sole basis of a decision with legal or similar effect on a person (GDPR Art. 22).",
            "",
        ]
    )


def _parts(title: str, found: dict[str, dict[str, float]]) -> list[str]:
    """A table of metrics of parts of the rows; nothing of nothing."""
    if not found:
        return []
    names = list(dict.fromkeys(name for one in found.values() for name in one))
    lines = [
        f"| {label} | " + " | ".join(_shown(one.get(name)) for name in names) + " |" for label, one in found.items()
    ]
    return [f"## {title}", "", f"| | {' | '.join(names)} |", f"|---|{'---|' * len(names)}", *lines, ""]


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if float(value).is_integer() and value > 1 else f"{value:.4f}"
