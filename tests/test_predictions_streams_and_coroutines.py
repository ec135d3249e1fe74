"""What rules about streams and coroutines predict of the SDK is so: it is seen when their examples are run."""

from __future__ import annotations

from pathlib import Path

import pytest
from anthropic.types import messages
from running_programs import Run, run_program
from test_contract import code_in

from claudelint.registry import builtin_rules

RULES = {rule.code: rule for rule in builtin_rules()}
# the rule and the exception that its example ends with, before anything is sent
PREDICTED = (
    ("CL302", "AttributeError: 'MessageStreamManager' object has no attribute 'text_stream'"),
    ("CL505", "AttributeError: 'coroutine' object has no attribute 'content'"),
)
each_prediction = pytest.mark.parametrize(("code", "failure"), PREDICTED, ids=[code for code, _ in PREDICTED])


def run_section(code: str, title: str, folder: Path) -> Run:
    """A run of the code in a section of a rule's page."""
    (folder / "main.py").write_text(code_in(RULES[code], title), encoding="utf-8")
    return run_program(folder, "main.py")


@each_prediction
def test_the_example_fails(code: str, failure: str, tmp_path: Path) -> None:
    """The example raises what the page says, and sends nothing."""
    run = run_section(code, "Example", tmp_path)
    assert run.status != 0
    assert failure in run.errors
    assert run.requests == ()


@each_prediction
def test_what_to_use_instead_is_answered(code: str, failure: str, tmp_path: Path) -> None:
    """What the page recommends runs to its end, and its request is answered."""
    run = run_section(code, "Use instead", tmp_path)
    assert run.status == 0, run.errors
    assert [request.status for request in run.requests] == [200]


MESSAGE = "model='claude-haiku-4-5', max_tokens=9, messages=[{'role': 'user', 'content': 'Hello'}]"
CLIENTS = """
import asyncio, anthropic
client, async_client = anthropic.Anthropic(), anthropic.AsyncAnthropic()
"""
# what is done with a stream, and what else than the example the rule says that it raises
MISUSES = (
    (f"iter(client.messages.stream({MESSAGE}))", "TypeError: 'MessageStreamManager' object is not iterable"),
    (
        f"client.messages.stream({MESSAGE})[0]",
        "TypeError: 'MessageStreamManager' object is not subscriptable",
    ),
    (f"client.messages.stream({MESSAGE}).get_final_message()", "AttributeError: 'MessageStreamManager'"),
    (
        f"asyncio.run(one(async_client.messages.stream({MESSAGE})))",
        "TypeError: object AsyncMessageStreamManager",
    ),
    (f"asyncio.run(entered(async_client.messages.stream({MESSAGE})))", "AsyncMessageStreamManager"),
    (f"client.messages.create({MESSAGE}, stream=True).content", "AttributeError: 'Stream' object"),
)
FUNCTIONS = """
async def one(manager):
    await manager
async def entered(manager):
    with manager:
        pass
"""


@pytest.mark.parametrize(("code", "failure"), MISUSES, ids=[code.partition("(")[0] for code, _ in MISUSES])
def test_a_misused_stream_fails(code: str, failure: str, tmp_path: Path) -> None:
    """What is done with a manager, or with a stream that is taken for a message, fails as the rule says."""
    (tmp_path / "main.py").write_text(CLIENTS + FUNCTIONS + code + "\n", encoding="utf-8")
    run = run_program(tmp_path, "main.py")
    assert run.status != 0
    assert failure in run.errors


def test_results_before_the_end_fail(tmp_path: Path) -> None:
    """The results of a batch that has not ended raise what the rule says; those that are waited for are read."""
    early = run_section("CL506", "Example", tmp_path)
    assert "AnthropicError: No `results_url` for the given batch" in early.failure, early.errors
    waited = run_section("CL506", "Use instead", tmp_path)
    assert waited.status == 0, waited.errors


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("MessageBatchCanceledResult", {}),
        ("MessageBatchExpiredResult", {}),
        ("MessageBatchErroredResult", {"error": 1}),
    ],
)
def test_only_a_result_that_succeeded_has_a_message(kind: str, error: dict[str, object]) -> None:
    """The other results of the installed SDK raise AttributeError."""
    result = getattr(messages, kind).model_construct(type="any", **error)
    with pytest.raises(AttributeError, match="message"):
        _ = result.message
