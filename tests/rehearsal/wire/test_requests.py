"""What comes in is checked by Google's documents, and refused in Google's words: never a traceback, nothing made up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from wired import MANAGER, PROJECT, REGION, TOKEN, Asking, wired

from landfast.rehearsal.doors.wire import Request
from landfast.rehearsal.faults import Fault

KMS = f"https://cloudkms.googleapis.com/v1/projects/{PROJECT}/locations/{REGION}/keyRings"
BUCKETS = "https://storage.googleapis.com/storage/v1/b"
SECRETS = f"https://secretmanager.googleapis.com/v1/projects/{PROJECT}/secrets"


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with wired(tmp_path_factory.mktemp("wire")) as found:
        asking = Asking(found)
        asking.project()
        asking.ask("POST", f"{KMS}?keyRingId=r")
        yield asking


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"purpos": "X"}, "crypto_key", "Unknown name \"purpos\" at 'crypto_key': Cannot find field."),
        ({"purpose": "X"}, "crypto_key.purpose", "Invalid value at 'crypto_key.purpose' (TYPE_ENUM), \"X\""),
        ({"labels": "a"}, "crypto_key.labels", "Invalid value at 'crypto_key.labels'"),
        ({"importOnly": "maybe"}, "crypto_key.import_only", '(TYPE_BOOL), "maybe"'),
        ({"rotationPeriod": "90d"}, "crypto_key.rotation_period", '"90d"'),
        ({"versionTemplate": {"algo": 1}}, "crypto_key.version_template", 'Unknown name "algo"'),
        ({"versionTemplate": [{}, {}]}, "crypto_key", "Proto field is not repeating, cannot start list."),
    ],
)
def test_a_body_is_one_of_its_method(wire: Asking, body: object, field: str, words: str) -> None:
    error = wire.refused("POST", f"{KMS}/r/cryptoKeys?cryptoKeyId=k", body)
    assert error["status"] == "INVALID_ARGUMENT"
    assert words in error["message"]
    (violation,) = error["details"][0]["fieldViolations"]
    assert violation["field"] == field


def test_all_that_is_wrong_is_said_at_once(wire: Asking) -> None:
    error = wire.refused("POST", f"{KMS}/r/cryptoKeys?cryptoKeyId=k", {"a": 1, "b": 2, "purpose": "X"})
    assert len(error["details"][0]["fieldViolations"]) == 3


@pytest.mark.parametrize(
    ("verb", "url", "body", "status", "words"),
    [
        ("GET", f"{KMS}?pageSise=3", None, 400, 'Unknown name "pageSise": Cannot bind query parameter.'),
        ("GET", f"{KMS}?pageSize=many", None, 400, "TYPE_INT32"),
        ("GET", f"{KMS}?pageToken=no!", None, 400, "page token"),
        ("POST", f"{KMS}?keyRingId=r", b"{", 400, "Invalid JSON payload received."),
        ("POST", f"{KMS}?keyRingId=r", b"[]", 400, "Root element must be a message."),
        ("POST", f"{KMS}?keyRingId=r", b'{"name": "' + b"x" * 11_000_000 + b'"}', 400, "exceeds the limit: 10485760"),
        ("POST", f"{KMS}?keyRingId=r", b"[" * 100_000, 400, "Invalid JSON payload received."),
        ("POST", f"{KMS}?keyRingId=r", b'\xff\xfe{"a"', 400, "Invalid JSON payload received."),
        ("POST", KMS, {}, 400, "key_ring_id"),
        ("POST", f"{KMS}?keyRingId=r", {}, 409, "already exists"),
        ("GET", f"{KMS}/none", None, 404, "none"),
        ("PUT", f"{KMS}/r", {}, 404, "Method not found."),
        ("GET", "https://nothing.googleapis.com/v1/x", None, 404, "Method not found."),
        # That Google has it, and not this cloud, is no absence of what is asked for.
        ("GET", "https://vmwareengine.googleapis.com/v1/x", None, 501, "any method of vmwareengine.googleapis.com"),
        ("GET", "https://cloudkms.googleapis.com/v1/../../etc/passwd", None, 404, "Method not found."),
        ("GET", f"{KMS}/..%2F..%2Fr", None, 404, "was not found"),
        ("GET", f"{KMS}/r/cryptoKeys?orderBy=name", None, 501, "make the answer up"),
        ("POST", f"{KMS}/r/cryptoKeys/k:encrypt", {}, 501, "cloudkms.projects.locations.keyRings.cryptoKeys.encrypt"),
        ("GET", KMS.replace(PROJECT, "elsewhere"), None, 403, "Permission denied on resource project elsewhere."),
        ("GET", f"https://artifactregistry.googleapis.com/v1/projects/{PROJECT}/locations/-/repositories?alt=proto",
         None, 400, "alt"),
        ("POST", f"{BUCKETS}?project={PROJECT}", {"name": "B"}, 400, "Invalid bucket name"),
        ("POST", BUCKETS, {"name": "clinic-x"}, 400, "Required parameter: project"),
        ("GET", f"{BUCKETS}/not-there", None, 404, "The specified bucket does not exist."),
    ],
)  # fmt: skip
def test_it_is_refused_as_google_refuses(
    wire: Asking, verb: str, url: str, body: object, status: int, words: str
) -> None:
    assert words in wire.refused(verb, url, body, status)["message"]


def test_an_api_that_is_not_enabled_says_so(wire: Asking) -> None:
    url = f"https://dataflow.googleapis.com/v1b3/projects/{PROJECT}/locations/{REGION}/jobs"
    (detail,) = wire.refused("GET", url, status=403)["details"]
    assert (detail["reason"], detail["metadata"]["service"]) == ("SERVICE_DISABLED", "dataflow.googleapis.com")


def test_older_apis_word_errors_in_their_way(wire: Asking) -> None:
    (said,) = wire.refused("GET", f"{BUCKETS}/not-there", status=404)["errors"]
    assert said == {"message": "The specified bucket does not exist.", "domain": "global", "reason": "notFound"}


def test_only_who_has_the_token_is_answered(tmp_path: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    with wired(tmp_path_factory.mktemp("token"), token=TOKEN) as found:
        asking, url = Asking(found), f"{MANAGER}/v3/projects:search"
        assert asking.refused("GET", url, status=401)["details"][0]["reason"] == "CREDENTIALS_MISSING"
        wrong = asking.refused("GET", url, status=401, authorization="Bearer ya29.other")
        assert wrong["details"][0]["reason"] == "ACCESS_TOKEN_TYPE_UNSUPPORTED"
        assert asking.ask("GET", url, authorization=f"Bearer {TOKEN}") == {}


def test_lists_come_in_pages_and_answers_in_parts(wire: Asking) -> None:
    for number in range(5):
        wire.ask("POST", f"{SECRETS}?secretId=page-{number}", {"replication": {"automatic": {}}})
    first = wire.ask("GET", f"{SECRETS}?pageSize=3&fields=secrets/name,nextPageToken")
    rest = wire.ask("GET", f"{SECRETS}?pageSize=3&pageToken={first['nextPageToken']}")
    assert [set(secret) for secret in first["secrets"]] == [{"name"}] * 3
    assert len(rest["secrets"]) == 2
    assert "nextPageToken" not in rest
    assert wire.ask("GET", f"{SECRETS}?fields=secrets(name)&filter=labels.a:b") == {}


def test_a_mask_changes_what_it_names(wire: Asking) -> None:
    url = f"{SECRETS}?secretId=masked"
    wire.ask("POST", url, {"replication": {"automatic": {}}, "labels": {"a": "b"}, "annotations": {"c": "d"}})
    changed = wire.ask("PATCH", f"{SECRETS}/masked?updateMask=labels", {"labels": {}, "annotations": {}})
    assert (changed.get("labels"), changed["annotations"]) == (None, {"c": "d"})
    assert "no such field" in wire.refused("PATCH", f"{SECRETS}/masked?updateMask=labls", {})["message"]
    stale = {"labels": {"x": "y"}, "etag": "c3RhbGU="}
    assert wire.refused("PATCH", f"{SECRETS}/masked?updateMask=labels", stale, 409)["status"] == "ABORTED"


def test_a_project_is_known_by_its_number(wire: Asking) -> None:
    number = wire.ask("GET", f"{MANAGER}/v1/projects/{PROJECT}")["projectNumber"]
    assert wire.ask("GET", f"{KMS.replace(PROJECT, number)}/r")["name"] == f"{KMS.partition('/v1/')[2]}/r"


def test_conditions_are_told_to_who_knows_of_them(wire: Asking) -> None:
    url, condition = f"{KMS}/r", {"title": "t", "expression": "request.time < timestamp('2030-01-01T00:00:00Z')"}
    binding = {"role": "roles/cloudkms.viewer", "members": ["user:ada@clinic.example"], "condition": condition}
    assert "version" in wire.refused("POST", f"{url}:setIamPolicy", {"policy": {"bindings": [binding]}})["message"]
    policy = {"policy": {"bindings": [binding], "version": 3}}
    assert wire.ask("POST", f"{url}:setIamPolicy", policy)["bindings"] == [binding]
    seen = wire.ask("GET", f"{url}:getIamPolicy")
    assert (seen["version"], "_withcond_" in seen["bindings"][0]["role"]) == (1, True)
    whole = wire.ask("GET", f"{url}:getIamPolicy?options.requestedPolicyVersion=3")
    assert (whole["version"], whole["bindings"]) == (3, [binding])


def test_faults_reach_this_door(tmp_path_factory: pytest.TempPathFactory) -> None:
    ring = "google_kms_key_ring"
    faults = [
        Fault("quota", ring),
        Fault("lose-response", ring, match="*second*"),
        Fault("unheard", f"{ring}_iam_member"),
    ]
    with wired(tmp_path_factory.mktemp("faults"), faults) as found:
        asking = Asking(found)
        asking.project()
        response = found.answer(Request.of("POST", f"{KMS}?keyRingId=first", {}, b""))
        assert (response.status, response.headers["Retry-After"]) == (429, "1")
        asking.ask("POST", f"{KMS}?keyRingId=first")
        asking.refused("POST", f"{KMS}?keyRingId=second", status=502)
        # It was done, and the answer was lost.
        asking.ask("GET", f"{KMS}/second")
        asking.refused("POST", f"{KMS}/first:setIamPolicy", {"policy": {}}, 403)
        asking.ask("POST", f"{KMS}/first:setIamPolicy", {"policy": {}})


@pytest.mark.parametrize(("verb", "way"), [("POST", "upload"), ("POST", "resumable/upload"), ("GET", "download")])
def test_media_are_sent_to_and_had_of_methods_that_have_them_alone(wire: Asking, verb: str, way: str) -> None:
    body = {"no": "such field"} if verb == "POST" else None
    wire.refused(verb, KMS.replace("googleapis.com/", f"googleapis.com/{way}/"), body, 404)
