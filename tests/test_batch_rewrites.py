"""Message batches out of loops, comprehensions, maps and gathers: the code after the fix, and programs run with both."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os

import pytest
from api import LoopbackAPI
from harness import clean, fix_text, run_in
from harness import folder_of as folder_with

from claudelint.editing import comments
from claudelint.findings import Safety

HEAD = """
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import anthropic
from anthropic import Anthropic, AsyncAnthropic

client = Anthropic()
later = AsyncAnthropic()
"""
ARGUMENTS = 'model="claude-haiku-5-5", max_tokens=64, messages=[{"role": "user", "content": item}]'


def code(body: str) -> str:
    """A program: the clients, and a body in which `ASK(item)` and `AWAITED(item)` stand for requests."""
    asked = clean(body).replace("ASK", f"client.messages.create({ARGUMENTS})")
    asked = asked.replace("LATER", f"later.messages.create({ARGUMENTS})")
    return clean(HEAD) + "\n\n" + asked + ("" if asked.endswith("\n") else "\n")


def batched(body: str) -> str:
    """The program after the fix, which changes nothing a second time and loses no comment."""
    before = code(body)
    after = fix_text(before, select=["CL501"], unsafe=True)
    assert after != before
    compile(after, "main.py", "exec")
    assert fix_text(after, select=["CL501"], unsafe=True) == after
    left = [comment for _, comment in comments(after)]
    assert not [comment for _, comment in comments(before) if comment not in left]
    return after


def refusal(body: str, files: dict[str, str] | None = None) -> str:
    """The titles of the fixes that are only shown, with why."""
    with folder_with({"main.py": code(body), **(files or {})}) as root:
        outcome = run_in(root, select=["CL501"])
    assert not outcome.errors
    fixes = [finding.fix for finding in outcome.findings if finding.fix is not None]
    assert fixes
    assert all(fix.safety is Safety.SHOWN and not fix.edits for fix in fixes)
    return "\n".join(fix.title for fix in fixes)


def ran(program: str, api: LoopbackAPI) -> tuple[str, list[str]]:
    """What a program prints, or how it fails, and the paths of what it asked the API for."""
    api.clear()
    output = io.StringIO()

    sleep = asyncio.sleep

    async def pause(seconds: float) -> None:
        # the loop of the API sleeps, too
        await sleep(min(seconds, 0.01))

    with contextlib.redirect_stdout(output), pytest.MonkeyPatch.context() as patch:
        for name, value in api.environment().items():
            patch.setitem(os.environ, name, value)
        patch.setattr("time.sleep", lambda _: None)
        patch.setattr("asyncio.sleep", pause)
        try:
            exec(compile(program, "main.py", "exec"), {"__name__": "main"})
        except Exception as error:
            print(type(error).__name__, error)
    asked = [one.path for one in api.requests if one.method == "POST"]
    return output.getvalue(), asked


ONE_BATCH = ["/v1/messages/batches"]

# loops in async functions

ASYNC_LOOP = """
async def ask(items):
    found = []
    for item in items:
        message = await LATER
        found.append(message.content[-1].text)
    return found
"""


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


# requests that a function sends

CLASSIFY = """
def classify(item):
    \'\'\'Says what it is.\'\'\'
    # short ones only
    item = item.strip()
    message = ASK  # sent
    return message.content[-1].text
"""


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
TURN = "found = [classify(item) for item in things()]"


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
            "in a `try`",
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
            "not simply called",
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


def test_refuses_a_function_of_another_module() -> None:
    other = code("def classify(item):\n    return ASK")
    assert "another module" in refusal(
        "from other import classify\nfound = [classify(item) for item in things()]", {"other.py": other}
    )


# programs, before and after

PROGRAMS = {
    "async loop": ASYNC_LOOP + "print(asyncio.run(ask(['one', 'two', 'three'])), asyncio.run(ask([])))",
    "list": "print([ASK.content[-1].text for item in 'one, two and three'.split() if len(item) > 3])",
    "dict": (
        "def ask(items):\n    return {item: ASK.content[-1].text for item in items}\n"
        "print(ask(['one', 'two']), ask(iter('ab')), ask([]))"
    ),
    "generator": (
        "def ask(items):\n    return ', '.join(ASK.content[-1].text for item in items)\n"
        "print(ask(['one', 'two']), ask(iter('ab')), ask([]))"
    ),
    "async list": (
        "async def ask(items):\n    return [(await LATER).content[-1].text for item in items]\n"
        "print(asyncio.run(ask('abc')), asyncio.run(ask('')))"
    ),
    "gather": (
        "async def ask(items):\n    found = await asyncio.gather(*(LATER for item in items))\n"
        "    return [message.content[-1].text for message in found]\nprint(asyncio.run(ask('abc')))"
    ),
    "loop over a function": (
        CLASSIFY + "\n\ndef ask(items):\n    found = {}\n    for item in items:\n"
        "        found[item] = classify(item)\n    return found\n\n\nprint(ask(['one ', 'two']), classify('three'))"
    ),
    "comprehension over a function": (
        "def classify(item, words, least=1):\n    text = ASK.content[-1].text\n"
        "    for word in words:\n        if word in text:\n            return word, least\n    return text\n\n\n"
        "def ask(items):\n    return [classify(item, ['two'], least=2) for item in items if item]\n\n\n"
        "print(ask(['one ', '', 'two']))"
    ),
    "map": CLASSIFY
    + "\n\ndef ask(items):\n    return list(map(classify, items))\n\n\nprint(ask(iter('abc')))",
    "executor": (
        CLASSIFY + "\n\ndef ask(items):\n    with ThreadPoolExecutor(2) as executor:\n"
        "        for item, found in enumerate(sorted(executor.map(classify, items))):\n"
        "            print(item, found)\n\n\nask(['one', 'two'])"
    ),
    "gather over a function": (
        "async def classify(item):\n    message = await LATER\n    return message.content[-1].text\n\n\n"
        "async def ask(items):\n    return await asyncio.gather(*(classify(item) for item in items))\n\n\n"
        "print(asyncio.run(ask('abc')))"
    ),
    "gather over a map": (
        "async def classify(item):\n    message = await LATER\n    return message.content[-1].text\n\n\n"
        "async def ask(items):\n    return await asyncio.gather(*map(classify, items))\n\n\n"
        "print(asyncio.run(ask('abc')))"
    ),
    "gather that keeps failures": (
        "async def ask(items):\n"
        "    found = await asyncio.gather(*[LATER for item in items], return_exceptions=True)\n"
        "    return [isinstance(message, Exception) or message.content[-1].text for message in found]\n"
        "print(asyncio.run(ask(['one', '', 'two'])))"
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_say_the_same_afterwards(name: str, loopback_api: LoopbackAPI) -> None:
    before, after = ran(code(PROGRAMS[name]), loopback_api), ran(batched(PROGRAMS[name]), loopback_api)
    assert before[0]
    assert after[0] == before[0]
    assert set(before[1]) == {"/v1/messages"}
    # one for each call that has anything to ask
    assert set(ONE_BATCH) <= set(after[1])
    assert len(after[1]) < len(before[1])


FAILING = {
    "async loop": ASYNC_LOOP + "print(asyncio.run(ask(['one', ''])))",
    "map": CLASSIFY
    + "\n\ndef ask(items):\n    return list(map(classify, items))\n\n\nprint(ask(['one', '']))",
    "list": "def ask(items):\n    return [ASK for item in items]\nprint(ask(['one', '']))",
    "gather": (
        "async def ask(items):\n    return await asyncio.gather(*[LATER for item in items])\n"
        "print(asyncio.run(ask(['one', ''])))"
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_an_item_that_fails_is_raised(name: str, loopback_api: LoopbackAPI) -> None:
    before, after = ran(code(FAILING[name]), loopback_api), ran(batched(FAILING[name]), loopback_api)
    assert before[0].startswith("BadRequestError")
    assert after == ("RuntimeError request item-1 ended as errored\n", ONE_BATCH)
