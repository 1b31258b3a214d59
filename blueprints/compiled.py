"""Templates as they were compiled before, in this machine's cache: to compile takes far longer than to render."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from landfast.core import cache
from landfast.core.errors import UserError
from landfast.core.files import write


class CompiledTemplates(BytecodeCache):
    """`syntax`: what a template is compiled by, besides its text. Without a cache each is compiled anew."""

    def __init__(self, syntax: str) -> None:
        self._of = sha256(f"{jinja2.__version__} {syntax}".encode()).hexdigest()[:16]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja2 looks whether it is of this text and this Python; what is broken counts for nothing."""
        with suppress(OSError, UserError), self._path(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """What can't be kept is compiled anew the next time."""
        with suppress(OSError, UserError):
            write(self._path(bucket), bucket.bytecode_to_string(), mode=0o600)

    def _path(self, bucket: Bucket) -> Path:
        return cache.folder() / "templates" / self._of / bucket.key
