"""What the loopback API records, the pace it keeps, and how it is started."""

from __future__ import annotations

import asyncio
import http.client
import json
import subprocess
import sys
import time
from datetime import date

import anthropic
import pytest
from api import LoopbackAPI
from api.validation import problems_of
from harness import clean

MODEL = "claude-opus-4-8"
MESSAGES = [{"role": "user", "content": "Reply exactly: hello"}]
GIVEN = {"model": MODEL, "max_tokens": 999, "messages": MESSAGES}


@pytest.fixture
def client(loopback_api: LoopbackAPI) -> anthropic.Anthropic:
    return anthropic.Anthropic(base_url=loopback_api.base_url, api_key="test", max_retries=0)


# recording


def test_a_request_is_recorded_with_its_answer(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    before = time.monotonic()
    message = client.messages.create(**GIVEN, extra_headers={"X-Mine": "yes"})
    (request,) = loopback_api.requests
    assert (request.method, request.path, request.query, request.status) == ("POST", "/v1/messages", {}, 200)
    assert request.body == GIVEN
    assert request.headers["x-mine"] == "yes"
    assert request.answer["content"] == [{"type": "text", "text": "hello", "citations": None}]
    assert request.answer["id"] == message.id
    assert request.problems == ()
    assert before < request.arrived_at < request.first_byte_at <= request.finished_at < time.monotonic()


def test_streams_are_recorded_as_the_message_they_make(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    with client.messages.stream(**GIVEN) as stream:
        streamed = stream.get_final_message()
    (request,) = loopback_api.requests
    assert request.answer["id"] == streamed.id
    assert request.answer["usage"]["output_tokens"] == streamed.usage.output_tokens


def test_what_the_client_did_not_wait_for_has_no_answer(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    loopback_api.pace = 0.002
    messages = [{"role": "user", "content": "Write 900 words"}]
    with client.messages.stream(**{**GIVEN, "messages": messages}) as stream:
        next(stream.text_stream)
    (request,) = loopback_api.requests
    assert request.answer is None
    assert request.finished_at - request.arrived_at < 2


def test_errors_are_recorded(client: anthropic.Anthropic, loopback_api: LoopbackAPI) -> None:
    with pytest.raises(anthropic.NotFoundError) as raised:
        client.messages.create(**{**GIVEN, "model": "claude-3-haiku-20240307"})
    (request,) = loopback_api.requests
    assert request.status == 404
    assert request.answer == raised.value.body
    assert request.answer["request_id"] == raised.value.request_id


def test_what_is_cleared_is_forgotten(client: anthropic.Anthropic, loopback_api: LoopbackAPI) -> None:
    loopback_api.pace = 1
    loopback_api.fail_next()
    batch = client.messages.batches.create(requests=[{"custom_id": "a", "params": GIVEN}])
    loopback_api.clear()
    assert loopback_api.pace < 1
    assert loopback_api.requests == ()
    with pytest.raises(anthropic.NotFoundError):
        client.messages.batches.retrieve(batch.id)
    client.messages.create(**GIVEN)
    assert [request.status for request in loopback_api.requests] == [404, 200]
    assert loopback_api.most_at_once == 1


@pytest.mark.parametrize("together", [True, False])
def test_requests_in_progress_are_counted(loopback_api: LoopbackAPI, together: bool) -> None:
    loopback_api.pace = 0.2 if together else 0

    async def ask() -> None:
        async with anthropic.AsyncAnthropic(base_url=loopback_api.base_url, api_key="test") as client:
            if together:
                await asyncio.gather(*(client.messages.create(**GIVEN) for _ in range(4)))
                return
            for _ in range(4):
                await client.messages.create(**GIVEN)

    asyncio.run(ask())
    assert len(loopback_api.requests) == 4
    assert loopback_api.most_at_once == (4 if together else 1)


# pace


def test_a_plain_answer_comes_when_all_of_it_is_written(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    loopback_api.pace = 0.005
    messages = [{"role": "user", "content": "Write 30 words"}]
    message = client.messages.create(**{**GIVEN, "messages": messages})
    (request,) = loopback_api.requests
    assert request.first_byte_at - request.arrived_at >= 0.005 * message.usage.output_tokens > 0.2


def test_the_first_of_a_stream_comes_before_the_last_is_written(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    loopback_api.pace = 0.005
    messages = [{"role": "user", "content": "Write 30 words"}]
    came: list[float] = []
    with client.messages.stream(**{**GIVEN, "messages": messages}) as stream:
        came.extend(time.monotonic() for _ in stream.text_stream)
    (request,) = loopback_api.requests
    assert came[0] < request.finished_at - 0.1
    assert came[-1] - came[0] > 0.1


# what the SDK's types say


def test_unknown_keys_are_problems_and_are_answered(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    client.messages.create(**GIVEN, extra_body={"functions": [], "stop": "END"})
    (request,) = loopback_api.requests
    assert request.problems == (
        "functions: Extra inputs are not permitted",
        "stop: Extra inputs are not permitted",
    )


@pytest.mark.parametrize(
    ("path", "beta", "body", "problems"),
    [
        ("/v1/messages", False, GIVEN, ()),
        ("/v1/messages", False, {**GIVEN, "stream": True}, ()),
        ("/v1/messages", False, {**GIVEN, "max_tokens": "99"}, ("max_tokens: Input should be a valid integer",)),
        ("/v1/messages", False, {"model": MODEL, "max_tokens": 9}, ("messages: Field required",)),
        ("/v1/messages", False, {**GIVEN, "stop_sequences": "END"}, ("stop_sequences: Input should be a valid array",)),
        (
            "/v1/messages",
            False,
            {**GIVEN, "messages": [*MESSAGES, {"role": "user", "content": [{"type": "text", "txet": "x"}]}]},
            ("messages.1.content.0.text: Field required", "messages.1.content.0.txet: Extra inputs are not permitted"),
        ),
        (
            "/v1/messages",
            False,
            {**GIVEN, "system": [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral", "ttl": "2h"}}]},
            ("system.0.cache_control.ttl: Input should be '5m' or '1h'",),
        ),
        (
            "/v1/messages",
            False,
            {**GIVEN, "messages": [*MESSAGES, {"role": "assistant", "content": [{"type": "text", "text": "x", "id": 1}]}]},
            ("messages.1.content.0.id: Extra inputs are not permitted",),
        ),
        ("/v1/messages", False, {**GIVEN, "mcp_servers": []}, ("mcp_servers: Extra inputs are not permitted",)),
        ("/v1/messages", True, {**GIVEN, "mcp_servers": []}, ()),
        ("/v1/messages/count_tokens", False, {"model": MODEL, "messages": MESSAGES}, ()),
        ("/v1/messages/count_tokens", False, GIVEN, ("max_tokens: Extra inputs are not permitted",)),
        ("/v1/messages/batches", False, {"requests": [{"custom_id": "a", "params": GIVEN}]}, ()),
        (
            "/v1/messages/batches",
            False,
            {"requests": [{"custom_id": "a", "params": {**GIVEN, "top_p": 1}}]},
            ("requests.0.params.top_p: Extra inputs are not permitted",),
        ),
        ("/v1/messages/batches", True, {"requests": [{"custom_id": "a"}]}, ("requests.0.params: Field required",)),
    ],
)  # fmt: skip
def test_differences_from_the_types_of_the_sdk_are_told(
    path: str, beta: bool, body: dict[str, object], problems: tuple[str, ...]
) -> None:
    assert problems_of(path, beta, body, json.dumps(body).encode()) == problems


def test_an_answer_handed_back_is_no_problem(client: anthropic.Anthropic, loopback_api: LoopbackAPI) -> None:
    tool = {"name": "look_up", "input_schema": {"type": "object", "properties": {}}}
    given = {**GIVEN, "model": "claude-haiku-5-5", "tools": [tool]}
    call = client.messages.create(**given, tool_choice={"type": "any"})
    result = {"type": "tool_result", "tool_use_id": call.content[-1].id, "content": "found"}
    history = [*MESSAGES, call.to_param(), {"role": "user", "content": [result]}]
    client.messages.create(**{**given, "messages": history})
    assert [block["type"] for block in loopback_api.requests[1].body["messages"][1]["content"]] == [
        "thinking",
        "tool_use",
    ]
    assert loopback_api.requests[1].problems == ()


# the way in


def raw(
    api: LoopbackAPI, method: str, path: str, content: bytes, **headers: str
) -> tuple[int, dict[str, object]]:
    """Status and body of a request that the SDK would not send."""
    connection = http.client.HTTPConnection(api.base_url.removeprefix("http://"), timeout=10)
    connection.request(method, path, content, headers)
    response = connection.getresponse()
    body = json.loads(response.read())
    connection.close()
    if response.status == 200:
        return response.status, body
    assert response.getheader("request-id") == body["request_id"]
    return response.status, body["error"]


def test_without_a_key_nothing_is_answered(loopback_api: LoopbackAPI) -> None:
    status, error = raw(loopback_api, "POST", "/v1/messages", b"{}")
    assert (status, error["type"]) == (401, "authentication_error")
    # either header will do; what follows is another error
    for name, value in (("x-api-key", "k"), ("Authorization", "Bearer k")):
        assert raw(loopback_api, "POST", "/v1/messages", b"{}", **{name: value})[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "kind"),
    [
        ("POST", "/v1/messages", b"{", 400, "invalid_request_error"),
        ("POST", "/v1/messages", b"[]", 400, "invalid_request_error"),
        ("POST", "/v1/complete", b"{}", 404, "not_found_error"),
        ("GET", "/v1/messages/batches/msgbatch_9", b"", 404, "not_found_error"),
    ],
)
def test_what_is_no_request_is_refused(
    loopback_api: LoopbackAPI, method: str, path: str, content: bytes, status: int, kind: str
) -> None:
    found, error = raw(loopback_api, method, path, content, **{"x-api-key": "k"})
    assert (found, error["type"]) == (status, kind)


def test_a_body_has_a_largest_size(client: anthropic.Anthropic) -> None:
    megabyte = 1024 * 1024
    huge = [{"role": "user", "content": "x" * 32 * megabyte}]
    with pytest.raises(anthropic.ContentTooLargeError, match="request_too_large"):
        client.messages.create(**{**GIVEN, "messages": huge})
    # a little less is only too long for the model
    with pytest.raises(anthropic.BadRequestError, match="prompt is too long"):
        client.messages.create(**{**GIVEN, "messages": [{"role": "user", "content": "x" * 31 * megabyte}]})


# the server


def test_it_starts_and_stops_quickly() -> None:
    before = time.monotonic()
    with LoopbackAPI():
        assert time.monotonic() - before < 1
    assert time.monotonic() - before < 3


@pytest.mark.parametrize(("day", "status"), [(29, 200), (30, 404)])
def test_it_serves_the_models_of_its_day(day: int, status: int) -> None:
    with LoopbackAPI(pace=0, today=date(2026, 11, day)) as api:
        body = json.dumps({**GIVEN, "model": "claude-sonnet-4-5"}).encode()
        assert raw(api, "POST", "/v1/messages", body, **{"x-api-key": "k"})[0] == status


PROGRAM = clean("""
    from anthropic import Anthropic

    message = Anthropic().messages.create(
        model="claude-opus-4-8", max_tokens=99, messages=[{"role": "user", "content": "Reply exactly: from afar"}]
    )
    print(message.content[0].text)
""")


def test_a_program_comes_here_by_its_environment(
    loopback_api: LoopbackAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    # what the SDK would rather heed is not handed on
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "other")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "X-Mine: other")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=loopback_api.environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("from afar\n", "")
    (request,) = loopback_api.requests
    assert request.headers["authorization"] == f"Bearer {loopback_api.key}"
    assert "x-mine" not in request.headers
