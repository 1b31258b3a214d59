"""Objects of Cloud Storage: uploaded whole, in parts or at once with their metadata; downloaded, listed, copied."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

import google_crc32c

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.generations import generation, retire
from landfast.rehearsal.cloud.records import RECORD, record_of
from landfast.rehearsal.cloud.refusal import bad_request, not_found, precondition_failed
from landfast.rehearsal.cloud.stable import milliseconds
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Handler
from landfast.rehearsal.doors.wire.masks import merged
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.pages import after, size_of, token_for

OBJECT, BUCKET = "google_storage_bucket_object", "google_storage_bucket"
API = "storage.googleapis.com"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# https://cloud.google.com/storage/docs/objects#naming: in bytes.
LONGEST = 1024


def _to_api(fields: Object, content: Object) -> None:
    bucket, name, generation = fields["bucket"], str(fields["name"]), str(fields.get("generation"))
    path = f"storage/v1/b/{bucket}/o/{quote(name, safe='')}"
    content |= {
        "id": f"{bucket}/{name}/{generation}",
        "selfLink": f"https://{API}/{path}",
        "mediaLink": f"https://{API}/download/{path}?generation={generation}&alt=media",
        "name": name,
        "bucket": bucket,
        "metageneration": metageneration(fields),
        "timeCreated": record_of(fields).get("created"),
        "updated": record_of(fields).get("updated"),
    }


def metageneration(fields: Object) -> str:
    """How often what is said of a bucket or an object has changed, 1 at first."""
    return str(record_of(fields).get("revision") or 1)


OBJECTS = Collection(
    "objects",
    OBJECT,
    name="{bucket}-{object}",
    short=True,
    without=("getIamPolicy", "setIamPolicy", "testIamPermissions"),
    differs=Differences({"md5hash": "md5Hash", "content": "", "media_link": ""}, to_api=_to_api),
)


def shown(asked: Asked, item: StoredResource) -> Object:
    """What an object is; where its data is had, whoever asks can follow."""
    content = content_of(asked, item, OBJECTS)
    return {**content, "mediaLink": content["mediaLink"].replace(f"https://{API}", asked.link(API))}


def stored(asked: Asked, metadata: Object, data: bytes) -> Object:
    bucket, name = asked.values["bucket"], str(metadata.get("name") or "")
    if not name or len(name.encode()) > LONGEST or name in (".", "..") or "\n" in name or "\r" in name:
        raise bad_request(f"Invalid object name: '{name[:80]}'", "invalid")
    standing = asked.store.get(OBJECT, f"{bucket}-{name}")
    check_generation(asked, standing)
    md5, crc = _md5(data), _crc(data)
    _check_sent(metadata, {"md5Hash": md5, "crc32c": crc})
    whole = bucket_of(asked, bucket)
    encryption = (whole.fields.get("encryption") or [{}])[0]
    fields: Object = {
        "bucket": bucket,
        "name": name,
        "output_name": name,
        "content_type": metadata.get("contentType") or "application/octet-stream",
        "metadata": metadata.get("metadata"),
        "cache_control": metadata.get("cacheControl"),
        "content_disposition": metadata.get("contentDisposition"),
        "content_encoding": metadata.get("contentEncoding"),
        "content_language": metadata.get("contentLanguage"),
        "storage_class": metadata.get("storageClass") or whole.fields.get("storage_class") or "STANDARD",
        "kms_key_name": metadata.get("kmsKeyName") or encryption.get("default_kms_key_name"),
        "generation": _generation(standing),
        "md5hash": md5,
        "crc32c": crc,
        RECORD: {"rest": {"size": str(len(data))}},
    }
    own = {key: value for key, value in fields.items() if value is not None}
    if standing is not None:
        retire(asked.store, standing)
    made = asked.cloud.answer(Call("create", kind(OBJECT), project=whole.project, fields=own))
    asked.store.put_blob(made.name, data)
    return shown(asked, made)


def _generation(standing: StoredResource | None) -> int:
    before = int(standing.fields.get("generation") or 0) if standing else 0
    return max(before + 1, milliseconds() * 1000)


def _md5(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def _crc(data: bytes) -> str:
    return base64.b64encode(google_crc32c.value(data).to_bytes(4, "big")).decode()


def _check_sent(metadata: Object, hashes: Mapping[str, str]) -> None:
    """What was sent is what was meant. Raises: Refusal (400)."""
    for name, own in hashes.items():
        if metadata.get(name) not in (None, own):
            raise bad_request(
                f'Provided {name} hash "{metadata[name]}" doesn\'t match calculated hash "{own}".', "invalid"
            )


def get(asked: Asked) -> Object | Response:
    found = _object(asked)
    check_generation(asked, found)
    return _download(asked, found) if asked.parameter("alt") == "media" else shown(asked, found)


def _download(asked: Asked, found: StoredResource) -> Response:
    data = data_of(asked, found)
    headers = {
        "X-Goog-Hash": f"crc32c={found.fields['crc32c']},md5={found.fields['md5hash']}",
        "X-Goog-Generation": str(found.fields.get("generation")),
        "X-Goog-Metageneration": metageneration(found.fields),
        "X-Goog-Stored-Content-Length": str(len(data)),
        "X-Goog-Stored-Content-Encoding": str(found.fields.get("content_encoding") or "identity"),
        "Accept-Ranges": "bytes",
    }
    type_ = str(found.fields.get("content_type") or "application/octet-stream")
    wanted = RANGE.fullmatch(asked.request.headers.get("range", ""))
    if wanted is None or not any(wanted.groups()):
        return Response(200, data, type_, headers)
    start = int(wanted[1]) if wanted[1] else max(0, len(data) - int(wanted[2]))
    end = min(int(wanted[2]) if wanted[1] and wanted[2] else len(data) - 1, len(data) - 1)
    if start >= len(data) or end < start:
        return Response(416, b"", type_, {"Content-Range": f"bytes */{len(data)}"})
    return Response(206, data[start : end + 1], type_, {**headers, "Content-Range": f"bytes {start}-{end}/{len(data)}"})


def data_of(asked: Asked, found: StoredResource) -> bytes:
    """What an object holds; Terraform's door keeps a digest of what a configuration holds, so it can't be told."""
    data = asked.store.blob(found.name)
    if data is None:
        raise not_found(f"What {found.name} holds is not kept: Terraform's door keeps digests.")
    return data


def list_live(asked: Asked) -> Object:
    """https://cloud.google.com/storage/docs/json_api/v1/objects/list: `/` makes folders of names."""
    bucket = asked.values["bucket"]
    bucket_of(asked, bucket)
    size, found, folders, last = size_of(asked), list[Object](), list[str](), ""
    prefix, delimiter, begin = asked.parameter("prefix"), asked.parameter("delimiter"), after(asked)
    token = ""
    for item in _in(asked, bucket, prefix, begin):
        name = str(item.fields["name"])
        folder = _folder(name, prefix, delimiter)
        if folder and folder in folders:
            last = name
            continue
        if len(found) + len(folders) == size:
            token = token_for(last)
            break
        last = name
        if folder:
            folders.append(folder)
        else:
            found.append(shown(asked, item))
    answer: Object = {"kind": "storage#objects", "items": found, "prefixes": folders, "nextPageToken": token}
    return {name: value for name, value in answer.items() if value}


def _folder(name: str, prefix: str, delimiter: str) -> str:
    rest = name.removeprefix(prefix)
    return prefix + rest.partition(delimiter)[0] + delimiter if delimiter and delimiter in rest else ""


def _in(asked: Asked, bucket: str, prefix: str, begin: str) -> Iterator[StoredResource]:
    under, at = f"{bucket}-{prefix}", f"{bucket}-{begin}" if begin else ""
    while True:
        page = asked.store.page(OBJECT, None, under, at, 1000)
        # Differences of buckets may hold a hyphen, too.
        yield from (item for item in page if item.fields.get("bucket") == bucket)
        if len(page) < 1000:
            return
        at = page[-1].name


def _patch(asked: Asked) -> Object:
    found = _object(asked)
    check_generation(asked, found)
    content = merged(shown(asked, found), asked.body)
    kept = {"metadata": content.get("metadata"), "content_type": content.get("contentType"),
            "cache_control": content.get("cacheControl"), "storage_class": content.get("storageClass")}  # fmt: skip
    made = asked.cloud.answer(Call("update", kind(OBJECT), found.name, found.project, {**found.fields, **kept}))
    return shown(asked, made)


def _rewrite(asked: Asked) -> Object:
    made = _copied(asked)
    size = made["size"]
    return {
        "kind": "storage#rewriteResponse", "totalBytesRewritten": size, "objectSize": size, "done": True,
        "resource": made,
    }  # fmt: skip


def _copied(asked: Asked) -> Object:
    values = asked.values
    wanted = asked.parameter("sourceGeneration")
    source = _of_generation(asked, values["sourceBucket"], values["sourceObject"], wanted)
    if source is None:
        raise missing(values["sourceBucket"], values["sourceObject"])
    bucket, name = values["destinationBucket"], values["destinationObject"]
    bucket_of(asked, bucket)
    metadata = {**shown(asked, source), **asked.body, "name": name}
    for own in ("md5Hash", "crc32c", "kmsKeyName"):
        metadata.pop(own, None)
    aimed = replace(asked, values={**values, "bucket": bucket})
    return stored(aimed, metadata, data_of(asked, source))


def _object(asked: Asked) -> StoredResource:
    """The live one, or the generation that is asked for, if its bucket keeps versions."""
    bucket, name = asked.values["bucket"], asked.values["object"]
    found = _of_generation(asked, bucket, name, asked.parameter("generation"))
    if found is None:
        bucket_of(asked, bucket)
        raise missing(bucket, name)
    return found


def _of_generation(asked: Asked, bucket: str, name: str, wanted: str) -> StoredResource | None:
    live = asked.store.get(OBJECT, f"{bucket}-{name}")
    if not wanted or (live is not None and wanted == str(live.fields.get("generation"))):
        return live
    older = generation(asked.store, bucket, name, wanted, "noncurrent")
    # Its data is kept under the name of the generation.
    return replace(older.was, name=older.row.name) if older is not None else None


def missing(bucket: str, name: str) -> Exception:
    return not_found(f"No such object: {bucket}/{name}")


def bucket_of(asked: Asked, name: str) -> StoredResource:
    found = asked.store.get(BUCKET, name)
    if found is None:
        raise not_found("The specified bucket does not exist.")
    return found


def check_generation(asked: Asked, standing: StoredResource | None) -> None:
    """Generation 0 is that of an object that is not there."""
    own = {
        "Generation": str(standing.fields.get("generation")) if standing else "0",
        "Metageneration": metageneration(standing.fields) if standing else "",
    }
    check_conditions(asked, own)


def check_conditions(asked: Asked, own: Mapping[str, str]) -> None:
    """Of what stands: https://cloud.google.com/storage/docs/request-preconditions"""
    for name, value in own.items():
        wanted, unwanted = asked.parameter(f"if{name}Match"), asked.parameter(f"if{name}NotMatch")
        if (wanted and wanted != value) or (unwanted and unwanted == value):
            raise precondition_failed("At least one of the pre-conditions you specified did not hold.")


HANDLERS: Mapping[str, Handler] = {
    "objects.patch": _patch,
    "objects.copy": _copied,
    "objects.rewrite": _rewrite,
}
