"""No verdict hangs on a name: the fixtures under names that say nothing give the same codes on the same lines."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Mapping
from pathlib import PurePosixPath

import pytest
from fixture_cases import Folder, folders, found_rows, outcome_of, rule_alone
from harness import check_outcome, clean, folder_of, run_in
from renaming import rename

CASES = [
    pytest.param(folder, case, id=f"{folder.family}/{folder.name}/{case}")
    for folder in folders()
    for case in ("bad.py", "good.py")
]
each_case = pytest.mark.parametrize(("folder", "case"), CASES)

# the findings that names decide, as evidence that declares itself `by_name`: (case, file, line) and why
BY_NAME: dict[tuple[str, str, int], str] = {}
# how many names change at least: in each case, and in the bad or the good files of all rules
FEWEST, FEWEST_IN_ALL = 2, 200


def renamed_rows(folder: Folder, case: str) -> list[tuple[str, int]]:
    """What the rule finds under the new names, by the old names of the files."""
    renamed = rename(folder.files(case))
    with folder_of(renamed.files) as root:
        outcome = run_in(root, today=folder.today(case), **rule_alone(folder.rule))
    return sorted((renamed.origins[file], line) for file, line in found_rows(outcome, folder.rule))


def by_name(folder: Folder, case: str) -> set[tuple[str, int]]:
    """The findings of a case that names may decide."""
    own = f"{folder.family}/{folder.name}/{case}"
    return {(file, line) for name, file, line in BY_NAME if name == own}


@each_case
def test_names_decide_nothing(folder: Folder, case: str) -> None:
    """The rule finds the same on the same lines, whatever things are called."""
    before, after = found_rows(outcome_of(folder, case), folder.rule), renamed_rows(folder, case)
    allowed = by_name(folder, case)
    differing = (set(before) ^ set(after)) or {one for one in before if before.count(one) != after.count(one)}
    assert differing == allowed, "what differs is not what BY_NAME lists, or BY_NAME lists too much"


def test_a_name_that_decides_is_seen() -> None:
    """The comparison notices evidence that is only a name."""
    text = """
        import anthropic
        client = anthropic.Anthropic()
        def classify(mail):
            return client.messages.create(
                model="claude-haiku-4-5", max_tokens=4096, messages=[{"role": "user", "content": mail}],
                system="Is this mail spam? Answer only yes or no.",
            )
    """
    assert [one.code for one in check_outcome(text, select=["CL101"]).findings] == ["CL101"]
    [renamed] = rename({"main.py": clean(text).encode()}).files.values()
    assert list(check_outcome(renamed.decode(), select=["CL101"]).findings) == []


@each_case
def test_renamed_fixtures(folder: Folder, case: str) -> None:
    """A renamed fixture is a program with the same lines, other than before in its names alone."""
    files = folder.files(case)
    renamed = rename(files)
    assert len(renamed.names) >= FEWEST
    # a few names are for frameworks; when many stay, the renamer no longer tells what is ours
    kept = renamed.kept - of_pytest(files)
    assert len(kept) <= 1 + len(renamed.names) / 10, kept
    assert len(renamed.files) == len(files)
    for path, data in renamed.files.items():
        before, after = files[renamed.origins[path]].decode(), data.decode()
        if not path.endswith(".py"):
            assert before == after
            continue
        ast.parse(after, path)
        assert before.count("\n") == after.count("\n")
        assert shape(before) == shape(after)


def of_pytest(files: Mapping[str, bytes]) -> frozenset[str]:
    """The names by which pytest finds the tests of a project and gives them their arguments."""
    found: set[str] = set()
    for path, data in files.items():
        if not re.fullmatch(r"test_\w+\.py", PurePosixPath(path).name):
            continue
        for node in ast.walk(ast.parse(data)):
            if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                found.add(node.name)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                found |= {node.name, *(argument.arg for argument in node.args.args)}
    return frozenset(found)


def test_many_names_change() -> None:
    """The fixtures hold enough names for the test to mean something."""
    assert sum(len(rename(one.files("bad.py")).names) for one in folders()) >= FEWEST_IN_ALL
    assert sum(len(rename(one.files("good.py")).names) for one in folders()) >= FEWEST_IN_ALL


def shape(text: str) -> list[tuple[int, int, str]]:
    """The tokens of a text by line and kind, with all but names and what texts hold."""
    kinds = (tokenize.NAME, tokenize.STRING)
    return [
        (token.start[0], token.type, "" if token.type in kinds else token.string)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
    ]


# the renamer


def new_texts(**files: str) -> dict[str, str]:
    """The texts of a project under the new names; `a__b` stands for the file `a/b.py`, by its old name."""
    given = {path_of(name): clean(text).encode() for name, text in files.items()}
    renamed = rename(given)
    found = {renamed.origins[path]: data.decode() for path, data in renamed.files.items()}
    return {name: found[path_of(name)] for name in files}


def path_of(name: str) -> str:
    """`a/b.py` for `a__b`, `a/__init__.py` for `a____init__`."""
    return name.replace("__", "/").replace("//init/", "/__init__") + ".py"


def same_but_names(before: str, after: str) -> dict[str, str]:
    """What became of each name; a text may only change by consistent new names."""
    names: dict[str, str] = {}
    for old, new in zip(words(before), words(after), strict=True):
        assert names.setdefault(old, new) == new, f"{old} became {names[old]} and {new}"
    return names


def words(text: str) -> list[str]:
    """All words in a text."""
    return "".join(char if char.isidentifier() or char.isdigit() else " " for char in text).split()


ALONE = [
    ("locals and parameters", "def ask(mail):\n    text = mail\n    return text", "ask mail text"),
    ("a module's own", "LIMIT = 3\nLIMIT += 1\nprint(LIMIT)", "LIMIT"),
    ("f-strings", 'name = "a"\nwidth = 3\nprint(f"a {name:>{width}} {name!r:^5} {name=}")', "name width"),
    ("a long f-string", 'name = 1\ntext = f"""\n{name}\n  {name + 1}"""\n', "text"),
    ("nested f-strings", "name = 1\nprint(f\"a {f'b {name}'}\")", "name"),
    ("keywords", "def ask(mail, *, limit=3):\n    return limit\nask(mail=1, limit=2)", "ask mail limit"),
    (
        "keywords of a class",
        "class Pilot:\n    def __init__(self, ship):\n        pass\nPilot(ship=1)",
        "ship",
    ),
    (
        "keywords of a dataclass",
        "from dataclasses import dataclass\n@dataclass\nclass Ship:\n    crew: int = 1\nShip(crew=2).crew",
        "Ship crew",
    ),
    (
        "attributes",
        "class Ship:\n    kind = 1\n    def __init__(self):\n        self.crew = []\n    def sail(self):\n"
        "        return self.crew, self.kind\nship = Ship()\nship.sail()\nprint(ship.crew, Ship.kind)",
        "Ship kind self crew sail ship",
    ),
    (
        "attributes of an attribute",
        "class Ship:\n    def sail(self): ...\nclass Fleet:\n    def __init__(self):\n        self.first = Ship()\n"
        "    def go(self):\n        self.first.sail()",
        "Ship sail Fleet first go",
    ),
    ("an untyped parameter", "class Ship:\n    def sail(self): ...\ndef go(ship):\n    ship.sail()", "sail"),
    (
        "a hook of the heirs",
        "class Base:\n    def go(self):\n        self.work()\nclass Mine(Base):\n    def work(self): ...",
        "Base go work Mine",
    ),
    ("private names", "class A:\n    def __go(self):\n        self.__go()\n_x = A()", "A __go _x"),
    ("`as`", "import json as j\nfrom os import path as p\nj.loads(p)", "j p"),
    ("with, except, for", "with open('a') as f:\n    for line in f:\n        print(line, f)", "f line"),
    ("except", "try:\n    pass\nexcept ValueError as error:\n    print(error)", "error"),
    ("nested scopes", "def f(x):\n    def g():\n        return x\n    return g()", "f x g"),
    ("global", "count = 0\ndef up():\n    global count\n    count += 1", "count up"),
    (
        "nonlocal",
        "def f():\n    count = 0\n    def up():\n        nonlocal count\n        count += 1\n    up()",
        "f count up",
    ),
    ("comprehensions", "xs = [1]\nprint([x for x in xs if x], {x: y for x in xs for y in [x]})", "x xs y"),
    ("walrus", "def f(xs):\n    if any((last := x) for x in xs):\n        return last", "f xs last x"),
    ("lambda", "f = lambda a, *b: a\nf(1)", "f a b"),
    ("decorators", "def twice(f):\n    return f\n@twice\ndef go(): ...", "twice f go"),
    ("lists of names", "__all__ = ['ask']\ndef ask(): ...", "ask"),
    ("slots", "class A:\n    __slots__ = ('x',)\n    def go(self):\n        self.x = 1", "A x go"),
    ("annotations", "class A: ...\ndef f(a: 'A | None') -> 'list[A]':\n    b: 'A' = a", "A f a b"),
    (
        "patterns",
        "class P:\n    x = 1\ndef f(v):\n    match v:\n        case P(x=y):\n            return y\n"
        "        case [a, *b] | {'k': a, **b}:\n            return a, b\n        case c:\n            return c",
        "P x f v y a b c",
    ),
    ("starred", "def f(*args, **kwargs):\n    g(*args, **kwargs)\ndef g(a): ...", "f args kwargs g"),
    ("partly applied", "from functools import partial\ndef f(a, b): ...\npartial(f, b=1)", "f a b"),
    ("deleted", "x = 1\ndel x", "x"),
]


@pytest.mark.parametrize(("text", "own"), [pytest.param(text, own, id=name) for name, text, own in ALONE])
def test_own_names_change(text: str, own: str) -> None:
    """Every name of the project's own changes wherever it stands, and nothing else does."""
    after = new_texts(main=text)["main"]
    ast.parse(after)
    names = same_but_names(text, after)
    assert {old for old, new in names.items() if old != new} >= set(own.split())


KEPT = [
    (
        "imported",
        "import anthropic\nfrom json import loads\nprint(anthropic, loads)",
        "anthropic loads print",
    ),
    ("imported or nothing", "try:\n    import httpx\nexcept ImportError:\n    httpx = None", "httpx"),
    ("attributes of what is imported", "import os\nx = os.environ\nx.get", "os environ get"),
    (
        "the SDK's keywords and attributes",
        "import anthropic\nclient = anthropic.Anthropic()\n"
        "def ask(model):\n    return client.messages.create(model=MODEL, stream=True).content\nMODEL = ''",
        "messages create stream content",
    ),
    ("keys and texts", "row = {'name': 1}\nprint(row['name'], 'row', dict(kind=1))", "name kind"),
    (
        "special methods",
        "class A:\n    def __init__(self): ...\n    def __call__(self): ...",
        "__init__ __call__",
    ),
    (
        "methods that a framework calls",
        "import discord\nclass Bot(discord.Client):\n    async def on_message(self, message):\n        await message.reply()",
        "on_message reply discord Client",
    ),
    (
        "events",
        "import discord\nbot = discord.Client()\n@bot.event\nasync def on_ready(): ...",
        "on_ready event",
    ),
    (
        "options of a command line",
        "import click\n@click.command()\n@click.option('--dry-run')\ndef go(dry_run): ...",
        "dry_run",
    ),
    ("in a frame that is looked at", "def f(a):\n    b = a\n    return '{b}'.format(**locals())", "b"),
    ("found by texts", "class A:\n    kind = 1\ndef f(a):\n    return getattr(a, 'kind')", "kind"),
    (
        "spread from a dict",
        "def f(limit, size): ...\noptions = {'limit': 1}\nf(**options, size=2)",
        "limit",
    ),
    (
        "fields that become keys",
        "from dataclasses import asdict, dataclass\n@dataclass\nclass A:\n    model: str\nprint(asdict(A('')))",
        "model",
    ),
    (
        "shared with things that nobody knows",
        "class A:\n    def __init__(self):\n        self.text = ''\ndef f(block):\n    return block.text",
        "text",
    ),
    ("keywords of what nobody knows", "def f(size): ...\ndef g(h):\n    h(size=1)", "size"),
    ("the underscore", "for _ in range(3):\n    pass", "_"),
]


@pytest.mark.parametrize(
    ("text", "foreign"), [pytest.param(text, kept, id=name) for name, text, kept in KEPT]
)
def test_foreign_names_stay(text: str, foreign: str) -> None:
    """What comes from outside, or is found from outside, is called as before."""
    names = dict(pairs(text, new_texts(main=text)["main"]))
    assert {name: names[name] for name in foreign.split()} == {name: name for name in foreign.split()}


def pairs(before: str, after: str) -> list[tuple[str, str]]:
    """Each word with what it has become, in order."""
    return list(zip(words(before), words(after), strict=True))


def test_a_parameter_and_a_keyword_of_the_sdk() -> None:
    """One spelling may be ours and the SDK's."""
    text = """
        import anthropic
        client = anthropic.Anthropic()
        def ask(model, messages):
            return client.messages.create(model=model, messages=messages)
        ask(model="claude-opus-4-8", messages=[])
    """
    after = new_texts(main=text)["main"]
    [(first, second)] = re.findall(r"\.messages\.create\(model=(n\d+), messages=(n\d+)\)", after)
    assert f"({first}, {second}):" in after
    assert f'({first}="claude-opus-4-8", {second}=[])' in after


def test_modules_and_packages() -> None:
    """Modules and packages change their names, in their paths and in every kind of import."""
    files = {
        "app____init__": "from .config import MODEL as DEFAULT, Settings\n",
        "app__config": "MODEL = 'a'\nclass Settings:\n    size = 1\n",
        "app__api__routes": "from ..config import MODEL\nfrom .. import config\nprint(config.MODEL, MODEL)\n",
        "other": "from app.config import *\nprint(MODEL)\n",
        "main": """
            import app.config
            import app.config as c
            from app import DEFAULT, config
            print(app.config.MODEL, c.MODEL, DEFAULT, config.Settings.size, app.Settings)
        """,
    }
    after = new_texts(**files)
    names: dict[str, str] = {}
    for name, text in files.items():
        for old, new in pairs(clean(text), after[name]):
            assert names.setdefault(old, new) == new
    own = ["app", "config", "MODEL", "DEFAULT", "Settings", "size", "c"]
    assert all(names[name] != name for name in own)
    renamed = rename({path_of(name): clean(text).encode() for name, text in files.items()})
    assert set(renamed.origins) == {
        f"{names['app']}/__init__.py",
        f"{names['app']}/{names['config']}.py",
        f"{names['app']}/{renamed.names['api']}/{renamed.names['routes']}.py",
        f"{renamed.names['other']}.py",
        f"{renamed.names['main']}.py",
    }


def test_paths_that_stay() -> None:
    """Tests are found by their paths, data by texts."""
    files = {
        "tests/test_ask.py": b"import ask\ndef test_it(client):\n    ask.go()\n",
        "ask.py": b"def go(): ...\n",
        "prompts/__init__.py": b"",
        "prompts/system.md": b"You are",
    }
    renamed = rename(files)
    assert {"tests/test_ask.py", "prompts/__init__.py", "prompts/system.md"} <= set(renamed.files)
    assert b"def test_it(client):" in renamed.files["tests/test_ask.py"]
    assert "ask.py" not in renamed.files


def test_programs_run_as_before() -> None:
    """A program under new names does what it did."""
    text = """
        from dataclasses import dataclass
        seen = []
        @dataclass
        class Ship:
            crew: int = 2
            def sail(self, *, knots, **more):
                seen.append((self.crew, knots, sorted(more.values())))
                return lambda extra: extra + knots
        def fleet(ships, knots=1):
            total = 0
            for number, ship in enumerate(ships):
                total += ship.sail(knots=knots + number, wind=3)(extra=1)
            return total
        seen.append(fleet([Ship(), Ship(crew=5)], knots=4))
        result = f"{seen!r:>{len(seen)}}"
    """
    results = []
    for name, code in (("result", clean(text)), ("", new_texts(main=text)["main"])):
        space: dict[str, object] = {}
        exec(compile(code, "main.py", "exec"), space)
        results.append(
            space[name] if name else next(v for v in space.values() if isinstance(v, str) and "(5" in v)
        )
    assert results[0] == results[1]
