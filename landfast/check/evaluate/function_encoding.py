"""Terraform's functions that encode, decode and digest. Raises as `function_text` does."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import quote_plus

from landfast.check.evaluate.values import TEXT_LIMIT, UnresolvedError, parsed_number, require_known, text_of
from landfast.policies.values import Unknown

# Terraform's JSON is safe inside of HTML.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def jsonencode(value: Any) -> str:
    text = json.dumps(require_known(value), separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    if len(text) > TEXT_LIMIT:
        raise UnresolvedError(Unknown("a string grows longer than 1 MiB"))
    return text.translate(_ESCAPES)


def jsondecode(value: Any) -> Any:
    return json.loads(text_of(value), parse_float=parsed_number, parse_int=parsed_number, parse_constant=_no_constant)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def base64encode(value: Any) -> str:
    return base64.b64encode(_data(value)).decode()


def base64decode(value: Any) -> str:
    return base64.b64decode(text_of(value), validate=True).decode()


def urlencode(value: Any) -> str:
    return quote_plus(text_of(value))


def md5(value: Any) -> str:
    return hashlib.md5(_data(value), usedforsecurity=False).hexdigest()


def sha1(value: Any) -> str:
    return hashlib.sha1(_data(value), usedforsecurity=False).hexdigest()


def sha256(value: Any) -> str:
    return hashlib.sha256(_data(value)).hexdigest()


def sha512(value: Any) -> str:
    return hashlib.sha512(_data(value)).hexdigest()


def base64sha256(value: Any) -> str:
    return base64.b64encode(hashlib.sha256(_data(value)).digest()).decode()


def _data(value: Any) -> bytes:
    return text_of(value).encode("utf-8", "surrogatepass")
