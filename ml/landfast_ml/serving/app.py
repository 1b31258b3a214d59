"""The application: Vertex AI's container contract, which Cloud Run, GKE and this machine take as well.

`POST {"instances": [{column: value}]}` gives `{"predictions": [...]}`; with `"parameters": {"reasons": 3}` each has the
three inputs that moved it most. An instance of series is as `serving.forecasts` has it. One may name its subject: then
it takes part in the running experiment. What is wrong with a request is said at once: 400 for its form, 422 for its
instances.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from landfast_ml.errors import DataError, ProjectError
from landfast_ml.serving.contract import Contract
from landfast_ml.serving.service import Service

# Vertex AI refuses a request of more than 1.5 MB before it gets here.
LARGEST = 10 * 1024 * 1024
MOST_INSTANCES = 10_000
# Reasons ask the model some hundred times for each instance.
MOST_REASONED = 100


class BadRequestError(Exception):
    """The body is not a request."""

    def __init__(self, *problems: str, status: int = 400) -> None:
        self.problems, self.status = problems, status
        super().__init__("; ".join(problems))


def create(service: Service, told: Contract) -> FastAPI:
    """The application over loaded models: it is healthy from its first moment on."""
    # Its pages would load scripts from elsewhere.
    app = FastAPI(title=service.models.model, docs_url=None, redoc_url=None)
    app.middleware("http")(_log)

    @app.get(told.health)
    def health() -> dict[str, Any]:
        return {"model": service.models.model, "version": service.models.champion.version}

    @app.post(told.predict)
    async def predict(request: Request) -> Response:
        try:
            body = await _body(request)
            instances = _instances(body)
            record, reasons = _parameters(body, len(instances))
            predictions = await run_in_threadpool(service.predict, instances, record, reasons)
        except BadRequestError as error:
            return _refused(error.status, "the request can't be read", error.problems)
        except DataError as error:
            return _refused(422, "these instances can't be predicted", error.problems)
        except ProjectError as error:
            return _refused(502, "the model does not answer", (str(error),))
        return JSONResponse({"predictions": predictions, "model": service.models.model})

    return app


async def _body(request: Request) -> Any:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise BadRequestError(f"the body has more than {LARGEST:,} bytes: ask in several requests", status=413)
    return _parsed(body)


def _parsed(body: bytearray) -> Any:
    try:
        found = json.loads(body)
        if b"\\u" in body:
            # Half of a pair that stands for one character is no text that anything could keep.
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise BadRequestError("the body is nested too deeply: instances hold columns and values") from None
    except UnicodeEncodeError:
        raise BadRequestError("the body holds half a character (an unpaired surrogate)") from None
    except ValueError as error:
        raise BadRequestError(f"the body is not JSON: {error}") from None
    return found


def _instances(body: Any) -> list[dict[str, Any]]:
    instances = body.get("instances") if isinstance(body, dict) else None
    if not isinstance(instances, list) or not instances:
        raise BadRequestError('the body must be {"instances": [{column: value, ...}, ...]}, with one instance or more')
    problems = [
        f"instance {number} is {type(instance).__name__}, must be an object of columns and values"
        for number, instance in enumerate(instances)
        if not isinstance(instance, dict)
    ]
    if len(instances) > MOST_INSTANCES:
        problems.append(f"{len(instances):,} instances, at most {MOST_INSTANCES:,} in one request")
    if problems:
        raise BadRequestError(*problems)
    return instances


def _parameters(body: dict[str, Any], instances: int) -> tuple[bool, int]:
    """Whether to record, since a router that asks for its users records by itself, and how many reasons to give."""
    given = body.get("parameters")
    parameters = given if isinstance(given, dict) else {}
    reasons = parameters.get("reasons", 0)
    if type(reasons) is not int or reasons < 0:
        raise BadRequestError(f"parameters.reasons is {reasons!r}, must be a whole number: so many for each instance")
    if reasons and instances > MOST_REASONED:
        told = f"{instances:,} instances, at most {MOST_REASONED} in one request with reasons"
        raise BadRequestError(f"{told}: ask in several, or use `models score --reasons`")
    return parameters.get("record") is not False, reasons


def _refused(status: int, message: str, problems: tuple[str, ...]) -> Response:
    return JSONResponse({"error": {"message": message, "problems": list(problems)}}, status)


async def _log(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """One line a request: no address, no query, no body, since all of these can be about a person."""
    started = time.perf_counter()
    response = await answer(request)
    entry = {
        "severity": "INFO" if response.status_code < 500 else "ERROR",
        "message": f"{request.method} {request.url.path} {response.status_code}",
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }
    print(json.dumps(entry), flush=True)
    return response
