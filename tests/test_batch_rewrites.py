"""Message batches out of loops, comprehensions and gathers: the code after the fix, and what is refused."""

from __future__ import annotations

import pytest
from batch_programs import ASYNC_LOOP, batched, code, refusal
from harness import clean, fix_text

# loops in async functions


def test_an_async_loop_waits_for_its_batch_without_blocking() -> None:
    after = batched(ASYNC_LOOP)
    assert "import time\n" in after
    assert (
        """
        batch = await later.messages.batches.create(requests=requests)
        while batch.processing_status != "ended":
            await asyncio.sleep(60)
            batch = await later.messages.batches.retrieve(batch.id)
        async for entry in await later.messages.batches.results(batch.id):
            results[entry.custom_id] = entry.result
"""
        in after
    )
    assert "        message = result.message\n" in after


def test_the_parentheses_of_an_await_go_with_it() -> None:
    after = batched("""
    async def ask(items):
        found = []
        for item in items:
            found.append((await LATER).content[0].text)
        return found
    """)
    assert "found.append(result.message.content[0].text)" in after


def test_an_async_loop_may_await_something_else() -> None:
    after = batched("""
    async def ask(items, store):
        for item in items:
            message = await LATER
            await store.save(message.id)
    """)
    assert "        await store.save(message.id)\n" in after


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("async def ask(items):\n    for item in items:\n        print(ASK)", "function is asynchronous"),
        ("async def ask(items):\n    for item in items:\n        found = LATER", "not awaited here"),
    ],
)
def test_refuses_what_waits_in_another_way(body: str, reason: str) -> None:
    assert reason in refusal(body)


# comprehensions


def test_a_comprehension_runs_over_the_answers() -> None:
    after = batched("""
    def ask(items):
        return [ASK.content[-1].text for item in items]
    """)
    assert after.endswith(
        clean("""
        def ask(items):
            inputs = list(items)
            requests: list[Request] = [
                {
                    "custom_id": f"item-{index}",
                    "params": {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": item}]},
                }
                for index, item in enumerate(inputs)
            ]
            answers = {}
            if requests:
                batch = client.messages.batches.create(requests=requests)
                while batch.processing_status != "ended":
                    time.sleep(60)
                    batch = client.messages.batches.retrieve(batch.id)
                for entry in client.messages.batches.results(batch.id):
                    if entry.result.type != "succeeded":
                        raise RuntimeError(f"request {entry.custom_id} ended as {entry.result.type}")
                    answers[entry.custom_id] = entry.result.message
            return [answers[f"item-{index}"].content[-1].text for index, item in enumerate(inputs)]
        """)
    )


@pytest.mark.parametrize(
    ("before", "inputs", "after"),
    [
        (
            "found = [ASK for item in range(30)]",
            "",
            'found = [answers[f"item-{index}"] for index, item in enumerate(range(30))]',
        ),
        (
            "found = {name: ASK for name, item in things().items() if item}",
            "inputs = [(name, item) for name, item in things().items() if item]",
            'found = {name: answers[f"item-{index}"] for index, (name, item) in enumerate(inputs)}',
        ),
        (
            "total = sum(ASK.usage.output_tokens for item in things())",
            "inputs = list(things())",
            'total = sum(answers[f"item-{index}"].usage.output_tokens for index, item in enumerate(inputs))',
        ),
        (
            "found = list((place, ASK) for place, item in enumerate(things()))",
            "inputs = list(things())",
            'found = [(place, answers[f"item-{place}"]) for place, item in enumerate(inputs)]',
        ),
        (
            "found = {ASK.content[-1].text for item in things() if (item and (len(item) > 2))}",
            "inputs = [item for item in things() if (item and (len(item) > 2))]",
            'found = {answers[f"item-{index}"].content[-1].text for index, item in enumerate(inputs)}',
        ),
        (
            "for message in [ASK for item in things()]:\n    print(message.id)",
            "inputs = list(things())",
            'for message in [answers[f"item-{index}"] for index, item in enumerate(inputs)]:\n    print(message.id)',
        ),
        (
            "[print(ASK.id, *others) for item, *others in things()]",
            "inputs = list(things())",
            '[print(answers[f"item-{index}"].id, *others) for index, (item, *others) in enumerate(inputs)]',
        ),
    ],
)
def test_comprehensions_of_several_kinds(before: str, inputs: str, after: str) -> None:
    result = batched(before)
    assert f"{inputs}\nrequests: list[Request] = [\n" in result
    assert ("inputs = " in result) is bool(inputs)
    assert result.endswith(f"        answers[entry.custom_id] = entry.result.message\n{after}\n")


def test_a_comprehension_keeps_its_lines_and_comments() -> None:
    after = batched("""
    found = [
        # the answer of the model
        ASK.content[-1].text
        # one for each
        for item in things()  # (all of them)
    ]  # noqa: C416
    """)
    assert (
        """
found = [
    # the answer of the model
    answers[f"item-{index}"].content[-1].text
    # one for each
    for index, item in enumerate(inputs)  # (all of them)
]  # noqa: C416
"""
        in after
    )


def test_an_async_comprehension_waits_for_its_batch() -> None:
    after = batched("""
    async def ask(items):
        return [(await LATER).content for item in items if item]
    """)
    assert "batch = await later.messages.batches.create(requests=requests)" in after
    assert 'return [answers[f"item-{index}"].content for index, item in enumerate(inputs)]' in after


def test_a_gather_over_requests_becomes_a_list_of_answers() -> None:
    after = batched("""
    async def ask(items):
        first, *others = await asyncio.gather(
            *(
                LATER
                for item in items
            ),
            return_exceptions=False,
        )
        return others
    """)
    assert (
        """
    first, *others = [
        answers[f"item-{index}"]
        for index, item in enumerate(inputs)
    ]
    return others
"""
        in after
    )


def test_a_gather_that_gives_failures_back_still_does() -> None:
    after = batched("""
    async def ask(items):
        return await asyncio.gather(*[LATER for item in items], return_exceptions=True)
    """)
    assert "from anthropic.types import Message\n" in after
    assert "    answers: dict[str, Message | BaseException] = {}\n" in after
    assert (
        """
            if entry.result.type == "succeeded":
                answers[entry.custom_id] = entry.result.message
            else:
                answers[entry.custom_id] = RuntimeError(f"request {entry.custom_id} ended as {entry.result.type}")
"""
        in after
    )


@pytest.mark.parametrize(
    ("selected", "word"),
    [(["CL501", "CL502", "CL503"], "batches.create"), (["CL502", "CL503"], "Semaphore(10)")],
)
def test_a_batch_goes_before_a_semaphore(selected: list[str], word: str) -> None:
    body = "async def ask(items):\n    return await asyncio.gather(*[LATER for item in items])"
    after = fix_text(code(body), select=selected, unsafe=True)
    assert word in after
    assert ("Semaphore" in after) is ("Semaphore" in word)


IN_ASYNC = "async def ask(items):\n    "


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("found = [ASK for items in things() for item in items]", "more than one `for`"),
        ("found = [(answer := ASK) for item in things()]", "names something"),
        ("found = [item for item in things() if ASK.content]", "which items there are"),
        ("found = [ASK if item else None for item in things()]", "not made in every turn"),
        ("found = (ASK for item in things())", "run to its end"),
        ("found = any(ASK.content for item in things())", "run to its end"),
        ("found = max((ASK.id for item in things()), key=len) if things else 0", "not always sent"),
        ("print(heading(), [ASK for item in things()])", "something else is worked out"),
        ("while [ASK for item in things()]:\n    pass", "header of a statement"),
        (
            "def ask(items):\n    try:\n        return [ASK for item in items]\n"
            "    except anthropic.APIError:\n        return None",
            "handled around the loop",
        ),
        ("class Answers:\n    found = [ASK for item in things()]", "while a class is made"),
        ("text = f'{[ASK for item in things()]}'", "f-string"),
        ("found = [f'{item}: {ASK.id}' for item in things()]", "f-string"),
        ("a = 1; found = [ASK for item in things()]", "same line"),
        ("seen = []\nfound = [(seen.append(item), ASK) for item in things() if item not in seen]", "`seen`"),
        (IN_ASYNC + "return [ASK for item in items]", "client is not"),
        (IN_ASYNC + "return [LATER for item in items]", "not awaited here"),
        (
            IN_ASYNC + "return await asyncio.gather(*[limited(LATER) for item in items])",
            "more than the requests",
        ),
        (IN_ASYNC + "tasks = asyncio.gather(*[LATER for item in items])", "not awaited at once"),
        (
            IN_ASYNC + "return await asyncio.gather(*[LATER for item in items], other())",
            "something else as well",
        ),
        (
            IN_ASYNC + "return await asyncio.gather(*[LATER for item in items], return_exceptions=items)",
            "run time",
        ),
    ],
)
def test_refuses_comprehensions(body: str, reason: str) -> None:
    assert reason in refusal(body)
