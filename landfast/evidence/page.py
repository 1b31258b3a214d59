"""All documents as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from landfast_ml.pages.rendering import rendered

from landfast import __version__
from landfast.evidence.words import SaidDocument, Speaker

TEMPLATES = Path(__file__).parent / "templates"


def page(
    documents: Sequence[SaidDocument],
    about: Sequence[tuple[str, str]],
    digests: Sequence[tuple[str, str]],
    date: str,
    speaker: Speaker,
) -> str:
    """`about` and `digests` are (name, value); `date` is the day that everything else is as of."""
    return rendered(
        "evidence.html.j2",
        TEMPLATES,
        say=speaker.say,
        language=speaker.language,
        documents=documents,
        about=about,
        digests=digests,
        open=sum(document.open for document in documents),
        date=date,
        version=__version__,
    )
