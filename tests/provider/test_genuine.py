"""HashiCorp's provider as a program of this machine: what is refused as one, and how an engine is led to it alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from landfast.core.errors import InputError
from landfast.provider.genuine import (
    HOSTS,
    RELEASES,
    VARIABLE,
    GenuineProvider,
    least,
    mirror,
    named_provider,
    write_settings,
)

WANTED = "~> 8.7"


def program(folder: Path, name: str = "terraform-provider-google_v8.9.1_x5", content: str = "#!/bin/sh\n") -> Path:
    path = folder / name
    path.write_text(content)
    path.chmod(0o755)
    return path


def named(path: Path) -> GenuineProvider | None:
    return named_provider({VARIABLE: str(path)}, WANTED)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LANDFAST_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize("environ", [{}, {VARIABLE: ""}])
def test_without_a_name_there_is_none(environ: dict[str, str]) -> None:
    assert named_provider(environ, WANTED) is None


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("terraform-provider-google_v8.9.1_x5", "8.9.1"),
        ("terraform-provider-google_v8.7.0", "8.7.0"),
        ("terraform-provider-google", ""),
    ],
)
def test_its_name_tells_the_version(tmp_path: Path, name: str, version: str) -> None:
    path = program(tmp_path, name)
    assert named(path) == GenuineProvider(path, version)


def test_all_that_is_wrong_is_said_with_what_to_do(tmp_path: Path) -> None:
    script = program(tmp_path, "terraform-provider-google_v7.45.0_x5")
    script.chmod(0o644)
    with pytest.raises(InputError) as caught:
        named(script)
    said = [str(problem) for problem in caught.value.problems]
    assert said[0] == f"{VARIABLE}: may not be executed, got {script}; chmod +x {script}"
    assert said[1].endswith(f"don't take, got 7.45.0; they are written for ~> 8.7; take one from {RELEASES}")


@pytest.mark.parametrize("older", ["8.6.9", "9.0.0"])
def test_a_version_that_the_stacks_do_not_take_is_refused(tmp_path: Path, older: str) -> None:
    with pytest.raises(InputError, match=f"got {older}; they are written for ~> 8.7"):
        named(program(tmp_path, f"terraform-provider-google_v{older}_x5"))


def test_what_is_no_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no such file.*unpacked"):
        named(tmp_path / "terraform-provider-google")
    with pytest.raises(InputError, match="is no file"):
        named(tmp_path)
    with pytest.raises(InputError, match=r"is an archive.*unpack it"):
        named(program(tmp_path, "terraform-provider-google_8.7.0_linux_amd64.zip"))


def test_the_mirror_holds_it_for_both_engines_in_the_cache_alone(tmp_path: Path, own_cache: Path) -> None:
    path = program(tmp_path, "terraform-provider-google")
    settings = mirror(GenuineProvider(path), WANTED)
    assert settings.is_relative_to(own_cache)
    said = settings.read_text()
    assert "filesystem_mirror" in said
    assert "direct" not in said
    assert "dev_overrides" not in said
    for host in HOSTS:
        (found,) = settings.parent.glob(f"mirror/{host}/hashicorp/google/{least(WANTED)}/*/terraform-provider-google_*")
        assert found.resolve() == path
        assert found.parent.name.startswith(os.uname().sysname.lower())
    assert mirror(GenuineProvider(path), WANTED) == settings


def test_a_program_that_was_built_anew_has_a_mirror_of_its_own(tmp_path: Path) -> None:
    before = mirror(GenuineProvider(program(tmp_path)), WANTED)
    assert mirror(GenuineProvider(program(tmp_path, content="#!/bin/sh\nexit 1\n")), WANTED) != before


def test_a_path_is_no_template(tmp_path: Path) -> None:
    settings = write_settings(tmp_path, tmp_path / "${home}%{x}")
    assert f'path = "{tmp_path}/$${{home}}%%{{x}}"' in settings.read_text()
