"""How often clients are built, and how their construction moves to the module."""

import pytest
from harness import clean, fix_text, project_of

from claudelint.editing import hoist
from claudelint.linking.project import Construction, Project

SEND = "client.messages.create(model='claude-opus-4-8', max_tokens=9, messages=[])"
IMPORTS = """import asyncio, os
from functools import cache
from fastapi import FastAPI
from anthropic import Anthropic, AsyncAnthropic
KEY = "k"
app = FastAPI()
"""


def the_construction(project: Project) -> Construction:
    """The only call that makes a client."""
    (found,) = project.constructions
    return found


def code(text: str) -> str:
    """A module that begins with the imports that the cases need."""
    return IMPORTS + clean(text).replace("SEND", SEND)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "@app.get('/')\ndef f():\n    client = Anthropic()\n    SEND\n",
            "on every request to the FastAPI route `f`",
        ),
        ("for x in y:\n    client = Anthropic()\n    SEND\n", "in each turn of the loop on line 7"),
        (
            "while True:\n    client = Anthropic(api_key=KEY)\n    SEND\n",
            "in each turn of the loop on line 7",
        ),
        (
            "def f(x):\n    client = Anthropic()\n    SEND\nz = [f(x) for x in y]\n",
            "in each turn of the comprehension on line 10",
        ),
        (
            "def f(x):\n    client = Anthropic()\n    SEND\nz = list(map(f, y))\n",
            "for every item of the call on line 10",
        ),
        (
            "def g():\n    return Anthropic(api_key=os.getenv('K'))\n@app.get('/')\ndef f():\n    client = g()\n    SEND\n",
            "on every request to the FastAPI route `f`",
        ),
        # the same key for every turn of the loop
        (
            "def f(key, y):\n    for x in y:\n        client = Anthropic(api_key=key)\n        SEND\n",
            "in each turn of the loop on line 8",
        ),
        (
            "class A:\n    def __init__(self):\n        self.c = Anthropic()\n    def ask(self):\n        client = self.c\n        SEND\n"
            "for x in y:\n    A().ask()\n",
            "in each turn of the loop on line 13",
        ),
    ],
)
def test_a_client_is_built_anew(text: str, words: str) -> None:
    with project_of({"main.py": code(text)}) as project:
        found = the_construction(project).rebuilding
        assert found is not None
        assert found.words == words


@pytest.mark.parametrize(
    "text",
    [
        "client = Anthropic()\nfor x in y:\n    SEND\n",
        "def main():\n    client = Anthropic()\n    SEND\nmain()\n",
        # nobody is seen to call it
        "def f():\n    client = Anthropic()\n    SEND\n",
        # no request is sent by it
        "for x in y:\n    client = Anthropic()\n",
        # by a decorator, of a library or of the project
        "@cache\ndef g():\n    return Anthropic()\nfor x in y:\n    client = g()\n    SEND\n",
        "def once(f):\n    return f\n@once\ndef g():\n    return Anthropic()\nfor x in y:\n    client = g()\n    SEND\n",
        # kept where there was none
        "client = None\nfor x in y:\n    if client is None:\n        client = Anthropic()\n    SEND\n".replace(
            "for x in y", "def f():\n  global client\n  for x in y"
        ),
        "class A:\n    c = None\n    def f(self):\n        self.c = self.c or Anthropic()\n        client = self.c\n"
        "        SEND\na = A()\nfor x in y:\n    a.f()\n",
        # a pool, and what is put into a list
        "pool = []\nfor x in y:\n    client = Anthropic()\n    SEND\n    pool.append(client)\n",
        # different keys, headers that are not known
        "for x in y:\n    client = Anthropic(api_key=x)\n    SEND\n",
        "def f(key):\n    client = Anthropic(api_key=key)\n    SEND\nfor x in y:\n    f(x)\n",
        "def f(keys):\n    for key in keys:\n        client = Anthropic(api_key=key)\n        SEND\n",
        "def f(key=None):\n    client = Anthropic(api_key=key)\n    SEND\n@app.get('/')\ndef g():\n    f()\n",
        "for x in y:\n    client = Anthropic(default_headers={'a': x})\n    SEND\n",
        "for x in y:\n    client = Anthropic(**x)\n    SEND\n",
        # closed
        "for x in y:\n    with Anthropic() as client:\n        SEND\n",
        "for x in y:\n    client = Anthropic()\n    with client:\n        SEND\n",
        "for x in y:\n    client = Anthropic()\n    SEND\n    client.close()\n",
        # an event loop of its own
        "async def f():\n    client = AsyncAnthropic()\n    await SEND\nfor x in y:\n    asyncio.run(f())\n",
        # tried again until it works
        "while True:\n    try:\n        client = Anthropic()\n        SEND\n        break\n    except Exception:\n        pass\n",
    ],
)
def test_a_client_that_is_built_once_kept_or_closed_is_none(text: str) -> None:
    with project_of({"main.py": code(text)}) as project:
        assert the_construction(project).rebuilding is None


def test_tests_may_build_as_many_as_they_like() -> None:
    text = code("for x in y:\n    client = Anthropic()\n    SEND\n")
    with project_of({"tests/test_main.py": text}) as project:
        assert the_construction(project).rebuilding is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def f(k):\n    client = Anthropic(api_key=k)\n    SEND\n", "`k` is known only in the function"),
        (
            "def f(k):\n    if k:\n        client = Anthropic()\n        SEND\n",
            "it is built only under a condition",
        ),
        (
            "def f(k):\n    if k:\n        return\n    client = Anthropic()\n    SEND\n",
            "it is built only under a condition",
        ),
        ("def f():\n    client = Anthropic(max_retries=N)\n    SEND\nN = 5\n", "`N` is set further down"),
        (
            "def f():\n    client = Anthropic()\n    SEND\nclient = 5\n",
            "`client` is the name of something else, too",
        ),
        (
            "def f(client):\n    client = Anthropic()\n    SEND\n",
            "`client` is the name of something else, too",
        ),
        (
            "def f():\n    client = Anthropic()\n    SEND\n    client = None\n",
            "`client` is the name of something else, too",
        ),
        ("def f(client):\n    return Anthropic().messages\n", "`client` is the name of something else, too"),
        ("def f():\n    self.client = Anthropic()\n    return 1\n", "it is kept in an attribute"),
        ("def f():\n    client = other = Anthropic()\n    SEND\n", "it is assigned to more than one name"),
        ("def f():\n    client = Anthropic(); SEND\n", "another statement stands on its line"),
        ("def f():\n    client = Anthropic()\n", "nothing else stands in its block"),
        (
            "def f():\n    from anthropic import Anthropic as A\n    client = A()\n    SEND\n",
            "`A` is known only in the function",
        ),
        (
            "from dotenv import load_dotenv\ndef f():\n    client = Anthropic()\n    SEND\nload_dotenv()\n",
            "`load_dotenv` runs later than the module's own code there",
        ),
        ("client = Anthropic()\n", "it is built by the module's own code"),
        (
            "from x import *\ndef f():\n    client = Anthropic()\n    SEND\n",
            "whether `client` is free in the module is not in sight",
        ),
    ],
)
def test_what_cannot_move_is_refused_with_its_reason(text: str, reason: str) -> None:
    with project_of({"main.py": code(text)}) as project:
        assert hoist(the_construction(project)).refusal == reason


def test_two_functions_come_to_share_a_client() -> None:
    route = "@app.get('/{0}')\ndef {0}():\n    client = Anthropic()\n    return SEND\n"
    fixed = fix_text(code(route.format("a") + route.format("b")), select=["CL701"], unsafe=True)
    assert fixed.count("client = Anthropic()") == 1
    assert "\nclient = Anthropic()\n\n\n@app.get('/a')\ndef a():\n    return client.messages" in fixed


def test_comments_stay_and_the_lines_after_the_first_move_with_it() -> None:
    text = """
        # the questions
        @app.get('/')
        def f():
            # patient
            client = Anthropic(
                # often
                max_retries=5,
            )  # one
            return SEND
    """
    assert fix_text(code(text), select=["CL701"], unsafe=True) == IMPORTS + clean(
        f"""
        client = Anthropic(
            # often
            max_retries=5,
        )  # one


        # the questions
        @app.get('/')
        def f():
            # patient
            return {SEND}
        """
    )
