"""Coroutines that nothing awaits, in the words of the model, and which methods of the SDK make them."""

from __future__ import annotations

import inspect
import warnings

import anthropic
import pytest
from harness import clean, project_of

from claudelint.linking.coroutines import COROUTINES
from claudelint.linking.subjects import File

PROGRAM = """
import anthropic, asyncio, run
client = anthropic.AsyncAnthropic()
def keep(value): ...
{body}
"""
CALL = "client.messages.create(model='m', max_tokens=1, messages=[])"
UNAWAITED = [
    ("dropped", f"async def f():\n    {CALL}", "dropped"),
    ("never used", f"async def f():\n    x = {CALL}", ""),
    ("read", f"async def f():\n    x = {CALL}\n    x.content", "attribute content certain mended"),
    ("read at once", f"async def f():\n    {CALL}.content", "attribute content certain mended"),
    ("read later", f"async def f(a):\n    x = {CALL}\n    if a: return\n    x.content", "attribute content mended"),
    ("read somewhere", f"async def f(a):\n    x = {CALL}\n    if a:\n        x.content", "attribute content mended"),
    ("another attribute", f"async def f():\n    x = {CALL}\n    x.text", "attribute text certain"),
    ("an item", f"async def f():\n    x = {CALL}\n    x[0]", "item certain"),
    ("unpacked", f"async def f():\n    a, b = {CALL}", "iterated certain"),
    ("listed", f"async def f():\n    list({CALL})", "iterated certain"),
    ("in a comprehension", f"async def f():\n    x = {CALL}\n    [a for a in x.content]",
     "attribute content certain mended"),
    ("in each turn", f"async def f(b):\n    x = {CALL}\n    [x.content for a in b]", "attribute content mended"),
    ("by a walrus", f"async def f():\n    if (x := {CALL}): x.content", "tested attribute content mended"),
    ("shown", f"async def f():\n    print(f'{{{CALL}}}')", "shown mended"),
    ("one of two", f"async def f(a):\n    x = {CALL} if a else None\n    x.content",
     "attribute content certain mended"),
    ("caught", f"async def f():\n    try:\n        {CALL}.content\n    except TypeError: ...",
     "attribute content mended"),
    ("entered", f"async def f():\n    with {CALL} as x: ...", "entered certain"),
]  # fmt: skip
AWAITED = [
    ("awaited", f"async def f():\n    await {CALL}"),
    ("later", f"async def f():\n    x = {CALL}\n    await x"),
    ("in an inner function", f"async def f():\n    x = {CALL}\n    async def g(): await x\n    return g"),
    ("returned", f"def f():\n    return {CALL}"),
    ("yielded", f"def f():\n    yield {CALL}"),
    ("passed", f"def f():\n    keep({CALL})"),
    ("stored", f"def f(a):\n    a.b = {CALL}"),
    ("stored under a key", f"def f(a):\n    a['b'] = {CALL}"),
    ("in a display", f"def f():\n    return [{CALL}]"),
    ("of a comprehension", f"def f(a):\n    return [{CALL} for b in a]"),
    ("of the module", f"x = {CALL}\nasync def f():\n    await x"),
    ("closed", f"def f():\n    x = {CALL}\n    x.close()"),
    ("a stream", "def f():\n    client.messages.stream(model='m', max_tokens=1, messages=[]).content"),
    ("a sync client", f"def f():\n    {CALL.replace('client', 'anthropic.Anthropic()')}.content"),
    ("an unknown client", f"def f():\n    {CALL.replace('client', 'run.client')}.content"),
]


def unawaited(body: str) -> list[str]:
    """What is done with each coroutine that nothing awaits."""
    with project_of({"main.py": clean(PROGRAM).format(body=body)}) as project:
        return [
            " ".join(
                [
                    *(f"{fate.kind} {fate.name}".strip() for fate in one.fates),
                    *(["certain"] if one.fails_for_certain else []),
                    *(["mended"] if one.works_when_awaited and one.fates[0].kind != "dropped" else []),
                ]
            )
            for one in File(project.judged[0], project).unawaited()
        ]


@pytest.mark.parametrize(("body", "wanted"), [case[1:] for case in UNAWAITED], ids=[c[0] for c in UNAWAITED])
def test_unawaited(body: str, wanted: str) -> None:
    """It is found, with what is done with it and whether that fails for certain."""
    assert unawaited(body) == [wanted]


@pytest.mark.parametrize("body", [case[1] for case in AWAITED], ids=[case[0] for case in AWAITED])
def test_awaited(body: str) -> None:
    """What is awaited, may be awaited elsewhere, or is no coroutine is not found."""
    assert unawaited(body) == []


MESSAGE = {"model": "claude-sonnet-5-5", "max_tokens": 1, "messages": []}
ARGUMENTS = {
    ("messages", "count_tokens"): {"model": "claude-sonnet-5-5", "messages": []},
    ("messages", "batches", "create"): {"requests": []},
}


def called(path: tuple[str, ...]) -> object:
    """What the installed SDK gives back for a call of a method."""
    method: object = anthropic.AsyncAnthropic(api_key="none")
    for name in path:
        method = getattr(method, name)
    assert callable(method)
    if "batches" in path and path[-1] != "create":
        return method("msgbatch_1") if path[-1] != "list" else method()
    return method(**ARGUMENTS.get(tuple(one for one in path if one != "beta"), MESSAGE))


@pytest.mark.parametrize("path", sorted(COROUTINES))
def test_the_sdk_makes_coroutines(path: tuple[str, ...]) -> None:
    """Each of the methods, with and without `beta`, makes a coroutine in the installed SDK."""
    for full in (path, ("beta", *path)):
        made = called(full)
        assert inspect.iscoroutine(made)
        made.close()


@pytest.mark.parametrize("path", [("messages", "stream"), ("messages", "batches", "list")])
def test_the_sdk_makes_no_coroutines(path: tuple[str, ...]) -> None:
    """Managers of streams and pages are none."""
    with warnings.catch_warnings():
        # the manager holds a coroutine of its own that is not awaited here
        warnings.simplefilter("ignore", RuntimeWarning)
        assert not inspect.iscoroutine(called(path))
