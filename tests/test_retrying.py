"""What tries a request again, and how often its client does so by itself."""

import pytest
from harness import requests_of

from claudelint.linking.project import Request

HEAD = """import time, itertools
import anthropic, backoff, retry as retries, retrying, stamina, tenacity
from anthropic import Anthropic

client = Anthropic()
"""
SEND = "client.messages.create(model='claude-opus-4-8', max_tokens=9, messages=[])"
LOOP = "def f():\n    {head}\n        try:\n            return SEND\n        except {errors}:\n            {handler}\n"


def only(requests: tuple[Request, ...]) -> Request:
    """The request of a text that has one."""
    (request,) = requests
    return request


def decorated(decorator: str) -> str:
    """A function that sends a request and has a decorator."""
    return f"@{decorator}\ndef f():\n    return SEND\n"


def loop(head: str = "for i in range(5):", errors: str = "Exception", handler: str = "time.sleep(1)") -> str:
    """A loop of attempts."""
    return LOOP.format(head=head, errors=errors, handler=handler)


@pytest.mark.parametrize(
    ("text", "words", "attempts"),
    [
        (decorated("tenacity.retry"), "`tenacity.retry`", None),
        (decorated("tenacity.retry(stop=tenacity.stop_after_attempt(4))"), "`tenacity.retry`", 4),
        (
            decorated(
                "tenacity.retry(stop=tenacity.stop_after_delay(9) | tenacity.stop_after_attempt(4), "
                "retry=tenacity.retry_if_exception_type(KeyError) | "
                "tenacity.retry_if_exception_type(anthropic.RateLimitError))"
            ),
            "`tenacity.retry`",
            4,
        ),
        (decorated("tenacity.retry(retry=tenacity.retry_if_not_exception_type(KeyError))"), "`tenacity.retry`", None),
        (decorated("backoff.on_exception(backoff.expo, anthropic.APIError, max_tries=3)"), "`backoff.on_exception`", 3),
        (
            decorated("backoff.on_exception(backoff.expo, exception=(KeyError, Exception))"),
            "`backoff.on_exception`",
            None,
        ),
        (decorated("retrying.retry(stop_max_attempt_number=7)"), "`retrying.retry`", 7),
        (decorated("retries.retry(anthropic.APIConnectionError, tries=3)"), "`retry.retry`", 3),
        (decorated("retries.retry()"), "`retry.retry`", None),
        (decorated("stamina.retry(on=anthropic.APITimeoutError)"), "`stamina.retry`", 10),
        (
            "def f():\n    for attempt in tenacity.Retrying(stop=tenacity.stop_after_attempt(2)):\n"
            "        with attempt:\n            return SEND\n",
            "`tenacity.Retrying`",
            2,
        ),
        ("print(tenacity.retry(stop=tenacity.stop_after_attempt(6))(client.messages.create)(model='m'))", "`tenacity.retry`", 6),
        (loop(), "the loop on line 7", 5),
        (loop("for i in itertools.count():"), "the loop on line 7", None),
        (loop("while True:"), "the loop on line 7", None),
        (loop("i = 0\n    while i < 3:", handler="i += 1"), "the loop on line 8", 3),
        (loop("i = 1\n    while i <= 3:", handler="i += 1"), "the loop on line 8", 3),
        (loop("i = g()\n    while i < 3:", handler="i += 1"), "the loop on line 8", None),
        (loop(errors="(KeyError, anthropic.ConflictError)"), "the loop on line 7", 5),
        (loop(errors="anthropic.OverloadedError as error", handler="if i == 4: raise"), "the loop on line 7", 5),
        (
            "def f():\n    for i in range(3):\n        try:\n            answer = SEND\n        except Exception:\n"
            "            continue\n        return answer\n",
            "the loop on line 7",
            3,
        ),
        ("def f():\n    return SEND\nfor i in range(3):\n    try:\n        f()\n        break\n    except Exception:\n        pass\n", "the loop on line 8", 3),
    ],
)  # fmt: skip
def test_what_tries_again(text: str, words: str, attempts: int | None) -> None:
    with requests_of(HEAD + text.replace("SEND", SEND)) as requests:
        found = only(requests).retry
        assert found is not None
        assert (found.words, found.attempts) == (words, attempts)


@pytest.mark.parametrize(
    "text",
    [
        decorated("tenacity.retry(retry=tenacity.retry_if_exception_type(KeyError))"),
        decorated("tenacity.retry(retry=tenacity.retry_if_exception_type(anthropic.NotFoundError))"),
        decorated("tenacity.retry(retry=tenacity.retry_if_result(bool))"),
        decorated("tenacity.retry(retry=tenacity.retry_if_exception(g))"),
        decorated("tenacity.retry(**settings)"),
        decorated("backoff.on_predicate(backoff.expo)"),
        decorated("backoff.on_exception(backoff.expo, errors)"),
        decorated("retrying.retry(retry_on_exception=g)"),
        decorated("stamina.retry(on=g)"),
        loop(errors="KeyError"),
        loop(errors="anthropic.AuthenticationError"),
        loop(handler="raise"),
        loop(handler="return None"),
        loop(handler="break"),
        loop("for i in [1, 2]:"),
        # another model each time
        loop("for i in range(5):").replace("SEND", SEND.replace("'claude-opus-4-8'", "models[i]")),
        # the same end after a success and after a failure
        "def f():\n    for i in range(3):\n        try:\n            answer = SEND\n        except Exception:\n"
        "            answer = None\n        return answer\n",
        # nothing is left to try again
        "@tenacity.retry\ndef f():\n    try:\n        return SEND\n    except Exception:\n        return None\n",
        "@tenacity.retry(retry=tenacity.retry_if_exception_type(anthropic.APIError))\ndef f():\n    try:\n"
        "        return SEND\n    except Exception as error:\n        raise KeyError from error\n",
        # in the handler the request is another one
        "def f():\n    for i in range(3):\n        try:\n            return g()\n        except Exception:\n            SEND\n",
    ],
)  # fmt: skip
def test_what_does_not(text: str) -> None:
    with requests_of(HEAD + text.replace("SEND", SEND)) as requests:
        assert only(requests).retry is None


def test_what_is_reached_otherwise_as_well_is_not_always_tried_again() -> None:
    text = "def g():\n    return SEND\n" + loop().replace("SEND", "g()") + "f()\n"
    for more, always in (("", True), ("g()\n", False)):
        with requests_of(HEAD + (text + more).replace("SEND", SEND)) as requests:
            found = only(requests).retry
            assert found is not None
            assert found.always is always


@pytest.mark.parametrize(
    ("client", "number"),
    [
        ("Anthropic()", 2),
        ("Anthropic(max_retries=5)", 5),
        ("Anthropic(max_retries=0)", 0),
        ("Anthropic(max_retries=5).with_options(max_retries=0)", 0),
        ("Anthropic().with_options(timeout=5.0)", 2),
        ("Anthropic(max_retries=3 if g else 4)", 3),
        ("Anthropic(max_retries=g())", None),
        ("Anthropic(**g())", None),
        ("Anthropic(max_retries=None)", None),
    ],
)
def test_how_often_the_client_tries_again(client: str, number: int | None) -> None:
    text = f"import anthropic\nfrom anthropic import Anthropic\nclient = {client}\n{SEND}\n"
    with requests_of(text) as requests:
        assert only(requests).retries_by_client == number


def test_a_client_that_is_only_declared_may_do_as_it_likes() -> None:
    text = f"from anthropic import Anthropic\ndef f(client: Anthropic):\n    {SEND}\n"
    with requests_of(text) as requests:
        assert only(requests).retries_by_client is None
