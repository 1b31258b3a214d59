"""Serves the provider over gRPC on a unix socket, and ends with the process that started it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
from tf.gen import grpc_controller_pb2, grpc_stdio_pb2
from tf.gen import tfplugin_pb2 as pb

from landfast.rehearsal.doors.terraform.servicer import Servicer

MESSAGE_LIMIT = 256 << 20
# Terraform asks for ten resources at a time.
WORKERS = 10


def serve(socket: Path, servicer: Servicer) -> grpc.Server:
    """A started server of one provider instance on a unix socket."""
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=WORKERS),
        options=[
            ("grpc.max_receive_message_length", MESSAGE_LIMIT),
            ("grpc.max_send_message_length", MESSAGE_LIMIT),
        ],
    )
    server.add_generic_rpc_handlers(
        (
            grpc.method_handlers_generic_handler("tfplugin6.Provider", _provider_handlers(servicer)),
            grpc.method_handlers_generic_handler("plugin.GRPCController", {"Shutdown": _unary(_shutdown)}),
            grpc.method_handlers_generic_handler("plugin.GRPCStdio", {"StreamStdio": _stdio_handler()}),
        )
    )
    server.add_insecure_port(f"unix://{socket}")
    server.start()
    return server


def _provider_handlers(servicer: Servicer) -> dict[str, Any]:
    """Calls that the servicer has not are answered as unimplemented, which Terraform takes for an older provider."""
    handlers = {}
    for method in pb.DESCRIPTOR.services_by_name["Provider"].methods:
        function = getattr(servicer, method.name, None)
        if function is not None:
            request = getattr(pb, method.input_type.containing_type.name).Request
            handlers[method.name] = _unary(function, request.FromString)
    return handlers


def _unary(function: Callable[[Any], Any], read: Callable[[bytes], Any] | None = None) -> Any:
    return grpc.unary_unary_rpc_method_handler(
        lambda request, _context: function(request), request_deserializer=read, response_serializer=_serialized
    )


def _serialized(message: Any) -> bytes:
    """The schema is kept serialized; everything else is a message."""
    body: bytes = message if isinstance(message, bytes) else message.SerializeToString()
    return body


def _shutdown(_request: bytes) -> Any:
    """Terraform never ends a provider that it reattached to in test mode; the process that started it does."""
    return grpc_controller_pb2.Empty()


def _stdio_handler() -> Any:
    return grpc.unary_stream_rpc_method_handler(
        lambda _request, _context: iter(()),
        response_serializer=grpc_stdio_pb2.StdioData.SerializeToString,
    )


def end_with_parent(pipe: int) -> threading.Event:
    """An event that is set when the parent closes its end of the pipe, which the kernel does if it is killed."""
    ended = threading.Event()

    def watch() -> None:
        while os.read(pipe, 1):
            pass
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    return ended


def announce(line: str) -> None:
    """Tells the parent that the server is ready."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
