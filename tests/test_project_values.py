"""What arguments are worth when they are decided in other modules, classes, settings and command lines."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from harness import clean, requests_of
from test_model_values import UNKNOWN, shown

HEAD = "import anthropic\nclient = anthropic.Anthropic()\n"
SEND = 'client.messages.create(model="claude-opus-4-8", max_tokens=1, messages=[], system={})\n'


@dataclass(frozen=True)
class Case:
    """A project whose main file sends one request, and what its `system` is worth in each context."""

    name: str
    source: str
    worth: tuple[object, ...]
    files: dict[str, str] = field(default_factory=dict)


def case(name: str, source: str, *worth: object, **files: str) -> Case:
    """One row; `<expression>` in the source stands for a request with that `system`.

    Other files are named as modules, `app__config` for `app/config.py`.
    """
    others = {
        key.replace("__", "/").replace("/init/", "__init__") + ".py": clean(text)
        for key, text in files.items()
    }
    lines = []
    for line in clean(source).splitlines(keepends=True):
        bare = line.strip()
        if bare.startswith("<") and bare.endswith(">"):
            line = line[: len(line) - len(line.lstrip())] + SEND.format(bare[1:-1])
        lines.append(line)
    return Case(name, HEAD + "".join(lines), worth, others)


def worth_of(one: Case) -> list[object]:
    """What `system` is worth in each request of a case; a set where there are several."""
    with requests_of(one.source, one.files) as requests:
        return [shown(request.arguments["system"].value) for request in requests]


def check(one: Case) -> None:
    """The contexts of a request may come in any order."""
    assert sorted(map(_spelled, worth_of(one))) == sorted(map(_spelled, one.worth))


def _spelled(value: object) -> str:
    """A value as a text that does not hang on the order of a set."""
    return f"one of {sorted(map(repr, value))}" if isinstance(value, set) else repr(value)


IMPORTS = [
    case("absolute", "from app.config import A\n<A>", "a", app____init__="", app__config="A = 'a'"),
    case("aliased", "from app.config import A as B\n<B>", "a", app____init__="", app__config="A = 'a'"),
    case("a module", "import app.config\n<app.config.A>", "a", app____init__="", app__config="A = 'a'"),
    case(
        "a module under another name",
        "import app.config as c\n<c.A>",
        "a",
        app____init__="",
        app__config="A = 'a'",
    ),
    case(
        "a module from a package",
        "from app import config\n<config.A>",
        "a",
        app____init__="",
        app__config="A = 'a'",
    ),
    case("a namespace package", "from app.sub import config\n<config.A>", "a", app__sub__config="A = 'a'"),
    case(
        "a name of a namespace package", "from app.sub.config import A\n<A>", "a", app__sub__config="A = 'a'"
    ),
    case(
        "handed on by a package",
        "from app import A\n<A>",
        "a",
        app____init__="from .config import A",
        app__config="A = 'a'",
    ),
    case(
        "handed on under another name",
        "import app\n<app.B>",
        "a",
        app____init__="from .config import A as B",
        app__config="A = 'a'",
    ),
    case("everything", "from config import *\n<A>", "a", config="A = 'a'"),
    case("everything that is listed", "from config import *\n<_A>", "a", config="__all__ = ['_A']\n_A = 'a'"),
    case("not listed", "A = 'b'\nfrom config import *\n<A>", "b", config="__all__ = ['B']\nA = 'a'\nB = 1"),
    case(
        "everything, twice",
        "from app import *\n<A>",
        "a",
        app____init__="from .config import *",
        app__config="A = 'a'",
    ),
    case(
        "from a source folder",
        "from app.config import A\n<A>",
        "a",
        src__app____init__="",
        src__app__config="A = 'a'",
    ),
    case(
        "relative, two levels up",
        "from app.api.routes import A\n<A>",
        "a",
        app____init__="",
        app__api____init__="",
        app__api__routes="from ..config import A",
        app__config="A = 'a'",
    ),
    case(
        "another package of the repository",
        "from shared_prompts.texts import A\n<A>",
        "a",
        packages__shared__src__shared_prompts____init__="",
        packages__shared__src__shared_prompts__texts="A = 'a'",
    ),
    case("inside a function", "def f():\n    from config import A\n    <A>\n", "a", config="A = 'a'"),
    case("a missing module", "from gone import A\n<A>", "?"),
    case("a missing name", "from config import B\n<B>", "?", config="A = 'a'"),
    case(
        "the library hides no neighbour of another folder",
        "import string\n<string.A>",
        "?",
        sub__string="A = 'a'",
    ),
    case(
        "under try",
        "try:\n    from config import A\nexcept ImportError:\n    A = 'b'\n<A>",
        {"a", "b"},
        config="A = 'a'",
    ),
]

CLASSES = [
    case(
        "a field of a model that nothing in sight makes",
        """
        from pydantic import BaseModel
        class Ask(BaseModel):
            tone: str = "kind"
        def route(body: Ask):
            <body.tone>
            <body.tone or "short">
        """,
        {"kind", UNKNOWN},
        {"kind", UNKNOWN, "short"},
    ),
    case(
        "a field of a model that is made",
        """
        from pydantic import BaseModel
        class Ask(BaseModel):
            tone: str = "kind"
        def ask(body: Ask):
            <body.tone>
        ask(Ask(tone="short"))
        ask(Ask())
        """,
        {"short", "kind"},
    ),
    case(
        "a field of settings, which are made by their defaults",
        """
        from pydantic_settings import BaseSettings
        class Settings(BaseSettings):
            tone: str = "kind"
        def ask(settings: Settings):
            <settings.tone>
        """,
        "kind",
    ),
    case(
        "a class attribute", "from config import Config\n<Config.A>", "a", config="class Config:\n    A = 'a'"
    ),
    case(
        "an inherited one",
        "from config import Config\n<Config.A>",
        "a",
        config="class Base:\n    A = 'a'\nclass Config(Base):\n    pass",
    ),
    case(
        "of an object",
        "from config import config\n<config.A>",
        "a",
        config="class Config:\n    A = 'a'\nconfig = Config()",
    ),
    case(
        "a nested class",
        "from config import Config\n<Config.Models.A>",
        "a",
        config="class Config:\n    class Models:\n        A = 'a'",
    ),
    case(
        "an enumeration",
        "from config import Model\n<Model.A.value>",
        "a",
        config="import enum\nclass Model(enum.Enum):\n    A = 'a'\n    B = 'b'",
    ),
    case(
        "a text enumeration",
        "from config import Model\n<Model.A>",
        "a",
        config="import enum\nclass Model(enum.StrEnum):\n    A = 'a'",
    ),
    case(
        "a member by its name",
        "from config import Model\n<Model['A'].value>",
        "a",
        config="import enum\nclass Model(enum.Enum):\n    A = 'a'",
    ),
    case(
        "a default of an enumeration",
        "from config import Model\ndef f(m=Model.A):\n    <m.value>\nf()",
        "a",
        config="import enum\nclass Model(enum.Enum):\n    A = 'a'",
    ),
    case(
        "a property",
        "from config import config\n<config.a>",
        "a",
        config="class Config:\n    @property\n    def a(self):\n        return 'a'\nconfig = Config()",
    ),
    case(
        "a cached property",
        "from config import config\n<config.a>",
        "a",
        config="from functools import cached_property\nclass Config:\n    @cached_property\n    def a(self):\n        return 'a'\nconfig = Config()",
    ),
    case(
        "a dataclass",
        "from config import Config\nc = Config()\n<c.a>",
        "a",
        config="from dataclasses import dataclass\n@dataclass\nclass Config:\n    a: str = 'a'",
    ),
    case(
        "a dataclass given otherwise",
        "from config import Config\nc = Config(a='b')\n<c.a>",
        "b",
        config="from dataclasses import dataclass\n@dataclass\nclass Config:\n    a: str = 'a'",
    ),
    case(
        "a dataclass as a parameter",
        "from config import Config\ndef f(c: Config):\n    <c.a>\nf(Config())",
        "a",
        config="from dataclasses import dataclass\n@dataclass\nclass Config:\n    a: str = 'a'",
    ),
    case(
        "a named tuple",
        "from config import Config\nc = Config()\n<c.a>",
        "a",
        config="from typing import NamedTuple\nclass Config(NamedTuple):\n    a: str = 'a'",
    ),
    case(
        "settings",
        "from config import settings\n<settings.model>",
        "a",
        config="from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    model: str = 'a'\nsettings = Settings()",
    ),
    case(
        "settings with a field",
        "from config import settings\n<settings.model>",
        "a",
        config="from pydantic import Field\nfrom pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    model: str = Field(default='a', description='x')\nsettings = Settings()",
    ),
    case(
        "settings from a cached function",
        "from config import get_settings\n<get_settings().model>",
        "a",
        config="""
            from functools import lru_cache
            from pydantic_settings import BaseSettings
            class Settings(BaseSettings):
                model: str = 'a'
            @lru_cache
            def get_settings():
                return Settings()
        """,
    ),
    case(
        "settings that a class keeps",
        "from config import get_settings\nclass Agent:\n    def __init__(self):\n        self.settings = get_settings()\n    def go(self):\n        <self.settings.model>",
        "a",
        config="""
            from pydantic_settings import BaseSettings
            class Settings(BaseSettings):
                model: str = 'a'
            def get_settings() -> Settings:
                return Settings()
        """,
    ),
    case(
        "a class that builds itself",
        """
            from config import Config
            cfg = Config.load()
            <cfg.model>
        """,
        "a",
        config="""
            import os
            from dataclasses import dataclass
            @dataclass
            class Config:
                model: str
                @classmethod
                def load(cls):
                    return cls(model=os.environ.get("MODEL", "a").strip())
        """,
    ),
    case(
        "kept by an object that is kept by another",
        """
            from config import Config
            class Agent:
                def __init__(self, cfg: Config):
                    self.cfg = cfg
                def go(self):
                    <self.cfg.model>
            Agent(Config()).go()
        """,
        "a",
        config="class Config:\n    def __init__(self, model='a'):\n        self.model = model",
    ),
    case(
        "an attribute that an heir sets",
        """
            from agents import Agent
            class Mine(Agent):
                PROMPT = "a"
        """,
        agents="class Agent:\n    PROMPT = None\n",
    ),
]

OVERRIDES = [
    case(
        "an heir's attribute in a method of its base",
        """
            class Base:
                def go(self):
                    <self.prompt>
            class Heir(Base):
                prompt = "a"
        """,
        "a",
    ),
    case(
        "each heir has its own",
        """
            class Base:
                prompt = None
                def go(self):
                    <self.prompt>
            class One(Base):
                prompt = "a"
            class Other(Base):
                prompt = "b"
        """,
        {"a", "b"},
    ),
    case(
        "the base has one as well",
        """
            class Base:
                prompt = "c"
                def go(self):
                    <self.prompt>
            class Heir(Base):
                prompt = "a"
        """,
        {"a", "c"},
    ),
    case(
        "a method that heirs write",
        """
            class Base:
                def prompt(self):
                    raise NotImplementedError
                def go(self):
                    <self.prompt()>
            class Heir(Base):
                def prompt(self):
                    return "a"
        """,
        "a",
    ),
    case(
        "an abstract property",
        """
            from abc import ABC, abstractmethod
            class Base(ABC):
                @property
                @abstractmethod
                def prompt(self) -> str: ...
                def go(self):
                    <self.prompt>
            class Heir(Base):
                @property
                def prompt(self) -> str:
                    return "a"
        """,
        "a",
    ),
    case(
        "an heir in another module",
        "from base import Base\nclass Heir(Base):\n    prompt = 'a'\n",
        "a",
        base=HEAD + "class Base:\n    def go(self):\n        " + SEND.format("self.prompt"),
    ),
    case(
        "the object's own class is known",
        """
            class Base:
                prompt = "c"
                def go(self, prompt):
                    <prompt>
            class Heir(Base):
                prompt = "a"
            base = Base()
            base.go(base.prompt)
        """,
        "c",
    ),
]

LINES = [
    case(
        "argparse",
        """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--model", default="a")
            args = parser.parse_args()
            <args.model>
        """,
        "a",
    ),
    case(
        "argparse in another function",
        """
            import argparse
            def parse():
                parser = argparse.ArgumentParser()
                parser.add_argument("-m", "--the-model", type=str, default="a", help="x")
                return parser.parse_args()
            def main():
                args = parse()
                run(args)
            def run(args):
                <args.the_model>
            main()
        """,
        "a",
    ),
    case(
        "argparse with a destination",
        """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--model", dest="name", default="a")
            <parser.parse_args().name>
        """,
        "a",
    ),
    case(
        "argparse in a group of arguments",
        """
            import argparse
            parser = argparse.ArgumentParser()
            group = parser.add_argument_group("models")
            group.add_argument("--model", default="a")
            args = parser.parse_args()
            <args.model>
        """,
        "a",
    ),
    case(
        "argparse without a default",
        """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--model")
            args = parser.parse_args()
            <args.model>
        """,
        "?",
    ),
    case(
        "argparse, required",
        """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--model", required=True, default="a")
            args = parser.parse_args()
            <args.model>
        """,
        "?",
    ),
    case(
        "argparse without a default, or a constant",
        """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--model")
            args = parser.parse_args()
            <args.model or "a">
        """,
        {"?", "a"},
    ),
    case(
        "argparse, several choices",
        """
            import argparse
            parser = argparse.ArgumentParser()
            parser.add_argument("--model", choices=["a", "b"], default="a")
            args = parser.parse_args()
            <args.model>
        """,
        "a",
    ),
    case(
        "click",
        """
            import click
            @click.command()
            @click.option("--model", "-m", default="a", show_default=True)
            def main(model):
                <model>
            main()
        """,
        "a",
    ),
    case(
        "click, from a constant elsewhere",
        """
            import click
            from config import A
            @click.group()
            def cli():
                pass
            @cli.command()
            @click.option("--the-model", default=A)
            def main(the_model):
                <the_model>
        """,
        "a",
        config="A = 'a'",
    ),
    case(
        "click, what a group keeps for its commands",
        """
            import click
            @click.group()
            @click.option("--model", default="a")
            @click.pass_context
            def cli(ctx, model):
                ctx.ensure_object(dict)
                ctx.obj["deep"] = False
                ctx.obj["model"] = model
            @cli.command()
            @click.pass_context
            def ask(ctx):
                <ctx.obj["model"]>
        """,
        "a",
    ),
    case(
        "click, what a group of another file keeps in a dict",
        """
            import click
            from cli import cli
            @cli.command()
            @click.pass_context
            def ask(context):
                <context.obj["model"]>
        """,
        "a",
        cli="""
            import click
            @click.group()
            @click.option("--model", default="a")
            @click.option("--quiet", is_flag=True)
            @click.pass_context
            def cli(ctx, model, quiet):
                ctx.obj = {"model": model, "quiet": quiet}
        """,
    ),
    case(
        "typer, an object that its callback keeps",
        """
            import typer
            from dataclasses import dataclass
            @dataclass
            class Settings:
                model: str
            app = typer.Typer()
            @app.callback()
            def main(ctx: typer.Context, model: str = "a"):
                ctx.obj = Settings(model)
            @app.command()
            def ask(ctx: typer.Context, question: str):
                <ctx.obj.model>
        """,
        "a",
    ),
    case(
        "click, an object that nothing in sight keeps",
        """
            import click
            @click.command()
            @click.pass_context
            def ask(ctx):
                <ctx.obj["model"]>
        """,
        "?",
    ),
    case(
        "an object of the same name that is no context of commands",
        """
            def keep(ctx):
                ctx.obj = {"model": "a"}
            def ask(ctx):
                <ctx.obj["model"]>
        """,
        "?",
    ),
    case(
        "click without a default",
        """
            import click
            @click.command()
            @click.option("--model")
            def main(model):
                <model>
            main()
        """,
        "?",
    ),
    case(
        "click, an argument",
        """
            import click
            @click.command()
            @click.argument("model")
            def main(model):
                <model>
            main()
        """,
        "?",
    ),
    case(
        "typer",
        """
            import typer
            app = typer.Typer()
            @app.command()
            def main(model: str = typer.Option("a", help="x"), other: str = "b"):
                <model>
        """,
        "a",
    ),
    case(
        "typer, an option that decides, with a call on the way",
        """
            import typer
            app = typer.Typer()
            @app.command()
            def main(fast: bool = typer.Option(True, "--fast/--slow")):
                ask("b", fast)
            def ask(model, fast):
                <"a" if fast else model>
        """,
        {"a", "b"},
    ),
    case(
        "argparse, an option that decides, with a call on the way",
        """
            import argparse
            def ask(model, kind):
                if kind == "fast":
                    model = "a"
                <model>
            parser = argparse.ArgumentParser()
            parser.add_argument("--kind", default="fast")
            args = parser.parse_args()
            ask("b", args.kind)
        """,
        {"a", "b"},
    ),
    case(
        "a default of a function without callers that decides",
        "def main(fast=True):\n    ask('b', fast)\ndef ask(model, fast):\n    <'a' if fast else model>",
        {"a", "b"},
    ),
    case(
        "a default that a call keeps decides",
        """
            def main():
                ask("b")
            def ask(model, fast=True):
                <"a" if fast else model>
        """,
        "a",
    ),
]

LOOKUPS = [
    case("a known key", "M = {'x': 'a', 'y': 'b'}\n<M['x']>", "a"),
    case(
        "a known key of another module",
        "from config import M\n<M['x']>",
        "a",
        config="M = {'x': 'a', 'y': 'b'}",
    ),
    case("get with a known key", "M = {'x': 'a', 'y': 'b'}\n<M.get('x', 'c')>", "a"),
    case("get with another key", "M = {'x': 'a', 'y': 'b'}\n<M.get('z', 'c')>", "c"),
    case(
        "get with an unknown key",
        "import sys\nM = {'x': 'a', 'y': 'b'}\n<M.get(sys.argv[1], 'c')>",
        {"a", "b", "c"},
    ),
    case("an unknown key", "import sys\nM = {'x': 'a', 'y': 'b'}\n<M[sys.argv[1]]>", {"a", "b"}),
    case(
        "an alias map with a default (20)",
        "M = {'x': 'a', 'y': 'b'}\ndef f(name='x'):\n    <M.get(name, name)>\nf()",
        "a",
    ),
    case(
        "an alias map whose callers choose",
        "M = {'x': 'a', 'y': 'b'}\ndef f(name):\n    <M.get(name, name)>\nf('y')\nf('q')",
        "b",
        "q",
    ),
    case(
        "get of something unknown, with a default",
        "import tomllib\nh = tomllib.loads(open('x').read())\n<h.get('model', 'a')>",
        {"?", "a"},
    ),
    case("an open dict", "import json\nM = {'x': 'a', **json.loads('')}\n<M.get('z', 'c')>", {"?", "c"}),
    case("a conditional", "import sys\n<'a' if sys.argv else 'b'>", {"a", "b"}),
    case(
        "a match",
        "import sys\nmatch sys.argv[1]:\n    case 'x':\n        m = 'a'\n    case _:\n        m = 'b'\n<m>",
        {"a", "b"},
    ),
    case("typing.cast", "from typing import cast\n<cast(str, 'a')>", "a"),
    case(
        "a dict that is copied in a loop",
        "P = {'x': 'a', 'n': 'b'}\nfor i in open('x'):\n    P = {**P, 'n': i}\n<P['x']>",
        "a",
    ),
    case(
        "a key that a loop changes",
        "P = {'x': 'a', 'n': 'b'}\nfor i in open('x'):\n    P = {**P, 'n': i}\n<P['n']>",
        {"?", "b"},
    ),
    case(
        "a filtered dict",
        "P = {'x': 'a', 'stream': True}\nQ = {k: v for k, v in P.items() if k != 'stream'}\n<Q['x']>",
        "a",
    ),
    case(
        "a function that chooses",
        "from config import pick\n<pick('fast')>",
        "a",
        config="def pick(kind):\n    if kind == 'fast':\n        return 'a'\n    return 'b'",
    ),
    case(
        "a function with a default",
        "from config import pick\n<pick()>",
        "a",
        config="def pick(kind='a'):\n    return kind",
    ),
    case("an environment variable", "import os\n<os.environ.get('M', 'a')>", "a"),
    case("an environment variable, or a constant", "import os\n<os.environ.get('M') or 'a'>", {"?", "a"}),
    case("an environment variable, stripped", "import os\n<os.getenv('M', 'a').strip()>", "a"),
    case(
        "an attribute that is changed by what a condition on it returns",
        """
            class Agent:
                def __init__(self, model):
                    self.model = model
                def fill(self):
                    self.model = filled(self.model)
                def ask(self):
                    self.fill()
                    <self.model>
            def filled(text):
                if not text:
                    return "b"
                return text
            Agent("a").ask()
        """,
        "a",
    ),
    case("a text with an environment variable", "import os\n<'x ' + os.getenv('M', 'a')>", "x a"),
]


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in IMPORTS])
def test_imports(one: Case) -> None:
    """Imports of every kind lead to the value."""
    check(one)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in (*CLASSES[:-1], *OVERRIDES)])
def test_classes(one: Case) -> None:
    """Attributes of classes, objects, settings and enumerations lead to the value."""
    check(one)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in LINES])
def test_command_lines(one: Case) -> None:
    """An option of a command line is its default, which whoever runs the program may replace."""
    check(one)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in LOOKUPS])
def test_choices(one: Case) -> None:
    """What is looked up or chosen is one of the values it can be."""
    check(one)


FILLED = "import json, os, time, x\n{}\n<f'for {{d.get(\"M\")}}'>"
ORIGINS = [
    case(
        "a dict filled from the environment under many keys",
        FILLED.format("d = {}\nfor key in x.keys:\n    d[key] = os.environ.get(key)"),
        "for {environment}",
    ),
    case(
        "a dict of a file, with what the environment replaces",
        FILLED.format("d = json.loads(x.text)\nfor key in x.keys:\n    d[key] = os.environ.get(key)"),
        "for {file}",
    ),
    case(
        "a dict that takes in a file",
        FILLED.format("d = {'a': 1}\nd.update(json.loads(x.text))"),
        "for {file}",
    ),
    case("a display with a file in it", FILLED.format("d = {'a': 1, **json.loads(x.text)}"), "for {file}"),
    case(
        "a part of such a dict",
        FILLED.format("e = {**json.loads(x.text)}\nd = {k: e[k] for k in ('M',) if k in e}"),
        "for {file}",
    ),
    case(
        "a dict filled from the environment and by code that cannot be told",
        FILLED.format("d = {}\nfor key in x.keys:\n    d[key] = os.environ.get(key)\nd.update(x.more())"),
        "for {unknown}",
    ),
    case(
        "a dict of a file, into which the clock is put as well",
        FILLED.format("d = json.loads(x.text)\nfor key in x.keys:\n    d[key] = time.time()"),
        "for {unknown}",
    ),
    case(
        "a key that is written, and may be replaced by the environment",
        FILLED.format("d = {'M': 'a'}\nfor key in x.keys:\n    d[key] = os.environ.get(key)"),
        "for {environment}",
    ),
]


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in ORIGINS])
def test_origins_of_what_a_dict_may_hold(one: Case) -> None:
    """What a dict may hold under keys that cannot be told has an origin too."""
    check(one)
