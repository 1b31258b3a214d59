"""Objects by the path of Cloud Storage's XML API, `/BUCKET/OBJECT`: Google's client for Go reads them so, Terraform's
`gcs` backend with it. https://cloud.google.com/storage/docs/xml-api/get-object-download
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, unquote

from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.doors.wire.messages import Request
from landfast.rehearsal.doors.wire.services.storage_api.objects import API, BUCKET


def as_download(store: Store, request: Request) -> Request | None:
    """The same request to the JSON API; None if it is no read of an object in a bucket that stands."""
    bucket, _slash, name = request.path.partition("/")
    if request.verb != "GET" or request.host not in ("", API) or not name or store.get(BUCKET, bucket) is None:
        return None
    path = f"storage/v1/b/{bucket}/o/{quote(unquote(name), safe='')}"
    return replace(request, path=path, query={**request.query, "alt": ("media",)})
