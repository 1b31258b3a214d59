"""Runs checkov over plans and says all that it did. Runs in checkov's own environment, so it imports nothing of ours.

Called as `python -I driver.py REQUEST ANSWER`. REQUEST: `plans` (files) and `policies` (files). Both are JSON.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

_NEW_USER, _NEW_NETWORK, _END_WITH_PARENT = 0x10000000, 0x40000000, 1
# Whatever reaches out, and whatever starts a process that this hook would not bind.
_DENIED = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.getnameinfo", "socket.sendto",
           "socket.sendmsg", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn",
           "os.fork")  # fmt: skip
ADDRESS = "__address__"
denied: list[str] = []


class NetworkDeniedError(OSError):
    """checkov, or a policy that it was given, reached out."""


def _deny(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_DENIED):
        plain = [part for part in arguments if isinstance(part, str | bytes | tuple | list)]
        denied.append(f"{event} {plain!r:.200}")
        raise NetworkDeniedError(f"there is no network here: {event}")


def leave_network() -> bool:
    """Puts this process where there is no network, if the system lets it, and denies its use in any case."""
    left = False
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        # Nobody waits for the answer once the caller is gone.
        libc.prctl(_END_WITH_PARENT, signal.SIGKILL)
        unshare = getattr(libc, "unshare", None)
        # With a user namespace of its own no privilege is needed; who has the privilege keeps what else it allows.
        left = unshare is not None and (unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) == 0)
    sys.addaudithook(_deny)
    return left


class Watch:
    """Notes each check that runs on each resource, and what checkov keeps to itself: crashes and what it can't tell."""

    def __init__(self) -> None:
        self.ran: Counter[str] = Counter()
        self.scanned: set[str] = set()
        self.crashed: list[tuple[str, str, str]] = []
        self.untold: list[tuple[str, str, str, list[str]]] = []

    def over(self, registry: Any, unknown: Any) -> None:
        """Stands between checkov and a registry of its checks. `unknown` is the result of a check that can't tell."""
        scan = registry.scan

        def watched_scan(scanned_file: str, entity: dict[str, Any], *rest: Any, **more: Any) -> Any:
            self.scanned.add(registry.extract_entity_details(entity)[2][ADDRESS])
            return scan(scanned_file, entity, *rest, **more)

        def watched_check(check: Any, values: Any, name: str, type_: str, file: str, skip: Any) -> Any:
            check.graph = registry.graph
            self.ran[check.id] += 1
            try:
                found = check.run(file, values, name, type_, skip)
            except Exception as error:  # noqa: BLE001  # checkov drops it, and the check with it: here it is told
                self.crashed.append((check.id, values[ADDRESS], f"{type(error).__name__}: {error!s:.200}"))
                return {"result": unknown, "evaluated_keys": []}
            keys = [str(key) for key in found.get("evaluated_keys") or ()]
            if found["result"] is unknown and any(_unresolved(values.get(key.split("/")[0])) for key in keys):
                self.untold.append((check.id, values[ADDRESS], check.name, keys))
            return found

        registry.scan, registry.run_check = watched_scan, watched_check


def _unresolved(value: Any) -> bool:
    return "${" in json.dumps(value, default=str)


def load(file: Path, registries: list[Any], graph_registry: Any) -> dict[str, Any]:
    """Registers the checks of one policy file: `ids` of those that are new, or the `error`, which checkov would log."""
    before = _ids(registries, graph_registry)
    try:
        if file.suffix == ".py":
            spec = importlib.util.spec_from_file_location(f"policy_{len(before)}_{file.stem}", file)
            if spec is None or spec.loader is None:
                return {"error": "is no Python module"}
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
        else:
            _load_graph_check(file, graph_registry)
    except Exception as error:  # noqa: BLE001  # whatever a policy does wrong is told with its file
        return {"error": f"{type(error).__name__}: {error!s:.300}"}
    new = sorted(_ids(registries, graph_registry) - before)
    return {"ids": new} if new else {"error": "registers no check, or only ids that are taken"}


def _load_graph_check(file: Path, graph_registry: Any) -> None:
    import yaml

    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not graph_registry.parser.validate_check_config(str(file), raw):
        raise ValueError("has no metadata with id, name and category, or no definition")
    check = graph_registry.parser.parse_raw_check(raw, resources_types=None, check_path=str(file))
    if check.id not in {known.id for known in graph_registry.checks}:
        graph_registry.checks.append(check)


def _ids(registries: list[Any], graph_registry: Any) -> set[str]:
    found = {check.id for registry in registries for _type, check in registry.all_checks()}
    return found | {check.id for check in graph_registry.checks}


def run(plans: list[str], policies: list[str]) -> dict[str, Any]:
    from checkov.common.models.enums import CheckResult
    from checkov.runner_filter import RunnerFilter
    from checkov.terraform.plan_runner import Runner
    from checkov.version import version

    runner = Runner()
    registries, graph_registry = list(runner.block_type_registries.values()), runner.graph_registry
    graph_registry.load_checks()
    # What libraries tried when they were imported (whether ::1 can be bound, which git there is) was refused too,
    # and nobody misses it. From here on, whoever tries is told of.
    denied.clear()
    loaded = {file: load(Path(file), registries, graph_registry) for file in policies}
    watch = Watch()
    for registry in registries:
        watch.over(registry, CheckResult.UNKNOWN)
    settings = RunnerFilter(framework=["terraform_plan"], show_progress_bar=False)
    report = runner.run(root_folder=None, files=plans, runner_filter=settings)
    graph_ids = {check.id for check in graph_registry.checks}
    watch.ran.update(dict.fromkeys(graph_ids, 0))
    watch.ran.update(r.check_id for r in [*report.passed_checks, *report.failed_checks] if r.check_id in graph_ids)
    return {
        "version": version,
        "resources": sorted({name.rsplit(":", 1)[-1] for name in report.resources}),
        "scanned": sorted(watch.scanned),
        "parsing_errors": sorted(map(str, report.parsing_errors)),
        "failed": [[r.check_id, r.resource, r.check_name, _keys(r)] for r in report.failed_checks],
        "passed": [[r.check_id, r.resource] for r in report.passed_checks],
        "crashed": watch.crashed,
        "untold": watch.untold,
        "ran": dict(watch.ran),
        "policies": loaded,
    }


def _keys(record: Any) -> list[str]:
    return [str(key) for key in record.check_result.get("evaluated_keys") or () if key]


def main() -> None:
    alone = leave_network()
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answer = run(request["plans"], request["policies"])
    answer |= {"denied": denied, "network_namespace": alone}
    Path(sys.argv[2]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
