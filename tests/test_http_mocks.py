"""Mocks of httpx that the requests of the SDK go past: what makes the difference, one thing at a time."""

from __future__ import annotations

import pytest
from harness import check_outcome, row

APP = """
import anthropic
client = anthropic.Anthropic()
def answer(question):
    return client.messages.create(
        model="claude-haiku-4-5", max_tokens=512, messages=[{"role": "user", "content": question}]
    )
"""
NAMED = """
import respx
@respx.mock
def test_it():
    respx.post("https://api.anthropic.com/v1/messages").respond(529)
"""
REACHED = """
import respx
from main import answer
@respx.mock
def test_it():
    answer("Which lock?")
"""


def found(test: str, app: str = APP, target_sdk: str | None = "2.12.0", **files: str) -> list[int]:
    """The lines of a test file with a finding; `a__b` stands for the file `a/b.py`."""
    others = {f"{name.replace('__', '/')}.py": text for name, text in files.items()}
    outcome = check_outcome(
        app, select=["CL808"], files={"tests/test_it.py": test, **others}, target_sdk=target_sdk
    )
    assert {one.span.file for one in outcome.findings} <= {"tests/test_it.py"}
    return [row(outcome, one) for one in outcome.findings]


@pytest.mark.parametrize(("test", "line"), [(NAMED, 5), (REACHED, 4)])
def test_found(test: str, line: int) -> None:
    """A route for the host is marked where it stands, else the mock."""
    assert found(test) == [line]
    assert found(test, target_sdk=None) == [line]
    assert found(test, target_sdk="1.0.0") == [line]


@pytest.mark.parametrize("test", [NAMED, REACHED])
def test_silent(test: str) -> None:
    """What takes the reason away takes the finding away."""
    assert found(test, target_sdk="0.97.0") == []
    assert found(test, early="import httpx2\nhttpx2.alias_httpx()\n") == []
    assert found(test, tests__conftest="from httpx2 import alias_httpx\nalias_httpx()\n") == []
    own = APP.replace("Anthropic()", "Anthropic(http_client=transport())")
    assert found(test, app=own) == []
    opened = APP.replace("Anthropic()", "Anthropic(**settings)")
    assert found(test, app=opened) == []
    assert found(test.replace("@respx.mock", "@respx.mock(using='httpcore2')")) == (
        [5] if test is NAMED else []
    )
    assert found(test, app="def answer(question): ...\n") == []


def test_methods() -> None:
    """A method of a class of tests is a test, and its fixtures are those of pytest."""
    method = "class TestIt:\n    def test_it(self, %s):\n        answer('Which lock?')\n"
    imports = "from main import answer\n"
    assert found(imports + method % "respx_mock") == [3]
    assert found(imports + method % "httpx_mock") == [3]
    assert found(imports + method % "httpx2_mock") == []
    assert found(imports + method.replace("TestIt", "Helper") % "respx_mock") == []


@pytest.mark.parametrize(
    ("options", "reported"),
    [
        ("assert_all_called=False", True),
        ('base_url="https://api.anthropic.com"', True),
        ('base_url="https://weather.example.com"', False),
        ('using="httpcore2"', False),
        ("**options", False),
    ],
)
def test_the_mark_of_respx(options: str, reported: bool) -> None:
    """The fixture is set up by a mark: what it patches, and for which addresses."""
    text = f"""
import pytest
from main import answer
@pytest.mark.respx({options})
def test_it(respx_mock):
    respx_mock.post("/v1/messages").respond(529)
    answer("Which lock?")
"""
    assert bool(found(text)) is reported


def test_code_that_talks_to_the_api_itself() -> None:
    """A route for the host may be for that; a mock around a request of the SDK is not."""
    direct = 'import httpx\ndef ask():\n    return httpx.post("https://api.anthropic.com/v1/messages")\n'
    app = f"{APP}from direct import ask\nask()\n"
    assert found(NAMED, app=app, direct=direct) == []
    assert found(REACHED, app=app, direct=direct) == [4]


def test_no_word_of_claude() -> None:
    """A test is judged though nothing in it speaks of the SDK, where the project sends requests."""
    assert "claude" not in REACHED
    assert "anthropic" not in REACHED
    assert found(REACHED) == [4]


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        ('respx.get("https://weather.example.com/now")', False),
        ('respx.get(host="weather.example.com")', False),
        ('respx.get("/v1/messages")', True),
        ('respx.get(path="/v1/messages")', True),
        ("respx.get(address)", True),
        ("respx.route()", True),
    ],
)
def test_other_addresses(line: str, reported: bool) -> None:
    """A mock with another address is for something else that the test does."""
    assert bool(found(f"{REACHED}    {line}\n")) is reported


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def test_it():", "def test_it(monkeypatch):"),
        ("def test_it():", "def test_it(mocker):"),
        ("@respx.mock", "from unittest.mock import patch\n@respx.mock\n@patch('main.client')"),
        ("    answer(", "    from unittest import mock\n    mock.patch('main.client')\n    answer("),
        ("def test_it():", "def helper():"),
        ('    answer("Which lock?")', "    answer"),
        ("@respx.mock", "@respx.mock(**settings)"),
        ("import respx", "from routers import respx"),
    ],
)
def test_what_may_be_seen(before: str, after: str) -> None:
    """Where the request may not be sent, or not from a test, nothing is said."""
    assert before in REACHED
    assert found(REACHED.replace(before, after)) == []


@pytest.mark.parametrize(("name", "reported"), [("test_it", True), ("helper", False)])
def test_a_parameter_of_a_test(name: str, reported: bool) -> None:
    """Only to a test does pytest give the fixture; any other function may be given anything under its name."""
    text = f'def {name}(respx_mock):\n    respx_mock.post("https://api.anthropic.com/v1/messages")\n'
    assert bool(found(text)) is reported
