"""What rules predict of the SDK is so: the example of a page fails with it, and what to use instead is answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import check_text
from running_programs import Run, run_program
from test_contract import code_in

from claudelint.registry import builtin_rules
from claudelint.rule import Rule

RULES = {rule.code: rule for rule in builtin_rules()}
# the rule, the exception that its message names, a part of what the exception says, and the answers before it
PREDICTED = (
    ("CL801", "AttributeError", "object has no attribute 'completions'", 0),
    ("CL802", "TypeError", "this SDK uses `httpx2`", 0),
    ("CL803", "TypeError", "unexpected keyword argument 'output_format'", 0),
    ("CL805", "TypeError", "the JSON object must be str, bytes or bytearray, not method", 1),
    ("CL806", "TypeError", "Cannot instantiate", 0),
)

# what else the rule about removed names and arguments predicts, after `import anthropic`
REMOVED = (
    ("anthropic.Anthropic().count_tokens('a river')", "AttributeError", "'count_tokens'"),
    ("anthropic.Anthropic().beta.prompt_caching.messages", "AttributeError", "'prompt_caching'"),
    ("anthropic.Anthropic().beta.tools.messages", "AttributeError", "'tools'"),
    ("from anthropic import HUMAN_PROMPT", "ImportError", "'HUMAN_PROMPT'"),
    ("anthropic.AI_PROMPT", "AttributeError", "'AI_PROMPT'"),
    ("anthropic.Anthropic(proxies='http://localhost')", "TypeError", "'proxies'"),
    ("anthropic.Anthropic(transport='none')", "TypeError", "'transport'"),
    ("anthropic.Anthropic(api_key='a', auth_token='b')", "ValueError", "`api_key=`, `auth_token=`"),
    ("anthropic.Anthropic(max_retries=None)", "TypeError", "max_retries cannot be None"),
    ("anthropic.AnthropicBedrock()", "ValueError", "No AWS region"),
    (
        "anthropic.Anthropic().messages.parse(model='claude-haiku-4-5', max_tokens=9, messages=[], stream=True)",
        "TypeError",
        "'stream'",
    ),
    (
        "anthropic.Anthropic().beta.messages.tool_runner(model='claude-haiku-4-5', max_tokens=9, messages=[],"
        " tools=[], compaction_control={})",
        "TypeError",
        "'compaction_control'",
    ),
)


def run_code(rule: Rule, title: str, folder: Path) -> Run:
    """A run of the code in a section of a rule's page."""
    (folder / "main.py").write_text(code_in(rule, title), encoding="utf-8")
    return run_program(folder, "main.py")


@pytest.mark.parametrize(
    ("code", "exception", "words", "answers"), PREDICTED, ids=[code for code, *_ in PREDICTED]
)
def test_example_fails(code: str, exception: str, words: str, answers: int, tmp_path: Path) -> None:
    """The example ends with the exception, after so many answers."""
    run = run_code(RULES[code], "Example", tmp_path)
    assert run.failure.startswith(f"{exception}: "), run.errors
    assert words in run.failure
    assert [request.status for request in run.requests] == [200] * answers


@pytest.mark.parametrize("code", [code for code, *_ in PREDICTED])
def test_use_instead_is_answered(code: str, tmp_path: Path) -> None:
    """What the page recommends ends well, and its requests are answered."""
    run = run_code(RULES[code], "Use instead", tmp_path)
    assert run.status == 0, run.errors
    assert run.requests
    assert all(request.status == 200 for request in run.requests)


@pytest.mark.parametrize(("code", "exception", "words"), REMOVED, ids=[code for code, *_ in REMOVED])
def test_removed(code: str, exception: str, words: str, tmp_path: Path) -> None:
    """What is told to be gone is reported, and raises the exception that is told."""
    text = f"import anthropic\n{code}\n"
    found = check_text(text, select=["CL801"], target_sdk="2")
    assert any(exception in finding.message for finding in found), found
    (tmp_path / "main.py").write_text(text, encoding="utf-8")
    run = run_program(tmp_path, "main.py", AWS_REGION="", AWS_DEFAULT_REGION="", AWS_CONFIG_FILE="none")
    assert run.failure.startswith(f"{exception}: "), run.errors
    assert words in run.failure


# what mocks of httpx do: respx and pytest-httpx put their own functions in the place of those of its transports
_MOCKED = """
import httpx
import anthropic

def refused(transport, request):
    return httpx.Response(400, request=request, json={"error": {"message": "mocked"}})

httpx.HTTPTransport.handle_request = refused
try:
    anthropic.Anthropic(max_retries=0).messages.create(
        model="claude-haiku-4-5", max_tokens=9, messages=[{"role": "user", "content": "Which lock?"}]
    )
except anthropic.BadRequestError:
    print("mocked")
"""
_ALIASED = "import httpx2\nhttpx2.alias_httpx()\n"


@pytest.mark.parametrize(("start", "output", "requests"), [("", "", 1), (_ALIASED, "mocked\n", 0)])
def test_a_mock_of_httpx(start: str, output: str, requests: int, tmp_path: Path) -> None:
    """The request goes past it to the API, unless `httpx` was made another name of the SDK's package before."""
    (tmp_path / "main.py").write_text(start + _MOCKED, encoding="utf-8")
    run = run_program(tmp_path, "main.py")
    assert run.status == 0, run.errors
    assert run.output == output
    assert len(run.requests) == requests


def test_a_transport_of_the_sdk_is_used(tmp_path: Path) -> None:
    """What the page about mocks recommends is seen by the client, and sends nothing."""
    code = code_in(RULES["CL808"], "Use instead")
    (tmp_path / "main.py").write_text(f"{code}\n\ntest_answer()\n", encoding="utf-8")
    run = run_program(tmp_path, "main.py")
    assert run.failure.startswith("anthropic.OverloadedError: "), run.errors
    assert run.requests == ()
