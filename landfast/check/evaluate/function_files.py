"""Terraform's functions on files and paths. Raises as `function_lists` does."""

from __future__ import annotations

import base64
import os
import posixpath
from collections.abc import Callable
from typing import Any

from landfast.check.evaluate.convert import set_of
from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.local_files import DIGEST_LIMIT, LocalFiles
from landfast.check.evaluate.types import STRING
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import composed


def file(files: LocalFiles, path: str) -> str:
    try:
        return composed(files.read(path).decode())
    except UnicodeDecodeError:
        raise EvaluationError(f"the file {path:.120} is no text") from None


def filebase64(files: LocalFiles, path: str) -> str:
    return base64.b64encode(files.read(path)).decode()


def fileexists(files: LocalFiles, path: str) -> bool:
    return files.exists(path)


def fileset(files: LocalFiles, path: str, pattern: str) -> list[Any]:
    return set_of([composed(found) for found in files.matching(path, pattern)], STRING)


def digested(digest: Callable[[Any], str]) -> Callable[..., str]:
    """A function on the content of a file, made of that on text."""
    return lambda files, path: digest(files.read(path, DIGEST_LIMIT))


def abspath(files: LocalFiles, path: str) -> str:
    return files.absolute(path)


def basename(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or ("/" if path else ".")


def dirname(path: str) -> str:
    found = os.path.normpath(posixpath.split(path)[0] or ".")
    return found[1:] if found.startswith("//") else found


def pathexpand(path: str) -> str:
    if path.startswith("~"):
        raise UnresolvedError(left_to_plan("the home folder of whoever runs Terraform is not known"))
    return path
