"""Structural rewrites: code before and after, what they refuse, and programs that say the same after them."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import io
import re
import textwrap
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from claudelint.catalog.catalog import load
from claudelint.editing import apply, comments
from claudelint.findings import Edit, Plan, Span
from claudelint.fixing.rewrites import REWRITES, Refused, RewriteContext
from claudelint.reading.source import Source

CATALOG = load()


def plan_for(kind: str, text: str) -> Plan:
    """A plan about the first `create` call of the text, as a rule would make it."""
    lines = text.splitlines(keepends=True)

    def offset(row: int, column: int) -> int:
        line = lines[row - 1].encode()[:column].decode()
        return sum(len(line) for line in lines[: row - 1]) + len(line)

    tree = ast.parse(text)
    awaited = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Await)}
    call = min(
        (
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "create"
        ),
        key=lambda node: node.lineno,
    )
    assert call.end_lineno is not None
    assert call.end_col_offset is not None
    start = offset(call.lineno, call.col_offset)
    loops = [
        offset(node.lineno, node.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.For | ast.AsyncFor) and node.lineno <= call.lineno
    ]
    details: tuple[tuple[str, str | int | bool], ...] = (
        ("asynchronous", id(call) in awaited),
        ("parameters", " ".join(CATALOG.batch_parameters)),
        ("sending_methods", " ".join(CATALOG.history.sending_methods)),
    )
    if loops:
        details = (*details, ("loop_start", loops[-1]))
    return Plan(kind, Span("f.py", start, offset(call.end_lineno, call.end_col_offset)), details)


def edits_of(kind: str, text: str) -> tuple[Edit, ...]:
    source = Source.decode("f.py", text.encode())
    return REWRITES[kind](RewriteContext.of(source), plan_for(kind, text))


def rewritten(kind: str, text: str) -> str:
    """The text after the rewrite; it parses, and has every comment it had."""
    result = apply(text, edits_of(kind, text))
    ast.parse(result)
    left = [comment for _, comment in comments(result)]
    for _, comment in comments(text):
        assert comment in left
    return result


def code(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def refusal(kind: str, text: str) -> str:
    with pytest.raises(Refused) as caught:
        edits_of(kind, code(text))
    return caught.value.reason


FINAL = "stream-final-message"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            """
            x = client.messages.create(model="m", max_tokens=64000, messages=messages)
            """,
            """
            with client.messages.stream(model="m", max_tokens=64000, messages=messages) as stream:
                x = stream.get_final_message()
            """,
        ),
        (
            """
            def f(client):
                # ask
                return client.messages.create(
                    model="m",  # ours
                    stream=False,  # whole
                    max_tokens=64000,
                )  # done
            """,
            """
            def f(client):
                # ask
                with client.messages.stream(
                    model="m",  # ours
                    # whole
                    max_tokens=64000,
                ) as stream:
                    return stream.get_final_message()  # done
            """,
        ),
        (
            """
            async def f(self):
                self.answer = await self.client.beta.messages.create(model="m", stream=False)
            """,
            """
            async def f(self):
                async with self.client.beta.messages.stream(model="m") as stream:
                    self.answer = await stream.get_final_message()
            """,
        ),
        (
            """
            async def f(client):
                text = (await client.messages.create(model="m")).content[0].text
            """,
            """
            async def f(client):
                async with client.messages.stream(model="m") as stream:
                    text = (await stream.get_final_message()).content[0].text
            """,
        ),
        (
            """
            answer: Message = client.messages.create(model="m")
            """,
            """
            with client.messages.stream(model="m") as stream:
                answer: Message = stream.get_final_message()
            """,
        ),
        (
            """
            client.messages.create(model="m")
            """,
            """
            with client.messages.stream(model="m") as stream:
                stream.get_final_message()
            """,
        ),
        (
            """
            text = client.messages.create(model="m").content[0].text
            """,
            """
            with client.messages.stream(model="m") as stream:
                text = stream.get_final_message().content[0].text
            """,
        ),
        (
            """
            text = client.messages.create(model="m").content[0].text.strip()
            """,
            """
            with client.messages.stream(model="m") as stream:
                text = stream.get_final_message().content[0].text.strip()
            """,
        ),
        (
            """
            text = (
                client.messages.create(model="m")
                # the first
                .content[0]
                .text
            )
            """,
            """
            with client.messages.stream(model="m") as stream:
                text = (
                    stream.get_final_message()
                    # the first
                    .content[0]
                    .text
                )
            """,
        ),
        (
            """
            def f(client):
                x = (  # slow
                    client.messages.create(model="m")
                )
            """,
            """
            def f(client):
                # slow
                with client.messages.stream(model="m") as stream:
                    x = stream.get_final_message()
            """,
        ),
        (
            """
            def f(client, stream):
                x = client.messages.create(model="m")
                stream.write(x)
            """,
            """
            def f(client, stream):
                with client.messages.stream(model="m") as response_stream:
                    x = response_stream.get_final_message()
                stream.write(x)
            """,
        ),
        (
            """
            x = (
                client
                .messages
                .create(model="m")
            )
            """,
            """
            with (client
                .messages
                .stream(model="m")) as stream:
                x = stream.get_final_message()
            """,
        ),
        (
            '''
            def f(client):
                x = client.messages.create(model="m", system="""
            Be kind.
              # not a comment
            """)
            ''',
            '''
            def f(client):
                with client.messages.stream(model="m", system="""
            Be kind.
              # not a comment
            """) as stream:
                    x = stream.get_final_message()
            ''',
        ),
    ],
)
def test_streams_to_the_final_message(before: str, after: str) -> None:
    assert rewritten(FINAL, code(before)) == code(after)


def test_the_name_of_other_streams_is_used_again() -> None:
    """Whatever the order in which requests become streams, they have the same names."""
    other = "with client.messages.stream(model='m') as stream:\n    stream.until_done()\n"
    text = "x = client.messages.create(model='m')\n"
    assert "as stream:\n    x = stream." in rewritten(FINAL, other + text)
    assert "as response_stream:\n" in rewritten(FINAL, other + "print(stream)\n" + text)
    assert "as response_stream:\n" in rewritten(FINAL, other + "    " + text)
    assert "as response_stream:\n" in rewritten(FINAL, other.replace("messages.stream", "open") + text)


def test_keeps_tabs_and_newlines() -> None:
    before = "def f(c):\r\n\tx = c.messages.create(\r\n\t\tmodel='é',\r\n\t)\r\n\treturn x\r\n"
    after = (
        "def f(c):\r\n\twith c.messages.stream(\r\n\t\tmodel='é',\r\n\t) as stream:\r\n"
        "\t\tx = stream.get_final_message()\r\n\treturn x\r\n"
    )
    assert rewritten(FINAL, before) == after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = client.messages.with_raw_response.create(model='m')", "raw response"),
        ("x = client.with_raw_response.messages.create(model='m')", "raw response"),
        ("f = lambda: client.messages.create(model='m')", "lambda"),
        ("x = [client.messages.create(model=m) for m in ms]", "comprehension"),
        ("x = list(client.messages.create(model=m) for m in ms)", "generator"),
        ("x = client.messages.create(model='m') if y else None", "conditional"),
        ("x = y or client.messages.create(model='m')", "condition"),
        ("(x := client.messages.create(model='m'))", "named within"),
        ("x = f(client.messages.create(model='m'))", "handed on"),
        ("x = client.messages.create(model='m') + 1", "within an expression"),
        ("if client.messages.create(model='m'):\n    pass", "header"),
        ("if x: y = client.messages.create(model='m')", "same line"),
        ("x = 1; y = client.messages.create(model='m')", "same line"),
        ("x += client.messages.create(model='m')", "neither assigned nor returned"),
        ("x = client.messages.create(model='m', stream=flag)", "run time"),
        ("x = client.messages.create(**options)", "may hold"),
        ("x = client.messages.create('m')", "by position"),
        ("x = (client.messages.create)(model='m')", "parentheses"),
    ],
)
def test_refuses_to_stream(text: str, reason: str) -> None:
    assert reason in refusal(FINAL, text)


def test_refuses_when_a_coroutine_is_not_awaited() -> None:
    text = "x = client.messages.create(model='m')"
    plan = plan_for(FINAL, text)
    wrong = Plan(plan.kind, plan.span, (("asynchronous", True),))
    with pytest.raises(Refused, match="not awaited"):
        REWRITES[FINAL](RewriteContext.of(Source.decode("f.py", text.encode())), wrong)


@pytest.mark.parametrize(
    "comment", ["# noqa: CL401", "# claudelint: ignore[CL401] a test of it", "# claudelint: ignore"]
)
def test_a_suppression_goes_with_the_call(comment: str) -> None:
    """What it suppressed would be told anew otherwise; where it is not needed any more, that is told."""
    before = f"x = client.messages.create(model='m')  {comment}\n"
    assert rewritten(FINAL, before) == (
        f"with client.messages.stream(model='m') as stream:  {comment}\n"
        f"    x = stream.get_final_message()  {comment}\n"
    )
    looped = f"import time\nfor item in items:\n    show(client.messages.create(model='m', messages=item))  {comment}\n"
    result = rewritten(BATCH, looped)
    assert f"    }})  {comment}\n" in result
    assert f"    show(result.message)  {comment}\n" in result


@pytest.mark.parametrize(
    ("comment", "copied"),
    [
        ("# noqa", "  # noqa"),
        ("# noqa: E501", ""),
        ("# noqa: E501,cl401", "  # noqa: cl401"),
        ("# type: ignore  # noqa: CL401 for now", "  # noqa: CL401"),
        ("# claudelint: file-ignore[CL401]", ""),
        ("# claudelint: ignore[]", ""),
        ("# claudelint is right", ""),
    ],
)
def test_only_a_suppression_goes_with_the_call(comment: str, copied: str) -> None:
    result = rewritten(FINAL, f"x = client.messages.create(model='m')  {comment}\n")
    header, body = result.splitlines()
    assert header == f"with client.messages.stream(model='m') as stream:{copied}"
    assert body == f"    x = stream.get_final_message()  {comment}"


@pytest.mark.parametrize("opening", ["[", "{", "list("])
def test_what_a_comprehension_runs_over_is_asked_for_once(opening: str) -> None:
    closing = {"[": "]", "{": "}", "list(": ")"}[opening]
    text = f"x = {opening}b.text for b in client.messages.create(model='m').content if b.text{closing}"
    if opening == "list(":
        assert "handed on" in refusal(FINAL, text)
        return
    assert rewritten(FINAL, text) == (
        "with client.messages.stream(model='m') as stream:\n"
        f"    x = {opening}b.text for b in stream.get_final_message().content if b.text{closing}"
    )


def test_an_awaited_answer_that_a_comprehension_runs_over() -> None:
    text = "async def f():\n    return [b.text for b in (await c.messages.create(model='m')).content][0]\n"
    assert rewritten(FINAL, text) == (
        "async def f():\n    async with c.messages.stream(model='m') as stream:\n"
        "        return [b.text for b in (await stream.get_final_message()).content][0]\n"
    )


def test_batches_what_a_comprehension_runs_over() -> None:
    text = "import time\nfor x in xs:\n    show([b.text for b in client.messages.create(model='m', messages=x).content][0])\n"
    assert "    show([b.text for b in result.message.content][0])\n" in rewritten(BATCH, text)


TERMINAL = "stream-terminal"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            """
            while True:
                messages.append({"role": "user", "content": input("> ")})
                response = client.messages.create(
                    model="m",
                    messages=messages,
                )
                print("Claude:", response.content[0].text)
                messages.append({"role": "assistant", "content": response.content})
            """,
            """
            while True:
                messages.append({"role": "user", "content": input("> ")})
                with client.messages.stream(
                    model="m",
                    messages=messages,
                ) as stream:
                    print("Claude:", end=" ", flush=True)
                    for text in stream.text_stream:
                        print(text, end="", flush=True)
                    print()
                    response = stream.get_final_message()
                messages.append({"role": "assistant", "content": response.content})
            """,
        ),
        (
            """
            turns = 0
            while True:
                response = client.messages.create(model="m")  # ask
                turns += 1
                # above the answer
                print("-" * 20)

                print(turns, response.content[0].text)
            """,
            """
            turns = 0
            while True:
                with client.messages.stream(model="m") as stream:  # ask
                    turns += 1
                    # above the answer
                    print("-" * 20)
                    print(turns, end=" ", flush=True)
                    for text in stream.text_stream:
                        print(text, end="", flush=True)
                    print()

            """,
        ),
        (
            """
            print("Claude:", client.messages.create(model="m").content[0].text, end="!")
            """,
            """
            with client.messages.stream(model="m") as stream:
                print("Claude:", end=" ", flush=True)
                for text in stream.text_stream:
                    print(text, end="", flush=True)
                print(end="!")
            """,
        ),
        (
            """
            response = client.messages.create(model="m")
            # show it
            print(response.content[0].text)  # now
            """,
            """
            with client.messages.stream(model="m") as stream:
                for text in stream.text_stream:
                    print(text, end="", flush=True)
                print()
            # show it
            # now
            """,
        ),
        (
            """
            def f(client, text):
                response = client.messages.create(model="m")
                reply = response.content[0].text
                history.append(reply)
                print(f"{text}, Claude: {reply}!\\n")
            """,
            """
            def f(client, text):
                with client.messages.stream(model="m") as stream:
                    print(f"{text}, Claude: ", end="", flush=True)
                    for chunk in stream.text_stream:
                        print(chunk, end="", flush=True)
                    print("!\\n")
                    response = stream.get_final_message()
                reply = response.content[0].text
                history.append(reply)
            """,
        ),
        (
            """
            def f(client):
                response = client.messages.create(model="m")
                reply = next(block.text for block in response.content if block.type == "text")
                print("Claude: " + reply, flush=True, end="\\n\\n")
            """,
            """
            def f(client):
                with client.messages.stream(model="m") as stream:
                    print("Claude: ", end="", flush=True)
                    for text in stream.text_stream:
                        print(text, end="", flush=True)
                    print(end="\\n\\n")
            """,
        ),
        (
            """
            async def f(client):
                reply = (await client.messages.create(model="m")).content[0].text
                print(reply, "|", style)
                return reply
            """,
            """
            async def f(client):
                async with client.messages.stream(model="m") as stream:
                    async for text in stream.text_stream:
                        print(text, end="", flush=True)
                    print("", "|", style)
                    reply = (await stream.get_final_message()).content[0].text
                return reply
            """,
        ),
        (
            """
            def f(client):
                response = client.messages.create(model="m")
                for block in response.content:
                    if block.type == "text":
                        print(block.text)
            """,
            """
            def f(client):
                with client.messages.stream(model="m") as stream:
                    for text in stream.text_stream:
                        print(text, end="", flush=True)
                    print()
            """,
        ),
    ],
)
def test_streams_to_the_terminal(before: str, after: str) -> None:
    assert rewritten(TERMINAL, code(before)) == code(after)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("r = client.messages.create(model='m')\nshow(r.content[0].text)", "plain print"),
        ("r = client.messages.create(model='m')\nprint(r.content[0].text, file=f)", "plain print"),
        ("r = client.messages.create(model='m')\nprint(r.content[0].text, sep='')", "plain print"),
        ("r = client.messages.create(model='m')\nprint(clock(), r.content[0].text)", "plain print"),
        ("r = client.messages.create(model='m')\nprint(r.id, r.content[0].text)", "plain print"),
        ("r = client.messages.create(model='m')\nprint(f'{r.content[0].text!r}')", "plain print"),
        ("r = client.messages.create(model='m')\nprint(r.content[1].text)", "plain print"),
        ("r = client.messages.create(model='m')\nlog(1)\nprint(r.content[0].text)", "plain print"),
        ("r = client.messages.create(model='m')\nif r:\n    print(r.content[0].text)", "plain print"),
        (
            "r = client.messages.create(model='m')\nt = r.content[0].text\nt = t or 'no'\nprint(t)",
            "plain print",
        ),
        (
            "r = client.messages.create(model='m')\nh.append(r)\nn = n + 1\nprint(n, r.content[0].text)",
            "depends on what is done before",
        ),
        ("print(client.messages.create(model='m').content[0].text.strip())", "more than the text"),
        ("r = client.messages.create(model='m')\nprint(input())\nprint(r.content[0].text)", "plain print"),
        ("r = client.messages.create(model='m').usage\nprint(r)", "something else"),
        ("def f():\n    return client.messages.create(model='m')", "not assigned"),
        ("a = b = client.messages.create(model='m')\nprint(a.content[0].text)", "not assigned to a name"),
        (
            "self.a = client.messages.create(model='m')\nprint(self.a.content[0].text)",
            "not assigned to a name",
        ),
        ("r = client.messages.create(**options)\nprint(r.content[0].text)", "may hold"),
    ],
)
def test_refuses_to_stream_to_the_terminal(text: str, reason: str) -> None:
    assert reason in refusal(TERMINAL, text)


BATCH = "batch-loop"

SENDING = """
results = {}
if requests:
    batch = client.messages.batches.create(requests=requests)
    while batch.processing_status != "ended":
        time.sleep(60)
        batch = client.messages.batches.retrieve(batch.id)
    for entry in client.messages.batches.results(batch.id):
        results[entry.custom_id] = entry.result
"""


def batched(before: str) -> str:
    return rewritten(BATCH, code(before))


def test_batches_a_loop_over_a_list() -> None:
    before = """
    import time

    items = ["a", "b"]
    texts = []
    for item in items:
        response = client.messages.create(
            model="m",  # ours
            stream=False,  # whole
            max_tokens=10,
            messages=[
                {"role": "user", "content": item}
            ],
        )
        # keep
        texts.append(response.content[0].text)
    """
    after = """
    import time

    from anthropic.types.messages.batch_create_params import Request

    items = ["a", "b"]
    texts = []
    requests: list[Request] = []
    for index, item in enumerate(items):
        requests.append({
            "custom_id": f"item-{index}",
            "params": {
                "model": "m",  # ours
                # whole
                "max_tokens": 10,
                "messages": [
                    {"role": "user", "content": item}
                ],
            },
        })
    SENDING
    for index, item in enumerate(items):
        result = results[f"item-{index}"]
        if result.type != "succeeded":
            raise RuntimeError(f"request item-{index} ended as {result.type}")
        response = result.message
        # keep
        texts.append(response.content[0].text)
    """
    assert batched(before) == code(after).replace("SENDING\n", SENDING.lstrip("\n"))


def test_batches_a_call_that_is_appended_at_once() -> None:
    before = """
    import time
    for number, item in enumerate(read()):
        texts.append(client.messages.create(model="m", messages=ask(item)).content[0].text)
    """
    after = """
    import time

    from anthropic.types.messages.batch_create_params import Request
    inputs = list(read())
    requests: list[Request] = []
    for number, item in enumerate(inputs):
        requests.append({
            "custom_id": f"item-{number}",
            "params": {"model": "m", "messages": ask(item)},
        })
    SENDING
    for number, item in enumerate(inputs):
        result = results[f"item-{number}"]
        if result.type != "succeeded":
            raise RuntimeError(f"request item-{number} ended as {result.type}")
        texts.append(result.message.content[0].text)
    """
    assert batched(before) == code(after).replace("SENDING\n", SENDING.lstrip("\n"))


@pytest.mark.parametrize(
    ("head", "client", "imported", "kind"),
    [
        (
            "import time",
            "client",
            "from anthropic.types.messages.batch_create_params import Request",
            "Request",
        ),
        (
            "import time\nfrom anthropic.types.messages.batch_create_params import Request",
            "client",
            "import time\nfrom anthropic.types.messages.batch_create_params import Request\n",
            "Request",
        ),
        (
            "import time\nfrom fastapi import Request",
            "client",
            "from anthropic.types.messages.batch_create_params import Request as BatchRequest\n",
            "BatchRequest",
        ),
        (
            "import time\n",
            "client.beta",
            "from anthropic.types.beta.messages.batch_create_params import Request as BetaRequest\n",
            "BetaRequest",
        ),
    ],
)
def test_types_the_requests_of_a_batch(head: str, client: str, imported: str, kind: str) -> None:
    text = f"""\
{head}
texts = []
for item in ["a", "b"]:
    texts.append({client}.messages.create(model="m", messages=ask(item)).content[0].text)
"""
    result = batched(text)
    assert result.count(imported) == 1
    assert f"\nrequests: list[{kind}] = []\n" in result


def test_leaves_the_requests_of_a_batch_without_a_type_where_its_names_are_taken() -> None:
    result = batched(
        """
        import time
        from fastapi import Request
        class BatchRequest: ...
        for item in ["a", "b"]:
            texts.append(client.messages.create(model="m", messages=ask(item)).content[0].text)
        """
    )
    assert "\nrequests = []\n" in result
    assert "batch_create_params" not in result


def test_carries_what_the_rest_of_the_loop_needs() -> None:
    result = batched(
        """
        def run(client, rows, results):
            for key, row in rows.items():
                if not row:
                    continue
                prompt = f"Sum {row}"
                response = client.messages.create(model="m", messages=ask(prompt))
                results.append((key, prompt, response))
        """
    )
    assert result.startswith("import time\n")
    assert "inputs = list(rows.items())" in result
    assert "for index, (key, row) in enumerate(inputs):" in result
    assert "prompt_by_index[index] = prompt" in result
    assert "prompt = prompt_by_index[index]" in result
    assert 'if f"item-{index}" not in batch_results:' in result
    assert result.count("if not row:") == 1


@pytest.mark.parametrize(
    ("iterable", "head"),
    [
        ("range(3)", "enumerate(range(3))"),
        ("['a', 'b']", "inputs = ['a', 'b']"),
        ("'a', 'b'", "inputs = 'a', 'b'"),
        ("open(path)", "inputs = list(open(path))"),
        ("(x for x in y)", "inputs = list(x for x in y)"),
        ("self.items", "inputs = list(self.items)"),
    ],
)
def test_makes_lists_of_what_cannot_be_run_over_twice(iterable: str, head: str) -> None:
    text = f"for item in {iterable}:\n    show(client.messages.create(model='m', messages=item))\n"
    assert head in rewritten(BATCH, text)


def test_a_parameter_that_says_it_is_a_list_needs_no_copy() -> None:
    text = """
    def f(items: list[str]):
        for item in items:
            show(client.messages.create(model='m', messages=item))
    """
    assert "enumerate(items)" in batched(text)
    assert "list(items)" in batched(text.replace("list[str]", "Iterable[str]"))


LOOP = "for x in xs:\n    {}r = client.messages.create(model='m', messages=ask(x){})\n{}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LOOP.format("", "", "    if r.stop:\n        break\n"), "a break"),
        ("def f():\n" + textwrap.indent(LOOP.format("", "", "    return r"), "    "), "a return"),
        ("def f():\n" + textwrap.indent(LOOP.format("", "", "    yield r"), "    "), "a yield"),
        (LOOP.format("", ", timeout=3", ""), "`timeout`"),
        (LOOP.format("", ", extra_body={}", ""), "`extra_body`"),
        (LOOP.format("", ", stream=True", ""), "`stream`"),
        (LOOP.format("", ", **more", ""), "a **"),
        (LOOP.format("", ", system=s or NOT_GIVEN", ""), "left out"),
        (LOOP.format("", ", max_tokens=0", ""), "`max_tokens`"),
        (LOOP.format("", "", "    xs.append(r)\n"), "runs over"),
        (LOOP.format("", "", "else:\n    pass\n"), "an else"),
        (LOOP.format("", "", "    s = client.messages.create(model='m')\n"), "more than one request"),
        (LOOP.format("client = make()\n    ", "", ""), "client is not the same"),
        (LOOP.format("p = last\n    ", "", "    last = r.id\n"), "`last`"),
        (LOOP.format("if x in seen: continue\n    ", "", "    seen.add(x)\n"), "`seen`"),
        (LOOP.format("if x in seen: continue\n    ", "", "    note(seen, x)\n"), "`seen`"),
        (LOOP.format("", ", system=history", "    history.append(r)\n"), "`history`"),
        (LOOP.format("history.append(x)\n    ", ", system=history", ""), "share `history`"),
        (LOOP.format("count += 1\n    ", ", system=count", ""), "share `count`"),
        (LOOP.format("h = history\n    h.append(x)\n    ", ", system=h", ""), "share `h`"),
        (LOOP.format("self.data['x'] = x\n    ", ", system=self.data", ""), "share `self.data`"),
        (
            "for x in xs:\n    try:\n        r = client.messages.create(model='m')\n    except E: pass",
            "directly",
        ),
        ("for x in xs:\n    r = x and client.messages.create(model='m')", "every round"),
        ("for x in xs:\n    r = [client.messages.create(model='m') for y in x]", "every round"),
        (
            "for x in xs:\n    r = [z for y in x for z in client.messages.create(model='m').content]",
            "every round",
        ),
        ("for x in xs:\n    r = Anthropic().messages.create(model='m')", "made anew"),
        ("async def f():\n    for x in xs:\n        r = client.messages.create(model='m')", "asynchronous"),
        ("while True:\n    r = client.messages.create(model='m')", "directly in the loop"),
        ("from time import time\n" + LOOP.format("", "", ""), "stands for something else"),
    ],
)
def test_refuses_to_batch(text: str, reason: str) -> None:
    assert reason in refusal(BATCH, text)


def test_what_every_round_makes_anew_is_not_shared() -> None:
    text = LOOP.format("h = [x]\n    h.append(1)\n    count += 1\n    ", ", system=h", "    print(h, r)\n")
    assert "h = h_by_index[index]" in rewritten(BATCH, text)


def test_uses_the_sleep_that_the_file_imports() -> None:
    text = "from time import sleep\n" + LOOP.format("", "", "")
    assert "        sleep(60)\n" in rewritten(BATCH, text)


def test_keeps_tabs_newlines_and_strings_in_a_batch() -> None:
    text = (
        "import time\r\nfor x in xs:\r\n\tshow(\r\n\t\tclient.messages.create(\r\n\t\t\tmodel='m',\r\n"
        "\t\t\tsystem='''a\r\n\t\tb''',\r\n\t\t)\r\n\t)\r\n"
    )
    result = rewritten(BATCH, text)
    assert "\n" not in result.replace("\r\n", "")
    assert (
        "\t\t\"params\": {\r\n\t\t\t\"model\": 'm',\r\n\t\t\t\"system\": '''a\r\n\t\tb''',\r\n\t\t},\r\n"
        in result
    )
    assert "\tshow(\r\n\t\tresult.message\r\n\t)\r\n" in result


# programs that are run before and after, against a stand-in for the client


class FakeStream:
    def __init__(self, message: Any) -> None:
        self.message = message
        self.text_stream = iter([piece + " " for piece in message.content[0].text.split(" ")][:-1])
        self.last = message.content[0].text.split(" ")[-1]
        self.text_stream = iter([*self.text_stream, self.last])

    def __enter__(self) -> FakeStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.message = None if self.message is None else self.message

    def get_final_message(self) -> Any:
        return self.message


class FakeAsyncStream(FakeStream):
    async def __aenter__(self) -> FakeAsyncStream:
        texts = list(self.text_stream)

        async def stream() -> Any:
            for text in texts:
                yield text

        self.text_stream = stream()  # type: ignore[assignment]
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def get_final_message(self) -> Any:  # type: ignore[override]
        return self.message


class FakeBatches:
    def __init__(self, messages: FakeMessages) -> None:
        self.messages = messages
        self.requests: list[Any] = []
        self.polls = 0

    def create(self, *, requests: Any) -> Any:
        assert requests
        assert len({request["custom_id"] for request in requests}) == len(requests)
        assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", request["custom_id"]) for request in requests)
        self.requests = list(requests)
        return SimpleNamespace(id="b", processing_status="in_progress")

    def retrieve(self, batch: str) -> Any:
        self.polls += 1
        status = "ended" if self.polls > 1 else "in_progress"
        return SimpleNamespace(id=batch, processing_status=status)

    def results(self, batch: str) -> Iterator[Any]:
        assert self.polls > 1
        for request in reversed(self.requests):
            message = self.messages.answer(**request["params"])
            failed = "fail" in str(request["params"]["messages"])
            result = SimpleNamespace(type="errored" if failed else "succeeded", message=message)
            yield SimpleNamespace(custom_id=request["custom_id"], result=result)


class FakeMessages:
    """Answers each request with its own words; counts how it was asked."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.batches = FakeBatches(self)

    def answer(self, *, model: str, messages: Any, **more: Any) -> Any:
        assert "stream" not in more
        text = f"{model} heard {messages[-1]['content']}"
        return SimpleNamespace(content=[SimpleNamespace(type="text", text=text)], stop_reason="end_turn")

    def create(self, *, stream: bool = False, **arguments: Any) -> Any:
        self.sent.append("create")
        return self.answer(**arguments)

    def stream(self, **arguments: Any) -> Any:
        self.sent.append("stream")
        return FakeStream(self.answer(**arguments))


class FakeAsyncMessages(FakeMessages):
    async def create(self, *, stream: bool = False, **arguments: Any) -> Any:
        self.sent.append("create")
        return self.answer(**arguments)

    def stream(self, **arguments: Any) -> Any:
        self.sent.append("stream")
        return FakeAsyncStream(self.answer(**arguments))


def printed(text: str, is_async: bool = False) -> tuple[str, list[str]]:
    """What a program prints, and which methods it sent its requests by."""
    messages = FakeAsyncMessages() if is_async else FakeMessages()
    space: dict[str, Any] = {"client": SimpleNamespace(messages=messages)}
    output = io.StringIO()
    sleep: Callable[[float], None] = lambda seconds: None  # noqa: E731
    with contextlib.redirect_stdout(output), pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.sleep", sleep)
        exec(compile(text, "f.py", "exec"), space)
        if is_async:
            asyncio.run(space["main"]())
    if messages.batches.requests:
        messages.sent.append("batch")
    return output.getvalue(), messages.sent


ONE = "model='m', max_tokens=9, messages=[{'role': 'user', 'content': 'a b'}]"
EACH = "model='m', max_tokens=9, messages=[{'role': 'user', 'content': item}]"


@pytest.mark.parametrize(
    ("kind", "program", "after"),
    [
        (FINAL, f"x = client.messages.create({ONE}, stream=False)\nprint(x.content[0].text)", ["stream"]),
        (FINAL, f"def f():\n    return client.messages.create({ONE})\nprint(f().stop_reason)", ["stream"]),
        (FINAL, f"x = client.messages.create({ONE}).content[0].text.upper()\nprint(x)", ["stream"]),
        (
            TERMINAL,
            f"h = []\nfor i in range(2):\n    r = client.messages.create({ONE})\n"
            "    print(f'Claude {i}: {r.content[0].text}!')\n    h.append(r.content)\nprint(len(h))",
            ["stream", "stream"],
        ),
        (
            TERMINAL,
            f"r = client.messages.create({ONE})\nt = ''.join(b.text for b in r.content)\n"
            "print('Claude', ':', t, 'end', end='.')",
            ["stream"],
        ),
        (
            BATCH,
            "out = []\nfor item in ['a', 'b', 'c']:\n"
            f"    r = client.messages.create({EACH}, stream=False)\n"
            "    out.append(r.content[0].text)\nprint(out)",
            ["batch"],
        ),
        (
            BATCH,
            "def f(items):\n    out = {}\n    for n, item in enumerate(items, 5):\n        if item == 'b':\n"
            f"            continue\n        item = item * 2\n        r = client.messages.create({EACH})\n"
            "        out[item] = (n, r.content[0].text)\n    return out\n"
            "print(f(c for c in 'abc'))\nprint(f(''))",
            ["batch"],
        ),
        (
            BATCH,
            "words = {'x': 'one', 'y': 'two'}\nfor key, item in words.items():\n"
            "    print('result of', end=' ')\n"
            f"    print(key, client.messages.create({EACH}).content[0].text)",
            None,
        ),
    ],
)
def test_programs_say_the_same_afterwards(kind: str, program: str, after: list[str] | None) -> None:
    before_output, before_sent = printed(program)
    output, sent = printed(rewritten(kind, program))
    assert set(before_sent) == {"create"}
    if after is None:
        # what is printed before a request is printed while the requests are collected
        assert sorted(output.split()) == sorted(before_output.split())
        assert sent == ["batch"]
    else:
        assert output == before_output
        assert sent == after


@pytest.mark.parametrize("kind", [FINAL, TERMINAL])
def test_asynchronous_programs_say_the_same_afterwards(kind: str) -> None:
    program = (
        f"async def main():\n    r = await client.messages.create({ONE})\n"
        "    print('Claude:', r.content[0].text)\n    print(r.stop_reason)\n"
    )
    before_output, _ = printed(program, is_async=True)
    output, sent = printed(rewritten(kind, program), is_async=True)
    assert output == before_output
    assert sent == ["stream"]


def test_an_item_that_fails_is_raised() -> None:
    program = f"for item in ['a', 'fail']:\n    print(client.messages.create({EACH}).content[0].text)\n"
    with pytest.raises(RuntimeError, match="request item-1 ended as errored"):
        printed(rewritten(BATCH, program))
