"""The prompt cache of the loopback API: what is written, read and missed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import anthropic
import pytest
from anthropic.types import Usage
from api import LoopbackAPI

# its smallest prefix is 1,024 tokens of 3 characters
MODEL = "claude-opus-4-8"
LONG = "abc" * 1_100
SHORT = "abc" * 1_000
MARKER = {"type": "ephemeral"}
HOUR = {"type": "ephemeral", "ttl": "1h"}
LOOK_UP = {"name": "look_up", "input_schema": {"type": "object", "properties": {}}}


@pytest.fixture(scope="module")
def shared_client(running_loopback_api: LoopbackAPI) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=running_loopback_api.base_url, api_key="test") as client:
        yield client


@pytest.fixture
def client(loopback_api: LoopbackAPI, shared_client: anthropic.Anthropic) -> anthropic.Anthropic:
    loopback_api.pace = 0
    return shared_client


def block(text: str, marker: object = None) -> dict[str, object]:
    return {"type": "text", "text": text} | ({} if marker is None else {"cache_control": marker})


def usage(client: anthropic.Anthropic, **given: object) -> Usage:
    """What a request is charged."""
    messages = [{"role": "user", "content": "Hello"}]
    return client.messages.create(**{"model": MODEL, "max_tokens": 99, "messages": messages, **given}).usage


def charged(of: Usage) -> tuple[int | None, int | None, int]:
    """Written, read, and paid in full."""
    return of.cache_creation_input_tokens, of.cache_read_input_tokens, of.input_tokens


def test_what_one_request_writes_the_next_reads(client: anthropic.Anthropic) -> None:
    system = [block(LONG, MARKER)]
    assert charged(usage(client, system=system)) == (1_100, 0, 2)
    assert charged(usage(client, system=system)) == (0, 1_100, 2)


@pytest.mark.parametrize(
    ("model", "text", "written"),
    [
        (MODEL, SHORT, 0),
        (MODEL, LONG, 1_100),
        ("claude-opus-4-7", LONG, 0),
        ("claude-opus-5", "abc" * 511, 0),
        ("claude-opus-5", "abc" * 512, 512),
        ("claude-haiku-4-5", "abcd" * 4_095, 0),
        ("claude-haiku-4-5", "abcd" * 4_096, 4_096),
    ],
)
def test_a_prefix_below_the_minimum_of_the_model_is_not_kept(
    client: anthropic.Anthropic, model: str, text: str, written: int
) -> None:
    system = [block(text, MARKER)]
    assert usage(client, model=model, system=system).cache_creation_input_tokens == written
    assert usage(client, model=model, system=system).cache_read_input_tokens == written


def test_without_a_marker_nothing_is_kept(client: anthropic.Anthropic) -> None:
    assert charged(usage(client, system=LONG)) == charged(usage(client, system=LONG)) == (0, 0, 1_102)


def test_each_lifetime_is_counted(client: anthropic.Anthropic) -> None:
    system = [block(LONG, HOUR), block(LONG, MARKER)]
    written = usage(client, system=system).cache_creation
    assert written is not None
    assert (written.ephemeral_1h_input_tokens, written.ephemeral_5m_input_tokens) == (1_100, 1_100)


def test_the_automatic_marker_moves_on_with_the_conversation(client: anthropic.Anthropic) -> None:
    messages: list[dict[str, object]] = [{"role": "user", "content": LONG}]
    assert charged(usage(client, messages=messages, cache_control=MARKER)) == (1_100, 0, 0)
    messages += [{"role": "assistant", "content": "abcabc"}, {"role": "user", "content": "abc"}]
    assert charged(usage(client, messages=messages, cache_control=MARKER)) == (3, 1_100, 0)


def test_the_same_text_as_a_string_and_as_a_block_is_the_same_prefix(client: anthropic.Anthropic) -> None:
    as_string, as_block = ({"role": "user", "content": content} for content in (LONG, [block(LONG)]))
    usage(client, messages=[as_string], cache_control=MARKER)
    assert charged(usage(client, messages=[as_block], cache_control=MARKER)) == (0, 1_100, 0)


def test_a_changing_block_before_the_marker_is_never_read(client: anthropic.Anthropic) -> None:
    for time in ("10:00", "10:01", "10:02"):
        assert charged(usage(client, system=[block(time), block(LONG, MARKER)])) == (1_102, 0, 2)
    # behind the marker it does no harm
    usage(client, system=[block(LONG, MARKER), block("10:00")])
    assert charged(usage(client, system=[block(LONG, MARKER), block("10:01")])) == (0, 1_100, 4)


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ({}, 2_200),
        ({"tool_choice": {"type": "auto"}}, 2_200),
        ({"output_config": {"effort": "high"}}, 2_200),
        ({"tool_choice": {"type": "none"}}, 1_100),
        ({"thinking": {"type": "adaptive"}}, 1_100),
        ({"output_config": {"effort": "low"}}, 1_100),
        ({"tools": [LOOK_UP]}, 0),
        ({"model": "claude-opus-5"}, 0),
        ({"system": [block(f"{LONG} ", MARKER)]}, 0),
    ],
    ids=str,
)
def test_a_change_drops_its_level_and_what_follows(
    client: anthropic.Anthropic, change: dict[str, object], read: int
) -> None:
    messages = [{"role": "user", "content": [block(LONG, MARKER)]}]
    given = {"system": [block(LONG, MARKER)], "messages": messages}
    usage(client, **given)
    assert usage(client, **{**given, **change}).cache_read_input_tokens == read


@pytest.mark.parametrize(("more", "read"), [(19, 1_100), (20, 0)])
def test_a_marker_looks_back_over_twenty_blocks(client: anthropic.Anthropic, more: int, read: int) -> None:
    usage(client, system=[block(LONG, MARKER)])
    new = [block(str(place)) for place in range(more - 1)]
    blocks = [block(LONG), *new, block("last", MARKER)]
    assert usage(client, system=blocks).cache_read_input_tokens == read


def test_a_prefix_outlives_its_marker_only_when_it_is_read(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    short, long = [block(LONG, MARKER)], [block(f"{LONG}abc", HOUR)]
    usage(client, system=short)
    usage(client, system=long)
    loopback_api.pass_time(200)
    assert usage(client, system=short).cache_read_input_tokens == 1_100
    loopback_api.pass_time(200)
    assert usage(client, system=short).cache_read_input_tokens == 1_100
    loopback_api.pass_time(301)
    assert usage(client, system=short).cache_read_input_tokens == 0
    assert usage(client, system=long).cache_read_input_tokens == 1_101


def test_max_tokens_0_fills_the_cache_and_says_nothing(client: anthropic.Anthropic) -> None:
    system = [block(LONG, MARKER)]
    warm = client.messages.create(
        model=MODEL, max_tokens=0, system=system, messages=[{"role": "user", "content": "warm up"}]
    )
    assert (warm.content, warm.stop_reason, warm.usage.output_tokens) == ([], "max_tokens", 0)
    assert charged(usage(client, system=system)) == (0, 1_100, 2)


def test_requests_that_begin_together_all_pay_for_the_write(loopback_api: LoopbackAPI) -> None:
    loopback_api.pace = 0.3

    async def together() -> list[int | None]:
        async with anthropic.AsyncAnthropic(base_url=loopback_api.base_url, api_key="test") as client:
            given = {"model": MODEL, "max_tokens": 99, "system": [block(LONG, MARKER)]}
            asked = [
                client.messages.create(
                    **given, messages=[{"role": "user", "content": f"Reply exactly: {place}"}]
                )
                for place in range(3)
            ]
            return [one.usage.cache_creation_input_tokens for one in await asyncio.gather(*asked)]

    assert asyncio.run(together()) == [1_100] * 3


def test_a_stream_that_has_begun_can_be_read(client: anthropic.Anthropic, loopback_api: LoopbackAPI) -> None:
    loopback_api.pace = 0.01
    system = [block(LONG, MARKER)]
    messages = [{"role": "user", "content": "Write 40 words"}]
    with client.messages.stream(model=MODEL, max_tokens=99, system=system, messages=messages) as stream:
        next(stream.text_stream)
        assert charged(usage(client, system=system)) == (0, 1_100, 2)


def test_items_of_a_batch_share_the_cache(client: anthropic.Anthropic) -> None:
    params = {"model": MODEL, "max_tokens": 9, "system": [block(LONG, MARKER)]}
    requests = [
        {"custom_id": name, "params": {**params, "messages": [{"role": "user", "content": name}]}}
        for name in "abc"
    ]
    batch = client.messages.batches.create(requests=requests)
    while batch.processing_status != "ended":
        batch = client.messages.batches.retrieve(batch.id)
    results = {
        line.custom_id: line.result.message.usage for line in client.messages.batches.results(batch.id)
    }
    assert {name: charged(one)[:2] for name, one in results.items()} == {
        "a": (1_100, 0),
        "b": (0, 1_100),
        "c": (0, 1_100),
    }
