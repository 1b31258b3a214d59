"""Changes to a whole stack: guards taken away, the provider and the state moved, what no rule knows added."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from landfast.check import PolicyContext
from landfast.stacks.spec import Waiver
from tools.detection.locations import UNKNOWN
from tools.detection.model import Breach, Group, SynthesizedEnvironment
from tools.detection.settings import table

Change = Callable[[dict[str, Any]], Any]
Plain = tuple[Group, str, Change, str]
_AUDIT, _POLICY = "google_project_iam_audit_config", "google_org_policy_policy"
_DATASET = "google_bigquery_dataset"
_LOGS = ("google_logging_folder_settings", "google_logging_project_sink", "google_logging_project_bucket_config")
_OTHER_BACKENDS: dict[str, Any] = {
    "gcs": {"bucket": "somewhere"}, "s3": {"bucket": "b", "region": "us-east-1"}, "remote": {"organization": "acme"},
    "azurerm": {"container_name": "c"},
}  # fmt: skip


def breaches(environments: Sequence[SynthesizedEnvironment]) -> Iterator[Breach]:
    """Every breach, each of a copy of one stack, in a stable order. What any stack can have: on Google only."""
    for number, environment in enumerate(environments):
        for position, document in enumerate(environment.documents):
            of_any = () if document.rehearsal else _of_any()
            for group, family, change, rule in (*of_any, *_of(document.body)):
                what = f"{document.name}: {family}"
                yield Breach(group, family, number, position, _copied(change), rule, what)
        yield from _waivers(number)


def _copied(change: Change) -> Callable[[Any], Any]:
    def changed(body: Any) -> Any:
        own = copy.deepcopy(body)
        change(own)
        return own

    return changed


def _of_any() -> Iterator[Plain]:
    yield "exposure", "key of a service account", lambda b: _add(b, "google_service_account_key", {}), "LF-ACC-005"
    yield "surroundings", "type that no rule knows", lambda b: _add(b, "google_new_thing", {}), "LF-COV-001"
    yield "surroundings", "module", lambda b: b.update(module={"m": {"source": "./m"}}), "LF-COV-002"
    for code in [trap["code"] for trap in table()["traps"]]:

        def region(b: dict[str, Any], code: str = code) -> None:
            _provider(b)["region"] = code

        yield "location", "provider's region moved", region, "LF-RES-006"
    for kind, body in _OTHER_BACKENDS.items():

        def moved(b: dict[str, Any], kind: str = kind, body: Any = body) -> None:
            b["terraform"]["backend"] = {kind: body}

        yield "location", "state kept elsewhere", moved, "LF-RES-007"
    yield "surroundings", "state kept on people's machines", lambda b: b["terraform"].pop("backend"), "LF-RES-009"


def _of(body: Any) -> Iterator[Plain]:
    resources = body.get("resource", {})
    for name, config in resources.get(_AUDIT, {}).items():
        yield "audit", "access to data not logged", lambda b: b["resource"].pop(_AUDIT), "LF-LOG-001"
        for index in range(len(config["audit_log_config"])):

            def less(b: dict[str, Any], name: str = name, index: int = index) -> None:
                b["resource"][_AUDIT][name]["audit_log_config"].pop(index)

            yield "audit", "access to data not logged", less, "LF-LOG-001"

            def exempt(b: dict[str, Any], name: str = name, index: int = index) -> None:
                b["resource"][_AUDIT][name]["audit_log_config"][index]["exempted_members"] = ["user:a@acme.example"]

            yield "audit", "somebody exempt from the log", exempt, "LF-LOG-001"
        for service in ("storage.googleapis.com", UNKNOWN):

            def narrow(b: dict[str, Any], name: str = name, service: str = service) -> None:
                b["resource"][_AUDIT][name]["service"] = service

            yield "audit", "access to one service logged only", narrow, "LF-LOG-001"
    if "google_project" in resources:
        yield "audit", "default logs left where Google puts them", _default_logs, "LF-LOG-002"
    if any(map(_is_of_predictions, resources.get(_DATASET, {}).values())):
        family = "predictions of a high-risk AI system recorded nowhere"
        yield "record", family, _no_predictions, "LF-AIA-002"
    if any(policy["name"].endswith("gcp.resourceLocations") for policy in resources.get(_POLICY, {}).values()):
        yield "location", "no policy on locations", _no_location_policy, "LF-RES-010"


def _default_logs(body: dict[str, Any]) -> None:
    for type_ in _LOGS:
        body["resource"].pop(type_, None)


def _is_of_predictions(dataset: dict[str, Any]) -> bool:
    return "prediction" in dataset["dataset_id"]


def _no_predictions(body: dict[str, Any]) -> None:
    datasets = body["resource"][_DATASET]
    for name in [name for name, dataset in datasets.items() if _is_of_predictions(dataset)]:
        del datasets[name]


def _no_location_policy(body: dict[str, Any]) -> None:
    policies = body["resource"][_POLICY]
    for name in [name for name, policy in policies.items() if policy["name"].endswith("gcp.resourceLocations")]:
        del policies[name]


def _add(body: dict[str, Any], type_: str, values: dict[str, Any]) -> None:
    body["resource"][type_] = {"added": values}


def _provider(body: dict[str, Any]) -> dict[str, Any]:
    found = body["provider"]["google"]
    provider: dict[str, Any] = found[0] if isinstance(found, list) else found
    return provider


def _waivers(number: int) -> Iterator[Breach]:
    for family, days, rule in (
        ("waiver past its end", -1, "LF-WVR-001"),
        ("waiver that covers nothing", 1, "LF-WVR-002"),
    ):

        def waived(context: PolicyContext, days: int = days) -> PolicyContext:
            until = context.today + dt.timedelta(days=days)
            waiver = Waiver(rule="LF-RES-001", reason="a reason that holds", owner="dpo@acme.example", expires=until)
            return dataclasses.replace(context, waivers=(waiver,))

        yield Breach("surroundings", family, number, 0, lambda body: body, rule, family, waived)
