"""Which handlers keep the errors of a request to themselves."""

import pytest
from harness import requests_of

HEAD = """import contextlib, logging, time
import anthropic
from anthropic import Anthropic
client = Anthropic()
def sent():
    return client.messages.create(model='claude-opus-4-8', max_tokens=9, messages=[]).content
"""
TRY = "def f():\n    try:\n        return sent()\n    except {errors}:\n        {handler}\n"


def outcomes(text: str) -> list[str]:
    """What becomes of the errors of the one request, in each handler that keeps them."""
    with requests_of(HEAD + text) as requests:
        (request,) = requests
        return [one.outcome for one in request.swallowed_errors]


@pytest.mark.parametrize(
    ("errors", "handler", "outcome"),
    [
        ("Exception", "pass", "are passed over"),
        ("BaseException", "...", "are passed over"),
        ("anthropic.APIError as error", "'nothing to do'", "are passed over"),
        ("(KeyError, anthropic.RateLimitError)", "time.sleep(3)", "are passed over"),
        ("anthropic.RequestTooLargeError", "return", "become `None`"),
        ("Exception", "return None", "become `None`"),
        ("Exception", "return ''", 'become `""`'),
        ("Exception", "return []", "become `[]`"),
        ("Exception", "return ()", "become `()`"),
        ("Exception", "return {}", "become `{}`"),
        ("Exception", "return list()", "become `list()`"),
        ("Exception", "answer = None; return answer", None),
    ],
)
def test_handlers_that_say_nothing(errors: str, handler: str, outcome: str | None) -> None:
    found = outcomes(TRY.format(errors=errors, handler=handler))
    assert found == ([outcome] if outcome else [])


@pytest.mark.parametrize(
    ("errors", "handler"),
    [
        ("KeyError", "pass"),
        ("unknown.Error", "pass"),
        ("Exception", "raise"),
        ("Exception", "logging.exception('no')"),
        ("Exception as error", "print(error)"),
        ("Exception", "return 'not available'"),
        ("Exception", "return False"),
        ("Exception", "return 0"),
        ("Exception", "return {'error': True}"),
        ("Exception as error", "return error"),
        ("Exception", "self.failed = None"),
        ("Exception", "yield ''"),
        ("Exception", "return fallback()"),
    ],
)
def test_handlers_that_tell_somebody(errors: str, handler: str) -> None:
    assert outcomes(TRY.format(errors=errors, handler=handler)) == []


def test_an_error_ends_at_the_first_handler_that_keeps_it() -> None:
    inner = "def f():\n    try:\n        return sent()\n    except {inner}:\n        return ''\n"
    outer = "def g():\n    try:\n        return f()\n    except Exception:\n        return None\n"
    assert outcomes(inner.format(inner="Exception") + outer) == ['become `""`']
    assert outcomes(inner.format(inner="anthropic.RateLimitError") + outer) == [
        'become `""`',
        "become `None`",
    ]


def test_what_became_another_exception_is_only_caught_by_what_catches_everything() -> None:
    inner = "def f():\n    try:\n        return sent()\n    except Exception as error:\n        raise KeyError from error\n"
    outer = "def g():\n    try:\n        return f()\n    except {outer}:\n        return None\n"
    assert outcomes(inner + outer.format(outer="anthropic.APIError")) == []
    assert outcomes(inner + outer.format(outer="Exception")) == ["become `None`"]


@pytest.mark.parametrize(
    ("classes", "found"),
    [
        ("Exception", ["are passed over"]),
        ("KeyError, anthropic.APIError", ["are passed over"]),
        ("KeyError", []),
    ],
)
def test_contextlib_suppress(classes: str, found: list[str]) -> None:
    assert outcomes(f"def f():\n    with contextlib.suppress({classes}):\n        return sent()\n") == found


def test_a_variable_that_is_looked_at_afterwards_tells_of_the_error() -> None:
    text = "def f():\n    try:\n        answer = sent()\n    except Exception:\n        answer = None\n"
    assert outcomes(text + "    return answer\n") == ["become `None`"]
    assert outcomes(text + "    if answer is None:\n        print('no')\n") == []


def test_another_attempt_is_no_silence() -> None:
    text = "def f():\n    for i in range(3):\n        try:\n            return sent()\n        except Exception:\n            time.sleep(1)\n"
    assert outcomes(text) == []


@pytest.mark.parametrize(
    ("errors", "found"),
    [
        ("(anthropic.NotFoundError, anthropic.PermissionDeniedError)", []),
        ("anthropic.RateLimitError", ["are passed over"]),
        ("anthropic.APIStatusError", ["are passed over"]),
        ("Exception", ["are passed over"]),
    ],
)
def test_a_single_status_may_lead_another_way(errors: str, found: list[str]) -> None:
    text = TRY.format(errors=errors, handler="pass")
    assert outcomes(text + "    return other()\n") == found
    assert outcomes(text) == ["are passed over"]
