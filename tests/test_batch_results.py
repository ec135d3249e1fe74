"""How batches are misread, in the words of the model."""

from __future__ import annotations

import pytest
from harness import clean, project_of

from claudelint.linking.subjects import File

PROGRAM = """
import anthropic, asyncio, run, time
client = anthropic.Anthropic()
asynchronous = anthropic.AsyncAnthropic()
batches = client.messages.batches
{body}
"""
MADE = "b = batches.create(requests=[])"
CASES = [
    ("at once", f"def f():\n    {MADE}\n    batches.results(b.id)", "unended"),
    ("at once in the module", f"{MADE}\nfor r in batches.results(b.id): ...", "unended"),
    ("by another name", f"def f():\n    {MADE}\n    i = b.id\n    batches.results(i)", "unended"),
    ("after a pause", f"def f():\n    {MADE}\n    time.sleep(9)\n    batches.results(b.id)", "unended"),
    ("after a message", f"def f():\n    {MADE}\n    print(b.id)\n    batches.results(b.id)", "unended"),
    ("zipped", "def f(i, x):\n    zip(x, batches.results(i))", "zipped"),
    ("zipped as a list", "def f(i, x):\n    r = list(batches.results(i))\n    zip(r, x)", "zipped"),
    ("unchecked", "def f(i):\n    for r in batches.results(i): r.result.message", "unchecked"),
    ("unchecked by a name", "def f(i):\n    for r in batches.results(i):\n        s = r.result\n        s.message",
     "unchecked"),
    ("unchecked in a comprehension", "def f(i):\n    return [r.result.message for r in batches.results(i)]", "unchecked"),
    ("unchecked and async", "async def f(i):\n    async for r in await asynchronous.messages.batches.results(i):\n"
     "        r.result.message", "unchecked"),
    ("hurried", "def f(i):\n    while batches.retrieve(i).processing_status != 'ended': ...", "hurried"),
    ("hurried in the body", "def f(i):\n    while True:\n        b = batches.retrieve(i)\n"
     "        if b.ended_at: break\n        print(b)", "hurried"),
    ("beta", "def f(i):\n    for r in client.beta.messages.batches.results(i): r.result.message", "unchecked"),
    ("waited for", f"def f():\n    {MADE}\n    while b.processing_status != 'ended':\n        time.sleep(9)\n"
     "        b = batches.retrieve(b.id)\n    batches.results(b.id)", ""),
    ("waited for elsewhere", f"def f():\n    {MADE}\n    run.wait(b.id)\n    batches.results(b.id)", ""),
    ("asked a person", f"def f():\n    {MADE}\n    input()\n    batches.results(b.id)", ""),
    ("tried", f"def f():\n    {MADE}\n    try:\n        batches.results(b.id)\n    except OSError: ...", ""),
    ("of an argument", "def f(i):\n    batches.results(i)", ""),
    ("of an attribute", "class A:\n    def f(self):\n        self.b = batches.create(requests=[])\n"
     "    def g(self):\n        batches.results(self.b.id)", ""),
    ("of one of two", f"def f(i):\n    {MADE}\n    j = i or b.id\n    batches.results(j)", ""),
    ("sorted", "def f(i, x):\n    zip(x, sorted(batches.results(i)))", ""),
    ("checked", "def f(i):\n    for r in batches.results(i):\n        if r.result.type == 's': r.result.message", ""),
    ("checked elsewhere", "def f(i):\n    for r in batches.results(i):\n        run.check(r.result)\n"
     "        r.result.message", ""),
    ("counted", "def f(b):\n    run.it(b.request_counts)\n    for r in batches.results(b.id): r.result.message", ""),
    ("caught", "def f(i):\n    for r in batches.results(i):\n        try:\n            r.result.message\n"
     "        except Exception: ...", ""),
    ("chosen by their kind", "def f(i):\n    good = [r for r in batches.results(i) if r.result.type == 's']\n"
     "    return [r.result.message for r in good]", ""),
    ("listed", "def f(i):\n    all = [r for r in batches.results(i)]\n"
     "    return [r.result.message for r in all]", "unchecked"),
    ("with a pause", "def f(i):\n    while batches.retrieve(i).processing_status != 'ended': time.sleep(9)", ""),
    ("with something unknown", "def f(i):\n    while batches.retrieve(i).processing_status != 'ended': run.it()", ""),
    ("about something else", "def f(i):\n    while True: print(batches.retrieve(i))", ""),
    ("another client", "def f(i):\n    for r in run.client.messages.batches.results(i): r.result.message", ""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_misreads(body: str, wanted: str) -> None:
    """Each kind of misreading is found, and nothing where a batch may be read rightly."""
    with project_of({"main.py": clean(PROGRAM).format(body=body)}) as project:
        found = [one.kind for one in File(project.judged[0], project).batch_misreads()]
    assert " ".join(found) == wanted
