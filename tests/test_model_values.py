"""What the arguments of a request are worth: from source to values, and as often that nothing can be told."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from _pytest.mark import ParameterSet
from harness import requests_of

from claudelint.linking.project import Request
from claudelint.linking.value_kinds import (
    Known,
    Mapping,
    NotGiven,
    OneOf,
    Sequence,
    TextValue,
    Unknown,
    Value,
)

UNKNOWN = "?"


def shown(value: Value | None) -> object:
    """A value in the words of the tables.

    Constants stand for themselves, `?` for what is unknown, a set for alternatives; a text with holes is its
    pieces with `{origin}` between them. What is open ends in `...`.
    """
    if value is None:
        return "absent"
    if isinstance(value, Known):
        return value.value
    if isinstance(value, NotGiven):
        return "not given"
    if isinstance(value, TextValue):
        return "".join(part if isinstance(part, str) else f"{{{part.origin}}}" for part in value.parts)
    if isinstance(value, OneOf):
        return {
            repr(shown(option)) if isinstance(option, (Mapping, Sequence)) else shown(option)
            for option in value.options
        }
    if isinstance(value, Sequence):
        return [*(shown(item) for item in value.items), *(["..."] if value.open else [])]
    if isinstance(value, Mapping):
        entries = {
            key if entry.certain else f"{key}?": shown(entry.value) for key, entry in value.entries.items()
        }
        return {**entries, **({"...": "..."} if value.open else {})}
    assert isinstance(value, Unknown), value
    return UNKNOWN


@dataclass(frozen=True)
class Case:
    """Source before the request, the expression of `system`, and what it is worth in each request."""

    name: str
    before: str
    expression: str
    worth: tuple[object, ...]
    files: dict[str, str] = field(default_factory=dict)


def case(
    name: str, before: str, expression: str, *worth: object, files: dict[str, str] | None = None
) -> Case:
    """One row; `worth` for each context in order."""
    return Case(name, before, expression, worth, files or {})


def worth_of(case: Case) -> list[object]:
    """What `system` is worth in each request of a case."""
    source = (
        f"import anthropic\nclient = anthropic.Anthropic()\n{case.before}\n"
        f'client.messages.create(model="claude-opus-4-8", max_tokens=1, messages=[], system={case.expression})\n'
    )
    with requests_of(source, case.files) as requests:
        return [shown(request.arguments["system"].value) for request in requests]


# what is known to be wrong, and why it is left for now
GAPS = {
    "a value that a function changes": "the order of calls between a module's own statements is not followed",
}


def rows(cases: list[Case]) -> list[ParameterSet]:
    """The rows of a table as parameters, known gaps marked."""
    return [pytest.param(one, id=one.name, marks=gap(one.name)) for one in cases]


def gap(name: str) -> tuple[pytest.MarkDecorator, ...]:
    """The mark of a known gap; a row that is mended fails until it is taken off the list."""
    return (pytest.mark.xfail(strict=True, reason=GAPS[name]),) if name in GAPS else ()


CONSTANTS = [
    case("a literal", "", "'a'", "a"),
    case("a number", "", "3", 3),
    case("a negative number", "", "-0.5", -0.5),
    case("None", "", "None", None),
    case("True", "", "True", True),
    case("literals side by side", "", "'a' 'b' \"c\"", "abc"),
    case("triple quotes", "", "'''a\nb'''", "a\nb"),
    case("escapes", "", r"'a\tb\u00e9'", "a\tb\u00e9"),
    case("raw", "", r"r'a\tb'", r"a\tb"),
    case("a constant", "A = 'a'", "A", "a"),
    case("a constant of a constant", "A = 'a'\nB = A\nC = B", "C", "a"),
    case("rebound", "A = 'a'\nA = 'b'", "A", "b"),
    case("a sum", "A = 'a'", "A + 'b' + A", "aba"),
    case("a sum over lines", "", "('a'\n 'b' + 'c')", "abc"),
    case("augmented", "A = 'a'\nA += 'b'", "A", "ab"),
    case("numbers added up", "N = 1000", "4 * N + 96", 4096),
    case("a power of two shifts", "", "1_024", 1024),
    case("an f-string", "A = 'a'", "f'x{A}y'", "xay"),
    case("an f-string with braces", "A = 'a'", "f'{{{A}}}'", "{a}"),
    case("nested f-strings", "A = 'a'", "f'1{f\"2{A}\"}3'", "12a3"),
    case("an f-string of a number", "N = 3", "f'{N} times'", "3 times"),
    case("join of a list", "A = 'a'", "', '.join([A, 'b'])", "a, b"),
    case("join of a tuple name", "PARTS = ('a', 'b')", "'-'.join(PARTS)", "a-b"),
    case("dedent", "import textwrap", "textwrap.dedent('''\n    a\n      b\n''')", "\na\n  b\n"),
    case("dedent by name", "from textwrap import dedent", "dedent('  a').strip()", "a"),
    case("cleandoc", "import inspect", "inspect.cleandoc('''\n    a\n    b\n    ''')", "a\nb"),
    case("strip", "", "'  a '.strip()", "a"),
    case("format by position", "", "'{} and {}'.format('a', 'b')", "a and b"),
    case("format by number", "", "'{1}{0}'.format('a', 'b')", "ba"),
    case("format by name", "T = 'x {name}'", "T.format(name='a')", "x a"),
    case("percent", "", "'%s is %d' % ('a', 3)", "a is 3"),
    case("times n", "", "'ab' * 3", "ababab"),
    case("n times", "N = 2", "N * 'ab'", "abab"),
    case("replace", "T = 'x NAME y'", "T.replace('NAME', 'a')", "x a y"),
    case("str()", "", "str(12)", "12"),
    case("int()", "", "int('12')", 12),
    case("conditional with a constant outcome in both", "import x", "'a' if x.y else 'a'", "a"),
    case("a list", "A = 'a'", "[A, 'b']", ["a", "b"]),
    case("lists added", "A = ['a']", "A + ['b']", ["a", "b"]),
    case("a list with a star", "A = ['a']", "[*A, 'b']", ["a", "b"]),
    case("appended", "A = ['a']\nA.append('b')", "A", ["a", "b"]),
    case("extended", "A = ['a']\nA.extend(['b', 'c'])", "A", ["a", "b", "c"]),
    case("an item of a list", "A = ['a', 'b']", "A[1]", "b"),
    case("the last item of a tuple", "A = ('a', 'b')", "A[-1]", "b"),
    case("unpacked", "A, B = 'a', 'b'", "B", "b"),
    case("a dict", "", "{'k': 'v', 'n': 1}", {"k": "v", "n": 1}),
    case("an item of a dict", "D = {'k': 'v'}", "D['k']", "v"),
    case("get of a dict", "D = {'k': 'v'}", "D.get('k')", "v"),
    case("get of what is not there", "D = {'k': 'v'}", "D.get('z', 'd')", "d"),
    case("dicts merged", "A = {'k': 1}", "{**A, 'l': 2}", {"k": 1, "l": 2}),
    case("dicts merged, later wins", "A = {'k': 1}", "{**A, 'k': 2}", {"k": 2}),
    case("dicts joined", "A = {'k': 1}", "A | {'l': 2}", {"k": 1, "l": 2}),
    case("dict()", "", "dict(k=1, l='x')", {"k": 1, "l": "x"}),
    case("dict() of a dict", "A = {'k': 1}", "dict(A, l=2)", {"k": 1, "l": 2}),
    case("a dict filled", "D = {}\nD['k'] = 1\nD['l'] = 2", "D", {"k": 1, "l": 2}),
    case("a dict updated", "D = {'k': 1}\nD.update({'l': 2}, m=3)", "D", {"k": 1, "l": 2, "m": 3}),
    case("an entry deleted", "D = {'k': 1, 'l': 2}\ndel D['k']", "D", {"l": 2}),
    case("an entry popped", "D = {'k': 1, 'l': 2}\nD.pop('k')", "D", {"l": 2}),
    case("setdefault", "D = {'k': 1}\nD.setdefault('l', 2)", "D", {"k": 1, "l": 2}),
    case("a copy", "D = {'k': 1}\nE = D.copy()\nE['l'] = 2", "E", {"k": 1, "l": 2}),
    case("deep items", "", "[{'type': 'text', 'text': 'a' 'b'}]", [{"type": "text", "text": "ab"}]),
    case("a default of the environment", "import os", "os.getenv('M', 'a')", "a"),
    case("environ.get", "import os", "os.environ.get('M', 'a')", "a"),
    case("an alternative to the environment", "import os", "os.getenv('M') or 'a'", {UNKNOWN, "a"}),
    case("a class attribute", "class C:\n    A = 'a'", "C.A", "a"),
    case("a class attribute of an object", "class C:\n    A = 'a'\nc = C()", "c.A", "a"),
    case("an inherited class attribute", "class B:\n    A = 'a'\nclass C(B):\n    pass", "C.A", "a"),
    case("an enumeration", "import enum\nclass E(enum.Enum):\n    A = 'a'", "E.A.value", "a"),
    case("a text enumeration", "import enum\nclass E(str, enum.Enum):\n    A = 'a'", "E.A", "a"),
    case(
        "set in the constructor",
        "class C:\n    def __init__(self):\n        self.a = 'a'\nc = C()",
        "c.a",
        "a",
    ),
    case(
        "set in the constructor from a parameter",
        "class C:\n    def __init__(self, a):\n        self.a = a\nc = C('a')",
        "c.a",
        "a",
    ),
    case(
        "set in the constructor from a default",
        "class C:\n    def __init__(self, a='a'):\n        self.a = a\nc = C()",
        "c.a",
        "a",
    ),
    case(
        "two objects keep their values apart",
        "class C:\n    def __init__(self, a):\n        self.a = a\nc = C('a')\nd = C('d')",
        "d.a",
        "d",
    ),
    case(
        "a dataclass default",
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    a: str = 'a'\nc = C()",
        "c.a",
        "a",
    ),
    case(
        "a dataclass field",
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    a: str = 'a'\nc = C(a='b')",
        "c.a",
        "b",
    ),
    case(
        "a pydantic field's default",
        "from pydantic import BaseModel, Field\nclass S(BaseModel):\n    a: str = Field(default='a')\ns = S()",
        "s.a",
        "a",
    ),
    case(
        "a property",
        "class C:\n    @property\n    def a(self):\n        return 'a'\nc = C()",
        "c.a",
        "a",
    ),
    case("a function's constant", "def f():\n    return 'a'", "f()", "a"),
    case("a function of its argument", "def f(x):\n    return x + 'b'", "f('a')", "ab"),
    case("a function's default", "def f(x='a'):\n    return x", "f()", "a"),
    case(
        "a decorated function is looked through", "import x\n@x.retry\ndef f():\n    return 'a'", "f()", "a"
    ),
    case("a lambda", "f = lambda x: x + 'b'", "f('a')", "ab"),
    case("walrus", "print(A := 'a')", "A", "a"),
    case("a constant of another module", "from other import A", "A", "a", files={"other.py": "A = 'a'"}),
    case("an attribute of another module", "import other", "other.A", "a", files={"other.py": "A = 'a'"}),
    case(
        "a class attribute of another module",
        "from other import Config",
        "Config.A",
        "a",
        files={"other.py": "class Config:\n    A = 'a'"},
    ),
    case(
        "an object of another module",
        "from app.settings import settings",
        "settings.a",
        "a",
        files={
            "app/__init__.py": "",
            "app/settings.py": "class S:\n    def __init__(self):\n        self.a = 'a'\nsettings = S()",
        },
    ),
    case(
        "passed on by a package",
        "from app import A",
        "A",
        "a",
        files={"app/__init__.py": "from .consts import A", "app/consts.py": "A = 'a'"},
    ),
    case(
        "a star import",
        "from other import *",
        "A",
        "a",
        files={"other.py": "A = 'a'"},
    ),
    case(
        "below src",
        "from app.consts import A",
        "A",
        "a",
        files={"src/app/__init__.py": "", "src/app/consts.py": "A = 'a'"},
    ),
    case(
        "a prompt file",
        "from pathlib import Path",
        "Path('prompts/system.md').read_text()",
        "You are kind.",
        files={"prompts/system.md": "You are kind."},
    ),
    case(
        "a prompt file beside the module",
        "from pathlib import Path\nHERE = Path(__file__).parent",
        "(HERE / 'prompts' / 'system.md').read_text(encoding='utf-8')",
        "You are kind.",
        files={"prompts/system.md": "You are kind."},
    ),
    case(
        "a prompt file opened",
        "with open('prompts/system.md') as f:\n    A = f.read()",
        "A",
        "You are kind.",
        files={"prompts/system.md": "You are kind."},
    ),
    case(
        "a prompt file by os.path",
        "import os",
        "open(os.path.join(os.path.dirname(__file__), 'system.md')).read()",
        "You are kind.",
        files={"system.md": "You are kind."},
    ),
    case(
        "a prompt file through a function",
        "from pathlib import Path\ndef load(name):\n    return (Path('prompts') / f'{name}.md').read_text()",
        "load('system')",
        "You are kind.",
        files={"prompts/system.md": "You are kind."},
    ),
    case("an alias map (20)", "M = {'haiku': 'claude-h', 'opus': 'claude-o'}", "M['haiku']", "claude-h"),
    case("an alias map by get (20)", "M = {'haiku': 'claude-h'}\nm = 'haiku'", "M.get(m, m)", "claude-h"),
    case("an item of a list is replaced", "L = ['a', 'b']\nL[-1] = 'c'", "L", ["a", "c"]),
    case("a key of an item is set", "L = [{'k': 1}]\nL[0]['l'] = 2", "L", [{"k": 1, "l": 2}]),
    case(
        "a field that a lambda fills",
        "from dataclasses import dataclass, field\n@dataclass\nclass S:\n    a: list = field(default_factory=lambda: ['a'])\ns = S()",
        "s.a",
        ["a"],
    ),
    case(
        "a field that a function fills",
        "from pydantic import BaseModel, Field\ndef made():\n    return 'a'\nclass S(BaseModel):\n    a: str = Field(default_factory=made)\ns = S()",
        "s.a",
        "a",
    ),
    case("not given", "", "anthropic.NOT_GIVEN", "not given"),
    case("omit", "from anthropic import omit", "omit", "not given"),
]

ALTERNATIVES = [
    case("two branches", "import x\nif x.y:\n    A = 'a'\nelse:\n    A = 'b'", "A", {"a", "b"}),
    case("one branch", "import x\nA = 'a'\nif x.y:\n    A = 'b'", "A", {"a", "b"}),
    case("a conditional", "import x", "'a' if x.y else 'b'", {"a", "b"}),
    case("or", "import x", "x.y or 'a'", {UNKNOWN, "a"}),
    case("a text of alternatives", "import x\nA = 'a' if x.y else 'b'", "'x' + A", "xa{choice}"),
    case("try", "import x\ntry:\n    A = x.y()\nexcept Exception:\n    A = 'a'", "A", {UNKNOWN, "a"}),
    case("changed under if", "import x\nL = ['a']\nif x.y:\n    L.append('b')", "L", {"['a']", "['a', 'b']"}),
    case(
        "match",
        "import x\nmatch x.y:\n    case 1:\n        A = 'a'\n    case _:\n        A = 'b'",
        "A",
        {"a", "b"},
    ),
    case(
        "several returns",
        "import x\ndef f():\n    if x.y:\n        return 'a'\n    return 'b'",
        "f()",
        {"a", "b"},
    ),
    case(
        "an alias map with an unknown key",
        "import x\nM = {'h': 'a', 'o': 'b'}",
        "M.get(x.y, 'c')",
        {"a", "b", "c"},
    ),
]

CANNOT_TELL = [
    case("an unknown name", "", "nowhere", UNKNOWN),
    case("an import from outside", "from other_package import A", "A", UNKNOWN),
    case("a call from outside", "import x", "x.f('a')", UNKNOWN),
    case("the environment", "import os", "os.environ['M']", UNKNOWN),
    case("the environment without a default", "import os", "os.getenv('M')", UNKNOWN),
    case("input", "", "input()", UNKNOWN),
    case("a sum with an unknown", "import x", "'a' + x.y", "a{unknown}"),
    case(
        "an f-string of the clock", "import datetime", "f'Now: {datetime.datetime.now()}.'", "Now: {clock}."
    ),
    case("an f-string of a uuid", "import uuid", "f'{uuid.uuid4()} a'", "{random} a"),
    case("format of an unknown", "import x", "'a {} b'.format(x.y)", "a {unknown} b"),
    case("percent of an unknown", "import x", "'a %s b' % x.y", "a {unknown} b"),
    case("join of an unknown", "import x", "' '.join(x.y)", "{unknown}"),
    case("join of a comprehension", "import x", "' '.join(str(i) for i in x.y)", "{unknown}"),
    case("a loop variable", "import x\nfor A in x.y:\n    pass", "A", UNKNOWN),
    case("summed up in a loop", "import x\nA = 'a'\nfor i in x.y:\n    A += i", "A", {"a", UNKNOWN}),
    case(
        "appended in a loop",
        "import x\nL = []\nfor i in x.y:\n    L.append(i)",
        "L",
        {"[]", "['?']", UNKNOWN},
    ),
    case("a comprehension", "import x", "[str(i) for i in x.y]", ["..."]),
    case("a list with an unknown star", "import x", "['a', *x.y]", ["a", "..."]),
    case("an unknown item of a list", "import x\nA = ['a', 'b']", "A[x.y]", UNKNOWN),
    case("past the end", "A = ['a']", "A[5]", UNKNOWN),
    case("a slice", "A = 'abc'", "A[:2]", UNKNOWN),
    case("a key that is not there", "D = {'k': 1}", "D['z']", UNKNOWN),
    case("a dict with an unknown merge", "import x", "{**x.y, 'k': 1}", {"k": 1, "...": "..."}),
    case(
        "a dict with a later unknown merge", "import x", "{'k': 1, **x.y}", {"k": {1, UNKNOWN}, "...": "..."}
    ),
    case("a dict with an unknown key", "import x", "{x.y: 1}", {"...": "..."}),
    case(
        "a dict updated with an unknown",
        "import x\nD = {'k': 1}\nD.update(x.y)",
        "D",
        {"k": {1, UNKNOWN}, "...": "..."},
    ),
    case(
        "a dict handed to a stranger",
        "import x\nD = {'k': 1}\nx.fill(D)",
        "D",
        {"k": {1, UNKNOWN}, "...": "..."},
    ),
    case(
        "a list handed to a stranger",
        "import x\nL = ['a']\nx.fill(L)",
        "L",
        [
            "...",
        ],
    ),
    case("a list under another name", "L = ['a']\nM = L\nM.append('b')", "L", ["..."]),
    case(
        "a dict under another name", "D = {'k': 1}\nE = D\nE['l'] = 2", "D", {"k": {1, UNKNOWN}, "...": "..."}
    ),
    case("an item under another name", "L = [{'k': 1}]\ni = L[0]\ni['k'] = 2", "L", ["..."]),
    case("items changed in a loop", "L = [{'k': 1}]\nfor i in L:\n    i['k'] = 2", "L", ["..."]),
    case("past the end of a list is replaced", "L = ['a']\nL[5] = 'b'", "L", ["..."]),
    case("an unknown item is replaced", "import x\nL = ['a']\nL[x.y] = 'b'", "L", ["..."]),
    case(
        "a field that a class of a package fills",
        "import x\nfrom dataclasses import dataclass, field\n@dataclass\nclass S:\n    a: list = field(default_factory=x.y)\ns = S()",
        "s.a",
        UNKNOWN,
    ),
    case("an attribute of the unknown", "import x", "x.y.z", UNKNOWN),
    case(
        "a value that a function changes",
        "A = 'a'\ndef f():\n    global A\n    A = input()\nf()",
        "A",
        {"a", UNKNOWN},
    ),
    case(
        "a constructor's parameter from outside",
        "import x\nclass C:\n    def __init__(self, a):\n        self.a = a\nc = C(x.y)",
        "c.a",
        UNKNOWN,
    ),
    case(
        "an attribute set from outside the class",
        "import x\nclass C:\n    def __init__(self):\n        self.a = 'a'\nc = C()\nc.a = x.y",
        "c.a",
        {"a", UNKNOWN},
    ),
    case(
        "an attribute set by another method",
        "import x\nclass C:\n    def __init__(self):\n        self.a = 'a'\n    def f(self):\n        self.a = x.y\nc = C()\nc.f()",
        "c.a",
        {"a", UNKNOWN},
    ),
    case("a recursion", "def f(n):\n    return f(n - 1)", "f(3)", UNKNOWN),
    case("a cycle of names", "A = A", "A", UNKNOWN),
    case("a huge text", "", "'a' * 100_000_000", UNKNOWN),
    case("a file that is not there", "from pathlib import Path", "Path('none.md').read_text()", UNKNOWN),
    case(
        "a file outside the project", "from pathlib import Path", "Path('../secret.md').read_text()", UNKNOWN
    ),
    case("an absolute file", "", "open('/etc/hostname').read()", UNKNOWN),
    case("a file of an unknown name", "import x", "open(x.y).read()", UNKNOWN),
    case("an unknown operator", "A = 5", "A ** 2", UNKNOWN),
    case("divided by zero", "", "1 / 0", UNKNOWN),
    case("bytes", "", "b'a'", UNKNOWN),
    case("a set of unknown", "import x", "{x.y}", [UNKNOWN]),
    case("awaited from outside", "import x\nasync def f():\n    return await x.y()", "f()", UNKNOWN),
    case("a generator", "def f():\n    yield 'a'", "f()", UNKNOWN),
    case("a translated text", "from gettext import gettext as _", "_('a')", UNKNOWN),
    case("unpacked from outside", "import x\nA, B = x.y()", "A", UNKNOWN),
    case("unpacked with a star", "A, *B = ['a', 'b', 'c']", "B", UNKNOWN),
    case("a default of the environment that is not known", "import os, x", "os.getenv('M', x.y)", UNKNOWN),
]


@pytest.mark.parametrize("case", rows(CONSTANTS))
def test_known(case: Case) -> None:
    """What the program decides is known."""
    assert worth_of(case) == list(case.worth)


@pytest.mark.parametrize("case", rows(ALTERNATIVES))
def test_one_of(case: Case) -> None:
    """Where ways meet, every value that may arrive is named."""
    assert worth_of(case) == list(case.worth)


@pytest.mark.parametrize("case", rows(CANNOT_TELL))
def test_cannot_tell(case: Case) -> None:
    """What cannot be told is said to be unknown or open, never taken for something."""
    assert worth_of(case) == list(case.worth)


# whole requests


def only(requests: tuple[Request, ...]) -> Request:
    """The only request."""
    assert len(requests) == 1
    return requests[0]


def summary(request: Request) -> tuple[dict[str, object], bool]:
    """The arguments of a request, those that may be missing marked, and whether there may be more."""
    arguments = {
        name if argument.certain else f"{name}?": shown(argument.value)
        for name, argument in request.arguments.items()
        if name not in ("messages", "max_tokens")
    }
    return arguments, request.open_ended


BASE = "import anthropic\nclient = anthropic.Anthropic()\n"
REQUESTS = [
    (
        "a dict literal",
        "p = {'model': 'claude-a', 'max_tokens': 1}\nclient.messages.create(**p)",
        [({"model": "claude-a"}, False)],
    ),
    (
        "keys added under if (24)",
        """
def f(system, thinking):
    p = {"model": "claude-a", "max_tokens": 1, "messages": []}
    if system:
        p["system"] = "s"
    if thinking:
        p["thinking"] = {"type": "enabled", "budget_tokens": 5}
    return client.messages.create(**p)
""",
        [
            (
                {
                    "model": "claude-a",
                    "system?": "s",
                    "thinking?": {"type": "enabled", "budget_tokens": 5},
                },
                False,
            )
        ],
    ),
    (
        "a method that builds the parameters (24)",
        """
class Bot:
    def __init__(self):
        self.model = "claude-a"

    def _build_params(self, prompt):
        params = dict(model=self.model, max_tokens=1, messages=[{"role": "user", "content": prompt}])
        params["temperature"] = 0.5
        return params

    def ask(self, prompt):
        return client.messages.create(**self._build_params(prompt))
""",
        [({"model": "claude-a", "temperature": 0.5}, False)],
    ),
    (
        "a base that is spread into another (24)",
        """
base = {"max_tokens": 1, "messages": []}
client.messages.create(**{**base, "model": "claude-a"})
""",
        [({"model": "claude-a"}, False)],
    ),
    (
        "an attribute that holds a dict (24)",
        """
class Bot:
    def __init__(self):
        self.defaults = {"model": "claude-a", "temperature": 0}

    def ask(self):
        return client.messages.create(max_tokens=1, messages=[], **self.defaults)
""",
        [({"model": "claude-a", "temperature": 0}, False)],
    ),
    (
        "keywords passed on",
        """
def ask(prompt, **options):
    return client.messages.create(model="claude-a", max_tokens=1, messages=[], **options)

ask("x", temperature=0)
""",
        [({"model": "claude-a", "temperature": 0}, False)],
    ),
    (
        "keywords passed on by nobody in sight",
        """
def ask(prompt, **options):
    return client.messages.create(model="claude-a", max_tokens=1, messages=[], **options)
""",
        [({"model": "claude-a"}, True)],
    ),
    (
        "an unknown dict is open",
        "import x\nclient.messages.create(model='claude-a', max_tokens=1, messages=[], **x.y)",
        [({"model": "claude-a"}, True)],
    ),
    (
        "a dict that may hold more is open",
        "import x\np = {'model': 'claude-a'}\np.update(x.y)\nclient.messages.create(**p)",
        [({"model": {"claude-a", UNKNOWN}}, True)],
    ),
    (
        "an unknown key is open",
        "import x\np = {'model': 'claude-a'}\np[x.y] = 1\nclient.messages.create(**p)",
        [({"model": {"claude-a", UNKNOWN}}, True)],
    ),
    (
        "a default that nobody overrides",
        "def ask(model='claude-a'):\n    return client.messages.create(model=model, max_tokens=1, messages=[])\nask()",
        [({"model": "claude-a"}, False)],
    ),
    (
        "a default of a function that nobody calls",
        "def ask(model='claude-a'):\n    return client.messages.create(model=model, max_tokens=1, messages=[])\n",
        [({"model": "claude-a"}, False)],
    ),
    (
        "a dead default that every caller overrides (19)",
        """
def ask(model="claude-dead"):
    return client.messages.create(model=model, max_tokens=1, messages=[])

ask("claude-a")
ask(model="claude-b")
""",
        [({"model": "claude-a"}, False), ({"model": "claude-b"}, False)],
    ),
    (
        "a parameter overwritten before use (19)",
        """
def ask(model="claude-dead"):
    model = "claude-a"
    return client.messages.create(model=model, max_tokens=1, messages=[])

ask("claude-other")
""",
        [({"model": "claude-a"}, False)],
    ),
    (
        "callers keep their values together",
        """
def ask(model, system):
    return client.messages.create(model=model, max_tokens=1, messages=[], system=system)

ask("claude-a", "sa")
ask("claude-b", "sb")
""",
        [({"model": "claude-a", "system": "sa"}, False), ({"model": "claude-b", "system": "sb"}, False)],
    ),
    (
        "callers of equal values are one",
        """
def ask(model, system):
    return client.messages.create(model=model, max_tokens=1, messages=[])

ask("claude-a", "sa")
ask("claude-a", "sb")
""",
        [({"model": "claude-a"}, False)],
    ),
    (
        "callers of callers",
        """
def low(model):
    return client.messages.create(model=model, max_tokens=1, messages=[])

def high(kind):
    return low("claude-" + kind)

high("a")
high("b")
""",
        [({"model": "claude-a"}, False), ({"model": "claude-b"}, False)],
    ),
    (
        "an alias map with a default (20)",
        """
class Bot:
    def __init__(self, model="haiku"):
        names = {"haiku": "claude-h", "opus": "claude-o"}
        self.model = names.get(model, model)

    def ask(self):
        return client.messages.create(model=self.model, max_tokens=1, messages=[])

Bot().ask()
""",
        [({"model": "claude-h"}, False)],
    ),
    (
        "argparse's default (21)",
        """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--model", default="claude-a")
arguments = parser.parse_args()
client.messages.create(model=arguments.model, max_tokens=1, messages=[])
""",
        [({"model": "claude-a"}, False)],
    ),
    (
        "a setting of pydantic (21)",
        """
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    model: str = "claude-a"
settings = Settings()
client.messages.create(model=settings.model, max_tokens=1, messages=[])
""",
        [({"model": "claude-a"}, False)],
    ),
    (
        "an argument that is not given is named all the same (23)",
        "client.messages.create(model='claude-a', max_tokens=1, messages=[], temperature=anthropic.NOT_GIVEN)",
        [({"model": "claude-a", "temperature": "not given"}, False)],
    ),
    (
        "a variable that is never passed (23)",
        "temperature = 0.3\nclient.messages.create(model='claude-a', max_tokens=1, messages=[])",
        [({"model": "claude-a"}, False)],
    ),
    (
        "streaming decided at run time (25)",
        "import x\nclient.messages.create(model='claude-a', max_tokens=1, messages=[], stream=x.y)",
        [({"model": "claude-a", "stream": UNKNOWN}, False)],
    ),
    (
        "streaming on one branch (25)",
        """
def f(live):
    p = {"model": "claude-a", "max_tokens": 1, "messages": [], "stream": False}
    if live:
        p["stream"] = True
    return client.messages.create(**p)
""",
        [({"model": "claude-a", "stream": {False, True}}, False)],
    ),
    (
        "arguments handed to a thread",
        """
import asyncio
async def f():
    await asyncio.to_thread(client.messages.create, model="claude-a", max_tokens=1, messages=[])
""",
        [({"model": "claude-a"}, False)],
    ),
    (
        "arguments handed to a stranger may be joined by others",
        "import x\nx.call(client.messages.create, model='claude-a', max_tokens=1, messages=[])",
        [({"model": "claude-a"}, True)],
    ),
    (
        "arguments by position may be anything",
        "import x\nclient.messages.create(*x.y, model='claude-a')",
        [({"model": "claude-a"}, True)],
    ),
    (
        "a keyword after a dict",
        "p = {'max_tokens': 1, 'messages': []}\nclient.messages.create(**p, model='claude-a')",
        [({"model": "claude-a"}, False)],
    ),
    (
        "the same client method with literal dict display",
        "client.messages.create(**dict(model='claude-a'), max_tokens=1, messages=[])",
        [({"model": "claude-a"}, False)],
    ),
]


@pytest.mark.parametrize(
    ("source", "wanted"), [pytest.param(s, w, id=n, marks=gap(n)) for n, s, w in REQUESTS]
)
def test_arguments(source: str, wanted: list[tuple[dict[str, object], bool]]) -> None:
    """The arguments of a request, where they come from, and whether there may be more."""
    with requests_of(BASE + source) as requests:
        found = [summary(request) for request in requests]
    assert sorted(found, key=repr) == sorted(wanted, key=repr)


def test_most_contexts_merge() -> None:
    """More contexts than can be kept apart leave what differs unknown, and what is equal known."""
    calls = "\n".join(f"ask('claude-a', 's{number}')" for number in range(60))
    source = (
        BASE + "def ask(model, system):\n"
        "    return client.messages.create(model=model, max_tokens=1, messages=[], system=system)\n" + calls
    )
    with requests_of(source) as requests:
        assert len(requests) <= 32
        systems = {repr(shown(request.arguments["system"].value)) for request in requests}
        assert any(UNKNOWN in one for one in systems), "what lies beyond the limit is not known"
        models = {shown(request.arguments["model"].value) for request in requests}
        assert models == {"claude-a"}


def test_absent_is_certain_only_where_nothing_is_hidden() -> None:
    """An unresolved `**` may hold any parameter; at a method reference absence is never certain."""
    source = BASE + (
        "import functools, x\n"
        "client.messages.create(model='a', max_tokens=1, messages=[])\n"
        "client.messages.create(model='b', max_tokens=1, messages=[], **x.y)\n"
        "functools.partial(client.messages.create, model='c')\n"
    )
    with requests_of(source) as requests:
        absent = {request.known("model"): request.is_absent("system") for request in requests}
    assert absent == {"a": True, "b": False, "c": False}


def test_where_a_value_was_decided() -> None:
    """An argument knows the literal that decided it, in whichever file that stands."""
    with requests_of(
        "import anthropic\nfrom names import MODEL\n"
        "anthropic.Anthropic().messages.create(model=MODEL, max_tokens=1, messages=[])\n",
        {"names.py": "# names\nMODEL = 'claude-a'\n"},
    ) as requests:
        argument = only(requests).arguments["model"]
    assert (argument.span.file, argument.decided.file) == ("main.py", "names.py")
    assert (argument.decided.start, argument.decided.end) == (16, 26)


def test_options_of_the_client() -> None:
    """A client knows its options, also those that `with_options` adds."""
    source = (
        "import anthropic\nclient = anthropic.Anthropic(max_retries=1, base_url='https://proxy.example')\n"
        "client.with_options(timeout=5).messages.create(model='a', max_tokens=1, messages=[])\n"
    )
    with requests_of(source) as requests:
        client = only(requests).client
    assert {name: shown(value) for name, value in client.options} == {
        "max_retries": 1,
        "base_url": "https://proxy.example",
        "timeout": 5,
    }
    assert not client.endpoint_is_claudes
    assert client.may_have_timeout


@pytest.mark.parametrize(
    ("arguments", "claudes"),
    [
        ("", True),
        ("api_key='x'", True),
        ("base_url='https://api.anthropic.com'", True),
        ("base_url=None", True),
        ("base_url='https://api.anthropic.com.evil.example'", False),
        ("base_url='http://localhost:4000'", False),
        ("base_url=x.y", False),
        ("**x.y", False),
    ],
)
def test_endpoint(arguments: str, claudes: bool) -> None:
    """Whether requests go to Claude's own endpoint; what cannot be told does not."""
    source = f"import anthropic, x\nanthropic.Anthropic({arguments}).messages.create(model='a', max_tokens=1, messages=[])"
    with requests_of(source) as requests:
        assert only(requests).speaks_to_claude is claudes
