"""Verifies a bundle of evidence: whether it is whole, and signed by whom; needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.jobs.evidence_bundle import ReadBundle, read_bundle

if TYPE_CHECKING:
    from landfast.jobs.evidence_document import EvidenceVerifyDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceVerifyRequest:
    """`key`: the public key (PEM) whose signature it must bear; None: the parts alone are held against the manifest."""

    bundle: Path
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class EvidenceVerifyResult:
    """`verified`: a key was given, and the signature is its."""

    bundle: ReadBundle
    verified: bool

    command: ClassVar[str] = "evidence verify"
    workspace: ClassVar[None] = None

    @property
    def problems(self) -> Sequence[str]:
        return self.bundle.problems

    @property
    def exit_code(self) -> int:
        return 1 if self.problems else 0

    def to_json(self) -> EvidenceVerifyDocument:
        manifest = self.bundle.manifest
        return {
            "whole": not self.problems,
            "verified": self.verified,
            "key": self.bundle.key or None,
            "made": str(manifest["made"]),
            "project": str(manifest["project"]),
            "parts": len(manifest["parts"]),
            "problems": list(self.problems),
        }


def evidence_verify(request: EvidenceVerifyRequest) -> EvidenceVerifyResult:
    """Raises: InputError if it is no bundle, UserError if it is not signed by the key that was given."""
    return EvidenceVerifyResult(read_bundle(request.bundle, request.key), request.key is not None)
