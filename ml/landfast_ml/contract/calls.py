"""How landfast calls the project: arguments of `python -m PACKAGE`. What each prints is in `messages`."""

from __future__ import annotations

ENVIRONMENT = "--environment"


def run_pipeline(environment: str) -> tuple[str, ...]:
    """Prints a message a line."""
    return ("pipeline", "run", ENVIRONMENT, environment, "--orchestrator", "local", "--progress", "json")


def show_status(environment: str, target: str) -> tuple[str, ...]:
    """Prints one list, with one document. `target`: `local` or `cloud`, whose stores are asked."""
    return ("status", ENVIRONMENT, environment, "--target", target, "--output", "json")


def try_room(environment: str) -> tuple[str, ...]:
    """Prints one document."""
    return ("room", "try", ENVIRONMENT, environment, "--output", "json")


def list_models(environment: str) -> tuple[str, ...]:
    """Prints one document, of the registry here."""
    return ("models", "list", ENVIRONMENT, environment, "--output", "json")


# Who is asked about stands on the standard input: no list of processes shows it.
def look_for_subject(environment: str, target: str) -> tuple[str, ...]:
    """Prints one document: a `subjects.SubjectLook`."""
    return ("subjects", "erase", "-", ENVIRONMENT, environment, "--target", target, "--dry-run", "--output", "json")


def erase_subject(environment: str, target: str, request: str, by: str, reason: str) -> tuple[str, ...]:
    """Prints one document: a `subjects.SubjectErasure`. Asked again for the same request it goes on with that."""
    who = ("--by", by, "--reason", reason, "--request", request)
    return ("subjects", "erase", "-", ENVIRONMENT, environment, "--target", target, *who, "--output", "json")


def export_subject(environment: str, target: str) -> tuple[str, ...]:
    """Prints one document, the person's copy: it is read by nobody but the person."""
    return ("subjects", "export", "-", ENVIRONMENT, environment, "--target", target)


def tell_records(environment: str, target: str) -> tuple[str, ...]:
    """Prints one document: a `dossier.Dossier`."""
    return ("models", "records", ENVIRONMENT, environment, "--target", target)


def build_image(environment: str, target: str) -> tuple[str, ...]:
    """Prints the image by its digest, one line."""
    return ("release", "build", ENVIRONMENT, environment, "--target", target)


def list_releases(environment: str, target: str) -> tuple[str, ...]:
    """Prints one document: `deployment.Deployments`."""
    return ("release", "list", ENVIRONMENT, environment, "--target", target, "--output", "json")


def promote_release(
    environment: str, target: str, version: str, digest: str, by: str, approved_by: str
) -> tuple[str, ...]:
    """Prints one document: `deployment.Deployments`. `digest`: empty if any will do."""
    words = ("release", "promote", version, ENVIRONMENT, environment, "--target", target, "--output", "json")
    said = {"--digest": digest, "--by": by, "--approved-by": approved_by}
    return (*words, *(word for option, value in said.items() if value for word in (option, value)))
