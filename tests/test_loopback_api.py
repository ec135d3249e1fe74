"""The loopback API as the real SDK sees it: answers, streams, counting, batches, models."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import anthropic
import pydantic
import pytest
from anthropic.types import Message, MessageParam, TextBlock, ToolUseBlock
from api import LoopbackAPI

MODEL = "claude-opus-4-8"
THINKING_MODEL = "claude-sonnet-5"
WEATHER = {
    "name": "get_weather",
    "description": "The weather of a city.",
    "input_schema": {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "days": {"type": "integer", "minimum": 2},
            "unit": {"enum": ["celsius", "fahrenheit"]},
            "note": {"type": "string"},
        },
        "required": ["city", "days", "unit"],
    },
}
SMALLEST_INPUT = {"city": "text", "days": 2, "unit": "celsius"}


@pytest.fixture(scope="module")
def shared_client(running_loopback_api: LoopbackAPI) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=running_loopback_api.base_url, api_key="test") as client:
        yield client


@pytest.fixture
def client(loopback_api: LoopbackAPI, shared_client: anthropic.Anthropic) -> anthropic.Anthropic:
    """A client of a server that has been asked nothing yet."""
    return shared_client


def asked(words: object) -> list[MessageParam]:
    return [{"role": "user", "content": words}]


def say(client: anthropic.Anthropic, words: object, model: str = MODEL, **more: object) -> Message:
    """The answer to one user text."""
    return client.messages.create(**{"model": model, "max_tokens": 1_000, "messages": asked(words), **more})


def text(message: Message) -> str:
    return "".join(block.text for block in message.content if isinstance(block, TextBlock))


def kinds(message: Message) -> list[str]:
    return [block.type for block in message.content]


# what is answered


def test_the_same_request_has_the_same_answer_and_another_prompt_another(client: anthropic.Anthropic) -> None:
    first, again, other = say(client, "Hello there"), say(client, "Hello there"), say(client, "Hello Thera")
    assert "Hello there" in text(first)
    assert text(first) == text(again) != text(other)
    assert first.stop_reason == "end_turn"
    assert first.id != again.id


def test_a_long_prompt_is_told_from_one_with_the_same_beginning(client: anthropic.Anthropic) -> None:
    assert text(say(client, "word " * 100 + "a")) != text(say(client, "word " * 100 + "b"))


@pytest.mark.parametrize(
    ("words", "more", "answer"),
    [
        ("Reply exactly: yes, twice  \nand no more", {}, "yes, twice"),
        ("Hello", {"system": "Reply exactly: from the system"}, "from the system"),
        ("Reply exactly: mine", {"system": "Reply exactly: theirs"}, "mine"),
        (
            "Hello",
            {"output_config": {"format": {"type": "json_schema", "schema": WEATHER["input_schema"] | {
                "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}}}},
            '{"city": "text"}',
        ),
        ("Reply exactly: one STOP two", {"stop_sequences": ["two", "STOP"]}, "one "),
        ("Reply exactly: 0123456789", {"max_tokens": 2}, "012345"),
    ],
    ids=["user", "system", "user before system", "format", "stop sequence", "max_tokens"],
)  # fmt: skip
def test_a_prompt_asks_for_an_answer(
    client: anthropic.Anthropic, words: str, more: dict[str, object], answer: str
) -> None:
    assert text(say(client, words, **more)) == answer


def test_words_are_counted(client: anthropic.Anthropic) -> None:
    assert len(text(say(client, "Write 120 words on trees.")).split()) == 120


def test_an_answer_ends_for_a_reason(client: anthropic.Anthropic) -> None:
    cut = say(client, "Write 50 words", max_tokens=20)
    assert (cut.stop_reason, cut.usage.output_tokens) == ("max_tokens", 20)
    stopped = say(client, "Reply exactly: one STOP two", stop_sequences=["STOP"])
    assert (stopped.stop_reason, stopped.stop_sequence) == ("stop_sequence", "STOP")
    filled = say(client, "word" * 199_990, model="claude-haiku-4-5", max_tokens=64)
    assert (filled.stop_reason, filled.usage.output_tokens) == ("model_context_window_exceeded", 10)


def test_a_prefill_is_continued(client: anthropic.Anthropic) -> None:
    begun: MessageParam = {"role": "assistant", "content": '{"a"'}
    messages = [*asked('Reply exactly: {"a": 1}'), begun]
    assert text(say(client, "", model="claude-haiku-4-5", messages=messages)) == ": 1}"


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ("Hello", {"type": "any"}),
        ("Hello", {"type": "tool", "name": "get_weather"}),
        ("Use the tool get_weather now.", {"type": "auto"}),
    ],
)
def test_a_tool_is_called_with_the_smallest_input(
    client: anthropic.Anthropic, words: str, choice: dict[str, str]
) -> None:
    message = say(client, words, tools=[WEATHER], tool_choice=choice)
    (call,) = message.content
    assert isinstance(call, ToolUseBlock)
    assert (call.name, call.input, message.stop_reason) == ("get_weather", SMALLEST_INPUT, "tool_use")


def test_no_tool_is_called_unasked_or_against_the_choice(client: anthropic.Anthropic) -> None:
    assert kinds(say(client, "Hello", tools=[WEATHER])) == ["text"]
    refused = say(client, "Use the tool get_weather", tools=[WEATHER], tool_choice={"type": "none"})
    assert kinds(refused) == ["text"]


@pytest.mark.parametrize(
    ("one_at_a_time", "names"), [(False, ["get_weather", "tides"]), (True, ["get_weather"])]
)
def test_several_tools_are_called_in_one_turn(
    client: anthropic.Anthropic, one_at_a_time: bool, names: list[str]
) -> None:
    tools = [WEATHER, {**WEATHER, "name": "tides"}]
    choice = {"type": "auto", "disable_parallel_tool_use": one_at_a_time}
    words = "Use the tool get_weather and then Use the tool tides"
    message = say(client, words, tools=tools, tool_choice=choice)
    assert [call.name for call in message.content if isinstance(call, ToolUseBlock)] == names


def test_the_result_of_a_tool_is_answered(client: anthropic.Anthropic) -> None:
    messages = asked("Use the tool get_weather. Reply exactly: Sunny")
    call = say(client, "", messages=messages, tools=[WEATHER])
    result = {"type": "tool_result", "tool_use_id": call.content[0].id, "content": "sun"}
    answer = say(client, "", messages=[*messages, call.to_param(), *asked([result])], tools=[WEATHER])
    assert (text(answer), answer.stop_reason) == ("Sunny", "end_turn")


def test_a_parsed_answer_fits_its_type(client: anthropic.Anthropic) -> None:
    class City(pydantic.BaseModel):
        name: str
        people: int | None
        founded: list[int]

    parsed = client.messages.parse(model=MODEL, max_tokens=99, messages=asked("A city"), output_format=City)
    assert parsed.parsed_output == City(name="text", people=1, founded=[])


# thinking


@pytest.mark.parametrize(
    ("model", "thinking", "thought"),
    [
        ("claude-opus-4-8", None, None),
        ("claude-opus-4-8", {"type": "adaptive"}, "hidden"),
        ("claude-opus-4-8", {"type": "adaptive", "display": "summarized"}, "shown"),
        ("claude-opus-4-6", {"type": "adaptive"}, "shown"),
        ("claude-opus-4-6", {"type": "adaptive", "display": "omitted"}, "hidden"),
        ("claude-haiku-4-5", {"type": "enabled", "budget_tokens": 1_024}, "shown"),
        ("claude-haiku-4-5", None, None),
        ("claude-haiku-5-5", None, "hidden"),
        ("claude-haiku-5-5", {"type": "disabled"}, None),
        ("claude-opus-5-5", None, "hidden"),
        ("claude-sonnet-5-5", {"type": "between_tools"}, None),
    ],
)
def test_a_model_that_thinks_thinks_first(
    client: anthropic.Anthropic, model: str, thinking: dict[str, object] | None, thought: str | None
) -> None:
    given = {} if thinking is None else {"thinking": thinking}
    message = say(client, "Hello", model=model, max_tokens=2_000, **given)
    assert kinds(message) == (["text"] if thought is None else ["thinking", "text"])
    details = message.usage.output_tokens_details
    assert details is not None
    assert (details.thinking_tokens > 0) is (thought is not None)
    if thought is not None:
        first = message.content[0]
        assert first.type == "thinking"
        assert first.signature
        assert bool(first.thinking) is (thought == "shown")


def test_thinking_counts_against_max_tokens(client: anthropic.Anthropic) -> None:
    message = say(client, "Hello", model=THINKING_MODEL, max_tokens=5)
    assert (kinds(message), message.stop_reason) == (["thinking"], "max_tokens")
    assert message.usage.output_tokens == 5


# streams


def plain_and_streamed(client: anthropic.Anthropic, words: object, **more: object) -> tuple[Message, Message]:
    plain = say(client, words, **more)
    given = {"model": MODEL, "max_tokens": 1_000, "messages": asked(words), **more}
    with client.messages.stream(**given) as stream:
        return plain, stream.get_final_message()


CITED = [
    {"type": "text", "text": "Reply exactly: It is blue."},
    {
        "type": "document",
        "title": "Sky",
        "source": {"type": "text", "media_type": "text/plain", "data": "The sky is blue."},
        "citations": {"enabled": True},
    },
]


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("Write 40 words", {}),
        ("Hello", {"model": "claude-opus-4-6", "thinking": {"type": "adaptive"}}),
        ("Hello", {"model": THINKING_MODEL}),
        ("Hello", {"tools": [WEATHER], "tool_choice": {"type": "any"}}),
        ("Hello", {"tools": [WEATHER], "tool_choice": {"type": "any"}, "max_tokens": 2}),
        (CITED, {}),
    ],
    ids=["text", "thinking", "hidden thinking", "tool", "cut tool", "citation"],
)
def test_a_streamed_message_is_the_plain_one(
    client: anthropic.Anthropic, words: object, more: dict[str, object]
) -> None:
    plain, streamed = plain_and_streamed(client, words, **more)
    unlike = {"id", "usage"}
    assert streamed.model_dump(exclude=unlike) == plain.model_dump(exclude=unlike)
    assert streamed.usage.output_tokens == plain.usage.output_tokens
    assert streamed.usage.input_tokens == plain.usage.input_tokens


def test_the_events_of_a_stream_come_in_order(client: anthropic.Anthropic) -> None:
    given = {"model": "claude-opus-4-6", "max_tokens": 500, "thinking": {"type": "adaptive"}}
    events = list(client.messages.create(**given, messages=asked(CITED), stream=True))
    told: list[str] = []
    for event in events:
        name = event.delta.type if event.type == "content_block_delta" else event.type
        if told[-1:] != [name]:
            told.append(name)
    assert told == [
        "message_start",
        "content_block_start",
        "thinking_delta",
        "signature_delta",
        "content_block_stop",
        "content_block_start",
        "text_delta",
        "citations_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert [event.index for event in events if event.type == "content_block_start"] == [0, 1]


def test_a_tool_is_streamed_as_pieces_of_json(client: anthropic.Anthropic) -> None:
    given = {"tools": [WEATHER], "tool_choice": {"type": "any"}, "stream": True}
    events = client.messages.create(model=MODEL, max_tokens=500, messages=asked("Hello"), **given)
    pieces = [event.delta.partial_json for event in events if event.type == "content_block_delta"]
    assert len(pieces) > 3
    assert json.loads("".join(pieces)) == SMALLEST_INPUT


def test_a_stream_pings(client: anthropic.Anthropic) -> None:
    given = {"model": MODEL, "max_tokens": 50, "messages": asked("Hello"), "stream": True}
    with client.messages.with_streaming_response.create(**given) as response:
        assert "event: ping" in list(response.iter_lines())


def test_an_error_comes_after_the_stream_has_begun(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    loopback_api.fail_next("overloaded_error", after_tokens=3)
    pieces: list[str] = []
    with (
        pytest.raises(anthropic.APIStatusError, match="overloaded_error"),
        client.messages.stream(model=MODEL, max_tokens=99, messages=asked("Write 20 words")) as stream,
    ):
        pieces.extend(stream.text_stream)
    assert len(pieces) == 3
    (request,) = loopback_api.requests
    assert request.status == 200
    assert request.answer["error"]["type"] == "overloaded_error"


def test_the_sdk_retries_what_fails_for_a_while(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    loopback_api.fail_next("overloaded_error")
    assert text(say(client, "Reply exactly: at last")) == "at last"
    assert [request.status for request in loopback_api.requests] == [529, 200]


def test_async_clients_are_answered_alike(client: anthropic.Anthropic, loopback_api: LoopbackAPI) -> None:
    async def both() -> tuple[Message, Message, int]:
        async with anthropic.AsyncAnthropic(base_url=loopback_api.base_url, api_key="test") as other:
            given = {"model": MODEL, "max_tokens": 99, "messages": asked("Hello")}
            async with other.messages.stream(**given) as stream:
                streamed = await stream.get_final_message()
            count = await other.messages.count_tokens(model=MODEL, messages=asked("Hello"))
            return await other.messages.create(**given), streamed, count.input_tokens

    plain, streamed, count = asyncio.run(both())
    assert text(plain) == text(streamed) == text(say(client, "Hello"))
    assert count == plain.usage.input_tokens


# counting, models, beta


def test_what_is_counted_is_what_is_charged(client: anthropic.Anthropic) -> None:
    given = {"system": "Be short.", "tools": [WEATHER], "messages": asked("Hello " * 100)}
    counted = client.messages.count_tokens(model=MODEL, **given).input_tokens
    assert counted == say(client, "", **given).usage.input_tokens > 200
    # the newer tokenizer counts more
    assert client.messages.count_tokens(model="claude-sonnet-4-6", **given).input_tokens < counted


def test_models_are_those_of_the_catalogue(client: anthropic.Anthropic) -> None:
    listed = list(client.models.list(limit=7))
    assert len({model.id for model in listed}) == len(listed) > 14
    model = client.models.retrieve("claude-sonnet-4-5")
    assert (model.id, model.lifecycle, model.max_tokens) == (
        "claude-sonnet-4-5-20250929",
        "deprecated",
        64_000,
    )
    assert client.models.retrieve("claude-opus-4-1").lifecycle == "retired"
    with pytest.raises(anthropic.NotFoundError, match="model: claude-opus-9"):
        client.models.retrieve("claude-opus-9")


def test_an_answer_names_the_full_id(client: anthropic.Anthropic) -> None:
    assert say(client, "Hello", model="claude-haiku-4-5").model == "claude-haiku-4-5-20251001"


def test_beta_requests_are_answered_alike(client: anthropic.Anthropic, loopback_api: LoopbackAPI) -> None:
    beta = client.beta.messages.create(
        model=MODEL,
        max_tokens=99,
        messages=asked("Reply exactly: beta"),
        extra_query={"beta": "true"},
        betas=["context-management-2025-06-27"],
    )
    assert beta.content[0].text == "beta"
    counted = client.beta.messages.count_tokens(model=MODEL, messages=asked("Hello")).input_tokens
    assert counted == client.messages.count_tokens(model=MODEL, messages=asked("Hello")).input_tokens
    first = loopback_api.requests[0]
    assert first.query == {"beta": "true"}
    assert first.headers["anthropic-beta"] == "context-management-2025-06-27"


def test_a_tool_runner_comes_to_its_end(client: anthropic.Anthropic, loopback_api: LoopbackAPI) -> None:
    @anthropic.beta_tool
    def get_weather(city: str) -> str:
        """The weather.

        Args:
            city: its name
        """
        return f"sun in {city}"

    runner = client.beta.messages.tool_runner(
        model=MODEL, max_tokens=500, tools=[get_weather], messages=asked("Use the tool get_weather.")
    )
    assert "sun in text" in runner.until_done().content[0].text
    first, second = loopback_api.requests
    assert first.problems == second.problems == ()
    # the runner lets the server hold the conversation
    assert (first.body["thread"]["type"], second.body["thread"]["type"]) == ("create", "continue")
    assert second.answer["usage"]["input_tokens"] > first.answer["usage"]["input_tokens"]


def test_a_thread_is_continued_once(client: anthropic.Anthropic) -> None:
    given = {"model": MODEL, "max_tokens": 99}
    first = client.beta.messages.create(**given, messages=asked("Hello"), thread={"type": "create"})
    more = {**given, "thread": {"type": "continue", "previous_message_id": first.id}}
    with pytest.raises(anthropic.BadRequestError, match="system"):
        client.beta.messages.create(**more, messages=asked("Go on"), system="Be short.")
    client.beta.messages.create(**more, messages=asked("Go on"))
    with pytest.raises(anthropic.BadRequestError, match="continued already"):
        client.beta.messages.create(**more, messages=asked("Go on"))
    unknown = {"type": "continue", "previous_message_id": "msg_9"}
    with pytest.raises(anthropic.NotFoundError, match="msg_9 not found"):
        client.beta.messages.create(**given, messages=asked("Go on"), thread=unknown)
