"""A bucket: an object of the drill's own is deleted, and comes back from what the bucket keeps of deleted ones.

https://cloud.google.com/storage/docs/use-soft-deleted-objects
https://cloud.google.com/storage/docs/using-versioned-objects
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.google.drill.restored import Restored, Witness, compared, now, text_of

STORAGE = "https://storage.googleapis.com"
# No pipeline looks there; what a drill that was interrupted left is under it, too.
FOLDER = "landfast-drill/"
A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class BucketDrill:
    """`token` is in the names of what it makes."""

    api: GoogleApi
    bucket: str
    token: str

    @property
    def _objects(self) -> str:
        return f"{STORAGE}/storage/v1/b/{self.bucket}/o"

    def run(self) -> Restored:
        """Raises: UserError."""
        found = self.api.get(f"{STORAGE}/storage/v1/b/{self.bucket}")
        if found is None:
            raise UserError(f"gs://{self.bucket}: does not stand: `landfast up` makes it")
        if found.get("retentionPolicy"):
            # Whoever may delete nothing loses nothing, and an object of ours would stay there.
            return Restored(backup="retention policy", why="its retention policy lets nothing be deleted, nor restored")
        self.remove()
        versions = bool((found.get("versioning") or {}).get("enabled"))
        days = int((found.get("softDeletePolicy") or {}).get("retentionDurationSeconds") or 0) / A_DAY
        if not versions and not days:
            return Restored(backup="none", why="nothing keeps what is deleted: neither soft delete nor versions")
        return self._drilled(Witness.new(self.token), versions=versions, days=days)

    def _drilled(self, witness: Witness, *, versions: bool, days: float) -> Restored:
        name = f"{FOLDER}{self.token}.json"
        into = f"{name}.restored" if versions else name
        upload = f"{STORAGE}/upload/storage/v1/b/{self.bucket}/o?uploadType=media&name={quote(name, safe='')}"
        self.api.upload(upload, {"rows": list(witness.rows)})
        generation = str(self._must(name)["generation"])
        moment = now()
        self.api.delete(self._at(name))
        began = time.monotonic()
        if versions:
            step = f"rewriteTo/b/{self.bucket}/o/{quote(into, safe='')}?sourceGeneration={generation}"
        else:
            step = f"restore?generation={generation}&ifGenerationMatch=0"
        self.api.create(f"{self._at(name)}/{step}", {})
        back = self.api.get(self._at(into), alt="media") or {}
        said, differs = compared(witness, [(row["number"], row["value"]) for row in back.get("rows") or ()])
        seconds = time.monotonic() - began
        kept = "noncurrent versions" if versions else f"soft delete, {days:g} days"
        done = Restored(backup=kept, into=f"gs://{self.bucket}/{into}", moment=text_of(moment), rpo_seconds=0.0)
        return replace(done, rto_seconds=seconds, compared=said, whole=not differs, why=differs)

    def remove(self) -> bool:
        """Every generation that lives of what drills made here; whether none is left. Raises: UserError."""
        for one in self._left():
            self.api.delete(self._at(str(one["name"])), generation=str(one["generation"]))
        return not self._left()

    def _left(self) -> list[Mapping[str, Any]]:
        return list(self.api.pages(self._objects, "items", prefix=FOLDER, versions="true"))

    def _at(self, name: str) -> str:
        return f"{self._objects}/{quote(name, safe='')}"

    def _must(self, name: str) -> Mapping[str, Any]:
        found = self.api.get(self._at(name))
        if found is None:
            raise UserError(f"gs://{self.bucket}/{name}: is not there right after it was written: run again")
        return found
