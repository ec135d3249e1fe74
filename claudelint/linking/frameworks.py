"""What is known of frameworks: what runs a function from outside, whether a person waits then, how often it runs.

A thing is known by its package and its own name, wherever in the package it is imported from:
`fastapi.FastAPI` and `fastapi.applications.FastAPI` are both `FastAPI` of `fastapi`. The tables of the
frameworks stand in `serving` (the web), `chatting` (pages and bots) and `working` (commands, tasks, tests).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# how often the code of a surface runs
ONCE = "once"  # in one run of the program: scripts, commands, tests
PER_REQUEST = "per request"  # for every request, connection or call of a person or a program
PER_MESSAGE = "per message"  # for every message of a conversation or event of a connection
PER_ITEM = "per item"  # for every job or event that something puts before it: queues, cloud functions
PER_RUN = "per run"  # whenever a page, a flow or a timetable starts it anew

ANY = "*"


@dataclass(frozen=True)
class Manner:
    """How code runs that a framework is given: the kind of surface, and what holds there.

    `word` is what it is called together with the framework, where the name of the function says too little.
    """

    kind: str
    person_waits: bool
    can_stream: bool
    runs: str
    word: str = ""


ROUTE = Manner("web", True, True, PER_REQUEST, "route")
# the answer goes out when it is complete
WHOLE_ROUTE = Manner("web", True, False, PER_REQUEST, "route")
WEBSOCKET = Manner("web", True, True, PER_REQUEST, "websocket")
SOCKET_MESSAGE = Manner("web", True, True, PER_MESSAGE, "websocket")
SOCKET_EVENT = Manner("web", True, True, PER_MESSAGE, "event")
CONNECTING = Manner("web", False, False, PER_REQUEST, "event")
PAGE = Manner("streamlit", True, True, PER_RUN)
GRADIO = Manner("gradio", True, True, PER_REQUEST)
CHAINLIT = Manner("chainlit", True, True, PER_MESSAGE)
# chat and mail services show a message when it is complete
MESSAGE = Manner("bot", True, False, PER_MESSAGE)
# what a bot is told of without anybody having asked
NOTICE = Manner("bot", False, False, PER_MESSAGE)
COMMAND = Manner("script", False, False, ONCE)
TASK = Manner("task", False, False, PER_ITEM)
SCHEDULED = Manner("task", False, False, PER_RUN)
# a tool of an MCP server: the program that calls it gets the result when it is complete
TOOL = Manner("tool", True, False, PER_REQUEST, "tool")
CLOUD_FUNCTION = Manner("function", False, False, PER_ITEM)
TEST = Manner("test", False, False, ONCE)


def each(manner: Manner, names: str) -> dict[str, Manner]:
    """The same manner for several names, written with spaces between them."""
    return dict.fromkeys(names.split(), manner)


@dataclass(frozen=True)
class Framework:
    """One framework: by what a function becomes one that it runs.

    `makers` are the classes and functions of its packages whose results take handlers, by `methods`:
    as decorators, or as calls to which the handler is handed. `decorators` do so by themselves, `calls`
    are handed the handler, `bases` are classes whose methods are handlers (`on_*` stands for all that start so). `events` tell apart by the name
    of the event what a method takes; where `keywords` are given, only these arguments take a handler.
    What a decorator among `inner` marks also runs as a part of whatever is seen to call it.
    """

    name: str
    packages: tuple[str, ...]
    makers: frozenset[str] = frozenset()
    methods: Mapping[str, Manner] = field(default_factory=dict)
    decorators: Mapping[str, Manner] = field(default_factory=dict)
    calls: Mapping[str, Manner] = field(default_factory=dict)
    bases: Mapping[str, Mapping[str, Manner]] = field(default_factory=dict)
    events: Mapping[str, Manner] = field(default_factory=dict)
    keywords: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Registration:
    """That a framework runs a function, and how."""

    framework: Framework
    manner: Manner


class Known:
    """Frameworks by the names of what they hold."""

    def __init__(self, frameworks: Iterable[Framework]) -> None:
        self._makers: dict[str, Framework] = {}
        self._decorators: dict[str, Registration] = {}
        self._calls: dict[str, Registration] = {}
        self._bases: dict[str, tuple[Framework, Mapping[str, Manner]]] = {}
        for one in frameworks:
            for package in one.packages:
                self._add(package, one)

    def _add(self, package: str, one: Framework) -> None:
        for name in one.makers:
            self._makers[f"{package}.{name}"] = one
        for name, manner in one.decorators.items():
            self._decorators[f"{package}.{name}"] = Registration(one, manner)
        for name, manner in one.calls.items():
            self._calls[f"{package}.{name}"] = Registration(one, manner)
        for name, methods in one.bases.items():
            self._bases[f"{package}.{name}"] = (one, methods)

    def maker(self, qualified: str) -> Framework | None:
        """The framework whose class or function makes objects that take handlers."""
        package, name = ends(qualified)
        return self._makers.get(f"{package}.{name}") or self._makers.get(f"{package}.{ANY}")

    def decorator(self, qualified: str) -> Registration | None:
        """What a decorator of this full name registers."""
        return self._decorators.get(".".join(ends(qualified)))

    def call(self, qualified: str) -> Registration | None:
        """What a callable of this full name makes of a function that is handed to it."""
        package, name = ends(qualified)
        return self._calls.get(f"{package}.{name}") or self._calls.get(f"{package}.{ANY}")

    def method(self, base: str, name: str) -> Registration | None:
        """What a method of this name is in a class that comes from a base of this full name."""
        framework, methods = self._bases.get(".".join(ends(base)), (None, {}))
        manner = methods.get(name) or next(
            (one for start, one in methods.items() if start.endswith(ANY) and name.startswith(start[:-1])),
            None,
        )
        if framework is None or manner is None or name.startswith("_"):
            return None
        return Registration(framework, manner)


def ends(qualified: str) -> tuple[str, str]:
    """The package and the last part of a full name."""
    return qualified.partition(".")[0], qualified.rpartition(".")[2]
