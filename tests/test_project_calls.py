"""Who calls a request and how: contexts, ways, loops and the event loop, across functions and modules."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from harness import clean, project_of
from test_model_values import shown

from claudelint.linking.project import Project

HEAD = "import anthropic\nclient = anthropic.Anthropic()\n"
ASK = """
def ask(question, model="claude-a"):
    return client.messages.create(model=model, max_tokens=1, messages=[{"role": "user", "content": question}])
"""
AASK = """
async def ask(question, model="claude-a"):
    return await client.messages.create(model=model, max_tokens=1, messages=[{"role": "user", "content": question}])
"""


@dataclass(frozen=True)
class Case:
    """A project, and what is said of its requests."""

    name: str
    source: str
    wanted: object
    files: dict[str, str] = field(default_factory=dict)


def case(name: str, source: str, wanted: object, **files: str) -> Case:
    """One row; `llm` stands for a module with `ask`, which sends a request."""
    others = {key.replace("__", "/") + ".py": clean(text) for key, text in files.items()}
    others.setdefault("llm.py", HEAD + ASK)
    return Case(name, clean(source), wanted, others)


def linked(one: Case):
    """The project of a case."""
    return project_of({**one.files, "main.py": one.source})


def models(project: Project) -> set[object]:
    """What the model is worth in each context."""
    return {repr(shown(request.arguments["model"].value)) for request in project.requests}


def questions(project: Project) -> set[str]:
    """What the question is worth in each context."""
    found = set()
    for request in project.requests:
        message = shown(request.arguments["messages"].value)
        assert isinstance(message, list)
        content = message[0]["content"]
        found.add(repr(sorted(content, key=repr) if isinstance(content, set) else content))
    return found


CONTEXTS = [
    case("called", "import llm\nllm.ask('q', 'claude-b')", {"'q'"}),
    case(
        "through a wrapper",
        "import llm\ndef again(text):\n    return llm.ask(text)\nagain('q')\nagain('r')",
        {"'q'", "'r'"},
    ),
    case("handed to map", "import llm\nlist(map(llm.ask, ['q', 'r']))", {"['q', 'r']"}),
    case(
        "handed to map under another name",
        "from llm import ask as put\nlist(map(put, ['q', 'r']))",
        {"['q', 'r']"},
    ),
    case(
        "handed to an executor",
        """
            from concurrent.futures import ThreadPoolExecutor
            import llm
            with ThreadPoolExecutor() as pool:
                pool.submit(llm.ask, "q")
        """,
        {"'q'"},
    ),
    case(
        "by keyword to an executor",
        "from concurrent.futures import ThreadPoolExecutor\nimport llm\npool = ThreadPoolExecutor()\npool.submit(llm.ask, question='q')",
        {"'q'"},
    ),
    case(
        "handed to a thread",
        "import asyncio, llm\nasync def main():\n    await asyncio.to_thread(llm.ask, 'q')",
        {"'q'"},
    ),
    case(
        "in an executor of the loop",
        "import asyncio, llm\nasync def main():\n    await asyncio.get_running_loop().run_in_executor(None, llm.ask, 'q')",
        {"'q'"},
    ),
    case(
        "partly applied", "import functools, llm\nshort = functools.partial(llm.ask, 'q')\nshort()", {"'q'"}
    ),
    case(
        "partly applied and called with the rest",
        "import functools, llm\nshort = functools.partial(llm.ask, model='claude-b')\nshort('q')",
        {"'q'"},
    ),
    case("in a lambda", "import llm\nf = lambda: llm.ask('q')\nf()", {"'q'"}),
    case(
        "as an argument of a function of the project",
        """
            import llm
            def each(function, items):
                for item in items:
                    function(item)
            each(llm.ask, ["q", "r"])
        """,
        {"['q', 'r']"},
    ),
    case(
        "as an argument, next to another function",
        """
            import llm
            def apply(function, item):
                return function(item)
            apply(llm.ask, "q")
            apply(print, "r")
        """,
        {"'q'"},
    ),
    case(
        "decorated",
        """
            import functools
            import llm
            from tenacity import retry
            @retry(stop=3)
            def again(text):
                return llm.ask(text)
            again("q")
        """,
        {"'q'"},
    ),
    case(
        "a method of an object that is kept",
        """
            import llm
            class Service:
                def go(self, text):
                    return llm.ask(text)
            class App:
                def __init__(self):
                    self.service = Service()
                def run(self):
                    self.service.go("q")
            App().run()
        """,
        {"'q'"},
    ),
    case(
        "a method of an object that is handed in, without an annotation",
        """
            from service import Service
            from worker import Worker
            Worker(Service()).run()
        """,
        {"'q'"},
        service="import llm\nclass Service:\n    def go(self, text):\n        return llm.ask(text)",
        worker="class Worker:\n    def __init__(self, service):\n        self.service = service\n    def run(self):\n        self.service.go('q')",
    ),
    case(
        "a method of a parameter, without an annotation",
        "from service import Service\nfrom worker import work\nwork(Service())",
        {"'q'"},
        service="import llm\nclass Service:\n    def go(self, text):\n        return llm.ask(text)",
        worker="def work(service):\n    service.go('q')",
    ),
    case(
        "a method of a protocol",
        """
            from typing import Protocol
            import llm
            class Service(Protocol):
                def go(self, text): ...
            class Real(Service):
                def go(self, text):
                    return llm.ask(text)
            def work(service: Service):
                service.go("q")
        """,
        {"'q'"},
    ),
    case(
        "a hook that the base class calls",
        "from base import Base\nimport llm\nclass Mine(Base):\n    def process(self, item):\n        return llm.ask(item)\nMine().run()",
        {"'q'"},
        base="class Base:\n    def run(self):\n        self.process('q')\n    def process(self, item):\n        raise NotImplementedError",
    ),
    case(
        "an object that is called",
        "import llm\nclass Service:\n    def __call__(self, text):\n        return llm.ask(text)\nservice = Service()\nservice('q')",
        {"'q'"},
    ),
    case(
        "a class out of a table",
        "import llm, sys\nclass A:\n    def go(self, text):\n        return llm.ask(text)\nKINDS = {'a': A}\nKINDS[sys.argv[1]]().go('q')",
        {"'q'"},
    ),
    case(
        "a function out of a table",
        "import llm, sys\nSTEPS = {'ask': llm.ask}\nSTEPS[sys.argv[1]]('q')",
        {"'q'"},
    ),
    case(
        "a static method",
        "import llm\nclass S:\n    @staticmethod\n    def go(text):\n        return llm.ask(text)\nS.go('q')",
        {"'q'"},
    ),
    case(
        "a class method",
        "import llm\nclass S:\n    @classmethod\n    def go(cls, text):\n        return llm.ask(text)\nS.go('q')",
        {"'q'"},
    ),
    case(
        "gathered",
        "import asyncio\nfrom llm import ask\nasync def main():\n    await asyncio.gather(*(ask(q) for q in ['q', 'r']))",
        {"['q', 'r']"},
        llm="import anthropic\nclient = anthropic.AsyncAnthropic()\n" + AASK,
    ),
    case("starred", "import llm\nargs = ['q']\nllm.ask(*args)", {"'q'"}),
    case("spread", "import llm\noptions = {'question': 'q'}\nllm.ask(**options)", {"'q'"}),
    case(
        "keywords passed on",
        "import llm\ndef again(**options):\n    return llm.ask(**options)\nagain(question='q')",
        {"'q'"},
    ),
    case(
        "arguments passed on",
        "import llm\ndef again(*args, **options):\n    return llm.ask(*args, **options)\nagain('q')",
        {"'q'"},
    ),
]


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in CONTEXTS])
def test_contexts(one: Case) -> None:
    """The calls that lead to a request decide its parameters."""
    with linked(one) as project:
        assert questions(project) == one.wanted


# on the event loop (True), in a thread or with nothing async around (False), or not to be told (None)
EVENT_LOOP = [
    case(
        "inside async code",
        HEAD + "async def chat():\n    client.messages.create(model='m', max_tokens=1, messages=[])\n",
        [True],
        llm="",
    ),
    case(
        "in a plain function",
        HEAD + "def chat():\n    client.messages.create(model='m', max_tokens=1, messages=[])\nchat()",
        [False],
        llm="",
    ),
    case(
        "in a plain function that nobody calls",
        HEAD + "def chat():\n    client.messages.create(model='m', max_tokens=1, messages=[])\n",
        [None],
    ),
    case(
        "a plain function elsewhere that async code calls (18)",
        "import llm\nasync def chat(q):\n    return llm.ask(q)\n",
        [True],
    ),
    case(
        "two plain functions deep",
        "import llm\ndef wrapped(q):\n    return llm.ask(q)\nasync def chat(q):\n    return wrapped(q)\n",
        [True],
    ),
    case(
        "from async code and from a script",
        "import llm\nasync def chat(q):\n    return llm.ask(q)\nllm.ask('q')",
        [True, False],
    ),
    case(
        "to_thread of a wrapper (17)",
        "import asyncio, llm\nasync def chat(q):\n    return await asyncio.to_thread(llm.ask, q)\n",
        [False],
    ),
    case(
        "a lambda in an executor (17)",
        "import asyncio, llm\nasync def chat(q):\n    loop = asyncio.get_running_loop()\n    return await loop.run_in_executor(None, lambda: llm.ask(q))\n",
        [False],
    ),
    case(
        "a lambda that has a name, in an executor",
        "import asyncio, llm\nasync def chat(q):\n    send = lambda: llm.ask(q)\n    return await asyncio.get_running_loop().run_in_executor(None, send)\n",
        [False],
    ),
    case(
        "partial in an executor",
        "import asyncio, functools, llm\nasync def chat(q):\n    loop = asyncio.get_running_loop()\n    return await loop.run_in_executor(None, functools.partial(llm.ask, q))\n",
        [False],
    ),
    case(
        "a nested function in an executor",
        "import asyncio, llm\nasync def chat(q):\n    def work():\n        return llm.ask(q)\n    return await asyncio.get_running_loop().run_in_executor(None, work)\n",
        [False],
    ),
    case(
        "a plain route runs in a thread (17)",
        "from fastapi import FastAPI\nimport llm\napp = FastAPI()\n@app.get('/')\ndef chat(q: str):\n    return llm.ask(q)\n",
        [False],
    ),
    case(
        "an async route",
        "from fastapi import FastAPI\nimport llm\napp = FastAPI()\n@app.get('/')\nasync def chat(q: str):\n    return llm.ask(q)\n",
        [True],
    ),
    case(
        "sync_to_async",
        "from asgiref.sync import sync_to_async\nimport llm\nasync def chat(q):\n    return await sync_to_async(llm.ask)(q)\n",
        [False],
    ),
    case(
        "handed to something unknown",
        "from somewhere import run\nimport llm\nasync def chat(q):\n    return await run(llm.ask, q)\n",
        [None],
    ),
    case(
        "a method of an object",
        "from service import Service\nasync def chat(q):\n    return Service().go(q)\n",
        [True],
        service="import llm\nclass Service:\n    def go(self, q):\n        return llm.ask(q)",
    ),
    case(
        "a thread of its own",
        "import threading, llm\nasync def chat(q):\n    threading.Thread(target=llm.ask, args=(q,)).start()\n",
        [False],
    ),
    case(
        "in a comprehension of async code",
        "import llm\nasync def chat(qs):\n    return [llm.ask(q) for q in qs]\n",
        [True],
    ),
    case("map in async code", "import llm\nasync def chat(qs):\n    return list(map(llm.ask, qs))\n", [True]),
    case(
        "a runner of the project that uses threads",
        "import asyncio, llm\nasync def offload(function, *args):\n    return await asyncio.to_thread(function, *args)\nasync def chat(q):\n    return await offload(llm.ask, q)\n",
        [False],
    ),
    case(
        "a runner of the project that does not",
        "import llm\nasync def direct(function, *args):\n    return function(*args)\nasync def chat(q):\n    return await direct(llm.ask, q)\n",
        [True],
    ),
    case(
        "a dependency of an async route that is plain",
        "from fastapi import Depends, FastAPI\nimport llm\napp = FastAPI()\ndef answer(q: str):\n    return llm.ask(q)\n@app.get('/')\nasync def chat(a=Depends(answer)):\n    return a\n",
        [False],
    ),
]


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in EVENT_LOOP])
def test_event_loop(one: Case) -> None:
    """Whether a request runs on an event loop is settled by what is nearest to it."""
    with linked(one) as project:
        found = [way.on_event_loop for request in project.requests for way in request.ways]
        assert sorted(map(str, set(found))) == sorted(map(str, one.wanted))


# the loops around the calls on the way, as the line of each, and how many items a map has
LOOPS = [
    case("in the caller", "import llm\nfor q in open('x'):\n    llm.ask(q)\n", [("main.py", 2)]),
    case(
        "two functions up",
        "import llm\ndef one(q):\n    return llm.ask(q)\ndef main(qs):\n    for q in qs:\n        one(q)\nmain([])\n",
        [("main.py", 5)],
    ),
    case(
        "within a function that is handed it",
        "from each import each\nimport llm\neach(llm.ask, [])\n",
        [("each.py", 2)],
        each="def each(function, items):\n    for item in items:\n        function(item)\n",
    ),
    case(
        "in a base class",
        "from base import Base\nimport llm\nclass Mine(Base):\n    def process(self, item):\n        return llm.ask(item)\nMine().run([])\n",
        [("base.py", 3)],
        base="class Base:\n    def run(self, items):\n        for item in items:\n            self.process(item)\n",
    ),
    case("map", "import llm\nlist(map(llm.ask, []))\n", [("main.py", 2)]),
    case(
        "an executor",
        "from concurrent.futures import ThreadPoolExecutor\nimport llm\nwith ThreadPoolExecutor() as pool:\n    list(pool.map(llm.ask, open('x')))\n",
        [("main.py", 4)],
    ),
    case(
        "submitted in a loop",
        "from concurrent.futures import ThreadPoolExecutor\nimport llm\nwith ThreadPoolExecutor() as pool:\n    for q in open('x'):\n        pool.submit(llm.ask, q)\n",
        [("main.py", 4)],
    ),
    case(
        "behind a generator",
        "import llm\ndef answers(qs):\n    for q in qs:\n        yield llm.ask(q)\nfor a in answers([]):\n    print(a)\n",
        [("main.py", 3)],
    ),
    case("once", "import llm\nllm.ask('q')\n", []),
]


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in LOOPS])
def test_loops_on_the_way(one: Case) -> None:
    """Every loop on the way to a request is a loop that sends it."""
    with linked(one) as project:
        found = [(loop.module.path, project.line(loop.span)) for loop in project.loops]
        assert found == one.wanted
