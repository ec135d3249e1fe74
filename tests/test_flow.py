"""From source to the plain-data form of a module: which definitions are in force where a name is read."""

from __future__ import annotations

from functools import cache

import msgspec
import pytest
from corpus import own_texts, texts
from harness import clean, module_of

from claudelint.reading.encoding import decode, encode
from claudelint.reading.module import (
    Const,
    Definition,
    Element,
    Expr,
    Local,
    Module,
    Mutated,
    Node,
    Opaque,
    Ref,
    Updated,
)
from claudelint.reading.reader import read_module
from claudelint.reading.source import Source, UnreadableFile

TEXTS = {**texts(), **own_texts()}


@cache
def module_named(name: str) -> Module:
    """A text of the corpus, boiled down."""
    return module_of(TEXTS[name], name)


def spelled(module: Module, definition: Definition) -> set[str]:
    """A definition as the tables name it: its constant, or what kind of value it is; joins are followed."""
    value = definition.value
    if isinstance(value, Const):
        return {repr(value.value)}
    if definition.how == "phi" and isinstance(value, Local):
        return {word for index in value.definitions for word in spelled(module, module.definitions[index])}
    if isinstance(value, (Updated, Mutated)):
        return {"changed"}
    if isinstance(value, Opaque):
        return {value.kind}
    if isinstance(value, Element):
        return {"element"}
    return {type(value).__name__.lower()}


def reaching(source: str) -> list[set[str]]:
    """What the argument of each call of `use` may be, in the order of the text."""
    text = clean(source)
    module = module_of(text)
    found: list[tuple[int, set[str]]] = []
    for call in module.calls:
        if text[call.function.start : call.function.end] != "use":
            continue
        found.append((call.start, arriving(module, call.arguments[0].value)))
    return [words for _, words in sorted(found, key=lambda pair: pair[0])]


def arriving(module: Module, expr: Expr) -> set[str]:
    """What an expression may be."""
    if isinstance(expr, Local):
        seen: set[int] = set()
        words: set[str] = set()
        pending = list(expr.definitions)
        while pending:
            index = pending.pop()
            if index in seen:
                continue
            seen.add(index)
            definition = module.definitions[index]
            if definition.how == "phi" and isinstance(definition.value, Local):
                pending.extend(definition.value.definitions)
            else:
                words |= spelled(module, definition)
        return words
    if isinstance(expr, Ref):
        names = module.scopes[0].names.get(expr.name)
        if names is None:
            return {"global"}
        return {f"module {word}" for index in names for word in spelled(module, module.definitions[index])}
    if isinstance(expr, Const):
        return {repr(expr.value)}
    if isinstance(expr, Opaque):
        return {expr.kind}
    return {type(expr).__name__.lower()}


# name, source, and what each `use(...)` in it may get
FLOWS: list[tuple[str, str, list[set[str]]]] = [
    ("straight", "x = 1\nuse(x)\nx = 2\nuse(x)", [{"1"}, {"2"}]),
    ("if and else", "if c:\n    x = 1\nelse:\n    x = 2\nuse(x)", [{"1", "2"}]),
    ("if alone", "x = 0\nif c:\n    x = 1\nuse(x)", [{"0", "1"}]),
    ("within the branch", "x = 0\nif c:\n    x = 1\n    use(x)\nuse(x)", [{"1"}, {"0", "1"}]),
    ("elif", "if a:\n    x = 1\nelif b:\n    x = 2\nelse:\n    x = 3\nuse(x)", [{"1", "2", "3"}]),
    ("elif without else", "x = 0\nif a:\n    x = 1\nelif b:\n    x = 2\nuse(x)", [{"0", "1", "2"}]),
    (
        "a branch that returns",
        "def f(c):\n    x = 0\n    if c:\n        x = 1\n        return x\n    use(x)",
        [{"0"}],
    ),
    (
        "a branch that raises",
        "def f(c):\n    if c:\n        x = 1\n    else:\n        raise E\n    use(x)",
        [{"1"}],
    ),
    (
        "both branches return",
        "def f(c):\n    x = 0\n    if c:\n        x = 1\n        return\n    else:\n        return\n    use(x)",
        [{"0"}],
    ),
    ("a loop", "x = 0\nfor i in y:\n    use(x)\n    x = 1\nuse(x)", [{"0", "1"}, {"0", "1"}]),
    ("a loop variable", "for x in y:\n    use(x)", [{"element"}]),
    ("a loop variable afterwards", "x = 0\nfor x in y:\n    pass\nuse(x)", [{"0", "element"}]),
    ("a while loop", "x = 0\nwhile use(x):\n    x = 1\nuse(x)", [{"0", "1"}, {"0", "1"}]),
    (
        "break",
        "x = 0\nwhile c:\n    if d:\n        x = 1\n        break\n    x = 2\nuse(x)",
        [{"0", "1", "2"}],
    ),
    (
        "continue",
        "x = 0\nfor i in y:\n    use(x)\n    if d:\n        x = 1\n        continue\n    x = 2\nuse(x)",
        [{"0", "1", "2"}, {"0", "1", "2"}],
    ),
    (
        "a loop with else",
        "x = 0\nfor i in y:\n    if c:\n        x = 1\n        break\nelse:\n    x = 2\nuse(x)",
        [{"1", "2"}],
    ),
    (
        "loops within loops",
        "x = 0\nfor i in y:\n    for j in z:\n        use(x)\n        x = 1\n    use(x)",
        [{"0", "1"}, {"0", "1"}],
    ),
    (
        "bound only in the loop",
        "for i in y:\n    x = 1\n    use(x)",
        [{"1"}],
    ),
    ("try and except", "try:\n    x = 1\nexcept E:\n    x = 2\nuse(x)", [{"1", "2"}]),
    (
        "what may have happened before the error",
        "x = 0\ntry:\n    x = 1\n    f()\n    x = 2\nexcept E:\n    use(x)\nuse(x)",
        [{"0", "1", "2"}, {"0", "1", "2"}],
    ),
    (
        "a handler that returns",
        "def f():\n    try:\n        x = 1\n    except E:\n        return\n    use(x)",
        [{"1"}],
    ),
    (
        "try with else",
        "try:\n    x = 1\nexcept E:\n    x = 2\nelse:\n    x = 3\nuse(x)",
        [{"2", "3"}],
    ),
    (
        "finally",
        "x = 0\ntry:\n    x = 1\nfinally:\n    use(x)\nuse(x)",
        [{"0", "1"}, {"1"}],
    ),
    (
        "finally binds",
        "x = 0\ntry:\n    x = 1\nexcept E:\n    x = 2\nfinally:\n    x = 3\nuse(x)",
        [{"3"}],
    ),
    ("the caught error", "try:\n    f()\nexcept E as x:\n    use(x)", [{"caught"}]),
    ("with", "with f() as x:\n    use(x)\nuse(x)", [{"enter"}, {"enter"}]),
    ("several in one with", "with f() as a, g(a) as x:\n    use(x)", [{"enter"}]),
    ("match", "match c:\n    case 1:\n        x = 1\n    case _:\n        x = 2\nuse(x)", [{"1", "2"}]),
    ("match without a last case", "x = 0\nmatch c:\n    case 1:\n        x = 1\nuse(x)", [{"0", "1"}]),
    (
        "a captured name",
        "match c:\n    case [x, *y]:\n        use(x)\n        use(y)",
        [{"matched"}, {"matched"}],
    ),
    ("walrus", "if (x := 1):\n    use(x)\nuse(x)", [{"1"}, {"1"}]),
    ("walrus in a comprehension", "z = [x := 1 for i in y]\nuse(x)", [{"1"}]),
    ("two targets", "x = y = 1\nuse(y)", [{"1"}]),
    ("unpacking", "x, y = 1, 2\nuse(y)", [{"part"}]),
    ("swapping", "x = 1\ny = 2\nx, y = y, x\nuse(x)", [{"part"}]),
    ("augmented", "x = 1\nx += 1\nuse(x)", [{"binary"}]),
    ("annotated", "x: int = 1\nuse(x)", [{"1"}]),
    ("annotated without a value", "x = 1\nx: int\nuse(x)", [{"1"}]),
    ("appended", "x = []\nx.append(1)\nuse(x)", [{"changed"}]),
    ("updated", "x = {}\nx.update(a=1)\nuse(x)", [{"changed"}]),
    ("an item set", "x = {}\nx['a'] = 1\nuse(x)", [{"changed"}]),
    ("a deep item set", "x = {}\nx['a']['b'] = 1\nuse(x)", [{"changed"}]),
    ("an item of an item appended", "x = {}\nx['a'].append(1)\nuse(x)", [{"changed"}]),
    ("an item deleted", "x = {}\ndel x['a']\nuse(x)", [{"changed"}]),
    ("changed on one branch", "x = 1\nif c:\n    x.append(1)\nuse(x)", [{"1", "changed"}]),
    (
        "changed in a loop",
        "x = 1\nfor i in y:\n    use(x)\n    x.append(i)\nuse(x)",
        [{"1", "changed"}, {"1", "changed"}],
    ),
    ("a method that changes nothing", "x = 1\nx.index(1)\nuse(x)", [{"1"}]),
    (
        "a method of the object itself",
        "class A:\n    def f(x):\n        for i in y:\n            x.add(i)\n        use(x)",
        [{"param"}],
    ),
    (
        "a static method's list",
        "class A:\n    @staticmethod\n    def f(x):\n        x.append(1)\n        use(x)",
        [{"changed"}],
    ),
    (
        "an item of the object itself",
        "class A:\n    def f(x):\n        x['a'].append(1)\n        use(x)",
        [{"changed"}],
    ),
    ("the comprehension's own variable", "x = 0\ny = [use(x) for x in z]\nuse(x)", [{"element"}, {"0"}]),
    ("the first iterable is read outside", "x = 0\ny = [i for i in use(x)]", [{"0"}]),
    ("conditions of a comprehension", "y = [i for x in z if use(x)]", [{"element"}]),
    ("nested comprehensions", "y = [use(x) for a in b for x in a]", [{"element"}]),
    (
        "a comprehension in a comprehension",
        "x = 0\ny = [[use(x) for x in a] for a in use(x)]",
        [{"element"}, {"0"}],
    ),
    ("a dict comprehension", "y = {use(k): use(v) for k, v in z}", [{"part"}, {"part"}]),
    ("a lambda's parameter", "x = 0\nf = lambda x: use(x)\nuse(x)", [{"param"}, {"0"}]),
    ("a lambda's default", "x = 0\nf = lambda y=use(x): y", [{"0"}]),
    ("a parameter", "def f(x):\n    use(x)", [{"param"}]),
    ("a parameter rebound", "def f(x):\n    x = 1\n    use(x)", [{"1"}]),
    (
        "a parameter rebound on one branch",
        "def f(x=None):\n    if x is None:\n        x = 1\n    use(x)",
        [{"param", "1"}],
    ),
    ("a default is read outside", "x = 0\ndef f(y=use(x)):\n    x = 1", [{"0"}]),
    ("a module's name in a function", "def f():\n    use(x)\nx = 1", [{"module 1"}]),
    ("a module's name bound twice", "x = 1\ndef f():\n    use(x)\nx = 2", [{"module 2"}]),
    ("a local hides the module's", "x = 1\ndef f():\n    x = 2\n    use(x)\nuse(x)", [{"2"}, {"1"}]),
    ("a local before it is bound", "x = 1\ndef f():\n    use(x)\n    x = 2", [{"unbound"}]),
    ("a built-in name", "def f():\n    use(len)", [{"global"}]),
    ("global", "x = 1\ndef f():\n    global x\n    x = 2\ndef g():\n    use(x)", [{"module 1", "module 2"}]),
    ("a closure", "def f():\n    x = 1\n    def g():\n        use(x)\n    return g", [{"1"}]),
    (
        "a closure sees later values, too",
        "def f():\n    x = 1\n    def g():\n        use(x)\n    x = 2\n    return g",
        [{"1", "2"}],
    ),
    (
        "nonlocal",
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    def h():\n        use(x)\n    return g, h",
        [{"1", "2"}],
    ),
    (
        "a class body does not enclose its methods",
        "x = 1\nclass C:\n    x = 2\n    use(x)\n    def f(self):\n        use(x)",
        [{"2"}, {"module 1"}],
    ),
    ("a class body reads the module", "x = 1\nclass C:\n    use(x)", [{"module 1"}]),
    ("an import", "import x\nuse(x)", [{"imported"}]),
    ("an import under a name", "import a.b as x\nuse(x)", [{"imported"}]),
    ("an import of a part", "import x.y\nuse(x)", [{"imported"}]),
    ("a from import", "from a import b as x\nuse(x)", [{"imported"}]),
    (
        "an import that may fail",
        "try:\n    import x\nexcept ImportError:\n    x = None\nuse(x)",
        [{"imported", "None"}],
    ),
    ("a function", "def x(): pass\nuse(x)", [{"function"}]),
    ("a class", "class x: pass\nuse(x)", [{"class"}]),
    ("code after return is followed", "def f():\n    return 1\n    x = 2\n    use(x)", [{"2"}]),
    ("while True with a break", "while True:\n    x = 1\n    break\nuse(x)", [{"1"}]),
    (
        "async for and async with",
        "async def f():\n    async for x in y:\n        use(x)\n    async with z as w:\n        use(w)",
        [{"element"}, {"enter"}],
    ),
    ("try-star", "try:\n    x = 1\nexcept* E:\n    x = 2\nuse(x)", [{"1", "2"}]),
    ("in one line", "if c: x = 1; use(x)\nelse: x = 2", [{"1"}]),
]


@pytest.mark.parametrize(("source", "wanted"), [pytest.param(s, w, id=n) for n, s, w in FLOWS])
def test_definitions_in_reach(source: str, wanted: list[set[str]]) -> None:
    """A name that is read refers to the definitions that may be in force there, and to no others."""
    assert reaching(source) == wanted


@pytest.mark.parametrize("name", TEXTS)
def test_round_trip(name: str) -> None:
    """A module is the same after it was written to the cache and read again."""
    module = module_named(name)
    encoded = encode(module)
    assert encoded is not None
    again = decode(encoded)
    assert again == module
    assert identities(again) == identities(module)


def identities(module: Module) -> list[int]:
    """Of every place of an expression, in order, the first place at which the same one stands."""
    seen: dict[int, int] = {}
    found: list[int] = []

    def walk(value: object) -> None:
        if isinstance(value, Node):
            found.append(seen.setdefault(id(value), len(found)))
        if isinstance(value, tuple):
            for item in value:
                walk(item)
        elif isinstance(value, msgspec.Struct):
            for field in value.__struct_fields__:
                walk(getattr(value, field))

    walk(module)
    return found


def test_one_expression_in_two_places() -> None:
    """There are such expressions, and a round trip that forgot them would be seen."""
    module = module_of("response = ask()\nprint(response.content[0].text)\n")
    found = identities(module)
    assert found != list(range(len(found)))
    copied = msgspec.msgpack.decode(msgspec.msgpack.encode(module), type=Module)
    assert copied == module
    assert identities(copied) != found


@pytest.mark.parametrize(
    "repeat",
    [
        ((), ()),
        ((1,), (1, 0)),
        ((5, 0, 2), (5, 0, 99)),
        ((5, 0, 2), (5, 99, 2)),
        ((5, 0, 2), (5, -1, 2)),
        ((5, 0, 2), (5, 0, 3)),
        ((5, 0, 2), (5, 1, 2)),
        ((5, 0, 2), (0, 0, 2)),
    ],
)
def test_places_that_cannot_be_one(repeat: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    """Bytes that unite what is not equal, or not there, are no module."""
    module = module_of("first(1)\nsecond(2)\n")
    assert isinstance(module.calls[0].function, Ref)
    data = msgspec.msgpack.encode({"module": module, "repeats": [repeat]})
    with pytest.raises(msgspec.DecodeError):
        decode(data)


@pytest.mark.parametrize("name", TEXTS)
def test_tables_hold_together(name: str) -> None:
    """Every index in a module leads to an entry of the right table."""
    module = module_named(name)
    assert module.scopes[0].kind == "module"
    for statement in module.statements:
        assert statement.kind != "pending"
        assert 0 <= statement.scope < len(module.scopes)
        assert -1 <= statement.parent < len(module.statements)
        assert all(0 <= index < len(module.definitions) for index in statement.definitions)
    for call in module.calls:
        assert 0 <= call.statement < len(module.statements)
        assert 0 <= call.scope < len(module.scopes)
        statement = module.statements[call.statement]
        assert statement.start <= call.start <= call.end <= statement.end
    for index, scope in enumerate(module.scopes):
        assert -1 <= scope.parent < index
        assert all(0 <= one < len(module.definitions) for names in scope.names.values() for one in names)
    for definition in module.definitions:
        assert -1 <= definition.statement < len(module.statements)
        assert not (isinstance(definition.value, Opaque) and definition.value.kind == "pending")


def test_every_call_is_recorded() -> None:
    """A module holds as many calls as the file, wherever they stand."""
    import ast

    for name, data in TEXTS.items():
        try:
            tree = ast.parse(data)
        except SyntaxError:
            # newer syntax than the Python that runs the tests
            continue
        wanted = sum(isinstance(node, ast.Call) for node in ast.walk(tree))
        assert len(module_named(name).calls) == wanted, name


@pytest.mark.parametrize(
    "text",
    [
        "f()[g()] += h()\n",
        "f().a -= h()\n",
        "f()[0][g()] *= h()\n",
        "a.b[f()].c += 1\n",
        "f()[1:g()] += []\n",
    ],
)
def test_a_target_that_is_changed_is_read_once(text: str) -> None:
    """What stands in the target of `+=` is worked out once, and so are its calls."""
    import ast

    wanted = sum(isinstance(node, ast.Call) for node in ast.walk(ast.parse(text)))
    assert len(module_of(text).calls) == wanted


def test_decode_refuses_other_bytes() -> None:
    """What is no module is refused, and never run."""
    for data in (b"", b"\x80", encode(module_of("x = 1"))[:-3], msgspec.msgpack.encode({"path": 3})):
        with pytest.raises(msgspec.DecodeError):
            decode(data)


KEY = "sk-ant-" + "api03-" + "Zt9kQ2wLx7RvB1nM4yHsD6fJcP8gUaEo" * 3 + "-AA"


@pytest.mark.parametrize(
    "source",
    [
        f'x = "{KEY}"\n',
        f"f(api_key='{KEY}')\n",
        f'x = "a" "{KEY}"\n',
        f'x = f"Bearer {KEY}"\n',
        f'x = f"{{a}} {KEY}"\n',
        f'x = f"{KEY}{{a}}"\n',
        f'x = """\n{KEY}\n"""\n',
        f'x = r"{KEY}"\n',
        f'x = {{"{KEY}": 1}}\n',
        f"class {'C'}:\n    '''{KEY}'''\n",
        f'x = "{KEY}" + "{KEY}"\n',
        f'x = ["{KEY}"]  # noqa: CL706 {"x"}\n',
    ],
)
def test_keys_are_not_kept(source: str) -> None:
    """The place of a key is known, its text is nowhere in what may be written to a cache or a report."""
    module = module_of(source)
    secret = KEY.removeprefix("sk-ant-api03-").encode()
    assert module.keys
    assert secret not in encode(module)
    for key in module.keys:
        assert KEY in source[key.start : key.end]


@pytest.mark.parametrize(
    "literal",
    [
        f"sk-ant-api03-{'a' * 95}",
        "sk-ant-...",
        "<API_KEY>",
        "YOUR KEY",
        "sk-ant-your-key-here",
        r"sk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_\\-]{40,}",
        "",
    ],
)
def test_what_is_no_key(literal: str) -> None:
    """Placeholders, regular expressions and made-up tails are no keys."""
    assert module_of(f"x = '{literal}'\n").keys == ()


def test_keys_in_comments_are_not_kept() -> None:
    """A key in a comment that also holds a suppression is not kept either."""
    module = module_of(f"f()  # noqa: CL101 {KEY}\n")
    assert KEY.encode() not in encode(module)


@pytest.mark.parametrize(
    "text",
    [
        "def f(:\n    pass\n",
        "x = (\n",
        "f(a b)\n",
        "    x = 1\n",
        "'unterminated\n",
        "if x:\ny\n",
        "\tif x:\n        y\n\tz\n",
    ],
)
def test_what_cannot_be_parsed(text: str) -> None:
    """A file with a mistake is said to be so, with the place where it is known."""
    with pytest.raises(UnreadableFile) as caught:
        read_module(Source.decode("main.py", text.encode()))
    assert "cannot be parsed" in caught.value.message


def test_syntax_newer_than_the_running_python() -> None:
    """What LibCST reads is no mistake, even where the running Python is too old for it."""
    source = Source.decode("main.py", b"x = t'a{b}'\nfrom anthropic import Anthropic\n")
    module = read_module(source)
    assert [statement.kind for statement in module.statements] == ["assign", "import"]


def test_the_corpus_is_there() -> None:
    """The texts that are looked at include this project's own files."""
    assert "claudelint/reading/flow.py" in TEXTS
