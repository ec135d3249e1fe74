"""How long clients and requests wait."""

import pytest
from harness import check_text, requests_of

HEAD = "import anthropic, httpx\nfrom anthropic import Anthropic, Timeout\nLIMIT = 7.5\n"
SEND = "client.messages.create(model='claude-opus-4-8', max_tokens=9, messages=[]{more})\n"


def limit(client: str, more: str = "") -> float | str | None:
    """The limit of a request in seconds, "none" where it waits for ever, None where that is not known."""
    with requests_of(HEAD + f"client = {client}\n" + SEND.format(more=more)) as requests:
        (request,) = requests
        found = request.time_limit
        return None if found is None else "none" if found.seconds is None else found.seconds


@pytest.mark.parametrize(
    ("client", "more", "seconds"),
    [
        ("Anthropic(timeout=5)", "", 5.0),
        ("Anthropic(timeout=LIMIT)", "", 7.5),
        ("Anthropic(timeout=None)", "", "none"),
        ("Anthropic(timeout=5)", ", timeout=30.0", 30.0),
        ("Anthropic(timeout=5).with_options(timeout=9)", "", 9.0),
        ("Anthropic()", ", timeout=None", "none"),
        ("Anthropic()", ", timeout=Timeout(8, connect=2.0)", 8.0),
        ("Anthropic()", ", timeout=httpx.Timeout(60.0, read=4.0)", 4.0),
        ("Anthropic()", ", **{'timeout': 3}", 3.0),
        ("Anthropic()", "", None),
        ("Anthropic(timeout=given())", "", None),
        ("Anthropic(timeout=5)", ", timeout=given()", None),
        ("Anthropic(timeout=5)", ", **given()", None),
        ("Anthropic(timeout=5)", ", stream=True", None),
    ],
)
def test_how_long_a_request_waits(client: str, more: str, seconds: float | str | None) -> None:
    assert limit(client, more) == seconds


def test_what_callers_may_pass_is_not_known() -> None:
    text = (
        HEAD
        + "def f(timeout=None):\n    client = Anthropic(timeout=timeout)\n    "
        + SEND.format(more=", timeout=timeout")
    )
    assert check_text(text, select=["CL705"]) == []


@pytest.mark.parametrize(("seconds", "found"), [("9_999", False), ("10_000", True), ("60000.0", True)])
def test_from_where_on_milliseconds_are_meant(seconds: str, found: bool) -> None:
    assert bool(check_text(HEAD + f"client = Anthropic(timeout={seconds})\n", select=["CL705"])) is found


@pytest.mark.parametrize(
    ("seconds", "thinking", "found"),
    [
        ("9.5", '{"type": "adaptive"}', True),
        ("10", '{"type": "adaptive"}', False),
        ("9.5", '{"type": "disabled"}', False),
        ("9.5", "given()", False),
    ],
)
def test_a_model_that_thinks_takes_its_time(seconds: str, thinking: str, found: bool) -> None:
    text = HEAD + "client = Anthropic()\n" + SEND.format(more=f", timeout={seconds}, thinking={thinking}")
    assert bool(check_text(text, select=["CL705"])) is found


def test_tests_may_wait_as_they_like() -> None:
    files = {"tests/test_it.py": HEAD + "client = Anthropic(timeout=None)\n"}
    assert check_text("", select=["CL705"], files=files) == []
