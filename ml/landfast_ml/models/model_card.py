"""The model card: what the model is for, what it was made of, how good it is, and where it must not be trusted."""

from __future__ import annotations

from typing import Any

from landfast_ml.about import FILE, about
from landfast_ml.contract.columns import Columns
from landfast_ml.environment import Job

# So many inputs are named as the most important.
MOST_INPUTS = 10
_SPECIAL = {True: "yes", False: "no", None: "nobody has said it; columns look like it"}


def model_card(
    job: Job, stats: dict[str, Any], evaluation: dict[str, Any], training: dict[str, Any], decision: dict[str, Any]
) -> str:
    """Markdown, made of `about.toml` and of what the steps wrote."""
    rows = [
        f"| {name} | {value:.4f} | {evaluation['intervals'][name][0]:.4f} to {evaluation['intervals'][name][1]:.4f} |"
        for name, value in evaluation["metrics"].items()
    ]
    return "\n".join(
        [
            *about_lines(job),
            "## Made of",
            "",
            f"- data snapshot `{stats['data_snapshot']}`, feature version `{stats['feature_version']}`",
            f"- {stats['rows']['train']} rows for training, {stats['rows']['test']} held out ({_parted(stats)}), "
            f"{stats['rows']['rejected']} rejected",
            f"- {training['algorithm']} over {len(training['features'])} features, to tell `{training['target']}`; "
            f"{_searched(training)}",
            f"- {_protected(job.columns)}",
            "",
            *_decisions(training),
            "## On held-out data",
            "",
            f"| metric | value | {evaluation['confidence']:.0%} interval |",
            "|---|---|---|",
            *rows,
            "",
            *_parts("Per class, against the others", evaluation["classes"]),
            *[line for name, found in evaluation["groups"].items() for line in _parts(f"Per {name}", found)],
            *_importance(evaluation),
            *_privacy(job, evaluation),
            "## Limits",
            "",
            *[f"- {note}" for note in [*evaluation["notes"], *_compared(decision)]],
            "- Measured on data like the training data: other times, places or groups of people need their own test.",
            "- Not the sole basis of a decision with legal or similar effect on a person (GDPR Art. 22).",
            "",
        ]
    )


def about_lines(job: Job) -> list[str]:
    """How every card begins: what the model is for, and who answers for it."""
    said = about(job)
    responsible = ", ".join(filter(None, (said.organisation, said.contact)))
    lines = {
        "Purpose": said.purpose,
        "Legal basis": said.legal_basis,
        "Special categories of personal data (GDPR Art. 9)": _SPECIAL[said.special_categories],
        "Responsible": responsible,
    }
    told = [f"- {name}: {line}" for name, line in lines.items() if line]
    open_ = [f"- Open, to be filled in in `{FILE}`: {', '.join(said.open)}"] if said.open else []
    return [f"# {said.title}", "", *told, *open_, ""]


def _parted(stats: dict[str, Any]) -> str:
    return "the newest" if stats["settings"].get("split") == "time" else "no subject is in both"


def _searched(training: dict[str, Any]) -> str:
    found = training["search"]
    notes = "".join(f"; {note}" for note in found["notes"])
    return f"{found['trials']} trials in {found['seconds']:.0f} s{notes}"


def _protected(columns: Columns) -> str:
    """What was done to columns about persons; of dates only where there are some."""
    personal = [column for column in columns.all if column.personal]
    told = [f"{len(personal)} columns about persons"]
    if columns.by_row:
        told.append("every row is by itself: the table doesn't say whom it is about")
    elif any(column.protection == "pseudonymise" for column in columns.all):
        told.append("the subject is a keyed pseudonym")
    if any(column.protection == "month" for column in columns.all):
        told.append("dates are months")
    return "; ".join(told)


def _decisions(training: dict[str, Any]) -> list[str]:
    """How the threshold came about, and what a correction of the probabilities did."""
    point, gain = training["operating_point"], training["calibration"]
    lines = []
    if point:
        lines.append(
            f"- threshold {point['threshold']:.4g}: {point['reason']}; on rows not learned from it has recall "
            f"{point['recall']:.3f}, precision {point['precision']:.3f}, and flags {point['flagged']:.1%}"
        )
    if gain["calibrator"]["method"] != "none":
        lines.append(
            f"- probabilities are corrected ({gain['calibrator']['method']}): {gain['reason']}; expected calibration "
            f"error {gain['error_before']:.4f}, then {gain['error_after']:.4f}"
        )
    elif training["task"] != "regression":
        lines.append(f"- probabilities are as the model says them (calibration error {gain['error_before']:.4f}): "
                     f"{gain['reason']}")  # fmt: skip
    if training["settings"]["train"]["class_weight"] == "balanced":
        lines.append("- every class weighed the same in training")
    return ["## Decisions", "", *lines, ""] if lines else []


def _importance(evaluation: dict[str, Any]) -> list[str]:
    what = "RMSE" if evaluation["task"] == "regression" else "area under the ROC curve"
    rows = [f"| {one['name']} | {one['loss']:.4f} |" for one in evaluation["importance"][:MOST_INPUTS]]
    return ["## What it goes by", "", f"| input | {what} lost without it |", "|---|---|", *rows, ""]


def _privacy(job: Job, evaluation: dict[str, Any]) -> list[str]:
    found = evaluation["membership"]
    if found is None:
        return []
    return [
        "## What it tells of those it learned from",
        "",
        f"- A guess who was in the training data, by how well the model knows a row, scores {found['score']:.3f} "
        f"({found['confidence']:.0%} interval {found['low']:.3f} to {found['high']:.3f}; 0.5 is chance, "
        f"{job.settings.gate.membership:g} is allowed); it finds {found['found']:.1%} of them while it accuses 1 % of "
        "the others.",
        "",
    ]


def _compared(decision: dict[str, Any]) -> list[str]:
    comparison = decision["comparison"]
    if comparison is None:
        return []
    verdict = comparison["verdict"]
    return [f"Against version {comparison['version']}: {verdict['reason']}", *comparison["notes"]]


def _parts(title: str, found: dict[str, dict[str, float]]) -> list[str]:
    """A table of metrics of parts of the rows; nothing of nothing."""
    if not found:
        return []
    names = list(dict.fromkeys(name for one in found.values() for name in one))
    lines = [
        f"| {label} | " + " | ".join(_shown(name, one.get(name)) for name in names) + " |"
        for label, one in found.items()
    ]
    return [f"## {title}", "", f"| | {' | '.join(names)} |", f"|---|{'---|' * len(names)}", *lines, ""]


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if name == "rows" else f"{value:.4f}"
