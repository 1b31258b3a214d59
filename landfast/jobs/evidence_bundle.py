"""A bundle of evidence as a file: facts, documents in each language, what people wrote, and a manifest of digests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from landfast import __version__
from landfast.core.digests import sha256
from landfast.core.errors import InputError, Problem
from landfast.core.files import shown, to_json
from landfast.evidence.answers import WrittenAnswer
from landfast.evidence.facts import EvidenceFacts
from landfast.evidence.markdown import markdown
from landfast.evidence.words import SaidDocument, Speaker
from landfast.jobs.archive import Archive, NotWholeError, pack, unpacking
from landfast.jobs.signing import Signature, Signer, verify

if TYPE_CHECKING:
    from landfast.jobs.evidence_document import ManifestDocument

FORMAT: Literal[1] = 1
WHAT: Literal["landfast evidence"] = "landfast evidence"
ABOUT, FACTS = "manifest.json", "facts.json"


@dataclass(frozen=True, slots=True)
class SaidIn:
    """The documents in one language, and the page of all of them."""

    speaker: Speaker
    documents: Sequence[SaidDocument]
    about: Sequence[tuple[str, str]]
    page: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """`answers`: what people wrote, by question; `made`: the day, as ISO 8601; `files`: parts besides, by name."""

    facts: EvidenceFacts
    said: Sequence[SaidIn]
    answers: Mapping[str, WrittenAnswer]
    made: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadBundle:
    """`manifest` as it stands; `facts` as plain data; `key`: whose signature it bears, "" none's.

    `problems`: parts that are not what the manifest says.
    """

    manifest: Mapping[str, Any]
    facts: Mapping[str, Any]
    key: str
    problems: Sequence[str]


def write_bundle(path: Path, bundle: Bundle, signer: Signer | None) -> Signature | None:
    """The same facts and day give the same bytes. Raises: InputError if it can't be written."""
    parts = dict(_parts(bundle))
    facts = bundle.facts
    manifest: ManifestDocument = {
        "format": FORMAT,
        "what": WHAT,
        "made": bundle.made,
        "name": facts.name,
        "environment": facts.environment,
        "project": facts.project,
        "target": facts.target,
        "versions": {**facts.versions, "landfast": __version__},
        "made_of": dict(facts.digests),
        "parts": {name: sha256(content) for name, content in parts.items()},
    }
    return pack(path, ABOUT, {ABOUT: to_json(manifest), **parts}, signer)


def _parts(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    yield FACTS, to_json(bundle.facts.to_json())
    for said in bundle.said:
        language = said.speaker.language
        yield f"evidence.{language}.html", said.page.encode()
        for document in said.documents:
            yield f"{language}/{document.anchor}.md", markdown(document, said.about, said.speaker).encode()
    for question, answer in sorted(bundle.answers.items()):
        yield f"answers/{question}.md", f"{answer.written}\n".encode()
    yield from sorted(bundle.files.items())


def read_bundle(path: Path, public: Path | None = None) -> ReadBundle:
    """Raises: InputError if it is no bundle, UserError if the signature isn't that of the key in `public`."""
    try:
        with unpacking(path) as packed:
            about = packed.part(ABOUT)
            signature = packed.signature
            if public is not None:
                verify(about, signature, public, shown(path), "--key")
            manifest = json.loads(about)
            if manifest["what"] != WHAT or manifest["format"] != FORMAT:
                raise ValueError
            problems = list(_problems(packed, manifest["parts"]))
            facts = json.loads(packed.part(FACTS)) if FACTS in packed.names else {}
            return ReadBundle(manifest, facts, signature.key if signature else "", problems)
    except NotWholeError as error:
        step = "name a file that `landfast evidence` wrote"
        raise InputError([Problem(shown(path), str(error) or "is no bundle of evidence", next_step=step)]) from None


def _problems(packed: Archive, said: Mapping[str, str]) -> Iterator[str]:
    """Parts that are missing, are other than they were, or that nobody speaks of."""
    there = packed.names
    for name, digest in said.items():
        if name not in there:
            yield f"{name}: is missing"
        elif sha256(packed.part(name)) != digest:
            yield f"{name}: is not what was written"
    yield from (f"{name}: is in no manifest" for name in there if name not in said and name != ABOUT)
