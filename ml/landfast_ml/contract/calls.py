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


def tell_records(environment: str, target: str) -> tuple[str, ...]:
    """Prints one document: a `dossier.Dossier`."""
    return ("models", "records", ENVIRONMENT, environment, "--target", target)
