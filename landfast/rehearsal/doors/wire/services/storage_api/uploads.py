"""Uploads of objects: whole, at once with their metadata, or in parts."""

from __future__ import annotations

import json
import re
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.stable import digest, milliseconds
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.services.storage_api.objects import API, OBJECT, bucket_of, check_generation, stored

UPLOAD = "upload"
CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


def insert(asked: Asked) -> Object | Response:
    """https://cloud.google.com/storage/docs/uploads-downloads"""
    bucket_of(asked, asked.values["bucket"])
    what = asked.parameter("uploadType")
    if asked.parameter("upload_id"):
        return _proceed(asked)
    if what == "resumable":
        return _begin(asked)
    if what == "multipart":
        metadata, type_, data = parts(asked)
        return stored(asked, {"contentType": type_, **metadata}, data)
    type_ = asked.request.headers.get("content-type", "application/octet-stream")
    return stored(asked, {"name": asked.parameter("name"), "contentType": type_}, asked.request.body)


def parts(asked: Asked) -> tuple[Object, str, bytes]:
    """Metadata, type and data of a multipart body."""
    head = f"Content-Type: {asked.request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + asked.request.body)
    found = list(message.iter_parts()) if message.is_multipart() else []
    if len(found) != 2:
        raise bad_request("Malformed multipart body.", "badContent")
    metadata, media = found
    boundary = (message.get_boundary() or "").encode()
    return _json(metadata.get_payload(decode=True)), media.get_content_type(), _media(asked.request.body, boundary)


def _media(body: bytes, boundary: bytes) -> bytes:
    """The second part as it came: a parser of mails would change the ends of its lines."""
    part = body.split(b"--" + boundary)[2]
    _head, _blank, data = part.lstrip(b"\r\n").partition(b"\r\n\r\n" if b"\r\n\r\n" in part else b"\n\n")
    return data.removesuffix(b"\n").removesuffix(b"\r")


def _json(text: Any) -> Object:
    try:
        found = json.loads(text or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise bad_request("Parse Error", "parseError")
    return found


def _begin(asked: Asked) -> Response:
    """A session that the data comes in, in one part or more."""
    metadata = _json(asked.request.body)
    metadata.setdefault("name", asked.parameter("name"))
    metadata.setdefault("contentType", asked.request.headers.get("x-upload-content-type", "application/octet-stream"))
    bucket = asked.values["bucket"]
    id_ = digest(bucket, metadata["name"], milliseconds(), len(asked.memory))[:40]
    check_generation(asked, asked.store.get(OBJECT, f"{bucket}-{metadata['name']}"))
    content = {"bucket": bucket, "metadata": metadata}
    asked.store.put(StoredResource(UPLOAD, id_, "", content))
    asked.memory[id_] = b""
    link = f"{asked.link(API)}/upload/storage/v1/b/{bucket}/o?uploadType=resumable&upload_id={id_}"
    return Response(200, b"", headers={"Location": link, "X-GUploader-UploadID": id_})


def _proceed(asked: Asked) -> Object | Response:
    """A part of the data of a session (PUT), or the question how much has come."""
    id_ = asked.parameter("upload_id")
    session = asked.store.get(UPLOAD, id_)
    if session is None or id_ not in asked.memory:
        raise not_found("No such upload session: begin the upload again.")
    got = CONTENT_RANGE.fullmatch(asked.request.headers.get("content-range", "")) or None
    come = asked.memory[id_]
    if got is None or got[1] is not None:
        start = int(got[1]) if got is not None else 0
        if start > len(come):
            raise bad_request(f"The part begins at {start}: {len(come)} bytes have come.", "invalid")
        come = come[:start] + asked.request.body
        asked.memory[id_] = come
    whole = got is None or (got[3] != "*" and len(come) >= int(got[3]))
    if not whole:
        headers = {"Range": f"bytes=0-{len(come) - 1}"} if come else {}
        return Response(308, b"", headers=headers)
    del asked.memory[id_]
    asked.store.delete(session)
    return stored(asked, dict(session.fields["metadata"]), come)
