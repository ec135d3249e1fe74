"""Where the text of an error is searched for what its class says."""

import pytest
from harness import check_text, fix_text, requests_of

HEAD = """import anthropic
client = anthropic.Anthropic(max_retries=0)
def sent():
    return client.messages.create(model='claude-opus-4-8', max_tokens=9, messages=[])
"""
TRY = "def f(text, word):\n    try:\n        return sent()\n    except {errors} as e:\n        if {test}:\n            pass\n        raise\n"


def classes(test: str, errors: str = "Exception") -> list[tuple[str, ...]]:
    """The classes that the searches in a handler stand for."""
    with requests_of(HEAD + TRY.format(test=test, errors=errors)) as requests:
        (request,) = requests
        return [one.classes for one in request.text_matches]


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("'429' in str(e)", "RateLimitError"),
        ("'Error code: 429' in repr(e)", "RateLimitError"),
        ("'Rate limit' in e.message", "RateLimitError"),
        ("'529' in str(e).lower()", "OverloadedError"),
        ("'overloaded_error' in f'{e}'", "OverloadedError"),
        ("'401' not in str(e.body)", "AuthenticationError"),
        ("'timed out' in e.args[0].lower()", "APITimeoutError"),
        ("'503' in format(e)", "ServiceUnavailableError"),
        ("text or ('500' in str(e) and word)", "InternalServerError"),
    ],
)
def test_words_that_a_class_stands_for(test: str, found: str) -> None:
    assert classes(test) == [(found,)]


@pytest.mark.parametrize(
    ("test", "errors"),
    [
        ("'credit balance' in str(e)", "Exception"),
        ("'14290' in str(e)", "Exception"),
        ("'429' in text", "Exception"),
        ("word in str(e)", "Exception"),
        ("'429' in str(sent)", "Exception"),
        ("'429' == str(e)", "Exception"),
        ("'429' in e", "Exception"),
        ("'429' in str(e)", "KeyError"),
        ("e.status_code in (429, 529)", "Exception"),
    ],
)
def test_other_searches(test: str, errors: str) -> None:
    assert classes(test, errors) == []


def test_several_words_are_one_search() -> None:
    assert classes("'429' in str(e) or 'rate limit' in str(e) or '529' in str(e)") == [
        ("RateLimitError", "OverloadedError")
    ]


def test_a_function_that_is_handed_the_error() -> None:
    judge = "def judge(a, error):\n    return '429' in str(error) or '429' in a\n"
    text = HEAD + judge + TRY.format(test="judge('429', e)", errors="Exception")
    (found,) = check_text(text, select=["CL704"])
    assert found.fix is not None
    assert "by hand: the error is handed to a function" in found.fix.title


def test_the_fix_asks_by_status_where_the_sdk_may_lack_the_class() -> None:
    text = HEAD + TRY.format(test="'529' in str(e)", errors="Exception")
    for version, asked in (
        ("2.4.0", 'getattr(e, "status_code", None) == 529'),
        ("2.13.0", "isinstance(e, anthropic.OverloadedError)"),
    ):
        assert f"if {asked}:" in fix_text(text, select=["CL704"], unsafe=True, target_sdk=version)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("anthropic = anthropic\n", "`anthropic` is the name of something else, too"),
        ("def g(anthropic):\n    pass\n", "`anthropic` is the name of something else, too"),
    ],
)
def test_what_cannot_be_asked_is_refused(head: str, reason: str) -> None:
    text = HEAD + head + TRY.format(test="'429' in str(e)", errors="Exception")
    (found,) = check_text(text, select=["CL704"])
    assert found.fix is not None
    assert reason in found.fix.title


def test_what_tests_look_for_is_their_affair() -> None:
    text = "from main import sent\n" + TRY.format(test="'429' in str(e)", errors="Exception")
    assert check_text(HEAD, select=["CL704"], files={"test_main.py": text}) == []
    assert len(check_text(HEAD, select=["CL704"], files={"other.py": text})) == 1
