"""A bundle: the same twice, whole or told, signed or not, and what differs between two."""

from __future__ import annotations

import datetime as dt
import io
import stat
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ed25519
from document_schemas import validated
from evidence_facts import CLINIC, dossier, of_spec, version
from key_files import pair

from landfast.cli import landfast
from landfast.core.errors import InputError, UserError
from landfast.core.files import to_json
from landfast.evidence.facts import EvidenceFacts
from landfast.jobs.evidence import EvidenceRequest, evidence
from landfast.jobs.evidence_bundle import Bundle, write_bundle
from landfast.jobs.evidence_diff import EvidenceDiffRequest, evidence_diff
from landfast.jobs.evidence_verify import EvidenceVerifyRequest, evidence_verify

pytestmark = pytest.mark.xdist_group("evidence")
DAY = dt.date(2026, 11, 27)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> EvidenceFacts:
    return of_spec(tmp_path_factory.mktemp("clinic"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "landfast.yaml").write_text(CLINIC, encoding="utf-8")
    return tmp_path


def written(home: Path, name: str = "a.zip", **more: object) -> Path:
    made = EvidenceRequest(spec=home / "landfast.yaml", out=home / name, day=DAY)
    return evidence(replace(made, **more)).file  # type: ignore[arg-type]


def repacked(bundle: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    with zipfile.ZipFile(bundle) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    other = bundle.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return other


def test_the_same_facts_and_day_are_the_same_bytes_and_the_bundle_says_what_is_in_it(home: Path) -> None:
    first, second = written(home, languages=("en", "de", "fr")), written(home, "b.zip", languages=("en", "de", "fr"))
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        names = set(packed.namelist())
        manifest = validated("evidence-manifest", packed.read("manifest.json"))
        facts = validated("evidence-facts", packed.read("facts.json"))
    assert {f"evidence.{language}.html" for language in ("en", "de", "fr")} <= names
    assert {"de/record.md", "fr/compliance.md", "en/impact-assessment.md", "en/obligations.md"} <= names
    assert {"map.html", "sbom/landfast.cdx.json"} <= names
    assert manifest["made"] == "2026-11-27"
    assert manifest["made_of"]["spec"].startswith("sha256:")
    assert facts["controller"]["organisation"] == "Klinik am See gGmbH"
    assert first.stat().st_mode & 0o077 == 0


def test_one_fact_that_changes_is_told(home: Path) -> None:
    before = written(home)
    spec = home / "landfast.yaml"
    spec.write_text(CLINIC.replace("triage of examinations", "planning of beds"), encoding="utf-8")
    found = evidence_diff(EvidenceDiffRequest(before=before, after=written(home, "b.zip")))
    changed = {one.path: (one.before, one.after) for one in found.changes}
    assert changed["controller.purpose"] == ("triage of examinations", "planning of beds")
    assert {path.split(".")[0] for path in changed} == {"controller", "digests"}
    assert evidence_diff(EvidenceDiffRequest(before=before, after=before)).changes == []


def test_an_answer_closes_its_question_and_stays_as_it_is(home: Path) -> None:
    folder = home / "evidence"
    folder.mkdir()
    open_before = evidence(EvidenceRequest(spec=home / "landfast.yaml", out=home / "a.zip")).open
    text = "The DPO advises <script>alert(1)</script> to go on.\n"
    (folder / "dpo-advice.md").write_text(text)
    (folder / "decision.md").write_text(" \n")
    made = evidence(EvidenceRequest(spec=home / "landfast.yaml", out=home / "b.zip", page=home / "page.html"))
    assert made.open == open_before - 1
    assert (folder / "dpo-advice.md").read_text() == text
    page = (home / "page.html").read_text()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
    with zipfile.ZipFile(made.file) as packed:
        assert packed.read("answers/dpo-advice.md").decode() == text


def test_answers_to_no_question_are_told_at_once_and_nothing_is_written(home: Path) -> None:
    folder = home / "evidence"
    folder.mkdir()
    (folder / "dpo-advise.md").write_text("x")
    (folder / "scope.md").write_bytes(b"\xff")
    with pytest.raises(InputError) as caught:
        written(home)
    problems = [str(problem) for problem in caught.value.problems]
    assert "dpo-advice" in problems[0]
    assert "is not UTF-8" in problems[1]
    assert not (home / "a.zip").exists()


CHANGES: Mapping[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "another record": (
        lambda parts: parts.update({"en/record.md": b"# nothing"}),
        "en/record.md: is not what was written",
    ),
    "no facts": (lambda parts: parts.pop("facts.json"), "facts.json: is missing"),
    "one more": (lambda parts: parts.update({"en/more.md": b""}), "en/more.md: is in no manifest"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_what_is_not_as_it_was_written_is_named(home: Path, facts: EvidenceFacts, case: str) -> None:
    bundle = home / "a.zip"
    write_bundle(bundle, Bundle(facts, [], {}, DAY.isoformat()), None)
    if case == "another record":
        bundle = written(home)
    change, problem = CHANGES[case]
    found = evidence_verify(EvidenceVerifyRequest(bundle=repacked(bundle, change)))
    assert (found.exit_code, found.problems) == (1, [problem])
    with pytest.raises(UserError, match="is not whole"):
        evidence_diff(EvidenceDiffRequest(before=bundle, after=repacked(bundle, change)))


def test_a_signature_is_its_keys_and_covers_the_manifest(tmp_path: Path, facts: EvidenceFacts, home: Path) -> None:
    private, public = pair(tmp_path, "mine", ed25519.Ed25519PrivateKey.generate())
    _, others = pair(tmp_path, "others", ed25519.Ed25519PrivateKey.generate())
    signed = written(home, sign=private)
    with zipfile.ZipFile(signed) as packed:
        assert validated("signature", packed.read("signature.json"))["signature"]
    found = evidence_verify(EvidenceVerifyRequest(bundle=signed, key=public))
    assert (found.exit_code, found.verified) == (0, True)
    with pytest.raises(UserError, match="isn't signed by"):
        evidence_verify(EvidenceVerifyRequest(bundle=signed, key=others))
    with pytest.raises(UserError, match="isn't signed"):
        evidence_verify(EvidenceVerifyRequest(bundle=written(home, "b.zip"), key=public))
    with pytest.raises(UserError, match="--key wants it to be"):
        evidence_verify(
            EvidenceVerifyRequest(bundle=repacked(signed, lambda parts: parts.pop("signature.json")), key=public)
        )
    forged = repacked(signed, lambda parts: parts.update({"manifest.json": parts["manifest.json"] + b" "}))
    with pytest.raises(UserError, match="isn't signed as it stands"):
        evidence_verify(EvidenceVerifyRequest(bundle=forged, key=public))


def part(name: str, kind: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = kind << 16
    return info


def with_twin(bundle: bytes, name: str, *, first: bool) -> bytes:
    """One more part of that name, before or after what is there."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as packed, zipfile.ZipFile(io.BytesIO(bundle)) as old:
        warnings.simplefilter("ignore")
        parts = [(info, old.read(info)) for info in old.infolist()]
        twin = [(part(name), b"{}" if first else next(read for info, read in parts if info.filename == name))]
        for info, content in (*twin, *parts) if first else (*parts, *twin):
            packed.writestr(info, content)
    return made.getvalue()


def as_link(bundle: bytes, name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed, zipfile.ZipFile(io.BytesIO(bundle)) as old:
        for info in old.infolist():
            packed.writestr(part(name, stat.S_IFLNK) if info.filename == name else info, old.read(info))
    return made.getvalue()


def commented(bundle: bytes) -> bytes:
    made = io.BytesIO(bundle)
    with zipfile.ZipFile(made, "a") as packed:
        packed.comment = b"read me"
    return made.getvalue()


BYTES: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    # Every reader of a zip has its own idea of which of two counts.
    "a twin before": (lambda zip_: with_twin(zip_, "facts.json", first=True), "has two parts called facts.json"),
    "a twin after": (lambda zip_: with_twin(zip_, "manifest.json", first=False), "has two parts called manifest.json"),
    "a link": (lambda zip_: as_link(zip_, "facts.json"), "facts.json is no plain file"),
    "something before": (lambda zip_: b"#!/bin/sh\n" + zip_, "more than its parts"),
    "something after": (lambda zip_: zip_ + b"more", "more than its parts"),
    "a comment": (commented, "more than its parts"),
}


@pytest.mark.parametrize("case", BYTES)
def test_an_archive_holds_its_parts_and_nothing_else(home: Path, facts: EvidenceFacts, case: str) -> None:
    bundle = home / "a.zip"
    write_bundle(bundle, Bundle(facts, [], {}, DAY.isoformat()), None)
    change, fact = BYTES[case]
    bundle.write_bytes(change(bundle.read_bytes()))
    with pytest.raises(InputError, match=fact):
        evidence_verify(EvidenceVerifyRequest(bundle=bundle))


@pytest.mark.parametrize("content", [b"", b"PK", b"{}", None])
def test_what_is_no_bundle_is_exit_2(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "x.zip"
    if content is not None:
        file.write_bytes(content)
    ended = CliRunner().invoke(landfast, ["evidence", "verify", str(file)], standalone_mode=False)
    assert isinstance(ended.exception, InputError)


def test_the_command_writes_without_its_own_name(home: Path) -> None:
    ended = CliRunner().invoke(
        landfast, ["evidence", "--spec", str(home / "landfast.yaml"), "--out", str(home / "e.zip")]
    )
    assert ended.exit_code == 0, ended.output
    assert "nothing stands: what is declared is described" in " ".join(ended.output.split())
    assert (home / "e.zip").is_file()
    shown = CliRunner().invoke(landfast, ["evidence", "verify", str(home / "e.zip")])
    assert shown.exit_code == 0
    assert "whole" in shown.output


def test_a_page_of_many_versions_is_under_a_megabyte(home: Path, facts: EvidenceFacts) -> None:
    from landfast.evidence.collection import papers
    from landfast.evidence.page import page
    from landfast.evidence.words import Speaker

    speaker = Speaker("en", {})
    told = replace(facts, dossier=dossier(*(version(number) for number in range(30, 0, -1))))
    assert validated("evidence-facts", to_json(told.to_json()))["dossier"]["versions"]
    made = page([speaker.document(one, name) for name, one in papers(told)], [("a", "b")], [], "", speaker)
    assert len(made) < 1_000_000
