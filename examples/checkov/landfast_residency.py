"""landfast's residency rules in checkov's own run: `checkov -d FOLDER --external-checks-dir examples/checkov`.

checkov takes a folder with an `__init__.py` only: copy both files.

landfast is asked once for the whole folder, as a program on the path: variables, modules and references are followed as
`landfast check` follows them. `LANDFAST_OPTIONS` are options of it (`--area DE`), `LANDFAST_PATH` a folder besides that
of `-d`. Whatever keeps landfast from an answer fails every check: nothing passes that nobody judged.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

RULES = {
    "LF-RES-001": "Ensure data stands in the residency area",
    "LF-RES-002": "Ensure no data is global",
    "LF-RES-003": "Ensure a location is set wherever the default is elsewhere",
    "LF-RES-004": "Ensure every location can be known before it is made",
    "LF-RES-005": "Ensure data that a resource sends on stays in the area",
}
SECONDS = 600
KEY = re.compile(r'\[(?:[^"\]]*|"(?:[^"\\]|\\.)*")\]')


class NoAnswerError(Exception):
    """Why landfast could not be asked."""


def folder() -> Path:
    """What checkov was told to look at."""
    words = sys.argv[1:]
    named = [after for word, after in pairwise(words) if word in ("-d", "--directory")]
    return Path(os.environ.get("LANDFAST_PATH") or (named[0] if named else ".")).resolve()


@cache
def report() -> Any:
    """What landfast says of the folder, as it is with `--json`. Raises: NoAnswerError with what it says instead."""
    words = ["landfast", "check", str(folder()), "--kind", "terraform", "--json"]
    words += shlex.split(os.environ.get("LANDFAST_OPTIONS", ""))
    try:
        done = subprocess.run(words, cwd=folder(), capture_output=True, text=True, check=False, timeout=SECONDS)
        said = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoAnswerError(f"landfast can't be run: {error}") from None
    except ValueError:
        raise NoAnswerError(f"landfast gave no report: {done.stderr.strip()[-300:]}") from None
    if "result" not in said:
        raise NoAnswerError(f"landfast gave no report: {'; '.join(said.get('problems', ()))[:300]}")
    return said["result"]


def placed(source: str) -> Path:
    """The file of what made a resource, of `FILE:LINE`."""
    file, _, line = source.rpartition(":")
    return (folder() / (file if line.isdigit() else source)).resolve()


def declared(address: str) -> str:
    """`TYPE.NAME` of a resource, whichever module it is in and whatever its key."""
    return ".".join(KEY.sub("", address).split(".")[-2:])


@cache
def breaches(rule: str) -> dict[tuple[Path, str], str]:
    """File and resource -> what the rule says of it, of which instances. That of one is said of all: checkov may have
    made others of `count` and `for_each`, and what it made has to be judged."""
    said: dict[tuple[Path, str], list[str]] = {}
    for one in report()["findings"]:
        if one["rule"] == rule:
            place = placed(one["source"]), declared(one["address"])
            said.setdefault(place, []).append(f"{one['address']}.{one['path']}: {one['message']}")
    return {place: "; ".join(every) for place, every in said.items()}


@cache
def unread() -> dict[Path, str]:
    """Files of which landfast judged nothing, with why."""
    return {placed(one["path"].split(":")[0]): one["fact"] for one in report()["problems"]}


class ResidencyCheck(BaseResourceCheck):
    """One rule of landfast on every resource of Google's."""

    def __init__(self, rule: str, title: str) -> None:
        self.rule = rule
        super().__init__(
            name=title,
            id=f"CKV_{rule.replace('-', '_')}",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=["google_*"],
            guideline=f"landfast explain {rule}",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        try:
            said = self._said(conf)
        except NoAnswerError as why:
            said = str(why)
        if said:
            self.details.append(said)
        return CheckResult.FAILED if said else CheckResult.PASSED

    def _said(self, conf: dict[str, Any]) -> str:
        file = (folder() / str(self.entity_path).partition(":")[0].lstrip("/")).resolve()
        if not file.is_file():
            return f"not judged: {file} is not in the folder that landfast was asked about; set LANDFAST_PATH"
        if file in unread():
            return f"not judged: its file {unread()[file]}"
        return breaches(self.rule).get((file, declared(str(conf["__address__"]))), "")


CHECKS = [ResidencyCheck(rule, title) for rule, title in RULES.items()]
