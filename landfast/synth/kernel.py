"""jsii's kernel as its Python side sees it, over our own link: nothing waits for an answer that nobody needs."""

from __future__ import annotations

from typing import Any

from jsii._kernel.providers.process import ProcessProvider, jdefault, ohook
from jsii._kernel.types import (
    CreateRequest,
    CreateResponse,
    GetRequest,
    InvokeRequest,
    LoadRequest,
    LoadResponse,
    ObjRef,
    Override,
)
from jsii._runtime import kernel
from jsii.errors import JavaScriptError

from landfast.synth.link import KernelLink

APIS = {LoadRequest: "load", CreateRequest: "create", GetRequest: "get", InvokeRequest: "invoke"}
# Methods that give nothing back and call nothing of Python's.
UNANSWERED = frozenset({"overrideLogicalId", "addOverride"})


class DirectProvider(ProcessProvider):  # type: ignore[misc]  # jsii says no types
    """What jsii asks of its provider, as far as a synthesis needs it: KeyError for anything else."""

    def __init__(self, link: KernelLink) -> None:
        self._link = link

    @property
    def _process(self) -> DirectProvider:
        return self

    def send(self, request: Any, response_type: Any) -> Any:
        """What jsii's own process does for the same. Raises: RuntimeError with what the CDK says."""
        message = {"api": APIS[type(request)], **_fields(request)}
        if isinstance(request, LoadRequest):
            self._link.post(message)
            return LoadResponse(assembly=request.name, types=0)
        if isinstance(request, InvokeRequest) and request.method in UNANSWERED:
            self._link.post(message, _plain)
            return response_type()
        answer = self._link.ask(message, _plain, ohook)
        if "ok" not in answer:
            # A callback to Python is none of those either: no class of ours overrides one of the CDK.
            raise RuntimeError(answer.get("error", answer)) from JavaScriptError(answer.get("stack", ""))
        found = answer["ok"]
        return CreateResponse(ref=found.ref) if response_type is CreateResponse else response_type(**found)

    def stop(self) -> None:
        """Nothing: whoever opened the link closes it."""


def use(link: KernelLink) -> None:
    """From here on all that jsii says goes over `link`."""
    kernel.provider = DirectProvider(link)


def _fields(of: Any) -> dict[str, Any]:
    return {name: getattr(of, name) for name in type(of).__match_args__}


def _plain(value: Any) -> Any:
    if isinstance(value, ObjRef):
        return {"$jsii.byref": value.ref}
    return _fields(value) if isinstance(value, Override) else jdefault(value)
