"""Code that goes in circles comes to an end: names, calls, classes, imports, texts that grow."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from harness import check_text, requests_of

from claudelint.linking.value_kinds import Known

# far more than any of these takes; what does not end is stopped, and not waited for
_LONGEST_SECONDS = 60
_MOST_STEPS = 2_000_000
CLIENT = "import anthropic\nfrom pathlib import Path\nclient = anthropic.Anthropic()\n"
SEND = "client.messages.create(model={model}, max_tokens=1, messages=[])\n"

CIRCLES = {
    "a chain walked in a loop": "def walk(node):\n    while node:\n        node = node.next\n    "
    + SEND.format(model="node.model"),
    "a path climbed in a loop": "def climb(path):\n    while path:\n        path = path.parent\n        path = path / 'x'\n    "
    + SEND.format(model="path.read_text()"),
    "a dict that holds itself": "def grow(d):\n    for _ in d:\n        d = {**d, 'd': d}\n        d = d | d\n"
    "    client.messages.create(**d)\n",
    "functions that call each other": "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\n"
    + SEND.format(model="f('claude-2.1')"),
    "a function that calls itself": "def f(model):\n    "
    + SEND.format(model="model")
    + "    return f(model + 'x')\n",
    "a class that inherits from itself": "class A(A):\n    pass\n" + SEND.format(model="A().model"),
    "classes that inherit from each other": "class A(B):\n    pass\nclass B(A):\n    pass\n"
    + SEND.format(model="A.m"),
    "an attribute that is itself": "class A:\n    def go(self):\n        self.m = self.m\n        "
    + SEND.format(model="self.m"),
    "a text that doubles": "s = 'a'\n" + "s = s + s\n" * 60 + SEND.format(model="s"),
    "a text that doubles in a loop": "s = 'a'\nfor _ in range(60):\n    s = f'{s}{s}'.replace('a', s)\n"
    + SEND.format(model="s"),
    "a list that doubles": "m = [{}]\n"
    + "m = m + m\nm.extend(m)\nm = [*m, *m]\n" * 30
    + "client.messages.create(model='claude-2.0', messages=m)\n",
    "an annotation in a circle": "X = 'Y'\nY = 'X'\ndef f(c: X):\n    c.messages.create(model='claude-2.1')\n",
}


@pytest.fixture(autouse=True)
def _guard() -> Iterator[None]:
    """What goes on for ever fails, where the system can ring."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {_LONGEST_SECONDS} seconds")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(_LONGEST_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


class _TooManySteps(BaseException):
    """Not an Exception, so that nothing on the way takes it for one of its own."""


@contextmanager
def bounded_steps(most: int = _MOST_STEPS) -> Iterator[None]:
    """Fail when more functions are called within the block than there may be, whatever time that takes."""
    steps = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal steps
        steps += event == "call"
        if steps > most:
            sys.setprofile(None)
            raise _TooManySteps

    sys.setprofile(count)
    try:
        yield
    except _TooManySteps:
        pytest.fail(f"more than {most:,} steps")
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in CIRCLES.items()])
def test_circles_end(source: str) -> None:
    """A circle is followed once, and the rest of the file is judged."""
    found = check_text(CLIENT + source + SEND.format(model="'claude-2.1'"), select=["CL401"])
    assert any("claude-2.1" in finding.message for finding in found)


def test_imports_in_a_circle() -> None:
    """Modules that import each other are read once each."""
    files = {"a.py": "from b import MODEL\n", "b.py": "from a import MODEL\n"}
    source = "from a import MODEL\n" + CLIENT + SEND.format(model="MODEL") + SEND.format(model="'claude-2.1'")
    assert len(check_text(source, select=["CL401"], files=files)) == 1


ACROSS = {
    "three modules that import everything of each other": (
        "from a import *\n" + SEND.format(model="MODEL"),
        {"a": "from b import *\n", "b": "from c import *\n", "c": "from a import *\nMODEL = 'claude-2.0'\n"},
        {"claude-2.0"},
    ),
    "three modules that import a name that none of them defines": (
        "from a import MODEL\n" + SEND.format(model="MODEL"),
        {"a": "from b import MODEL\n", "b": "from c import MODEL\n", "c": "from a import MODEL\n"},
        set(),
    ),
    "a module that imports everything of itself": (
        "from a import *\n" + SEND.format(model="MODEL"),
        {"a": "from a import *\nfrom main import *\nMODEL = 'claude-2.0'\n"},
        {"claude-2.0"},
    ),
    "functions of three modules that call each other": (
        "from a import f\ndef h(x):\n    return f(x)\n" + SEND.format(model="f('claude-2.0')"),
        {
            "a": "from b import g\ndef f(x):\n    return g(x)\n",
            "b": "from main import h\ndef g(x):\n    return h(x)\n",
        },
        set(),
    ),
    "senders of three modules that call each other": (
        "from a import f\ndef h(x):\n    " + SEND.format(model="x") + "    f(x)\nh('claude-2.0')\n",
        {
            "a": "from b import g\ndef f(x):\n    g(x)\n",
            "b": "from main import h\ndef g(x):\n    h(x)\n",
        },
        {"claude-2.0"},
    ),
    "classes of two modules that inherit from each other": (
        "from a import A\n" + SEND.format(model="A().model"),
        {"a": "from b import B\nclass A(B):\n    pass\n", "b": "from a import A\nclass B(A):\n    pass\n"},
        set(),
    ),
    "classes of one name that inherit from each other across modules": (
        "from a import A\nclass A(A):\n    pass\n" + SEND.format(model="A().model"),
        {"a": "from main import A\nclass A(A):\n    model = 'claude-2.0'\n"},
        {"claude-2.0"},
    ),
}


@pytest.mark.parametrize(
    ("source", "files", "found"), [pytest.param(*row, id=name) for name, row in ACROSS.items()]
)
def test_circles_across_modules_end(source: str, files: dict[str, str], found: set[str]) -> None:
    """A circle through several modules is followed once, and the rest is judged."""
    text = CLIENT + source + SEND.format(model="'claude-2.1'")
    findings = check_text(
        text, select=["CL401"], files={f"{name}.py": content for name, content in files.items()}
    )
    messages = " ".join(finding.message for finding in findings)
    assert {model for model in ("claude-2.0", "claude-2.1") if model in messages} == {*found, "claude-2.1"}


def test_callers_in_many_modules() -> None:
    """A wrapper with ten thousand callers in twenty modules is judged in some contexts and one for the rest."""
    files = {"llm.py": CLIENT + "def ask(model, question):\n    " + SEND.format(model="model")}
    for number in range(20):
        calls = "".join(f"def f{each}():\n    ask('claude-{number}-{each}', 'q')\n" for each in range(500))
        files[f"m{number}.py"] = "from llm import ask\n" + calls
    found = check_text(CLIENT + SEND.format(model="'claude-2.1'"), select=["CL401", "CL403"], files=files)
    assert [(one.code, one.span.file) for one in found] == [("CL403", "llm.py"), ("CL401", "main.py")]


LARGE = {
    "functions that each call the next": "".join(
        f"def f{number}(x):\n    return f{number + 1}(x)\n" for number in range(3_000)
    )
    + "def f3000(x):\n    return x\n"
    + SEND.format(model="f0('claude-2.0')"),
    "functions that each call the next, down to a request": "".join(
        f"def f{number}(x):\n    f{number + 1}(x)\n" for number in range(3_000)
    )
    + "def f3000(x):\n    "
    + SEND.format(model="x")
    + "f0('claude-2.0')\n",
    "decorators on decorators": "def d(f):\n    def inner(*args):\n        return f(*args)\n    return inner\n"
    + "@d\n" * 200
    + "def ask(model):\n    "
    + SEND.format(model="model")
    + "ask('claude-2.0')\n",
    "a large table looked up by what nobody knows": "import sys\nTABLE = {"
    + "".join(f"'k{number}': 'claude-x-{number}'," for number in range(5_000))
    + "}\n"
    + SEND.format(model="TABLE[sys.argv[1]]")
    + SEND.format(model="TABLE.get(sys.argv[1], 'claude-2.0')"),
}


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in LARGE.items()])
def test_generated_code(source: str) -> None:
    """What only a program writes is followed up to a bound, and the rest of the file is judged."""
    found = check_text(CLIENT + source + SEND.format(model="'claude-2.1'"), select=["CL401"])
    assert any("claude-2.1" in finding.message for finding in found)


STEP_BY_STEP = {
    "by functions of their own": "D = {'x': 'claude-2.0'}\n"
    + "".join(f"def f{number}():\n    D['k{number}'] = 'a'\n" for number in range(60))
    + "def ask():\n    "
    + SEND.format(model="D['x']"),
    "under many conditions": "import sys\ndef ask():\n    d = {'x': 'claude-2.0'}\n"
    + "".join(
        f"    if sys.argv[{number}]:\n        d['k{number}'] = 'a'\n    else:\n        d['l{number}'] = 'b'\n"
        for number in range(60)
    )
    + "    "
    + SEND.format(model="d['x']"),
}


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in STEP_BY_STEP.items()])
def test_dicts_filled_in_many_places(source: str) -> None:
    """The ways through the places that fill a dict double with each of them; the places are few."""
    with bounded_steps(), requests_of(CLIENT + source) as requests:
        values = [one.arguments["model"].value for one in requests]
        assert [one.value if isinstance(one, Known) else one for one in values] == ["claude-2.0"]


RECURSIVE = {
    "a dict that is handed down": "def fill(node, out):\n    out['model'] = 'claude-2.0'\n"
    + "".join(f"    out['k{number}'] = fill(node.c{number}, out)\n" for number in range(9))
    + "    return out\nparams = fill(object(), {})\nclient.messages.create(**params)\n",
    "dicts within dicts": "def fill(node):\n    out = {'model': 'claude-2.0'}\n"
    + "".join(f"    out['k{number}'] = fill(node.c{number})\n" for number in range(9))
    + "    return out\nclient.messages.create(**fill(object()))\n",
    "parts that are filled under conditions": "def fill(node, out):\n"
    + "".join(
        f"    if node.c{number}:\n        out['k{number}'] = fill(node.c{number}, out)\n"
        for number in range(9)
    )
    + "    return out\n"
    + "client.messages.create(model='claude-2.0', max_tokens=1, messages=[], metadata=fill(object(), {}))\n",
    "two parts that are filled under conditions": "def fill(node, out):\n"
    + "    if node.a:\n        out['a'] = fill(node.a, out)\n    if node.b:\n        out['b'] = fill(node.b, out)\n"
    + "    return out\n"
    + "client.messages.create(model='claude-2.0', max_tokens=1, messages=[], metadata=fill(object(), {}))\n",
}


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in RECURSIVE.items()])
def test_functions_that_call_themselves_often(source: str) -> None:
    """A walk over a tree, with a call for each kind of child, fills a dict that is sent."""
    with bounded_steps(), requests_of(CLIENT + source) as requests:
        assert len(requests) == 1


def test_thousands_of_callers() -> None:
    """A wrapper with very many callers is judged in some contexts and one for the rest."""
    calls = "".join(f"ask('claude-{number}', 'q')\n" for number in range(3_000))
    source = CLIENT + "def ask(model, question):\n    " + SEND.format(model="model") + calls
    found = check_text(source, select=["CL403"])
    assert len(found) == 1


def test_a_tool_of_the_sdks_name_nearby(tmp_path: Path) -> None:
    """A file named like the SDK does not hide it."""
    files = {"anthropic.py": "class Anthropic:\n    pass\n"}
    source = CLIENT + SEND.format(model="'claude-2.1'")
    assert len(check_text(source, select=["CL401"], files=files)) == 1
