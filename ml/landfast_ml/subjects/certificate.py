"""An erasure as a letter: what the person who asked is told."""

from __future__ import annotations

from landfast_ml.about import about_for_a_person
from landfast_ml.documents import Document
from landfast_ml.environment import Job


def letter(job: Job, certificate: Document) -> str:
    """Markdown. It names no person: who gets it knows who asked. Raises: UsageError if nobody said who answers."""
    about = about_for_a_person(job)
    rows = "\n".join(f"| {place} | {count} |" for place, count in certificate["erased"].items())
    return f"""# Certificate of erasure

{about.organisation} {_what(certificate)} (GDPR Art. 17).

- Reference: {certificate["reference"]}
- Finished: {certificate["finished"]}
- Where: environment {certificate["environment"]}, region {job.environment.region}
- Carried out by: {certificate["by"]}; reason: {certificate["reason"]}
- Beyond any recovery after: {certificate["gone_for_good"] or "not known: `landfast check` says how long what is kept"}

| held as | records erased |
|---|---|
{rows}

{_not_done(certificate)}
## Models

{_models(certificate)}

Statistics over many people (counts, means, the metrics of models) are kept: they hold no row of a single person. So
that the erased data can't come back with the next delivery of the raw table, a keyed hash of the identifier is kept;
without the key, which is a secret of this environment, nobody can tell whose it is.

Questions: {about.contact}
"""


def _what(certificate: Document) -> str:
    if any(certificate["erased"].values()):
        return "has erased the personal data of the person who asked"
    # Nor may a slip of the pen in the identifier be certified as an erasure.
    return "has found no record of the person who asked under the identifier that was given, so none was erased"


def _not_done(certificate: Document) -> str:
    left = certificate.get("not_done", [])
    return "\n".join(["## Not done", "", *(f"- {one}" for one in left), "", ""]) if left else ""


def _models(certificate: Document) -> str:
    seen = certificate["models_that_saw_the_subject"]
    if not seen:
        return "No registered model has seen the data."
    lines = [_model(one) for one in seen]
    return "\n".join(
        [
            "These have seen the data. They hold no row of it; the next training does without it, and replaces them.",
            "",
            *lines,
        ]
    )


def _model(one: Document) -> str:
    aliases = f" ({', '.join(one['aliases'])})" if one["aliases"] else ""
    if one["trained_on"] < 0:
        return f"- version {one['version']}{aliases}: its features are gone, so it can't be told"
    rows = f"trained on {one['trained_on']} rows, measured with {one['measured_with']}"
    return f"- version {one['version']}{aliases}: {rows}"
