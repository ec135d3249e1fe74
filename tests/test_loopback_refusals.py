"""The loopback API refuses what the API is documented to refuse, and not what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import anthropic
import pytest
from anthropic.types.messages import MessageBatch
from api import LoopbackAPI
from api.errors import STATUS
from api.models import served_on
from api.refusals import BATCH_ITEM, COUNT, MESSAGE, RULES, Asked
from harness import TODAY
from refusal_cases import CASES, SPRING, Body, Case

_PATHS = {MESSAGE: "/v1/messages", COUNT: "/v1/messages/count_tokens"}
_ERRORS = {
    "invalid_request_error": anthropic.BadRequestError,
    "not_found_error": anthropic.NotFoundError,
}
_KINDS = {rule.name: rule.error for rule in RULES}


@pytest.fixture(scope="module")
def in_spring() -> Iterator[LoopbackAPI]:
    """The models as they were on another day."""
    with LoopbackAPI(today=SPRING) as api:
        yield api


@pytest.fixture
def on(loopback_api: LoopbackAPI, in_spring: LoopbackAPI) -> Callable[[date], LoopbackAPI]:
    """The server of a day."""
    in_spring.clear()
    loopback_api.pace = in_spring.pace = 0
    return {TODAY: loopback_api, SPRING: in_spring}.__getitem__


@cache
def client_of(base_url: str) -> anthropic.Anthropic:
    """One client for all requests to a server: it takes longer to make one than to ask."""
    return anthropic.Anthropic(base_url=base_url, api_key="test", max_retries=0)


def ask(api: LoopbackAPI, case: Case, body: Body, betas: str | None) -> None:
    """Send a body as it is, by the SDK; an item of a batch raises nothing, its result does."""
    client = client_of(api.base_url)
    given = {"anthropic-version": case.version, "anthropic-beta": betas}
    headers = {name: value for name, value in given.items() if value is not None}
    if case.kind != BATCH_ITEM:
        client.post(_PATHS[case.kind], body=body, cast_to=object, options={"headers": headers})
        return
    requests = {"requests": [{"custom_id": "one", "params": body}]}
    batch = client.post(
        "/v1/messages/batches", body=requests, cast_to=MessageBatch, options={"headers": headers}
    )
    while batch.processing_status != "ended":
        batch = client.messages.batches.retrieve(batch.id)
    (line,) = client.messages.batches.results(batch.id)
    if line.result.type == "errored":
        raise Errored(line.result.error.error.type, line.result.error.error.message)


class Errored(Exception):
    """The error of one item of a batch."""


def names(case: Case) -> str:
    return f"{case.rule}-{case.message[:40]}"


@pytest.mark.parametrize("case", CASES, ids=names)
def test_what_breaks_a_rule_is_refused(case: Case, on: Callable[[date], LoopbackAPI]) -> None:
    kind = _KINDS[case.rule]
    expected = Errored if case.kind == BATCH_ITEM else _ERRORS[kind]
    with pytest.raises(expected) as raised:
        ask(on(case.today), case, case.body(case.broken), case.betas)
    assert case.message in str(raised.value)
    if isinstance(raised.value, anthropic.APIStatusError):
        assert raised.value.status_code == STATUS[kind]
        assert raised.value.type == kind
        assert raised.value.request_id is not None
        assert raised.value.body == on(case.today).requests[-1].answer


@pytest.mark.parametrize("case", CASES, ids=names)
def test_its_neighbour_is_accepted(case: Case, on: Callable[[date], LoopbackAPI]) -> None:
    betas = case.accepted_betas or case.betas
    ask(on(case.today), case, case.body(case.accepted), betas)
    # parameters that the SDK has no more are still taken under the older version
    if case.version is None:
        assert on(case.today).requests[0].problems == ()


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in RULES} == {case.rule for case in CASES}


def test_the_rule_of_a_case_is_the_one_that_objects() -> None:
    for case in CASES:
        version = case.version or "2026-10-21"
        betas = frozenset((case.betas or "").split(","))
        asked = Asked(case.body(case.broken), case.kind, version, betas, served_on(case.today))
        (rule,) = (rule for rule in RULES if rule.name == case.rule)
        assert case.kind in rule.kinds
        assert case.message in (rule.check(asked) or "")
