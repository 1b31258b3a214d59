"""Certificates with names that are hard to show: of a removal, and of an erasure that did not reach everything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from landfast_ml.contract.subjects import SeenModel, Training

from landfast.cost import TrainingCost
from landfast.gcp.kept import kept
from landfast.google.ending import ScheduledVersion
from landfast.jobs.certificate import Certificate, Left
from landfast.jobs.certificate_files import sheet_of, write_certificate
from landfast.jobs.down_record import DownRecord, RemovedResource, StateMarkBefore
from landfast.jobs.sheet import FORMS
from landfast.jobs.subject_certificate import CopyKept, Retraining, SubjectCertificate
from landfast.jobs.subject_record import ProjectPart, SubjectRequest
from landfast.jobs.subject_sheet import sheet_of as sheet_of_erasure
from landfast.targets.workspace import Workspace

TYPES = ("google_storage_bucket", "google_bigquery_dataset", "google_kms_crypto_key", "google_sql_database_instance")
NOW = "2026-11-28T08:00:00+00:00"


def removal(workspace: Workspace, name: str) -> str:
    return FORMS[".html"](sheet_of(_removal(workspace, name))).decode()


def removed(workspace: Workspace, name: str) -> Sequence[Path]:
    """The files of a certificate, where `down` writes them."""
    return write_certificate(workspace, _removal(workspace, name), ())


def _removal(workspace: Workspace, name: str) -> Certificate:
    gone = [RemovedResource("data", f"{one}.{name}", one, name, True, 7.0) for one in TYPES for _ in range(3)]
    ring = f"projects/x/locations/europe-west4/keyRings/ring/cryptoKeys/{name}/cryptoKeyVersions/1"
    record = DownRecord(
        how="project", project=workspace.names.project_id, number="1", began=NOW, asked_by=f"{name} on {name}",
        states={"data": StateMarkBefore(f"sha256:{'a' * 64}", 12, 60)}, removed=gone,
        lifted=(f"liens/{name}",), versions=(ScheduledVersion(ring, NOW),),
    )  # fmt: skip
    found = kept([(one, None) for one in TYPES], project=True)
    left = (Left(f"3 resources in {name}", f"no state names them: <b>{name}</b>"),)
    return Certificate(workspace, record, NOW, False, (("landfast", "1"), ("terraform", "2")), tuple(found), left)


def erasure(workspace: Workspace, name: str) -> str:
    seen = (SeenModel("7", ("champion",), "f-1", 120, 30), SeenModel("6", (), "f-0", -1, -1))
    parts = {
        "ml": ProjectPart("erased", "", "people", {"raw table": 1200, name: 3}, seen, Training(61.5, 4), (), {}, NOW),
        "scoring": ProjectPart("not done", f"its packages are not installed: `make -C {name} setup`"),
        "forecast": ProjectPart("nobody", f"<b>{name}</b> is declared to be no person"),
    }
    request = SubjectRequest(
        "38aa5872f437731b", "erase", 1, "2026-11-28", "2026-12-28", NOW, name, "request of the data subject",
        projects=parts,
    )  # fmt: skip
    copies = (
        CopyKept(
            f"google_storage_bucket.{name}", (("old versions", 14.0), ("soft delete", 7.0)), "2026-12-19", True, ""
        ),
        CopyKept("google_spanner_instance.x", (), "", True, f"a value of {name} can't be told"),
        CopyKept("google_logging_project_bucket_config.all", (), "2028-01-02", False, ""),
    )
    needed = {"ml": Retraining(("7", "6"), 61.5, TrainingCost(0.0042, "EUR", "2026-11-23"))}
    return FORMS[".html"](sheet_of_erasure(SubjectCertificate(workspace, request, NOW, copies, needed))).decode()
