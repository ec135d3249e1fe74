"""Edits from spans and text: what is removed, added and imported, in every layout."""

from __future__ import annotations

import ast
import random
import textwrap

import pytest
from harness import fix_text

from claudelint import editing
from claudelint.editing import apply
from claudelint.editing.text import quotes_around
from claudelint.findings import Edit, Span
from claudelint.reading.module import Argument, Call, Const, Entry, Map, Opaque, Ref, Seq


class Places:
    """Offsets in code points for the nodes of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines(keepends=True)

    def offset(self, row: int, column: int) -> int:
        line = self.lines[row - 1].encode()[:column].decode()
        return sum(len(line) for line in self.lines[: row - 1]) + len(line)

    def span(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)


def call_in(text: str, name: str = "create") -> Call:
    """The first call of a function of that name, as the reading room would describe it."""
    places = Places(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
            break
    else:
        raise AssertionError("no such call")
    start, end = places.span(node)
    function_end = places.span(node.func)[1]
    arguments = []
    for value, keyword in [(arg, None) for arg in node.args] + [(k.value, k) for k in node.keywords]:
        inner = value.value if isinstance(value, ast.Starred) else value
        outer = places.span(value if keyword is None else keyword)
        star = "*" if isinstance(value, ast.Starred) else "**" if keyword and keyword.arg is None else ""
        expression = Opaque(*places.span(inner), "value")
        arguments.append(Argument(*outer, keyword.arg if keyword else None, star, expression))
    arguments.sort(key=lambda argument: argument.start)
    opening = text.index("(", function_end) + 1
    return Call(start, end, Ref(start, function_end, name), tuple(arguments), 0, 0, opening, end - 1)


def map_in(text: str) -> Map:
    places = Places(text)
    node = next(node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Dict))
    entries = []
    for key, value in zip(node.keys, node.values, strict=True):
        value_span = places.span(value)
        opened = places.span(key) if key else (text.rindex("**", 0, value_span[0]), 0)
        entries.append(Entry(opened[0], value_span[1], None, Const(*value_span, None)))
    return Map(*places.span(node), tuple(entries))


def removed(text: str, *names: str) -> str:
    """The text without the named arguments of its `create` call; it must still parse."""
    text = textwrap.dedent(text)
    call = call_in(text)
    gone = [argument for argument in call.arguments if argument.name in names]
    result = apply(text, editing.remove_arguments(text, "f.py", call, gone))
    left = ast.unparse(ast.parse(result))
    for argument in call.arguments:
        assert (f"{argument.name}=" in left) == (argument.name not in names) or argument.name is None
    kept = sorted(comment for _, comment in editing.comments(result))
    assert kept == sorted(comment for _, comment in editing.comments(text))
    return result


def added(text: str, *arguments: str) -> str:
    text = textwrap.dedent(text)
    result = apply(text, editing.change_arguments(text, "f.py", call_in(text), add=arguments))
    ast.parse(result)
    return result


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ("create(a=1)", "a", "create()"),
        ("create(a=1,)", "a", "create()"),
        ("create(a=1, b=2, c=3)", "a", "create(b=2, c=3)"),
        ("create(a=1, b=2, c=3)", "b", "create(a=1, c=3)"),
        ("create(a=1, b=2, c=3)", "c", "create(a=1, b=2)"),
        ("create(a=1, b=2, c=3,)", "c", "create(a=1, b=2,)"),
        ("create(a=1, b=2, c=3)", "ab", "create(c=3)"),
        ("create(a=1, b=2, c=3)", "bc", "create(a=1)"),
        ("create(a=1, b=2, c=3)", "ac", "create(b=2)"),
        ("create(a=1, b=2, c=3)", "abc", "create()"),
        ("create(a=1, b=2, **rest)", "b", "create(a=1, **rest)"),
        ("create(a=1 , b=2 , c=3)", "b", "create(a=1 , c=3)"),
        ("create(a=(1), b=(2), c=(3))", "b", "create(a=(1), c=(3))"),
        ("create(a=',', b='#,)', c=3)", "b", "create(a=',', c=3)"),
        ("create(é='ü', b='ö', c=3)  # b", "b", "create(é='ü', c=3)  # b"),
        ("create(a=1,\n       b=2,\n       c=3)", "a", "create(b=2,\n       c=3)"),
        ("create(a=1,\n       b=2,\n       c=3)", "b", "create(a=1,\n       c=3)"),
        ("create(a=1,\n       b=2,\n       c=3)", "c", "create(a=1,\n       b=2)"),
        ("create(a=1,\n       b=2,\n       c=3)", "bc", "create(a=1)"),
        ("create(a=1, b=2,\n       c=3)", "b", "create(a=1,\n       c=3)"),
        ("create(a=1, b=2, \\\n       c=3)", "b", "create(a=1, \\\n       c=3)"),
        ("create(\n    a=1,\n    b=2,\n)", "a", "create(\n    b=2,\n)"),
        ("create(\n    a=1,\n    b=2,\n)", "b", "create(\n    a=1,\n)"),
        ("create(\n    a=1,\n    b=2\n)", "b", "create(\n    a=1\n)"),
        ("create(\n    a=1,\n    b=2\n)", "a", "create(\n    b=2\n)"),
        ("create(\n    a=1,\n)", "a", "create()"),
        ("create(\n    a=1, b=2, c=3\n)", "a", "create(\n    b=2, c=3\n)"),
        ("create(\n    a=1, b=2, c=3\n)", "c", "create(\n    a=1, b=2\n)"),
        (
            "create(\n    a=1,\n    b=[\n        2,\n    ],\n    c=3,\n)",
            "b",
            "create(\n    a=1,\n    c=3,\n)",
        ),
        ("create(\n    a=1\n    , b=2\n    , c=3\n)", "b", "create(\n    a=1\n    , c=3\n)"),
        ("create(\r\n\ta=1,\r\n\tb=2,  # x\r\n)", "b", "create(\r\n\ta=1,\r\n\t# x\r\n)"),
    ],
)
def test_removes_arguments(before: str, names: str, after: str) -> None:
    assert removed(before, *names) == after


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        (
            "create(\n    a=1,  # one\n    b=2,  # two\n    c=3,  # three\n)",
            "b",
            "create(\n    a=1,  # one\n    # two\n    c=3,  # three\n)",
        ),
        (
            "create(\n    # over a\n    a=1,\n    # over b\n    b=2,  # two\n)",
            "b",
            "create(\n    # over a\n    a=1,\n    # over b\n    # two\n)",
        ),
        (
            "create(\n    a=1,  # one\n    b=2  # two\n)",
            "b",
            "create(\n    a=1,  # one\n    # two\n)",
        ),
        (
            "create(\n    a=1,\n    b=(  # low\n        2\n    ),  # two\n    c=3,\n)",
            "b",
            "create(\n    a=1,\n    # low\n    # two\n    c=3,\n)",
        ),
        ("create(a=1,  # one\n       b=2)", "a", "create(  # one\n       b=2)"),
        ("create(a=1,  # one\n       b=2)", "b", "create(a=1,  # one\n       )"),
        ("create(a=1,  # one\n       b=2,)", "b", "create(a=1,  # one\n       )"),
        ("create(a=1  # one\n       )", "a", "create(  # one\n       )"),
        ("create(a=1, b=(  # x\n    2), c=3)", "b", "create(a=1,  # x\n    c=3)"),
        ("create(\n    a=1,  # one\n    b=2,  # two\n)", "ab", "create(\n    # one\n    # two\n)"),
    ],
)
def test_keeps_comments(before: str, names: str, after: str) -> None:
    assert removed(before, *names) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("create()", "create(z=9)"),
        ("create( )", "create(z=9)"),
        ("create(a=1)", "create(a=1, z=9)"),
        ("create(a=1,)", "create(a=1, z=9,)"),
        ("create(a=(1))", "create(a=(1), z=9)"),
        ("create(a=1, **rest)", "create(a=1, **rest, z=9)"),
        ("create(\n    a=1,\n    b=2,\n)", "create(\n    a=1,\n    b=2,\n    z=9,\n)"),
        ("create(\n    a=1,\n    b=2\n)", "create(\n    a=1,\n    b=2,\n    z=9\n)"),
        ("create(\n    a=1, b=2\n)", "create(\n    a=1, b=2, z=9\n)"),
        ("create(a=1,\n       b=2)", "create(a=1,\n       b=2,\n       z=9)"),
        ("create(a=1, b=[\n    2,\n])", "create(a=1, b=[\n    2,\n], z=9)"),
        ("create(\n    a=1,  # one\n)", "create(\n    a=1,  # one\n    z=9,\n)"),
        ("create(\n    a=1  # one\n)", "create(\n    a=1,  # one\n    z=9\n)"),
        ("create(\n    a=1,\n    # more\n)", "create(\n    a=1,\n    z=9,\n    # more\n)"),
        ("create(\n    # none\n)", "create(\n    # none\n    z=9,\n)"),
        ("create(\r\n\ta=1,\r\n)", "create(\r\n\ta=1,\r\n\tz=9,\r\n)"),
    ],
)
def test_adds_an_argument(before: str, after: str) -> None:
    assert added(before, "z=9") == after


def test_adds_several_arguments() -> None:
    assert added("create(a=1)", "y=8", "z=9") == "create(a=1, y=8, z=9)"
    assert added("create(\n    a=1,\n)", "y=8", "z=9") == "create(\n    a=1,\n    y=8,\n    z=9,\n)"


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ("create(a=1, b=2)", "b", "create(a=1, z=9)"),
        ("create(a=1, b=2)", "a", "create(b=2, z=9)"),
        ("create(a=1)", "a", "create(z=9)"),
        ("create(a=1, b=2)", "ab", "create(z=9)"),
        ("create(\n    a=1,\n    b=2,\n)", "b", "create(\n    a=1,\n    z=9,\n)"),
        ("create(\n    a=1,  # one\n    b=2,\n)", "b", "create(\n    a=1,  # one\n    z=9,\n)"),
        ("create(\n    a=1,  # one\n    b=2\n)", "b", "create(\n    a=1,  # one\n    z=9,\n)"),
    ],
)
def test_removes_and_adds_together(before: str, names: str, after: str) -> None:
    call = call_in(before)
    gone = [argument for argument in call.arguments if argument.name in names]
    edits = editing.change_arguments(before, "f.py", call, remove=gone, add=["z=9"])
    assert apply(before, edits) == after
    ast.parse(after)


def test_edits_of_separate_runs_do_not_overlap() -> None:
    text = "create(a=1, b=2, c=3, d=4, e=5)"
    call = call_in(text)
    edits = editing.remove_arguments(text, "f.py", call, [call.arguments[0], *call.arguments[2:4]])
    assert len(edits) == 2
    assert not edits[0].span.overlaps(edits[1].span)
    assert apply(text, edits) == "create(b=2, e=5)"


def test_replaces_a_value_inside_its_parentheses() -> None:
    text = "create(a=(1), b=2)"
    edit = editing.replace_argument_value("f.py", call_in(text).arguments[0], "'x'")
    assert apply(text, [edit]) in ("create(a=('x'), b=2)", "create(a='x', b=2)")


def test_wraps_and_inserts_and_replaces() -> None:
    assert apply("f(x)", editing.wrap(Span("f.py", 2, 3), "[", "]")) == "f([x])"
    assert apply("f(x)", [editing.insert("f.py", 2, "*")]) == "f(*x)"
    assert apply("f(x)", [editing.replace(Span("f.py", 2, 3), "y")]) == "f(y)"


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ('{"a": 1}', 0, "{}"),
        ('{"a": 1, "b": 2}', 0, '{"b": 2}'),
        ('{"a": 1, "b": (2)}', 1, '{"a": 1}'),
        ('{"a": 1, **b}', 1, '{"a": 1}'),
        ('{\n    "a": 1,  # one\n    "b": 2,  # two\n}', 1, '{\n    "a": 1,  # one\n    # two\n}'),
    ],
)
def test_removes_entries(before: str, index: int, after: str) -> None:
    mapping = map_in(before)
    assert apply(before, editing.remove_entries(before, "f.py", mapping, [mapping.entries[index]])) == after


def test_adds_an_entry_and_an_item() -> None:
    text = '{\n    "a": 1,\n}'
    assert apply(text, [editing.add_entry(text, "f.py", map_in(text), '"z": 9')]) == (
        '{\n    "a": 1,\n    "z": 9,\n}'
    )
    items = Seq(0, 6, "list", (Const(1, 2, 1), Const(4, 5, 2)))
    assert apply("[1, 2]", editing.change_items("[1, 2]", "f.py", items, remove=[0], add=["3"])) == "[2, 3]"
    with pytest.raises(ValueError, match="not a list"):
        editing.change_items("(1, 2)", "f.py", Seq(0, 6, "tuple", items.items), add=["3"])


@pytest.mark.parametrize(
    ("before", "statement", "after"),
    [
        ("", "import os", "import os\n"),
        ("x = 1\n", "import os", "import os\nx = 1\n"),
        (
            "#!/usr/bin/env python\n# coding: utf-8\nx = 1\n",
            "import os",
            "#!/usr/bin/env python\n# coding: utf-8\nimport os\nx = 1\n",
        ),
        (
            "import json\nimport sys\n\nimport anthropic\n",
            "import os",
            "import json\nimport os\nimport sys\n\nimport anthropic\n",
        ),
        (
            "import json\n\nimport anthropic\n",
            "import time",
            "import json\nimport time\n\nimport anthropic\n",
        ),
        ("import anthropic\n", "import time", "import time\n\nimport anthropic\n"),
        ("from pathlib import Path\n", "import time", "import time\nfrom pathlib import Path\n"),
        ("import time\n", "import time", "import time\n"),
        ("import json, time\n", "import time", "import json, time\n"),
        ("import time as t\n", "import time", "import time as t\nimport time\n"),
        ('"""Doc.\n\nMore."""\nx = 1\n', "import os", '"""Doc.\n\nMore."""\n\nimport os\nx = 1\n'),
        (
            "from __future__ import annotations\n\nx = 1\n",
            "import os",
            "from __future__ import annotations\n\nimport os\n\nx = 1\n",
        ),
        (
            "from __future__ import annotations\n\nimport zoo\n",
            "import anthropic",
            "from __future__ import annotations\n\nimport anthropic\nimport zoo\n",
        ),
        (
            "from os import (\n    path,  # (\n)\n\nx = 1\n",
            "from sys import argv",
            "from os import (\n    path,  # (\n)\nfrom sys import argv\n\nx = 1\n",
        ),
        ("import json", "import os", "import json\nimport os\n"),
        ("import json\r\nx = 1\r\n", "import os", "import json\r\nimport os\r\nx = 1\r\n"),
        ("if True:\n    import time\n", "import time", "import time\nif True:\n    import time\n"),
        (
            "import anthropic\n",
            "from anthropic import Timeout",
            "import anthropic\nfrom anthropic import Timeout\n",
        ),
        (
            "from flask import Flask\nfrom flask import session\n",
            "from flask import Response",
            "from flask import Flask\nfrom flask import Response\nfrom flask import session\n",
        ),
    ],
)
def test_imports_at_the_top(before: str, statement: str, after: str) -> None:
    edits = editing.ensure_import(before, "f.py", statement)
    assert apply(before, edits) == after
    assert edits == editing.ensure_import(before, "f.py", statement)
    assert editing.ensure_import(after, "f.py", statement) == ()


@pytest.mark.parametrize("seed", range(20))
def test_random_layouts_keep_the_other_arguments_and_every_comment(seed: int) -> None:
    chance = random.Random(seed)
    gaps = ["", " ", "\n    ", "  # c\n    ", "\n    # own\n    ", " \\\n "]
    values = ["1", "'x,#'", "(2)", "[1,\n   2]", "( # in\n 3)", "f(a, b)", "'''m\n#z'''"]
    for _ in range(25):
        text = "create(" + chance.choice(gaps)
        count = chance.randrange(1, 5)
        for index in range(count):
            comma = "," if index < count - 1 or chance.random() < 0.5 else ""
            text += f"a{index}={chance.choice(values)}" + chance.choice(gaps) + comma + chance.choice(gaps)
        text += ")\n"
        call = call_in(text)
        gone = [argument for argument in call.arguments if chance.random() < 0.5]
        new = [f"z{index}=9" for index in range(chance.randrange(3))] if len(gone) < count else []
        result = apply(text, editing.change_arguments(text, "f.py", call, remove=gone, add=new))
        left = [argument.name for argument in call_in(result).arguments]
        kept = [argument.name for argument in call.arguments if argument not in gone]
        assert left == [*kept, *(name[:2] for name in new)], text
        assert sorted(c for _, c in editing.comments(result)) == sorted(c for _, c in editing.comments(text))


def test_finds_comments_outside_strings() -> None:
    text = """x = "#1"  # two\ny = '''#\n#3''' # four\nz = f"{x}#5" 'a\\'#6'\n"""
    assert [comment for _, comment in editing.comments(text)] == ["# two", "# four"]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("print(here)", set()),
        ("a = 'x' + here", set()),
        ("f'{here}'", {"'"}),
        ('f"a {here}"', {'"'}),
        ('rf"""{here}"""', {'"""'}),
        ("""f"{f'{here}'}\"""", {'"', "'"}),
        ("'it' # 'here'", set()),
        ('f"{a}" + b(here, "c")', set()),
    ],
)
def test_finds_the_quotes_around_an_expression(text: str, quotes: set[str]) -> None:
    assert quotes_around(text, text.index("here")) == quotes


def test_an_edit_is_plain_data() -> None:
    assert editing.insert("f.py", 3, "x") == Edit(Span("f.py", 3, 3), "x")


@pytest.mark.parametrize(
    ("stable", "wanted"),
    [
        (
            "HANDBOOK",
            """\
system=[
            {"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}},
            {"type": "text", "text": note},
        ] if note else [
            {"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}},
        ],
""",
        ),
        (
            "HANDBOOK_OF_THE_HARBOUR_OFFICE_AND_OF_ALL_ITS_BRANCHES_AT_HOME",
            """\
system=[
            {"type": "text", "text": HANDBOOK_OF_THE_HARBOUR_OFFICE_AND_OF_ALL_ITS_BRANCHES_AT_HOME, "cache_control": {"type": "ephemeral"}},
            *([{"type": "text", "text": note}] if note else []),
        ],
""",
        ),
    ],
)
def test_splits_off_an_end_that_may_be_empty(stable: str, wanted: str) -> None:
    """Only what is short is written twice."""
    text = f"""
import anthropic
client = anthropic.Anthropic()
{stable} = "Answer from the handbook of the harbour office. " * 200
def ask(questions, note):
    for question in questions:
        client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=100,
        system={stable} + note,
        messages=[{{"role": "user", "content": question}}],
        )
"""
    fixed = fix_text(text, select=["CL201"], unsafe=True)
    assert wanted in fixed
    assert fix_text(fixed, select=["CL201"], unsafe=True) == fixed


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("m = MessageParam(role='user')", "m: MessageParam = {\"role\": 'user'}"),
        ("m = [MessageParam(role='user')]", "m = [{\"role\": 'user'}]"),
        ("m = n = MessageParam(role='user')", "m = n = {\"role\": 'user'}"),
        ("m = None\nm = MessageParam(role='user')", "m = None\nm = {\"role\": 'user'}"),
        ("m: MessageParam = MessageParam(role='user')", "m: MessageParam = {\"role\": 'user'}"),
        ("class A:\n    m = MessageParam(role='user')", "class A:\n    m: MessageParam = {\"role\": 'user'}"),
        ("class A(B):\n    m = MessageParam(role='user')", "class A(B):\n    m = {\"role\": 'user'}"),
        ("@d\nclass A:\n    m = MessageParam(role='user')", "@d\nclass A:\n    m = {\"role\": 'user'}"),
        (
            "def f():\n    global m\n    m = MessageParam(role='u')",
            "def f():\n    global m\n    m = {\"role\": 'u'}",
        ),
        ("def f(m):\n    m = MessageParam(role='u')", "def f(m):\n    m = {\"role\": 'u'}"),
        ("self.m = MessageParam(role='user')", "self.m = {\"role\": 'user'}"),
        ("m = MessageParam()", "m: MessageParam = {}"),
        ("m = MessageParam(**d)", "m = dict(**d)"),
        ("dict = 1\nm = MessageParam(**d)", "dict = 1\nm = MessageParam(**d)"),
        ("m = MessageParam(d)", "m = MessageParam(d)"),
        ("m = f'{MessageParam(a=1)}'", "m = f'{MessageParam(a=1)}'"),
    ],
)
def test_as_dict(code: str, wanted: str) -> None:
    """A call of a typed dict becomes a dict; a variable of its own keeps the type where an annotation is harmless."""
    head = "from anthropic.types import MessageParam\n"
    assert fix_text(head + code + "\n", select=["CL806"], unsafe=True) == head + wanted + "\n"
