"""Message batches out of loops that pass some items over, and of functions of a class that take no object."""

from __future__ import annotations

import pytest
from api import LoopbackAPI
from batch_programs import CLASSIFY, batched, batched_files, code, ran, refusal
from harness import clean

PASSING = """
def ask(items):
    found = {}
    for item in items:
        # each
        name = item.upper()
        if len(item) > 1:  # long ones
            # what is asked
            size = len(item)
            if name != "TWO":
                message = ASK  # sent
                # what is read
                if message.content:

                    found[name] = size, message.content[-1].text
                print('''no
            indentation''')
    # all
    return found
"""


def test_a_request_under_a_condition_is_made_where_it_holds() -> None:
    after = batched(PASSING)
    assert (
        """
    for index, item in enumerate(inputs):
        # each
        name = item.upper()
        if len(item) > 1:  # long ones
            # what is asked
            size = len(item)
            if name != "TWO":
                requests.append({
                    "custom_id": f"item-{index}",
"""
        in after
    )
    assert (
        """
        if f"item-{index}" not in results:
            continue
        result = results[f"item-{index}"]
        if result.type != "succeeded":
            raise RuntimeError(f"request item-{index} ended as {result.type}")
        name = name_by_index[index]
        size = size_by_index[index]
        message = result.message  # sent
        # what is read
        if message.content:

            found[name] = size, message.content[-1].text
        print('''no
            indentation''')
    # all
    return found
"""
        in after
    )


def over(body: str) -> str:
    return (
        f"{CLASSIFY}\n\ndef ask(items):\n    found = {{}}\n    for item in items:\n{body}    return found\n"
    )


@pytest.mark.parametrize(
    "program",
    [
        PASSING,
        over("        if item != 'two':\n            found[item] = classify(item)\n"),
        over(
            "        print(item)\n        if (size := len(item)) > 2:\n            found[item] = classify(item), size\n"
        ),
    ],
)
def test_the_other_items_are_passed_over(program: str, loopback_api: LoopbackAPI) -> None:
    program += "\n\nprint(ask('one,a,two,three'.split(',')), ask([]))\n"
    before, after = ran(code(program), loopback_api), ran(batched(program), loopback_api)
    assert len(before[1]) in (2, 3)
    assert after[1] == ["/v1/messages/batches"]
    assert sorted(after[0].splitlines()) == sorted(before[0].splitlines())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("        if item:\n            found[item] = classify(item)\n        print(item)\n", "does not end the round"),
        (
            "        if item:\n            found[item] = classify(item)\n        else:\n            print(item)\n",
            "or has an `else`",
        ),
        (
            "        if not item:\n            print(item)\n        elif item != 'a':\n            found[item] = classify(item)\n",
            "does not end the round",
        ),
        ("        if item not in found:\n            found[item] = classify(item)\n", "`found` goes from one round"),
        ("        while item:\n            found[item] = classify(item)\n            break\n", "loop, but in a `while`"),
        ("        with lock:\n            found[item] = classify(item)\n", "the loop, but in a `with`"),
        (
            "        try:\n            found[item] = classify(item)\n        except Exception:\n            pass\n",
            "the loop, but in a `try`",
        ),
    ],
)  # fmt: skip
def test_refuses_conditions(body: str, reason: str) -> None:
    assert reason in refusal(over(body))


CLASS = """
class Chart:
    client = Anthropic()

    # of no object
    @staticmethod
    def depth(item, least=1):
        return least, ASK.content[-1].text

    @classmethod
    def width(cls, item):
        try:
            return cls.ASK.content[-1].text
        except anthropic.APIError:
            return cls.__name__

    def all(self, items):
        return [self.depth(item) for item in items]
"""


def test_functions_of_a_class_are_taken_apart_as_what_they_are() -> None:
    after = batched(CLASS + "\n\nwidths = [Chart.width(item) for item in things()]\n")
    assert (
        clean("""
            # of no object
            @staticmethod
            def depth_params(item, least=1) -> MessageCreateParamsNonStreaming:
        """)
        .replace("\n", "\n    ")
        .rstrip(" ")
        in "    " + after
    )
    assert "    @staticmethod\n    def depth_answer(message, least=1):\n" in after
    assert "        message = client.messages.create(**Chart.depth_params(item, least))\n" in after
    assert "        return Chart.depth_answer(message, least)\n" in after
    assert '        return [self.depth_answer(answers[f"item-{index}"]) for index, item' in after
    assert "    @classmethod\n    def width_answer(cls, message):\n" in after
    assert "        params = cls.width_params(item)\n" in after
    assert "    batch = Chart.client.messages.batches.create(requests=requests)\n" in after


CALLS = """

class Sea(Chart):
    pass


def widths(items):
    return [Sea.width(item) for item in items]


print(Chart().all("one,two".split(",")), widths("one,,two".split(",")))
print(list(map(Sea.depth, iter("ab"))))
print(Chart.depth("one", 2), Sea.width(""))
"""


def test_functions_of_a_class_say_the_same_afterwards(loopback_api: LoopbackAPI) -> None:
    before, after = ran(code(CLASS + CALLS), loopback_api), ran(batched(CLASS + CALLS), loopback_api)
    assert "Sea" in before[0]
    assert after[0] == before[0]
    assert after[1].count("/v1/messages/batches") == 3
    assert after[1].count("/v1/messages") == 2


def test_a_static_function_of_another_module_is_taken_apart() -> None:
    loop = "from charts import Chart\n\n\ndef ask(items):\n    return [Chart.depth(item) for item in items]\n"
    after = batched_files({"charts.py": code(CLASS), "main.py": loop})
    assert "from charts import Chart, client\n" in after["main.py"]
    assert '            "params": Chart.depth_params(item),\n' in after["main.py"]
    assert "def depth_answer(message, least=1):\n" in after["charts.py"]


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        ("@cached\n    @staticmethod", "is decorated"),
        ("@property", "is decorated"),
        ("@staticmethod\n    @retried", "is decorated"),
    ],
)
def test_refuses_other_decorators(kinds: str, reason: str) -> None:
    body = CLASS.replace("@staticmethod", kinds) + "\n\ndepths = [Chart.depth(item) for item in things()]\n"
    assert reason in refusal(body.replace("@property", "@retried"))


def test_what_a_loop_counts_anew_is_not_needed_from_before() -> None:
    counted = """
    def classify(items):
        text = ""
        for part in items:
            text += part
        item = text
        message = ASK
        found = []
        for part in message.content:
            found.append(part.text)
        return found


    def ask(pages):
        return [classify(page) for page in pages]
    """
    assert "def classify_answer(message):\n    found = []\n    for part in message.content:\n" in batched(
        counted
    )
    for more in ("part, ", "part.text, "):
        assert "needs `part` from before" in refusal(counted.replace("return found", f"return {more}found"))
    assert "needs `part` from before" in refusal(counted.replace("in message.content:", "in part:"))


def test_refuses_an_async_function_with_a_sync_client() -> None:
    body = "async def classify(item):\n    return ASK\n\n\nasync def ask(items):\n    return [await classify(item) for item in items]"
    assert "sends it is asynchronous and the client is not" in refusal(body)
