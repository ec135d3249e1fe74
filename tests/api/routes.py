"""The HTTP side: paths, statuses, and the pace at which text comes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from api.errors import Refused
from api.models import ServedModel
from api.reading import Json
from api.recording import MESSAGES_PATH, Exchange
from api.service import Caller, Failure, Reply, Service, caller_of
from api.streaming import Event, events_of

_MEGABYTE = 1024 * 1024
# platform.claude.com/docs, api/errors
_LARGEST_BODY = 32 * _MEGABYTE
_LARGEST_BATCH = 256 * _MEGABYTE
_PAGE = 20
_LINES = ("haiku", "sonnet", "opus", "fable", "mythos")
_EPOCH = "1970-01-01"


def application(service: Service) -> Starlette:
    """The routes over a service; beta paths are the same with a query."""
    routes = _Routes(service)
    batches = f"{MESSAGES_PATH}/batches"
    return Starlette(
        routes=[
            Route(MESSAGES_PATH, routes.message, methods=["POST"]),
            Route(f"{MESSAGES_PATH}/count_tokens", routes.count_tokens, methods=["POST"]),
            Route(batches, routes.create_batch, methods=["POST"]),
            Route(batches, routes.list_batches, methods=["GET"]),
            Route(f"{batches}/{{id}}", routes.retrieve_batch, methods=["GET"]),
            Route(f"{batches}/{{id}}", routes.delete_batch, methods=["DELETE"]),
            Route(f"{batches}/{{id}}/cancel", routes.cancel_batch, methods=["POST"]),
            Route(f"{batches}/{{id}}/results", routes.batch_results, methods=["GET"]),
            Route("/v1/models", routes.list_models, methods=["GET"]),
            Route("/v1/models/{id}", routes.retrieve_model, methods=["GET"]),
        ],
        exception_handlers={Refused: _refused, HTTPException: _no_route},
    )


class _Pace:
    """Tokens come one after the other from now on."""

    def __init__(self, seconds_per_token: float) -> None:
        self._began = time.monotonic()
        self._seconds = seconds_per_token

    async def written(self, tokens: int) -> None:
        """Wait until so many tokens are written."""
        await asyncio.sleep(max(0.0, self._began + tokens * self._seconds - time.monotonic()))


class _Routes:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def message(self, request: Request) -> Response:
        body, caller = _read(request, _LARGEST_BODY)
        reply = self._service.reply(body, caller)
        failure = self._service.failures.popleft() if self._service.failures else None
        events = list(events_of(reply.message, reply.answer, reply.model))
        if failure is not None and failure.after_tokens is None:
            raise _error(failure)
        if body.get("stream") is True:
            exchange = _exchange(request)
            if failure is not None:
                events = list(_broken_off(events, failure, exchange.request_id))
            return StreamingResponse(self._stream(exchange, reply, events), media_type="text/event-stream")
        pace = _Pace(self._service.pace)
        tokens = sum(event.tokens for event in events)
        await pace.written(min(1, tokens))
        self._service.begun(reply)
        if failure is not None:
            await pace.written(min(failure.after_tokens or 0, tokens))
            raise _error(failure)
        await pace.written(tokens)
        self._service.finished(reply)
        return _answered(request, reply.message)

    async def _stream(
        self, exchange: Exchange, reply: Reply, events: Sequence[Event]
    ) -> AsyncIterator[bytes]:
        pace = _Pace(self._service.pace)
        written = 0
        for event in events:
            written += event.tokens
            await pace.written(written)
            is_last = event.data["type"] == "message_stop"
            if written or is_last:
                self._service.begun(reply)
            if is_last:
                self._service.finished(reply)
            yield event.encode()
        exchange.answer = events[-1].data if events[-1].data["type"] == "error" else reply.message

    async def count_tokens(self, request: Request) -> Response:
        body, caller = _read(request, _LARGEST_BODY)
        return _answered(request, {"input_tokens": self._service.count(body, caller)})

    async def create_batch(self, request: Request) -> Response:
        body, caller = _read(request, _LARGEST_BATCH)
        return _answered(request, self._service.batches.create(body, caller).as_json(_base_url(request)))

    async def list_batches(self, request: Request) -> Response:
        caller_of(request.headers)
        batches = self._service.batches.newest_first()
        return _page(request, [batch.as_json(_base_url(request)) for batch in batches])

    async def retrieve_batch(self, request: Request) -> Response:
        caller_of(request.headers)
        batch = self._service.batches.look_at(request.path_params["id"])
        return _answered(request, batch.as_json(_base_url(request)))

    async def cancel_batch(self, request: Request) -> Response:
        caller_of(request.headers)
        batch = self._service.batches.cancel(request.path_params["id"])
        return _answered(request, batch.as_json(_base_url(request)))

    async def delete_batch(self, request: Request) -> Response:
        caller_of(request.headers)
        self._service.batches.delete(request.path_params["id"])
        return _answered(request, {"id": request.path_params["id"], "type": "message_batch_deleted"})

    async def batch_results(self, request: Request) -> Response:
        caller_of(request.headers)
        results = self._service.batches.results(request.path_params["id"])
        _exchange(request).answer = results
        lines = "".join(f"{json.dumps(result)}\n" for result in results)
        return Response(lines, media_type="application/x-jsonl")

    async def list_models(self, request: Request) -> Response:
        caller_of(request.headers)
        models = dict.fromkeys(self._service.models.by_id.values())
        return _page(request, [self._model(model) for model in models])

    async def retrieve_model(self, request: Request) -> Response:
        caller_of(request.headers)
        model = self._service.models.by_id.get(request.path_params["id"])
        if model is None:
            raise Refused(f"model: {request.path_params['id']}", "not_found_error")
        return _answered(request, self._model(model))

    def _model(self, model: ServedModel) -> dict[str, object]:
        facts = model.facts
        lifecycle = "deprecated" if facts.is_deprecated else "active"
        return {
            "type": "model",
            "id": facts.id,
            "display_name": facts.name,
            "created_at": f"{facts.released or _EPOCH}T00:00:00Z",
            "lifecycle": "retired" if self._service.models.is_retired(model) else lifecycle,
            "deprecated_at": None if facts.deprecated_on is None else f"{facts.deprecated_on}T00:00:00Z",
            "retires_at": None if facts.retires_on is None else f"{facts.retires_on}T00:00:00Z",
            "line": facts.line if facts.line in _LINES else None,
            "max_input_tokens": model.context_window,
            "max_tokens": facts.max_output_tokens,
            "capabilities": None,
        }


def _exchange(request: Request) -> Exchange:
    exchange = request.scope["exchange"]
    assert isinstance(exchange, Exchange)
    return exchange


def _read(request: Request, largest: int) -> tuple[Json, Caller]:
    """The body and the caller; raises Refused."""
    exchange = _exchange(request)
    caller = caller_of(exchange.headers)
    if len(exchange.sent) > largest:
        raise Refused("Request exceeds the maximum size", "request_too_large")
    if not isinstance(exchange.body, dict):
        raise Refused("The request body is not valid JSON")
    return exchange.body, caller


def _answered(request: Request, answer: dict[str, object], status: int = 200) -> Response:
    _exchange(request).answer = answer
    return JSONResponse(answer, status)


def _page(request: Request, entries: Sequence[dict[str, object]]) -> Response:
    """One page of a listing: `limit` entries, those after `after_id`."""
    query = _exchange(request).query
    ids = [entry["id"] for entry in entries]
    after = query.get("after_id")
    first = ids.index(after) + 1 if after in ids else 0
    end = first + int(query.get("limit", _PAGE))
    page = list(entries[first:end])
    return _answered(
        request,
        {
            "data": page,
            "has_more": end < len(entries),
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
        },
    )


def _base_url(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _broken_off(events: Sequence[Event], failure: Failure, request_id: str) -> Iterator[Event]:
    """The events up to the failure, at the latest up to the end of the text, and the `error` event."""
    written = 0
    for event in events:
        written += event.tokens
        if written > (failure.after_tokens or 0) or event.data["type"] == "message_delta":
            break
        yield event
    yield Event(_error(failure).as_json(request_id))


def _error(failure: Failure) -> Refused:
    return Refused("this failure was asked for", failure.kind)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _answered(request, error.as_json(_exchange(request).request_id), error.status)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    missing = Refused(f"{request.method} {request.url.path}: {error.detail}", "not_found_error")
    return _answered(request, missing.as_json(_exchange(request).request_id), error.status_code)
