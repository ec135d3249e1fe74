"""What the catalogue says of the SDK is what the installed SDK does; no request leaves the machine."""

from __future__ import annotations

import inspect

import anthropic
import pytest

from claudelint.catalog.catalog import load

CATALOG = load()


def client() -> anthropic.Anthropic:
    """A client that is never used to send anything."""
    return anthropic.Anthropic(api_key="none", max_retries=0, base_url="http://127.0.0.1:9")


@pytest.mark.parametrize("model", ["claude-opus-5-5", "claude-opus-4-20250514"])
def test_the_guard_begins_where_the_catalogue_says(model: str) -> None:
    """One token more than the limit raises before anything is sent."""
    limit = CATALOG.nonstreaming_models.get(model, CATALOG.nonstreaming_max_tokens)
    messages: list[anthropic.types.MessageParam] = [{"role": "user", "content": "hello"}]
    with pytest.raises(ValueError, match=r"[Ss]treaming"):
        client().messages.create(model=model, max_tokens=limit + 1, messages=messages)
    with pytest.raises(anthropic.APIConnectionError):
        client().messages.create(model=model, max_tokens=limit, messages=messages)


@pytest.mark.parametrize("name", sorted(CATALOG.removed_parameters))
@pytest.mark.parametrize("method", ["create", "stream", "parse"])
def test_removed_parameters_raise(name: str, method: str) -> None:
    """A removed parameter is a TypeError, also when it is marked as not given."""
    for value in (0.5, anthropic.NOT_GIVEN):
        with pytest.raises(TypeError, match=name):
            getattr(client().messages, method)(
                model="claude-opus-5-5", max_tokens=16, messages=[], **{name: value}
            )


def test_raw_responses_are_read_by_methods() -> None:
    """What was read from raw responses as an attribute is a method, or gone; the async ones are coroutines."""
    raw = CATALOG.history.raw_responses
    for name, instead in raw.accessors.items():
        assert inspect.isfunction(
            getattr(anthropic.APIResponse, name, test_raw_responses_are_read_by_methods)
        )
        assert inspect.isfunction(getattr(anthropic.APIResponse, instead.removesuffix("()")))
    for name in raw.awaited:
        assert inspect.iscoroutinefunction(getattr(anthropic.AsyncAPIResponse, name))
    assert not hasattr(anthropic.APIResponse, "content")


def test_batches_are_missing_where_the_catalogue_says() -> None:
    """Bedrock refuses batches at once, Foundry has none, the plain client has them."""
    assert CATALOG.clients["AnthropicBedrock"].batches is False
    with pytest.raises(anthropic.AnthropicError, match=r"[Bb]atch"):
        anthropic.AnthropicBedrock(aws_region="us-east-1").messages.batches.create(requests=[])
    assert CATALOG.clients["AnthropicFoundry"].batches is False
    assert anthropic.AnthropicFoundry(api_key="none", resource="none").messages.batches is None
    assert CATALOG.clients["Anthropic"].batches is True
    assert client().messages.batches is not None


def test_automatic_caching_is_a_parameter_of_the_methods_named() -> None:
    """Top-level cache_control is taken by create and stream, and not by parse."""
    messages = client().messages
    for method in ("create", "stream", "parse"):
        takes = "cache_control" in inspect.signature(getattr(messages, method)).parameters
        assert takes == (method in CATALOG.automatic_caching_methods)


def test_requests_of_batches_take_what_is_no_header() -> None:
    """The `params` of a batch are the parameters of `create` that stand in its body, but for those that are refused."""
    batches = CATALOG.api.batches
    create = client().messages.create
    taken = set(inspect.signature(create).parameters)
    taken -= {"extra_headers", "extra_query", "extra_body", "timeout"}
    source = inspect.getsource(inspect.unwrap(create))
    body = source[source.index("body={") : source.index("options=make_request_options")]
    headers = {name for name in taken if f'"{name}": {name}' not in body}
    assert headers == {*batches.header_parameters} - {"betas"}
    gone = {"temperature", "top_p", "top_k"}
    assert CATALOG.batch_parameters == taken - headers - {*batches.refused_parameters} | gone


def test_these_methods_send_requests() -> None:
    """They are there in the SDK, and no other one of `messages` sends a request."""
    found = {
        name
        for resource in (client().messages, client().beta.messages)
        for name, value in inspect.getmembers(resource, inspect.ismethod)
        if not name.startswith("_") and "messages" in inspect.signature(value).parameters
    }
    # a thread sends nothing by itself
    assert found - {"thread"} == CATALOG.history.sending_methods
