"""Pools of identities from outside, and their providers: a deleted one keeps its name for 30 days."""

from __future__ import annotations

import re

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.languages.cel import ANY, Variables, check_cel
from landfast.rehearsal.cloud.languages.tokens import SyntaxProblem
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/iam/docs/manage-workload-identity-pools-providers#delete-pool
DAYS = 30
TAKEN = Taken("Requested entity already exists")
# https://cloud.google.com/iam/docs/workload-identity-federation#mapping
CUSTOM = re.compile(r"attribute\.([a-z0-9_]{1,100})")
SUBJECT = "google.subject"
MOST_CUSTOM, LONGEST = 50, 2048
# Issuers of tokens for everybody: https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines
SHARED = ("https://token.actions.githubusercontent.com", "https://gitlab.com", "https://app.terraform.io",
          "https://agent.buildkite.com")  # fmt: skip


def _pool(fields: Object, _attempt: int) -> tuple[str, Object]:
    """The field `name` has the project's number, as tokens do."""
    path = f"locations/global/workloadIdentityPools/{fields['workload_identity_pool_id']}"
    project = str(fields["project"])
    return f"projects/{project}/{path}", {"name": f"projects/{project_number(project)}/{path}"}


def _provider(fields: Object, attempt: int) -> tuple[str, Object]:
    pool, own = _pool(fields, attempt)
    path = f"providers/{fields['workload_identity_pool_provider_id']}"
    return f"{pool}/{path}", {"name": f"{own['name']}/{path}"}


def _trusts(call: Call, _store: Store) -> None:
    """Who is let in: the mapping of a token's claims, and the condition on them."""
    if not call.writes:
        return
    mapping = call.fields.get("attribute_mapping") or {}
    _check_mapping(call, mapping)
    condition, issuer = call.text("attribute_condition"), _issuer(call)
    google = {name.partition(".")[2] for name in mapping if name.startswith("google.")}
    custom = {name.partition(".")[2] for name in mapping if CUSTOM.fullmatch(name)}
    if first(call.fields.get("aws")):
        # What AWS's identities are mapped to where nothing is said (https://cloud.google.com/iam/docs/workload-identity-
        # federation-with-other-clouds); a mapping leaves the role known, as HashiCorp's acceptance tests have it.
        google, custom = google or {"subject"}, custom | {"aws_role"}
    variables = {"assertion": ANY, "google": frozenset(google), "attribute": frozenset(custom or {""})}
    if condition:
        _check_expression("attribute_condition", condition, variables)
    if issuer.rstrip("/") in SHARED and not re.search(r"\b(?:assertion|attribute|google)\b", condition):
        raise bad_request("The attribute condition must reference one of the provider's claims.")


def _issuer(call: Call) -> str:
    issuer = str(first(call.fields.get("oidc")).get("issuer_uri") or "")
    if issuer and not re.fullmatch(r"https://[^\s/]+(/\S*)?", issuer):
        raise bad_request(f"Invalid issuer_uri '{issuer}': it must be an https address.")
    return issuer


def _check_mapping(call: Call, mapping: Object) -> None:
    if not mapping and first(call.fields.get("aws")):
        return
    if not mapping.get(SUBJECT) and not first(call.fields.get("x509")):
        raise bad_request(f"The attribute mapping must contain {SUBJECT}.")
    custom = [name for name in mapping if name.startswith("attribute.")]
    if len(custom) > MOST_CUSTOM:
        raise bad_request(f"The attribute mapping has {len(custom)} attributes of its own: at most {MOST_CUSTOM}.")
    for name, expression in mapping.items():
        if name not in (SUBJECT, "google.groups", "google.posix_username") and not CUSTOM.fullmatch(name):
            raise bad_request(
                f"Invalid attribute mapping key '{name}': google.subject, google.groups or attribute.NAME."
            )
        if len(str(expression)) > LONGEST:
            raise bad_request(f"The mapping of '{name}' is longer than {LONGEST} characters.")
        # A text, or a list of groups.
        _check_expression(f"attribute_mapping['{name}']", str(expression), {"assertion": ANY}, wanted="")


def _check_expression(field: str, expression: str, variables: Variables, wanted: str = "bool") -> None:
    try:
        check_cel(expression, variables, wanted)
    except SyntaxProblem as problem:
        raise bad_request(f"Error in parsing {field}: {problem} in '{expression}'.") from problem


BEHAVIOURS = {
    "google_iam_workload_identity_pool": Behaviour(named=_pool, taken=TAKEN, reserved_days=DAYS),
    "google_iam_workload_identity_pool_provider": Behaviour(
        named=_provider, taken=TAKEN, refuses=(_trusts,), reserved_days=DAYS
    ),
}
