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
