"""Code that goes in circles comes to an end: names, calls, classes, imports, texts that grow."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import check_text

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
