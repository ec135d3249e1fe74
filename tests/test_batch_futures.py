"""Message batches out of functions that are submitted to an executor, and whose futures are read."""

from __future__ import annotations

from textwrap import indent

import pytest
from api import LoopbackAPI
from batch_programs import CLASSIFY, batched, code, ran, refusal
from harness import clean

IMPORTED = "from concurrent.futures import as_completed\n"
KINDS = CLASSIFY.replace("(item)", "(item, kind='ship')", 1).replace("].text", "].text + kind")


def asking(body: str, function: str = KINDS) -> str:
    return f"{IMPORTED}{function}\n\ndef ask(items, kind='boat'):\n{indent(clean(body), '    ')}\n"


LISTED = """
# eight at a time
with ThreadPoolExecutor(8) as pool:  # threads
    # one each
    futures = [
        pool.submit(classify, item, kind=kind) for item in items if item  # some
    ]
    # and then
    print("sent")
return [future.result() for future in futures]  # all
"""
COMPLETED = """
found = {}
with ThreadPoolExecutor(8) as pool:
    futures = {pool.submit(classify, item): item for item in items}
    # as they come
    for future in as_completed(futures):  # any order
        item = futures[future]  # its item
        # the text
        found[item] = future.result()
return dict(sorted(found.items()))
"""
APPENDED = """
pool = ThreadPoolExecutor(8)
futures = []  # none
for number, item in enumerate(items):
    # one more
    futures.append(pool.submit(classify, item, str(number)))
found = []
for future in as_completed(futures):
    found.append(future.result())
return sorted(found)
"""


def test_futures_in_a_list_become_answers() -> None:
    after = batched(asking(LISTED))
    assert (
        """
    # eight at a time
    # threads
    # one each
    # some
    inputs = [item for item in items if item]
    requests: list[Request] = [
        {
            "custom_id": f"item-{index}",
            "params": classify_params(item, kind=kind),
        }
        for index, item in enumerate(inputs)
    ]
"""
        in after
    )
    assert (
        """
    # and then
    print("sent")
    return [classify_answer(answers[f"item-{index}"], kind=kind) for index, item in enumerate(inputs)]  # all
"""
        in after
    )
    assert "ThreadPoolExecutor(8)" not in after


def test_futures_in_a_dict_give_their_items() -> None:
    after = batched(asking(COMPLETED))
    assert (
        """
    # as they come
    for index, item in enumerate(inputs):  # any order
        # its item
        # the text
        found[item] = classify_answer(answers[f"item-{index}"])
    return dict(sorted(found.items()))
"""
        in after
    )


def test_what_is_looked_up_of_a_future_is_written_there() -> None:
    body = COMPLETED.replace("items}", "enumerate(items)}").replace(
        ": item for item", ": (number, item) for number, item"
    )
    body = body.replace("item = futures[future]", "place = futures[future]").replace(
        "found[item]", "found[place]"
    )
    after = batched(asking(body))
    assert "    for index, (number, item) in enumerate(inputs):  # any order\n" in after
    assert "        place = (number, item)  # its item\n" in after


def test_futures_that_are_appended_become_answers() -> None:
    after = batched(asking(APPENDED.replace("str(number)", "kind")))
    assert '            "params": classify_params(item, kind),\n' in after
    assert "    inputs = list(enumerate(items))\n" in after
    assert "    for index, (number, item) in enumerate(inputs):\n" in after
    assert '        found.append(classify_answer(answers[f"item-{index}"], kind))\n' in after
    assert "    pool = ThreadPoolExecutor(8)\n" in after


@pytest.mark.parametrize("body", [LISTED, COMPLETED, APPENDED.replace("str(number)", "kind")])
def test_the_results_are_those_of_before(body: str, loopback_api: LoopbackAPI) -> None:
    program = asking(body) + "\n\nprint(ask('one,two,three'.split(',')), ask(iter('ab')))\n"
    before, after = ran(code(program), loopback_api), ran(batched(program), loopback_api)
    assert after == (before[0], ["/v1/messages/batches"] * 2)
    assert "one" in before[0] or "Noted" in before[0]


def test_failures_come_to_the_handler_of_the_function(loopback_api: LoopbackAPI) -> None:
    function = "\n\ndef classify(item):\n    try:\n        return ASK.content[-1].text\n    except Exception:\n        return None\n"
    body = LISTED.replace(", kind=kind", "").replace(" if item ", " ")
    program = asking(body, function) + "\n\nprint(ask('one,,three'.split(',')))\n"
    before, after = ran(code(program), loopback_api), ran(batched(program), loopback_api)
    assert "None" in before[0]
    assert after == (before[0], ["/v1/messages/batches"])


def read(reading: str, made: str = "[pool.submit(classify, item) for item in items]") -> str:
    return f"pool = ThreadPoolExecutor()\nfutures = {made}\n{reading}"


ALL = "return [future.result() for future in futures]"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (read("return futures"), "not read in one loop"),
        (read(f"print(len(futures))\n{ALL}"), "used for more than the results"),
        (read("return [future.result() for future in futures if future.done()]"), "more than its result"),
        (read("return [future.result(5) for future in futures]"), "is not read once"),
        (read("return [future.result() or future.result() for future in futures]"), "is not read once"),
        (read("return [future.result() if kind else None for future in futures]"), "not every result"),
        (read("return (future.result() for future in futures)"), "not simply read one by one"),
        (read("for future in futures:\n    if future.result():\n        break"), "not every result"),
        (read("for future in futures:\n    if kind:\n        continue\n    print(future.result())"), "not every result"),
        (read("for future in futures:\n    print(future.result())\nprint(future)"), "used again after"),
        (
            read("for future in futures:\n    try:\n        print(future.result())\n    except Exception:\n        pass"),
            "handled where its result is read",
        ),
        (read(f"try:\n    {ALL}\nexcept Exception:\n    pass"), "handled where its result is read"),
        (read(ALL, "{pool.submit(classify, item) for item in items}"), "list or as the keys"),
        (read(ALL, "{item: pool.submit(classify, item) for item in items}"), "list or as the keys"),
        (read(ALL, "[(item, pool.submit(classify, item)) for item in items]"), "list or as the keys"),
        (
            read("found = {futures[one]: one.result() for one in futures}", "{pool.submit(classify, item): item.id() for item in items}"),
            "worked out twice",
        ),
        (
            read("item = 1\nfor future in futures:\n    print(item, future.result())"),
            "`item` stands for something else",
        ),
        (
            read(f"kind = 'tug'\n{ALL}", "[pool.submit(classify, item, kind) for item in items]"),
            "`kind` gets another value",
        ),
        (
            "pool = ThreadPoolExecutor()\nfutures = [1]\nfor item in items:\n    futures.append(pool.submit(classify, item))\n" + ALL,
            "just before the loop",
        ),
        (
            "pool = ThreadPoolExecutor()\nfutures = []\nfor item in items:\n    print(item)\n"
            "    futures.append(pool.submit(classify, item))\n" + ALL,
            "does more than to append",
        ),
        (APPENDED, "worked out twice"),
    ],
)  # fmt: skip
def test_refuses_futures(body: str, reason: str) -> None:
    assert reason in refusal(asking(body))
