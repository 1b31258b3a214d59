"""Whoever is not signed in, or may not, is told so in a line; anything else that goes wrong keeps its traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.api_core.exceptions import Forbidden, InternalServerError
from google.auth.exceptions import RefreshError, TransportError

from landfast_ml.cli import main
from landfast_ml.environment import Job
from landfast_ml.signing_in import about_signing_in

COMMAND = ("release", "list", "--environment", "unit", "--target", "cloud")


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where nobody has signed in, and that is none of Google's."""
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "LANDFAST_ENDPOINT", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")


@pytest.mark.usefixtures("nobody")
def test_nobody_is_signed_in(job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(job.project, COMMAND) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("error: not signed in to Google Cloud: ")
    assert "run `gcloud auth application-default login`, then this again" in said


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (RefreshError("invalid_grant"), 2, "not signed in to Google Cloud: invalid_grant"),  # type: ignore[no-untyped-call]
        (TransportError("no route"), 1, "check the network"),  # type: ignore[no-untyped-call]
        (Forbidden("storage.objects.get denied"), 1, "ask for the permission that it names"),
        (InternalServerError("oops"), None, ""),
        (ValueError("oops"), None, ""),
    ],
)
def test_what_google_says_is_told_as_what_it_is(error: Exception, code: int | None, says: str) -> None:
    found = about_signing_in(error)
    assert (found and found.exit_code) == code
    assert says in str(found)
