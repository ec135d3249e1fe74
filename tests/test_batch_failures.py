"""Functions that handle the errors of their requests: a batch's items that fail come to the same handlers."""

from __future__ import annotations

import pytest
from api import LoopbackAPI
from batch_programs import TURN, batched, batched_files, code, ran, refusal
from harness import clean

GUARDED = """
def classify(item: str, kind: str = "ship") -> str | None:
    '''Says what it is.'''
    # short ones only
    item = item.strip()
    # may be refused
    try:  # by the API
        # sent
        message = ASK
        # read
        return message.content[-1].text
    except anthropic.APIError as error:  # not of Python
        print(f"{kind}: {error}")
        return None  # nothing
"""


def test_a_function_that_handles_errors_is_taken_apart() -> None:
    after = batched(GUARDED + "\n\ndef ask(items):\n    return [classify(item) for item in items]\n")
    assert clean("""
        def classify_params(item: str, kind: str = "ship") -> MessageCreateParamsNonStreaming:
            # short ones only
            item = item.strip()
            # may be refused
            # sent
            return {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": item}]}


        def classify_answer(message: Message | Exception, kind: str = "ship") -> str | None:
            try:  # by the API
                if isinstance(message, Exception):
                    raise message
                # read
                return message.content[-1].text
            except anthropic.AnthropicError as error:  # not of Python
                print(f"{kind}: {error}")
                return None  # nothing


        def classify(item: str, kind: str = "ship") -> str | None:
            '''Says what it is.'''
            params = classify_params(item, kind)
            try:
                message = client.messages.create(**params)
            except anthropic.APIError as error:
                return classify_answer(error, kind)
            return classify_answer(message, kind)
        """).replace("  # nothing\n", "\n", 1) in after.replace("  # nothing\n", "\n")
    assert "    answers: dict[str, Message | Exception] = {}\n" in after
    assert (
        """
            if entry.result.type == "succeeded":
                answers[entry.custom_id] = entry.result.message
            else:
                answers[entry.custom_id] = anthropic.AnthropicError(f"request {entry.custom_id} ended as {entry.result.type}")
"""
        in after
    )


def test_a_loop_hands_a_failure_on() -> None:
    body = "\n\ndef ask(items):\n    found = []\n    for item in items:\n        found.append(classify(item, item))\n    return found\n"
    assert batched(GUARDED + body).endswith("""
    for index, item in enumerate(inputs):
        result = results[f"item-{index}"]
        if result.type == "succeeded":
            answer: Message | Exception = result.message
        else:
            answer = anthropic.AnthropicError(f"request item-{index} ended as {result.type}")
        found.append(classify_answer(answer, item))
    return found
""")


def test_a_function_of_another_module_that_handles_errors_is_taken_apart_once() -> None:
    asking = code(
        "from anthropic import APIError\n" + GUARDED.replace("anthropic.APIError", "(ValueError, APIError)")
    )
    asking = asking.replace("import anthropic\n", "").replace("strip()", "strip()[:9]")
    loop = "from asking import classify\n\n\ndef ask(items):\n    return [classify(item) for item in items]\n"
    after = batched_files({"asking.py": asking, "one.py": loop, "two/__init__.py": "", "two/three.py": loop})
    assert (
        "from anthropic import Anthropic, AsyncAnthropic\nfrom anthropic import AnthropicError\n"
        in after["asking.py"]
    )
    assert "    except (ValueError, AnthropicError) as error:  # not of Python\n" in after["asking.py"]
    assert "    except (ValueError, APIError) as error:\n" in after["asking.py"]
    assert after["asking.py"].count("def classify") == 3
    for name in ("one.py", "two/three.py"):
        assert "from anthropic import AnthropicError\n" in after[name]
        assert " = AnthropicError(f" in after[name]


READ = "        return ASK.content[-1].text\n"
PROGRAMS = {
    "every error": "    except Exception:\n        return None\n",
    "errors of the API, in words": "    except anthropic.APIError as error:\n        print(len(str(error)) > 9)\n        return item\n",
    "whatever happens": "    except:\n        return [item]\n",
    "one that is raised again": "    except anthropic.AnthropicError as error:\n        raise ValueError(item) from error\n",
    "no answer at all before all others": (
        "    except anthropic.APITimeoutError:\n        return 'later'\n"
        "    except (anthropic.APIError, KeyError) as error:\n        print(f'no {item}')\n"
    ),
    "reading that fails, too": (
        "    except ValueError:\n        return 'no number'\n    except Exception:\n        return 'nothing'\n"
    ),
}
OVER = {
    "a loop": "def ask(items):\n    for item in items:\n        found = classify(item)\n        print(found)\n\n\n",
    "a comprehension": "def ask(items):\n    print([classify(item) for item in items])\n\n\n",
    "a map": "def ask(items):\n    print(list(map(classify, items)))\n\n\n",
}


@pytest.mark.parametrize("over", OVER)
@pytest.mark.parametrize("name", PROGRAMS)
def test_what_fails_is_handled_as_before(name: str, over: str, loopback_api: LoopbackAPI) -> None:
    read = READ if "reading" not in name else "        return int(ASK.content[-1].text)\n"
    body = (
        f"def classify(item):\n    try:\n{read}{PROGRAMS[name]}\n\n{OVER[over]}ask('one,,two'.split(','))\n"
    )
    body += (
        "try:\n    print(classify(''))\nexcept ValueError as error:\n    print(repr(error.__cause__)[:30])"
    )
    before, after = ran(code(body), loopback_api), ran(batched(body), loopback_api)
    assert before[0]
    assert after[0] == before[0]
    assert before[1].count("/v1/messages") > after[1].count("/v1/messages")


def guarded(tried: str, handled: str) -> str:
    return f"def classify(item):\n    try:\n        {tried}\n    {handled}\n\n\n{TURN}"


QUIET = "except Exception:\n        return None"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            guarded("return ASK", "except anthropic.RateLimitError:\n        return None"),
            "does not handle all errors",
        ),
        (
            guarded("return ASK", f"except anthropic.RateLimitError:\n        return 1\n    {QUIET}"),
            "handles `anthropic.RateLimitError` on its own",
        ),
        (
            guarded("return ASK", f"except anthropic.BadRequestError:\n        return 1\n    {QUIET}"),
            "handles `anthropic.BadRequestError` on its own",
        ),
        (
            guarded("return ASK", "except anthropic.APIError as e:\n        return e.status_code"),
            "no `status_code`",
        ),
        (guarded("return ASK", "except Exception as e:\n        return e"), "more with the error"),
        (guarded("return ASK", "except Exception as e:\n        errors.append(e)"), "more with the error"),
        (
            guarded(
                "return ASK", "except Exception as e:\n        if isinstance(e, OSError):\n            raise"
            ),
            "more with the error",
        ),
        (guarded("return ASK", f"{QUIET}\n    finally:\n        print(item)"), "has a `finally`"),
        (guarded("item = load(item)\n        return ASK", QUIET), "is there for errors of `load(item)`"),
        (guarded("item = item['text']\n        return ASK", QUIET), "for errors of `item['text']`"),
        (
            guarded("if not item:\n            raise ValueError(item)\n        return ASK", QUIET),
            "for errors of `raise",
        ),
        (
            "def classify(item):\n    for _ in range(3):\n        try:\n            return ASK\n        except Exception:\n"
            f"            continue\n\n\n{TURN}",
            "tries again in a loop",
        ),
        (
            "async def classify(item):\n    try:\n        return await LATER\n    except Exception:\n        await note(item)\n\n\n"
            "async def ask(items):\n    return await asyncio.gather(*[classify(item) for item in items])",
            "`await` after the request",
        ),
        (
            "async def classify(item):\n    try:\n        return await LATER\n    except Exception:\n        return None\n\n\n"
            "async def ask(items):\n"
            "    return await asyncio.gather(*[classify(item) for item in items], return_exceptions=True)",
            "of a failure",
        ),
    ],
)
def test_refuses_handlers_that_need_the_error(body: str, reason: str) -> None:
    assert reason in refusal(body)


def test_what_raises_nothing_of_the_api_may_be_worked_out_in_the_try() -> None:
    handled = "except anthropic.APIError:\n        return None"
    assert "batches.create" in batched(guarded("item = load(item)['text']\n        return ASK", handled))
    assert "batches.create" in batched(guarded("item = item.strip()[:80]\n        return ASK", QUIET))


def test_refuses_to_await_after_a_return() -> None:
    body = """
    async def classify(item):
        message = await LATER
        if not message.content:
            return None
        await note(message)
        return message.id


    async def ask(items):
        return await asyncio.gather(*[classify(item) for item in items])
    """
    assert "`await` after the request" in refusal(body)
