"""Batches of the loopback API, from their creation to their results."""

from __future__ import annotations

import anthropic
import pytest
from anthropic.types.messages import MessageBatch, MessageBatchIndividualResponse
from api import LoopbackAPI

MODEL = "claude-opus-4-8"


@pytest.fixture
def client(loopback_api: LoopbackAPI) -> anthropic.Anthropic:
    return anthropic.Anthropic(base_url=loopback_api.base_url, api_key="test", max_retries=0)


def item(custom_id: str, **more: object) -> dict[str, object]:
    """One request of a batch; it asks to be answered with its own id."""
    messages = [{"role": "user", "content": f"Reply exactly: {custom_id}"}]
    return {
        "custom_id": custom_id,
        "params": {"model": MODEL, "max_tokens": 99, "messages": messages, **more},
    }


def ended(client: anthropic.Anthropic, batch: MessageBatch) -> MessageBatch:
    """The batch once it has ended."""
    for _ in range(10):
        if batch.processing_status == "ended":
            return batch
        batch = client.messages.batches.retrieve(batch.id)
    raise AssertionError("the batch does not end")


def results(client: anthropic.Anthropic, batch: MessageBatch) -> list[MessageBatchIndividualResponse]:
    return list(client.messages.batches.results(ended(client, batch).id))


def test_a_batch_is_in_progress_before_it_has_ended(client: anthropic.Anthropic) -> None:
    batch = client.messages.batches.create(requests=[item("a"), item("b")])
    assert (batch.processing_status, batch.results_url) == ("in_progress", None)
    assert batch.request_counts.processing == 2
    assert client.messages.batches.retrieve(batch.id).processing_status == "in_progress"
    done = client.messages.batches.retrieve(batch.id)
    assert done.processing_status == "ended"
    assert done.results_url is not None
    assert (done.request_counts.processing, done.request_counts.succeeded) == (0, 2)


def test_the_sdk_has_no_results_before_the_end(client: anthropic.Anthropic) -> None:
    batch = client.messages.batches.create(requests=[item("a")])
    with pytest.raises(anthropic.AnthropicError, match="No `results_url`"):
        client.messages.batches.results(batch.id)


def test_a_server_may_take_longer_over_batches() -> None:
    with (
        LoopbackAPI(batch_polls=3) as slow,
        anthropic.Anthropic(base_url=slow.base_url, api_key="test") as client,
    ):
        batch = client.messages.batches.create(requests=[item("a")])
        seen = [client.messages.batches.retrieve(batch.id).processing_status for _ in range(4)]
    assert seen == ["in_progress"] * 3 + ["ended"]


def test_results_come_in_another_order_and_by_id(client: anthropic.Anthropic) -> None:
    ids = ["a", "b", "c"]
    batch = client.messages.batches.create(requests=[item(one) for one in ids])
    lines = results(client, batch)
    assert [line.custom_id for line in lines] != ids
    assert sorted(line.custom_id for line in lines) == ids
    for line in lines:
        assert line.result.type == "succeeded"
        assert line.result.message.content[0].text == line.custom_id
        assert line.result.message.usage.service_tier == "batch"


def test_a_bad_item_is_found_only_when_the_batch_runs(
    client: anthropic.Anthropic, loopback_api: LoopbackAPI
) -> None:
    batch = client.messages.batches.create(requests=[item("good"), item("bad", temperature=0.5)])
    by_id = {line.custom_id: line.result for line in results(client, batch)}
    assert by_id["good"].type == "succeeded"
    assert by_id["bad"].type == "errored"
    assert by_id["bad"].error.error.type == "invalid_request_error"
    assert "temperature" in by_id["bad"].error.error.message
    counts = client.messages.batches.retrieve(batch.id).request_counts
    assert (counts.succeeded, counts.errored) == (1, 1)
    assert loopback_api.requests[0].problems == (
        "requests.1.params.temperature: Extra inputs are not permitted",
    )


def test_a_canceled_batch_ends_without_answers(client: anthropic.Anthropic) -> None:
    batch = client.messages.batches.create(requests=[item("a")])
    assert client.messages.batches.cancel(batch.id).processing_status == "canceling"
    assert [line.result.type for line in results(client, batch)] == ["canceled"]
    with pytest.raises(anthropic.BadRequestError, match="has ended"):
        client.messages.batches.cancel(batch.id)


def test_batches_are_listed_newest_first_and_page_by_page(client: anthropic.Anthropic) -> None:
    made = [client.messages.batches.create(requests=[item("a")]).id for _ in range(5)]
    assert [batch.id for batch in client.messages.batches.list(limit=2)] == made[::-1]


def test_a_batch_that_has_ended_can_be_deleted(client: anthropic.Anthropic) -> None:
    batch = client.messages.batches.create(requests=[item("a")])
    with pytest.raises(anthropic.BadRequestError, match="has not ended"):
        client.messages.batches.delete(batch.id)
    ended(client, batch)
    assert client.messages.batches.delete(batch.id).type == "message_batch_deleted"
    with pytest.raises(anthropic.NotFoundError, match=batch.id):
        client.messages.batches.retrieve(batch.id)


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (["a b"], "requests.0.custom_id: String should match pattern"),
        (["a" * 65], "requests.0.custom_id: String should match pattern"),
        (["a", "a"], "custom_id must be unique"),
        ([], "at least one request"),
    ],
    ids=["character", "length", "twice", "none"],
)
def test_the_ids_of_a_batch_are_judged_at_once(
    client: anthropic.Anthropic, ids: list[str], message: str
) -> None:
    with pytest.raises(anthropic.BadRequestError, match=message):
        client.messages.batches.create(requests=[item(one) for one in ids])
    client.messages.batches.create(requests=[item("a" * 64), item("a-b_C")])


def test_beta_batches_are_the_same(client: anthropic.Anthropic, loopback_api: LoopbackAPI) -> None:
    batch = client.beta.messages.batches.create(requests=[item("a")])
    while batch.processing_status != "ended":
        batch = client.beta.messages.batches.retrieve(batch.id)
    (line,) = client.beta.messages.batches.results(batch.id)
    assert line.result.message.content[0].text == "a"
    assert loopback_api.requests[0].problems == ()
