"""Message batches out of calls of functions that send requests, through loops, comprehensions, map and gather."""

from __future__ import annotations

import pytest
from batch_programs import CLASSIFY, TURN, batched, refusal
from harness import clean

# requests that a function sends


def test_a_function_is_taken_apart_and_its_request_written_once() -> None:
    after = batched(CLASSIFY + "\n\ndef ask(items):\n    return [classify(item) for item in items]\n")
    assert (
        clean("""
        # sent
        def classify_params(item) -> MessageCreateParamsNonStreaming:
            # short ones only
            item = item.strip()
            return {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": item}]}


        def classify_answer(message):
            return message.content[-1].text


        def classify(item):
            \'\'\'Says what it is.\'\'\'
            message = client.messages.create(**classify_params(item))
            return classify_answer(message)


        def ask(items):
            inputs = list(items)
            requests: list[Request] = [
                {
                    "custom_id": f"item-{index}",
                    "params": classify_params(item),
                }
                for index, item in enumerate(inputs)
            ]
        """)
        in after
    )
    assert after.endswith(
        '    return [classify_answer(answers[f"item-{index}"]) for index, item in enumerate(inputs)]\n'
    )


def test_what_is_needed_after_the_request_is_handed_on() -> None:
    after = batched("""
    def classify(
        item: str,  # what to ask
        kinds: dict[str, int],
        *,
        client: Anthropic,
    ) -> int:
        return kinds[ASK.content[-1].text]


    def ask(items: list[str], kinds: dict[str, int], own: Anthropic) -> dict[str, int]:
        found = {}
        for item in items:
            if item:
                continue
            found[item] = classify(item, kinds, client=own)
        return found
    """)
    assert "    return kinds[message.content[-1].text]\n" in after
    assert "def classify_answer(message: Message, kinds: dict[str, int]) -> int:\n" in after
    assert "    message = client.messages.create(**classify_params(item, kinds, client=client))\n" in after
    assert "    return classify_answer(message, kinds)\n" in after
    assert '            "params": classify_params(item, kinds, client=own),\n' in after
    assert "batch = own.messages.batches.create(requests=requests)" in after
    assert "found[item] = classify_answer(result.message, kinds)\n" in after


def test_a_function_that_returns_the_message_has_two_parts() -> None:
    after = batched("""
    async def classify(item):
        return await LATER


    async def ask(items):
        return await asyncio.gather(*[classify(item) for item in items])
    """)
    assert "    return await later.messages.create(**classify_params(item))\n" in after
    assert "classify_answer" not in after
    assert '    return [answers[f"item-{index}"] for index, item in enumerate(inputs)]\n' in after


def test_a_method_is_taken_apart_within_its_class() -> None:
    after = batched("""
    class Classifier:
        def __init__(self):
            self.client = Anthropic()

        def classify(self, item):
            message = self.ASK
            return message.id

        def ask(self, items):
            found = []
            for item in items:
                found.append(self.classify(item))
            return found


    def ask(items):
        classifier = Classifier()
        return [classifier.classify(item) for item in items]
    """)
    assert "    def classify_params(self, item) -> MessageCreateParamsNonStreaming:\n" in after
    assert "        return message.id\n\n    def classify(self, item):\n" in after
    assert "        message = self.client.messages.create(**self.classify_params(item))\n" in after
    assert "            found.append(self.classify_answer(result.message))\n" in after
    assert "            batch = self.client.messages.batches.create(requests=requests)\n" in after
    assert "        batch = classifier.client.messages.batches.create(requests=requests)\n" in after
    assert '    return [classifier.classify_answer(answers[f"item-{index}"]) for index, item in' in after
    assert after.count("def classify") == 3


def test_a_function_with_a_semaphore_keeps_it() -> None:
    after = batched("""
    async def classify(item: str, gate: asyncio.Semaphore) -> str:
        # short ones only
        item = item.strip()
        async with gate:  # some at a time
            # sent
            answer = await later.messages.create(
                model="claude-haiku-5-5", max_tokens=64, messages=[{"role": "user", "content": item}]
            )

            # read
            return answer.id


    async def ask(items, gate: asyncio.Semaphore):
        return await asyncio.gather(*[classify(item, gate) for item in items])
    """)
    assert (
        clean("""
        def classify_params(item: str, gate: asyncio.Semaphore) -> MessageCreateParamsNonStreaming:
            # short ones only
            item = item.strip()
            # sent
            return {
                "model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": item}]
            }


        def classify_answer(answer: Message) -> str:

            # read
            return answer.id


        async def classify(item: str, gate: asyncio.Semaphore) -> str:
            async with gate:  # some at a time
                answer = await later.messages.create(**classify_params(item, gate))
                return classify_answer(answer)
        """)
        in after
    )


@pytest.mark.parametrize(
    ("given", "gate", "more"),
    [
        ("", "gate = asyncio.Lock()", ""),
        ("", "gate = asyncio.Semaphore(2) if wanted() else None", ""),
        ("", "gate = asyncio.Semaphore(2)\nfor gate in gates():\n    pass", ""),
        (", gate", "", ""),
        ("", "gate = asyncio.Semaphore(2)", "    print(item)\n"),
    ],
)
def test_refuses_what_is_no_semaphore_around_all(given: str, gate: str, more: str) -> None:
    function = f"async def classify(item{given}):\n    async with gate:\n        found = await LATER\n{more}"
    function += "        return found\n\n\n" if not more else "    return found\n\n\n"
    asked = f"return await asyncio.gather(*[classify(item{given}) for item in items])"
    title = refusal(f"{gate}\n\n\n{function}async def ask(items{given}):\n    {asked}")
    assert "in a `with` of the function" in title


@pytest.mark.parametrize(
    ("passed", "is_one"),
    [
        ("few", True),
        ("gate=fewer", True),
        ("alone", False),
        ("gates[0]", False),
        ("gate=other", False),
    ],
)
def test_a_parameter_is_a_semaphore_where_every_call_passes_one(passed: str, is_one: bool) -> None:
    body = f"""
async def classify(item, gate):
    async with gate:
        return (await LATER).id


async def ask(items, gates=()):
    few = asyncio.Semaphore(3)
    fewer = asyncio.BoundedSemaphore(2)
    alone = asyncio.Lock()
    return await asyncio.gather(*[classify(item, {passed}) for item in items])
"""
    if is_one:
        assert "batches.create" in batched(body)
    else:
        assert "in a `with` of the function" in refusal(body)


LATER_ONE = "async def classify(item):\n    return (await LATER).id\n\n\n"


def test_tasks_that_the_next_statement_gathers_are_not_made() -> None:
    after = batched(
        LATER_ONE
        + """
async def ask(items):
    # all of them
    tasks = [
        # one each
        asyncio.create_task(classify(item)) for item in items
    ]  # begun

    # and their answers
    found = await asyncio.gather(*tasks)  # done
    return found
"""
    )
    assert (
        """
async def ask(items):
    # all of them
    # begun
    # and their answers
    inputs = list(items)
"""
        in after
    )
    assert (
        """
    found = [
        # one each
        classify_answer(answers[f"item-{index}"]) for index, item in enumerate(inputs)
    ]  # done
    return found
"""
        in after
    )
    assert "tasks" not in after


@pytest.mark.parametrize(
    ("made", "then", "reason"),
    [
        (
            "classify(item)",
            "found = await asyncio.gather(*tasks)\n    print(len(tasks))",
            "`tasks` is used again",
        ),
        ("classify(item)", "print(1)\n    found = await asyncio.gather(*tasks)", "not awaited here"),
        ("classify(item)", "found = asyncio.gather(*tasks)\n    await found", "not awaited at once"),
        ("classify(item)", "found = print(1), await asyncio.gather(*tasks)", "something else is worked out"),
        ("classify(item)", "found = items and await asyncio.gather(*tasks)", "not always sent"),
        (
            "asyncio.create_task(classify(item), name=item)",
            "found = await asyncio.gather(*tasks)",
            "more than",
        ),
        ("timed(classify(item))", "found = await asyncio.gather(*tasks)", "more than the requests"),
    ],
)
def test_refuses_what_is_gathered_by_a_name(made: str, then: str, reason: str) -> None:
    body = f"async def ask(items):\n    tasks = [{made} for item in items]\n    {then}\n    return found"
    assert reason in refusal(LATER_ONE + body)


def test_an_executor_that_only_maps_goes() -> None:
    after = batched(
        CLASSIFY
        + """

def ask(items):
    # eight at a time
    with ThreadPoolExecutor(8) as executor:  # threads
        # in order
        found = list(
            executor.map(classify, items)
        )
        print(len(found))
    return found
"""
    )
    assert (
        """
def ask(items):
    # eight at a time
    # threads
    # in order
    inputs = list(items)
"""
        in after
    )
    assert (
        """
    found = [classify_answer(answers[f"item-{index}"]) for index, item in enumerate(inputs)]
    print(len(found))
    return found
"""
        in after
    )


def test_an_executor_that_does_more_stays() -> None:
    after = batched(
        CLASSIFY
        + """

def ask(items):
    with ThreadPoolExecutor(8) as executor:
        executor.submit(print, "begun")
        return dict(executor.map(classify, items))
"""
    )
    assert '        executor.submit(print, "begun")\n        inputs = list(items)\n' in after
    assert "        return dict(classify_answer(answers" in after


def test_an_executor_sends_everything_whoever_runs_over_it() -> None:
    after = batched(
        CLASSIFY
        + """

def ask(items):
    with ThreadPoolExecutor() as pool:
        for item, found in zip(items, pool.map(classify, items)):
            if found:
                return item
"""
    )
    assert '    for item, found in zip(items, [classify_answer(answers[f"item-{index}"]) for index, ' in after
    assert "ThreadPoolExecutor() as" not in after


def test_a_loop_over_a_map_runs_over_the_answers() -> None:
    after = batched(
        CLASSIFY.replace("(item)", "(item, kind)", 1)
        + "\n\ndef ask(items, kinds):\n    for found in map(classify, items, kinds):\n        print(found)\n"
    )
    assert "    inputs = list(zip(items, kinds))\n" in after
    assert '            "params": classify_params(item, kind),\n' in after
    assert (
        '    for found in [classify_answer(answers[f"item-{index}"]) for index, (item, kind) in enumerate(inputs)]:\n'
        in after
    )


def test_the_same_function_is_taken_apart_once() -> None:
    uses = "\n\ndef ask{}(items):\n    return [classify(item) for item in items]\n"
    after = batched(CLASSIFY + uses.format(1) + uses.format(2))
    assert after.count("def classify") == 3
    assert after.count("batches.create") == 2


NOTING = """
def note(item, items):
    items.append(item)
    return client.messages.create(model="claude-haiku-5-5", max_tokens=64, messages=items)


def ask(items):
    return [note(item, []) for item in items]


def ask_all(items):
    every = []
    return [note(item, every) for item in items]
"""


def test_what_has_been_taken_apart_is_still_looked_at() -> None:
    after = batched(NOTING)
    assert after.count("batches.create") == 1
    assert "    return [note(item, every) for item in items]\n" in after


SENT = "def classify(item):\n    return ASK\n\n\n"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("def classify(item): return ASK\n\n\n" + TURN, "on one line"),
        ("def classify(item):\n    ASK\n\n\n" + TURN, "does not read the answer"),
        ("@retried\n" + SENT + TURN, "decorated"),
        ("def classify(item, **more):\n    return ASK\n\n\n" + TURN, "any arguments"),
        ("def classify(item, now=time.time()):\n    return ASK\n\n\n" + TURN, "default of `now`"),
        (
            "def classify(item):\n    if not item:\n        return None\n    return ASK\n\n\n" + TURN,
            "`return` before",
        ),
        ("def classify(item):\n    with lock:\n        return ASK\n\n\n" + TURN, "in a `with`"),
        (
            "def classify(item):\n    try:\n        return ASK\n    except ValueError:\n        return None\n\n\n"
            + TURN,
            "does not handle all errors",
        ),
        (
            "def classify(item):\n    begun = time.time()\n    return ASK, time.time() - begun\n\n\n" + TURN,
            "needs `begun`",
        ),
        ("def classify(item):\n    client = Anthropic()\n    return ASK\n\n\n" + TURN, "made anew"),
        (SENT.replace("return", "global last\n    last = item\n    return") + TURN, "names of others"),
        (SENT.replace("return ASK", "return ASK if item else None") + TURN, "not made in every call"),
        (SENT.replace("return", "return ASK,") + TURN, "more than one request"),
        (
            SENT + "def ask(client):\n    return [classify(item) for item in client.things()]",
            "around the loop",
        ),
        (
            "def classify(item, key):\n    return ASK, key\n\n\nfound = [classify(item, key(item)) for item in things()]",
            "worked out twice",
        ),
        (SENT + "found = [classify(*item) for item in things()]", "one by one"),
        (SENT + "found = map(classify, things())", "run to its end"),
        (SENT + "for found in map(classify, things()):\n    if found.id:\n        break", "a break"),
        (SENT + "found = list(map(lambda item: classify(item), things()))", "another function"),
        (
            SENT
            + "def twice(item):\n    return classify(item)\n\n\nfound = [twice(item) for item in things()]",
            "called by another function",
        ),
        (
            SENT + "def ask(pool):\n    return [pool.submit(classify, item) for item in things()]",
            "not simply assigned to a name",
        ),
        (
            "def ask(items):\n    def classify(item):\n        return ASK\n    return [classify(item) for item in items]",
            "made anew",
        ),
        (
            "async def classify(item):\n    await lock()\n    return await LATER\n\n\n"
            "async def ask(items):\n    return await asyncio.gather(*[classify(item) for item in items])",
            "`await` before",
        ),
        (
            "async def classify(item):\n    return (await LATER).id\n\n\nasync def ask(items):\n"
            "    return await asyncio.gather(*[classify(item) for item in items], return_exceptions=True)",
            "of a failure",
        ),
    ],
)
def test_refuses_functions(body: str, reason: str) -> None:
    assert reason in refusal(body)


GUIDED = """
GUIDE = "Answer as a pilot would, and in a few words. " * 600


def classify(item):
    return client.messages.create(system=GUIDE, model="claude-haiku-5-5", max_tokens=64, messages=[{"role": "user", "content": item}])


def ask(items):
    return [classify(item) for item in items]
"""


@pytest.mark.parametrize(
    ("more", "is_marked"), [("", True), ("\n\ndef first(items):\n    return classify(items[0])", False)]
)
def test_a_prompt_is_marked_where_only_the_batch_has_it(more: str, is_marked: bool) -> None:
    assert ('"ttl": "1h"' in batched(GUIDED + more)) is is_marked


def test_a_suppression_goes_with_the_reading_of_the_answer() -> None:
    comment = "  # claudelint: ignore[CL601] one block"
    after = batched("def classify(item):\n    return ASK.content[0].text" + comment + "\n\n\n" + TURN)
    assert f"    return message.content[0].text{comment.removesuffix(' one block')}" in after
