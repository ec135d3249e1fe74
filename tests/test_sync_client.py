"""Sync clients on event loops: what becomes of them, what is left to the reader, and what is silent."""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from harness import MAIN, check_text, clean, fix_text

from claudelint.findings import Finding, Safety

ASK = 'model="claude-haiku-5-5", max_tokens=64, messages=q'


def fixed(text: str, files: dict[str, str] | None = None) -> str:
    """The text after the fixes; a second run changes nothing."""
    result = fix_text(text, select=["CL504"], unsafe=True, files=files)
    compile(result, MAIN, "exec")
    assert fix_text(result, select=["CL504"], unsafe=True, files=files) == result
    return result


def found(text: str, files: dict[str, str] | None = None) -> list[Finding]:
    """The findings in `main.py`."""
    return [one for one in check_text(text, select=["CL504"], files=files) if one.span.file == MAIN]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"""
            import anthropic as a
            client = a.Client()
            async def f(q):
                return client.messages.create({ASK})
            """,
            f"""
            import anthropic as a
            client = a.AsyncClient()
            async def f(q):
                return await client.messages.create({ASK})
            """,
        ),
        (
            f"""
            from anthropic import Anthropic as C
            async def f(q):
                client = C()
                text = client.messages.create({ASK}).content[0].text  # one
                return f'{{client.messages.create({ASK}).id}} {{text}}'
            """,
            f"""
            from anthropic import AsyncAnthropic as C
            async def f(q):
                client = C()
                text = (await client.messages.create({ASK})).content[0].text  # one
                return f'{{(await client.messages.create({ASK})).id}} {{text}}'
            """,
        ),
        (
            f"""
            from anthropic import (
                Anthropic,  # sync
                APIError,
            )
            def make():
                return Anthropic()
            async def f(q):
                client: Anthropic = Anthropic()
                try:
                    return client.messages.create({ASK})
                except APIError:
                    return None
            """,
            f"""
            from anthropic import (
                Anthropic, AsyncAnthropic,  # sync
                APIError,
            )
            def make():
                return Anthropic()
            async def f(q):
                client: AsyncAnthropic = AsyncAnthropic()
                try:
                    return await client.messages.create({ASK})
                except APIError:
                    return None
            """,
        ),
        (
            f"""
            from anthropic import Anthropic
            async def f(q):
                client = Anthropic()
                return client.messages.create({ASK})
            async def g(q):
                client = Anthropic()
                return client.messages.create({ASK})
            """,
            f"""
            from anthropic import AsyncAnthropic
            async def f(q):
                client = AsyncAnthropic()
                return await client.messages.create({ASK})
            async def g(q):
                client = AsyncAnthropic()
                return await client.messages.create({ASK})
            """,
        ),
        (
            """
            async def f(items):
                from anthropic import Anthropic
                client = Anthropic()
                batch = client.messages.batches.create(requests=items)
                return client.messages.batches.retrieve(batch.id)
            """,
            """
            async def f(items):
                from anthropic import AsyncAnthropic
                client = AsyncAnthropic()
                batch = await client.messages.batches.create(requests=items)
                return await client.messages.batches.retrieve(batch.id)
            """,
        ),
        (
            f"""
            import anthropic
            def routes():
                client = anthropic.Anthropic()
                async def f(q):
                    x = (client.messages.create({ASK}))["id"] if q else None
                    yield -len(client.messages.create({ASK}).content), x
                return f
            """,
            f"""
            import anthropic
            def routes():
                client = anthropic.AsyncAnthropic()
                async def f(q):
                    x = (await client.messages.create({ASK}))["id"] if q else None
                    yield -len((await client.messages.create({ASK})).content), x
                return f
            """,
        ),
    ],
)
def test_becomes_async(before: str, after: str) -> None:
    """The class, its import, its annotation and every call change together."""
    assert fixed(before) == clean(after)


HEAD = "import anthropic\nclient = anthropic.Anthropic()\n"
USE = f"async def f(q):\n    return client.messages.create({ASK})\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + USE + "print(client.models.list())\n", "needs more than `await`"),
        (HEAD + USE + "def g(q):\n    return client.messages.create(" + ASK + ")\n", "not stand in an async"),
        (HEAD + USE + "keep = client\n", "is used for something else on line 5"),
        (HEAD + USE + "register(client)\n", "is used for something else on line 5"),
        (HEAD + USE + "def get():\n    return client\n", "is used for something else on line 6"),
        (HEAD + USE + "def g(one=client): ...\n", "also mentioned on line 5"),
        (HEAD + USE + "del client\n", "also mentioned on line 5"),
        (HEAD + USE + "def g():\n    global client\n    client = None\n", "assigned in more than one place"),
        (HEAD + "__all__ = ['client']\n" + USE, "also written in a text"),
        (HEAD + USE + "async def g(q):\n    client.close()\n", "`close` on line 6 needs more"),
        (
            HEAD + USE + "async def g(q):\n    with client.messages.stream(" + ASK + ") as s:\n        ...\n",
            "`messages.stream` on line 6 needs more than `await`",
        ),
        (
            HEAD
            + f"async def f(q):\n    for e in client.messages.create({ASK}, stream=True):\n        print(e)\n",
            "streams, or may stream",
        ),
        (HEAD + f"async def f(q, **k):\n    client.messages.create({ASK}, **k)\n", "streams, or may stream"),
        (
            HEAD + f"async def f(qs):\n    return list(client.messages.create({ASK}) for q in qs)\n",
            "stands in a generator expression",
        ),
        (HEAD + USE + "async def g(qs):\n    return map(lambda q: client.messages.create(x), qs)\n", "async"),
        (
            HEAD.replace("()", "(http_client=h)") + USE,
            "`http_client` may hold what only a sync client takes",
        ),
        (HEAD.replace("()", "(**options)") + USE, "`**` may hold"),
        (HEAD + "client = client or make()\n" + USE, "assigned in more than one place"),
        (
            f"import anthropic\nclass A:\n    def __init__(self):\n        self.c = anthropic.Anthropic()\n"
            f"    async def f(self, q):\n        return self.c.messages.create({ASK})\n",
            "the client is kept in an object",
        ),
        (
            HEAD + USE + "import asyncio\nfor q in open('questions'):\n    asyncio.run(f(q))\n",
            "several event loops",
        ),
        (
            HEAD + "import asyncio\n" + USE + "def once(q):\n    return asyncio.run(f(q))\n",
            "several event loops",
        ),
        (
            "from flask import Flask\napp = Flask(__name__)\n" + HEAD + "@app.post('/')\n" + USE,
            "several event loops",
        ),
    ],
)
def test_is_left_to_the_reader(text: str, reason: str) -> None:
    """A client that is used in other ways as well stays as it is, and the title says why."""
    fixes = [one.fix for one in found(text)]
    assert fixes
    assert fixes[0] is not None
    assert fixes[0].safety is Safety.SHOWN
    assert not fixes[0].edits
    assert reason in fixes[0].title
    assert fixed(text) == text


@pytest.mark.parametrize(
    "other",
    [
        "from main import client\n",
        "from main import *\nclient.close()\n",
        "import main\nmain.client.close()\n",
        "import main as m\nm.client.close()\n",
        "from unittest import mock\nwith mock.patch('main.client'):\n    import main\n",
    ],
)
def test_other_modules_use_it(other: str) -> None:
    """What another module uses stays as it is."""
    assert fixed(HEAD + USE, {"other.py": other}) == HEAD + USE


@pytest.mark.parametrize(
    "other", ["from main import f\nclient = f\n", "import main\nclient = 1\nprint(client, main.f)\n"]
)
def test_other_modules_have_the_same_name(other: str) -> None:
    """A variable of the same name in another module is another one."""
    assert "AsyncAnthropic" in fixed(HEAD + USE, {"other.py": other})


SILENT = {
    "awaited by mistake of ours": HEAD + f"async def f(q):\n    return await client.messages.create({ASK})\n",
    "a client of either kind": "import anthropic\nclient = anthropic.AsyncAnthropic() if a else anthropic.Anthropic()\n" + USE,
    "a parameter of unknown type": f"async def f(client, q):\n    return client.messages.create({ASK})\n",
    "a patched client": "import anthropic, instructor\nclient = instructor.from_anthropic(anthropic.Anthropic())\n" + USE,
    "an executor's map": HEAD
    + f"def g(q):\n    return client.messages.create({ASK})\n"
    + "async def f(qs, pool):\n    return list(pool.map(g, qs))\n",
    "a decorator that makes it awaitable": HEAD
    + f"@threaded\ndef g(q):\n    return client.messages.create({ASK})\n"
    + "async def f(q):\n    return await g(q)\n",
    "a decorator out of sight": HEAD
    + f"@threaded\ndef g(q):\n    return client.messages.create({ASK})\n"
    + "import asyncio\nasync def f(q):\n    return await asyncio.create_task(g(q))\n",
    "a decorator that uses a thread": HEAD
    + "import asyncio\ndef threaded(f):\n    def inner(q):\n        return asyncio.to_thread(f, q)\n    return inner\n"
    + f"@threaded\ndef g(q):\n    return client.messages.create({ASK})\n"
    + "async def f(q):\n    answer = g(q)\n    return await answer\n",
    "a generator that a framework goes through": HEAD
    + f"def g(q):\n    yield client.messages.create({ASK})\n"
    + "async def f(q):\n    return Response(g(q))\n",
    "a thread that runs it in the end": HEAD
    + f"def g(q):\n    return client.messages.create({ASK})\ndef h(q):\n    return g(q)\n"
    + "import asyncio\nasync def f(q):\n    return await asyncio.to_thread(h, q)\n",
    "a plain caller beside the async one": HEAD
    + f"def g(q):\n    return client.messages.create({ASK})\ndef h(q):\n    return g(q)\n"
    + "async def f(q):\n    return h(q)\ng(1)\n",
}  # fmt: skip


REPORTED = {
    "known decorators": HEAD
    + "import tenacity\nclass A:\n    @staticmethod\n    @tenacity.retry(stop=tenacity.stop_after_attempt(3))\n"
    + f"    def g(q):\n        return client.messages.create({ASK})\n"
    + "    async def f(self, q):\n        return self.g(q)\n",
    "a decorator of plain code": HEAD
    + "def timed(f):\n    def inner(q):\n        print(q)\n        return f(q)\n    return inner\n"
    + f"@timed\ndef g(q):\n    return client.messages.create({ASK})\n"
    + "async def f(q):\n    return g(q)\n",
    "a generator that async code goes through": HEAD
    + f"def g(q):\n    yield client.messages.create({ASK})\n"
    + "async def f(q):\n    return [one.id for one in g(q)]\n",
    "a map in async code": HEAD
    + f"def g(q):\n    return client.messages.create({ASK})\n"
    + "async def f(qs):\n    return list(map(g, qs))\n",
}  # fmt: skip


@pytest.mark.parametrize("text", REPORTED.values(), ids=REPORTED)
def test_is_reported(text: str) -> None:
    """A plain function that only async code runs, then and there, is reported with the way to it."""
    (finding,) = found(text)
    assert "; the async `f` calls `g`" in finding.message
    assert finding.fix is not None
    assert finding.fix.safety is Safety.SHOWN


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_is_silent(text: str) -> None:
    """What may well run in a thread, or is no sync client, is not reported."""
    assert found(text) == []


def test_tests_are_silent() -> None:
    """Nobody waits for the event loop of a test."""
    assert check_text("", select=["CL504"], files={"tests/test_it.py": HEAD + USE}) == []


@contextlib.contextmanager
def stub_sdk() -> Iterator[list[str]]:
    """An SDK that answers by itself; what is sent is noted, by the kind of the client."""
    sent: list[str] = []

    def answer(**arguments: Any) -> Any:
        text = f"heard {arguments['messages']}"
        return SimpleNamespace(content=[SimpleNamespace(type="text", text=text)], id="m")

    class Anthropic:
        def __init__(self) -> None:
            self.messages = SimpleNamespace(create=self.create)

        def create(self, **arguments: Any) -> Any:
            sent.append("sync")
            return answer(**arguments)

    class AsyncAnthropic:
        def __init__(self) -> None:
            self.messages = SimpleNamespace(create=self.create)

        async def create(self, **arguments: Any) -> Any:
            sent.append("async")
            await asyncio.sleep(0)
            return answer(**arguments)

    module = ModuleType("anthropic")
    vars(module).update(Anthropic=Anthropic, AsyncAnthropic=AsyncAnthropic)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "anthropic", module)
        yield sent


def printed(text: str) -> tuple[str, list[str]]:
    """What a program prints, and by which clients it asked."""
    output = io.StringIO()
    with stub_sdk() as sent, contextlib.redirect_stdout(output):
        exec(compile(text, MAIN, "exec"), {"__name__": "__main__"})
    return output.getvalue(), sent


@pytest.mark.parametrize(
    ("program", "requests"),
    [
        (
            "import asyncio\n" + HEAD + f"async def f(q):\n    return client.messages.create({ASK}).content[0].text\n"
            "async def g(qs):\n    return [await f(q) for q in qs] + [client.messages.create("
            + ASK
            + ").id for q in qs]\n"
            "print(asyncio.run(g(['a', 'b'])))\n",
            4,
        ),
        (
            "import asyncio\nfrom anthropic import Anthropic\nasync def main():\n    client = Anthropic()\n"
            "    for q in 'ab':\n        if (m := client.messages.create("
            + ASK
            + ")).id == 'm':\n            print(m.content)\n"
            "    print(not client.messages.create(" + ASK + ").id, Anthropic().messages.create(" + ASK + ").id)\n"
            "asyncio.run(main())\n",
            4,
        ),
    ],
)  # fmt: skip
def test_programs_say_the_same(program: str, requests: int) -> None:
    """A program prints the same after its clients have become async ones."""
    before, sent_before = printed(program)
    after, sent_after = printed(fixed(program))
    assert after == before
    assert sent_before == ["sync"] * requests
    assert sent_after == ["async"] * requests
