"""A table of BigQuery, looked at through Google's own client, against a server here that speaks the same protocol."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sqlglot
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.cloud.bigquery import SchemaField

from landfast.projects.table.bigquery import profile_query

TABLE = "acme-data.crm.people"
ROWS = 500
# name, type, NULLs, distinct values, top values (None: more than the query asks for), longest text.
COLUMNS: list[tuple[str, str, int, int, list[str] | None, int]] = [
    ("customerId", "STRING", 0, 500, None, 8),
    ("signup", "TIMESTAMP", 0, 300, None, 0),
    ("plan", "STRING", 0, 3, ["basic", "plus", "pro"], 5),
    ("charges", "NUMERIC", 4, 400, None, 0),
    ("churned", "BOOLEAN", 0, 2, ["true", "false"], 0),
    ("email", "STRING", 0, 499, None, 30),
    ("country", "STRING", 0, 1, ["DE"], 2),
    ("history", "RECORD", 0, 0, None, 0),
]


class BigQueryService(ThreadingHTTPServer):
    location = "europe-west4"
    jobs: ClassVar[list[dict[str, Any]]] = []


class BigQueryHandler(BaseHTTPRequestHandler):
    server: BigQueryService

    def do_GET(self) -> None:
        path = self.path.split("?", maxsplit=1)[0]
        if "/tables/" in path:
            if not path.endswith("/people"):
                return self.answer({"error": {"code": 404, "message": "Not found: Table", "errors": []}}, 404)
            return self.answer(table(self.server.location))
        return self.answer(query_results())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/token":
            return self.answer({"access_token": "a", "expires_in": 3600, "token_type": "Bearer"})
        job = json.loads(body)
        self.server.jobs.append(job)
        reference = {"projectId": "acme-data", "jobId": "j1", "location": self.server.location}
        return self.answer({"jobReference": reference, "status": {"state": "DONE"}, "jobComplete": True, **job})

    def answer(self, document: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None: ...


def table(location: str) -> dict[str, Any]:
    reference = {"projectId": "acme-data", "datasetId": "crm", "tableId": "people"}
    fields = [{"name": name, "type": kind} for name, kind, *_rest in COLUMNS]
    fields[-1]["fields"] = [{"name": "x", "type": "STRING"}]  # type: ignore[assignment]
    return {
        "tableReference": reference,
        "location": location,
        "numRows": str(ROWS),
        "numBytes": "1000",
        "schema": {"fields": fields},
        "type": "TABLE",
    }


def query_results() -> dict[str, Any]:
    """One row, as BigQuery writes rows: fields by position."""
    schema: list[dict[str, Any]] = [{"name": "count", "type": "INTEGER"}]
    values: list[Any] = [str(ROWS)]
    for at, (_name, kind, blank, distinct, top, longest) in enumerate(COLUMNS[:-1]):
        fields: list[dict[str, Any]] = [
            {"name": "blank", "type": "INTEGER"},
            {"name": "distinct_values", "type": "INTEGER"},
        ]
        parts: list[Any] = [str(blank), str(distinct)]
        if kind in ("STRING", "BOOLEAN", "INTEGER"):
            entry = [{"name": "value", "type": "STRING"}, {"name": "count", "type": "INTEGER"}]
            fields.append({"name": "top", "type": "RECORD", "mode": "REPEATED", "fields": entry})
            parts.append([{"v": {"f": [{"v": value}, {"v": "9"}]}} for value in top or []])
        if kind == "STRING":
            fields += [{"name": "longest", "type": "INTEGER"}, {"name": "words", "type": "INTEGER"}]
            parts += [str(longest), "1"]
        schema.append({"name": f"c{at}", "type": "RECORD", "fields": fields})
        values.append({"f": [{"v": part} for part in parts]})
    return {
        "jobComplete": True,
        "jobReference": {"projectId": "acme-data", "jobId": "j1", "location": "europe-west4"},
        "totalRows": "1",
        "schema": {"fields": schema},
        "rows": [{"f": [{"v": value} for value in values]}],
    }


@pytest.fixture
def service() -> Iterator[BigQueryService]:
    server = BigQueryService(("127.0.0.1", 0), BigQueryHandler)
    server.jobs.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def home(tmp_path: Path, service: BigQueryService) -> Path:
    address = f"http://127.0.0.1:{service.server_port}"
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {
        "type": "service_account",
        "client_email": "x@acme-data.iam.gserviceaccount.com",
        "private_key": key.decode(),
        "token_uri": f"{address}/token",
        "project_id": "acme-data",
    }
    (tmp_path / "account.json").write_text(json.dumps(account))
    (tmp_path / "landfast.yaml").write_text("name: churn\nresidency: {region: europe-west4}\n")
    (tmp_path / "address").write_text(address)
    return tmp_path


def new(home: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    google = {
        "BIGQUERY_EMULATOR_HOST": (home / "address").read_text(),
        "GOOGLE_APPLICATION_CREDENTIALS": str(home / "account.json"),
        "NO_PROXY": "127.0.0.1",
    }
    command = [sys.executable, "-m", "landfast", "blueprint", "new", "tabular", *words]
    return subprocess.run(
        command, cwd=home, env={**os.environ, **google, **env}, capture_output=True, text=True, check=False
    )


ROLES = ("--target", "churned", "--subject", "customerId", "--timestamp", "signup")


def test_declared_from_one_query_where_the_table_is(home: Path, service: BigQueryService) -> None:
    done = new(home, "--from-bigquery", TABLE, *ROLES, "--json")
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    columns = {c["header"]: c for c in json.loads(done.stdout)["result"]["columns"]}
    declared = {header: c["column"]["type"] for header, c in columns.items() if c["column"]}
    assert declared == {
        "customerId": "text",
        "signup": "date",
        "plan": "category",
        "charges": "number",
        "churned": "boolean",
    }
    assert columns["charges"]["column"]["missing"] == "allow"
    assert "identifies a person" in columns["email"]["reason"]

    (job,) = service.jobs
    assert job["jobReference"]["location"] == "europe-west4"
    assert int(job["configuration"]["query"]["maximumBytesBilled"]) == 20 << 30
    sqlglot.parse_one(job["configuration"]["query"]["query"], dialect="bigquery")
    assert f'origin = "{TABLE}"' in (home / "ml/settings.toml").read_text()
    assert 'source = "bigquery"' in (home / "ml/pyproject.toml").read_text()
    assert not (home / "ml/.local").exists()


def test_a_table_outside_of_the_area_is_refused_before_it_is_read(home: Path, service: BigQueryService) -> None:
    service.location = "US"
    done = new(home, "--from-bigquery", TABLE, *ROLES)
    assert done.returncode == 2
    assert "the table is in US, which is outside Europe" in done.stderr
    assert service.jobs == []
    assert not (home / "ml").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--from-bigquery", "acme-data.crm.nobody", *ROLES), 2, "there is no such table"),
        (("--from-bigquery", "people", *ROLES), 2, "name it as PROJECT.DATASET.TABLE"),
        (("--from-bigquery", TABLE, "--run", *ROLES), 2, "--run: trains here"),
        (("--from-bigquery", TABLE, "--data", "x.csv", *ROLES), 2, "name two tables"),
        (("--from-bigquery", TABLE), 2, "--subject: is missing"),
    ],
)
def test_what_can_not_be_is_said(home: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = new(home, *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_no_credentials_are_an_error_with_its_next_step(home: Path) -> None:
    done = new(home, "--from-bigquery", TABLE, *ROLES, GOOGLE_APPLICATION_CREDENTIALS="/nowhere.json")
    assert done.returncode == 1
    assert "gcloud auth application-default login" in done.stderr


def test_a_large_table_is_looked_at_by_a_sample() -> None:
    fields = [SchemaField("a b", "STRING"), SchemaField("n", "INT64")]
    query = profile_query(TABLE, fields, 3)
    assert "TABLESAMPLE SYSTEM (3 PERCENT)" in query
    sqlglot.parse_one(query, dialect="bigquery")
