"""Which calls are requests to Claude, and through which client: from source to `Request`."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from harness import requests_of

from claudelint.linking.project import Request

ARGUMENTS = 'model="claude-opus-4-8", max_tokens=10, messages=[{"role": "user", "content": "Hi"}]'


@dataclass(frozen=True)
class Case:
    """A source, and the requests that are in it: kind and client, such as `create api` or `stream vertex async`."""

    name: str
    source: str
    found: tuple[str, ...]
    files: dict[str, str] = field(default_factory=dict)


def one(name: str, source: str, *found: str, **files: str) -> Case:
    """A case; `ARGS` in the source stands for the arguments of a plain request.

    Other files are named as modules, `app__clients` for `app/clients.py`, `app` for `app.py`.
    """
    others = {key.replace("__", "/") + ".py": text for key, text in files.items() if key != "package"}
    if "package" in files:
        others["app/__init__.py"] = files["package"]
    return Case(name, source, found, others)


def described(request: Request) -> str:
    """A request in the words of the table."""
    client = request.client
    words = [request.kind, client.kind.platform]
    if client.kind.is_async:
        words.append("async")
    if request.is_beta:
        words.append("beta")
    if request.endpoint.wrapper:
        words.append(request.endpoint.wrapper.removeprefix("with_").removesuffix("_response"))
    return " ".join(words)


def requests_in(case: Case) -> tuple[str, ...]:
    """What is found in a case."""
    files = {name: text.replace("ARGS", ARGUMENTS) for name, text in case.files.items()}
    with requests_of(case.source.replace("ARGS", ARGUMENTS), files) as requests:
        return tuple(sorted(described(request) for request in requests))


CLASSES = [
    ("Anthropic", "api"),
    ("AsyncAnthropic", "api async"),
    ("Client", "api"),
    ("AsyncClient", "api async"),
    ("AnthropicBedrock", "bedrock"),
    ("AsyncAnthropicBedrock", "bedrock async"),
    ("AnthropicBedrockMantle", "bedrock_mantle"),
    ("AsyncAnthropicBedrockMantle", "bedrock_mantle async"),
    ("AnthropicVertex", "vertex"),
    ("AsyncAnthropicVertex", "vertex async"),
    ("AnthropicFoundry", "foundry"),
    ("AsyncAnthropicFoundry", "foundry async"),
    ("AnthropicAWS", "aws"),
    ("AsyncAnthropicAWS", "aws async"),
    ("AnthropicGoogleCloud", "google_cloud"),
    ("AsyncAnthropicGoogleCloud", "google_cloud async"),
]


@pytest.mark.parametrize(("name", "found"), CLASSES)
def test_every_class_of_the_sdk(name: str, found: str) -> None:
    """Every client class is known by its import, by the module's attribute and by an alias."""
    word = f"create {found}"
    assert requests_in(one("", f"import anthropic\nanthropic.{name}().messages.create(ARGS)")) == (word,)
    assert requests_in(one("", f"from anthropic import {name} as C\nc = C()\nc.messages.create(ARGS)")) == (
        word,
    )


def test_the_classes_are_those_of_the_sdk() -> None:
    """The catalogue names exactly the client classes that the installed SDK exports."""
    import anthropic

    from claudelint.catalog.catalog import load

    exported = {
        name
        for name in anthropic.__all__
        if isinstance(getattr(anthropic, name, None), type)
        and issubclass(getattr(anthropic, name), (anthropic._base_client.BaseClient,))
    }
    ours = set(load().clients)
    assert ours >= exported, exported - ours


FOUND = [
    one(
        "module level",
        "import anthropic\nclient = anthropic.Anthropic()\nclient.messages.create(ARGS)",
        "create api",
    ),
    one("module alias", "import anthropic as a\nc = a.Anthropic()\nc.messages.create(ARGS)", "create api"),
    one(
        "direct",
        "from anthropic import Anthropic\nAnthropic(max_retries=1).messages.create(ARGS)",
        "create api",
    ),
    one(
        "import in a function",
        "def f():\n    from anthropic import Anthropic\n    client = Anthropic()\n    client.messages.create(ARGS)\n",
        "create api",
    ),
    one(
        "import under try",
        """
try:
    import anthropic
except ImportError:
    anthropic = None

def f():
    client = anthropic.Anthropic()
    return client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "import for type checking and at run time",
        """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from anthropic import Anthropic

def f(client: "Anthropic"):
    return client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "module level client used in a function",
        "import anthropic\nclient = anthropic.Anthropic()\ndef f():\n    return client.messages.create(ARGS)\n",
        "create api",
    ),
    one(
        "bound after the function that uses it",
        "import anthropic\ndef f():\n    return client.messages.create(ARGS)\nclient = anthropic.Anthropic()\n",
        "create api",
    ),
    one(
        "global statement",
        """
import anthropic
client = None

def setup():
    global client
    client = anthropic.Anthropic()

def f():
    return client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "lazy module-level client",
        """
import anthropic
_client = None

def get_client():
    global _client
    if _client is None:
        _client = anthropic.Anthropic()
    return _client

def f():
    return get_client().messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "in another name",
        "import anthropic\na = anthropic.Anthropic()\nb = a\nc = b\nc.messages.create(ARGS)",
        "create api",
    ),
    one(
        "walrus",
        "import anthropic\nif c := anthropic.Anthropic():\n    c.messages.create(ARGS)\n",
        "create api",
    ),
    one(
        "tuple assignment",
        "import anthropic\nc, n = anthropic.Anthropic(), 1\nc.messages.create(ARGS)",
        "create api",
    ),
    one(
        "self.client",
        """
import anthropic

class Bot:
    def __init__(self):
        self.client = anthropic.Anthropic()

    def ask(self):
        return self.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "receiver of another name",
        """
import anthropic

class Bot:
    def __init__(this):
        this.client = anthropic.Anthropic()

    def ask(that):
        return that.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "self.model holds the client (7)",
        """
from anthropic import Anthropic

class Bot:
    def __init__(self):
        self.model = Anthropic()
        self.model_name = "claude-opus-4-8"

    def ask(self):
        return self.model.messages.create(model=self.model_name, max_tokens=1, messages=[])
""",
        "create api",
    ),
    one(
        "a resource of the client kept in an attribute",
        """
import anthropic

class Bot:
    def __init__(self):
        self.messages = anthropic.Anthropic().messages

    def ask(self):
        return self.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "set in a hook with a None fallback (8)",
        """
import anthropic

class Bot:
    client = None

    def setup(self):
        try:
            self.client = anthropic.Anthropic()
        except Exception:
            self.client = None

    def ask(self):
        if self.client is None:
            return None
        return self.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "set from a method's return value (8)",
        """
import anthropic

class Bot:
    def __init__(self):
        self._client = self._build()

    def _build(self):
        return anthropic.AsyncAnthropic()

    async def ask(self):
        return await self._client.messages.create(ARGS)
""",
        "create api async",
    ),
    one(
        "set in a base class",
        """
import anthropic

class Base:
    def __init__(self):
        self.client = anthropic.Anthropic()

class Bot(Base):
    def ask(self):
        return self.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "set in a base class of another module",
        """
from base import Base

class Bot(Base):
    def ask(self):
        return self.client.messages.create(ARGS)
""",
        "create api",
        base="import anthropic\nclass Base:\n    def __init__(self):\n        self.client = anthropic.Anthropic()\n",
    ),
    one(
        "property",
        """
import anthropic

class Bot:
    @property
    def client(self):
        return anthropic.Anthropic()

    def ask(self):
        return self.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "cached property, lazily",
        """
import anthropic
from functools import cached_property

class Bot:
    @cached_property
    def client(self) -> anthropic.Anthropic:
        return anthropic.Anthropic()

    def ask(self):
        return self.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "class body (9)",
        """
import anthropic

class Bot:
    client = anthropic.Anthropic()

    def ask(self):
        return self.client.messages.create(ARGS)

    @classmethod
    def ask_too(cls):
        return cls.client.messages.create(ARGS)

def f():
    return Bot.client.messages.create(ARGS)
""",
        "create api",
        "create api",
        "create api",
    ),
    one(
        "singleton through __new__ (9)",
        """
import anthropic

class Bot:
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            inner = anthropic.Anthropic()
            cls._instance = super().__new__(cls)
            cls._instance.client = inner
        return cls._instance

    def ask(self):
        return self.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "annotated parameter",
        "from anthropic import Anthropic\ndef f(client: Anthropic):\n    return client.messages.create(ARGS)\n",
        "create api",
    ),
    one(
        "quoted annotation",
        "import anthropic\ndef f(client: 'anthropic.AsyncAnthropic'):\n    return client.messages.create(ARGS)\n",
        "create api async",
    ),
    one(
        "Optional annotation",
        """
from typing import Optional
from anthropic import Anthropic

def f(client: Optional[Anthropic] = None):
    return client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "annotation with None",
        "from anthropic import Anthropic\ndef f(client: Anthropic | None = None):\n    return client.messages.create(ARGS)\n",
        "create api",
    ),
    one(
        "Annotated",
        """
from typing import Annotated
from anthropic import Anthropic
from fastapi import Depends

def f(client: Annotated[Anthropic, Depends()]):
    return client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "annotated attribute of a dataclass",
        """
from dataclasses import dataclass
import anthropic

@dataclass
class Bot:
    client: anthropic.AsyncAnthropic

    async def ask(self):
        return await self.client.messages.create(ARGS)
""",
        "create api async",
    ),
    one(
        "annotated attribute set from a parameter",
        """
import anthropic

class Bot:
    def __init__(self, client):
        self.client: anthropic.Anthropic = client

    def ask(self):
        return self.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "parameter with a default made inside",
        """
import anthropic

class Bot:
    def __init__(self, client=None):
        self.client = client or anthropic.Anthropic()

    def ask(self):
        return self.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "parameter that a caller fills",
        """
import anthropic

def ask(c):
    return c.messages.create(ARGS)

def main():
    ask(anthropic.Anthropic())
""",
        "create api",
    ),
    one(
        "parameter that a caller in another module fills",
        "import anthropic\nfrom asking import ask\nask(anthropic.Anthropic())\n",
        "create api",
        asking="def ask(c):\n    return c.messages.create(ARGS)\n",
    ),
    one(
        "parameter of a constructor that a caller fills",
        """
import anthropic

class Bot:
    def __init__(self, inner):
        self.inner = inner

    def ask(self):
        return self.inner.messages.create(ARGS)

Bot(anthropic.Anthropic()).ask()
""",
        "create api",
    ),
    one(
        "attribute of an untyped parameter (11)",
        """
from bot import Bot

async def handle(cog):
    return await cog.client.messages.create(ARGS)

async def main():
    await handle(Bot())
""",
        "create api async",
        bot="import anthropic\nclass Bot:\n    def __init__(self):\n        self.client = anthropic.AsyncAnthropic()\n",
    ),
    one(
        "factory",
        "import anthropic\ndef make():\n    return anthropic.Anthropic()\nmake().messages.create(ARGS)\n",
        "create api",
    ),
    one(
        "cached factory of another module",
        "from clients import get_client\nget_client().messages.create(ARGS)\n",
        "create api",
        clients="""
import functools
from anthropic import Anthropic

@functools.lru_cache(maxsize=1)
def get_client():
    return Anthropic()
""",
    ),
    one(
        "client of another module",
        "from app.clients import client\nclient.messages.create(ARGS)\n",
        "create api",
        package="",
        app__clients="import anthropic\nclient = anthropic.Anthropic()\n",
    ),
    one(
        "client as the attribute of a module",
        "from app import clients\nclients.client.messages.create(ARGS)\n",
        "create api",
        package="",
        app__clients="import anthropic\nclient = anthropic.Anthropic()\n",
    ),
    one(
        "client passed on by a package",
        "from app import client\nclient.messages.create(ARGS)\n",
        "create api",
        package="from .clients import client\n",
        app__clients="import anthropic\nclient = anthropic.Anthropic()\n",
    ),
    one(
        "client by a star import",
        "from clients import *\nclient.messages.create(ARGS)\n",
        "create api",
        clients="import anthropic\nclient = anthropic.Anthropic()\n",
    ),
    one(
        "factory of several classes (10)",
        """
import anthropic

def make(kind):
    if kind == "vertex":
        return anthropic.AnthropicVertex()
    return anthropic.Anthropic()

import sys
make(sys.argv[1]).messages.create(ARGS)
""",
        "create api",
        "create vertex",
    ),
    one(
        "factory of a tuple, passed down as a parameter (10)",
        """
import anthropic

def make(name):
    return anthropic.Anthropic(), "claude-" + name

def ask(client, model):
    return client.messages.create(model=model, max_tokens=1, messages=[])

client, model = make("opus-4-8")
ask(client, model)
""",
        "create api",
    ),
    one(
        "awaited lazy factory behind a lock (10)",
        """
import asyncio
import anthropic

_client = None
_lock = asyncio.Lock()

async def get_client():
    global _client
    async with _lock:
        if _client is None:
            _client = anthropic.AsyncAnthropic()
    return _client

async def ask():
    client = await get_client()
    return await client.messages.create(ARGS)
""",
        "create api async",
    ),
    one(
        "context manager",
        "import anthropic\nwith anthropic.Anthropic() as client:\n    client.messages.create(ARGS)\n",
        "create api",
    ),
    one(
        "async context manager",
        """
import anthropic

async def f():
    async with anthropic.AsyncAnthropic() as client:
        await client.messages.create(ARGS)
""",
        "create api async",
    ),
    one(
        "context manager made of a generator",
        """
import contextlib
import anthropic

@contextlib.contextmanager
def opened():
    client = anthropic.Anthropic()
    try:
        yield client
    finally:
        client.close()

with opened() as c:
    c.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "subclass of the client class (12)",
        """
import anthropic

class Mine(anthropic.Anthropic):
    def ask(self):
        return self.messages.create(ARGS)

Mine().messages.create(ARGS)
""",
        "create api",
        "create api",
    ),
    one(
        "subclass of the client class in another module (12)",
        "from mine import Mine\nMine().messages.create(ARGS)\n",
        "create api async",
        mine="import anthropic\nclass Base(anthropic.AsyncAnthropic):\n    pass\nclass Mine(Base):\n    pass\n",
    ),
    one(
        "with_options",
        "import anthropic\nc = anthropic.Anthropic()\nc.with_options(timeout=5).messages.create(ARGS)\n",
        "create api",
    ),
    one(
        "copy",
        "import anthropic\nc = anthropic.Anthropic().copy(max_retries=0)\nc.messages.create(ARGS)\n",
        "create api",
    ),
    one("beta", "import anthropic\nanthropic.Anthropic().beta.messages.create(ARGS)\n", "create api beta"),
    one(
        "raw response, parsed (16)",
        """
import anthropic
client = anthropic.Anthropic()
response = client.beta.messages.with_raw_response.create(ARGS)
message = response.parse()
""",
        "create api beta raw",
    ),
    one(
        "streaming response",
        """
import anthropic
with anthropic.Anthropic().messages.with_streaming_response.create(ARGS) as r:
    pass
""",
        "create api streaming",
    ),
    one(
        "raw response of the whole client",
        "import anthropic\nanthropic.Anthropic().with_raw_response.messages.create(ARGS)\n",
        "create api raw",
    ),
    one(
        "an attribute read off the call (16)",
        "import anthropic\nx = anthropic.Anthropic().messages.create(ARGS).content[0].text\n",
        "create api",
    ),
    one(
        "stream",
        "import anthropic\nc = anthropic.Anthropic()\nwith c.messages.stream(ARGS) as s:\n    pass\n",
        "stream api",
    ),
    one("parse", "import anthropic\nanthropic.Anthropic().messages.parse(ARGS)\n", "parse api"),
    one(
        "count tokens",
        "import anthropic\nanthropic.Anthropic().messages.count_tokens(ARGS)\n",
        "count_tokens api",
    ),
    one(
        "tool runner",
        "import anthropic\nanthropic.Anthropic().beta.messages.tool_runner(ARGS)\n",
        "tool_runner api beta",
    ),
    one(
        "batch and its items",
        """
import anthropic
client = anthropic.Anthropic()
client.messages.batches.create(requests=[
    {"custom_id": "a", "params": {"model": "claude-opus-4-8", "max_tokens": 1, "messages": []}},
    {"custom_id": "b", "params": {"model": "claude-opus-4-8", "max_tokens": 2, "messages": []}},
])
""",
        "batch api",
        "batch item api",
        "batch item api",
    ),
    one(
        "batch items of a comprehension",
        """
import anthropic
client = anthropic.Anthropic()
client.messages.batches.create(requests=[
    {"custom_id": str(i), "params": {"model": "claude-opus-4-8", "max_tokens": 1, "messages": []}}
    for i in range(3)
])
""",
        "batch api",
        "batch item api",
    ),
    one(
        "batch items typed as the SDK's request",
        """
import anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
from anthropic.types.messages.batch_create_params import Request
client = anthropic.Anthropic()
client.messages.batches.create(requests=[
    Request(custom_id="a", params=MessageCreateParamsNonStreaming(model="claude-opus-4-8", max_tokens=1, messages=[])),
])
""",
        "batch api",
        "batch item api",
    ),
    one(
        "method taken by name",
        "import anthropic\ncreate = anthropic.Anthropic().messages.create\ncreate(ARGS)\n",
        "create api",
    ),
    one(
        "to_thread (15)",
        """
import asyncio
import anthropic
client = anthropic.Anthropic()

async def f():
    return await asyncio.to_thread(client.messages.create, ARGS)
""",
        "create api",
    ),
    one(
        "partial (15)",
        """
import functools
import anthropic

class Bot:
    def __init__(self):
        self.model = anthropic.Anthropic()

    def ask(self):
        call = functools.partial(self.model.messages.create, ARGS)
        return call()
""",
        "create api",
    ),
    one(
        "run_in_executor with a lambda (17)",
        """
import asyncio
import anthropic
client = anthropic.Anthropic()

async def f(loop, pool):
    return await loop.run_in_executor(pool, lambda: client.messages.create(ARGS))
""",
        "create api",
    ),
    one(
        "a wrapper of one's own that is handed the method (15)",
        """
import anthropic

class Bot:
    def __init__(self):
        self.client = anthropic.Anthropic()

    def _request(self, name, method, **arguments):
        return method(**arguments)

    def ask(self):
        return self._request("messages.create", self.client.messages.create, ARGS)
""",
        "create api",
    ),
    one(
        "handed to gather (17)",
        """
import asyncio
import anthropic
client = anthropic.AsyncAnthropic()

async def f():
    await asyncio.gather(client.messages.create(ARGS), asyncio.wait_for(client.messages.create(ARGS), 5))
    task = asyncio.create_task(client.messages.create(ARGS))
    return await task
""",
        "create api async",
        "create api async",
        "create api async",
    ),
    one(
        "in a comprehension",
        "import anthropic\nc = anthropic.Anthropic()\nx = [c.messages.create(ARGS) for _ in range(3)]\n",
        "create api",
    ),
    one(
        "in a nested function",
        """
import anthropic

def outer():
    client = anthropic.Anthropic()

    def inner():
        return client.messages.create(ARGS)

    return inner()
""",
        "create api",
    ),
    one(
        "on three branches (13)",
        """
import anthropic

def f(provider):
    if provider == "aws":
        client = anthropic.AnthropicBedrock()
    elif provider == "gcp":
        client = anthropic.AnthropicVertex()
    else:
        client = anthropic.Anthropic()
    return client.messages.create(ARGS)
""",
        "create api",
        "create bedrock",
        "create vertex",
    ),
    one(
        "one client per key (13)",
        """
import anthropic

def f(keys):
    clients = [anthropic.Anthropic(api_key=key) for key in keys]
    for client in clients:
        client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "in a dict",
        """
import anthropic
CLIENTS = {"a": anthropic.Anthropic(), "b": anthropic.AsyncAnthropic()}
CLIENTS["b"].messages.create(ARGS)
""",
        "create api async",
    ),
    one(
        "client named anthropic (6)",
        """
from anthropic import Anthropic
anthropic = Anthropic()
anthropic.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "conditional expression",
        """
import anthropic
def f(fast):
    c = anthropic.Anthropic() if fast else anthropic.AnthropicBedrock()
    return c.messages.create(ARGS)
""",
        "create api",
        "create bedrock",
    ),
    one(
        "beside a file of the project that is called anthropic: the SDK is known from the catalogue",
        "import anthropic\nanthropic.Anthropic().messages.create(ARGS)",
        "create api",
        anthropic="class Anthropic:\n    pass\n",
    ),
    one(
        "chained over lines, with comments",
        """
import anthropic
client = anthropic.Anthropic()
x = (
    client  # the client
    .messages
    # the messages
    .create(ARGS)
)
""",
        "create api",
    ),
]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in FOUND])
def test_found(case: Case) -> None:
    """A request is found, whatever way its client came."""
    assert requests_in(case) == tuple(sorted(case.found))


SILENT = [
    one(
        "Twilio (1)",
        """
import anthropic
from twilio.rest import Client

class Sender:
    def __init__(self):
        self.client = Client("sid", "token")

    def send(self):
        return self.client.messages.create(to="+1", from_="+2", body="claude")
""",
    ),
    one(
        "Plivo (1)",
        "import plivo\nclient = plivo.RestClient()\nclient.messages.create(src='1', dst='2', text='x')",
    ),
    one(
        "OpenAI's threads and batches (2)",
        """
import anthropic
from openai import OpenAI

def f():
    client = OpenAI()
    client.beta.threads.messages.create(thread_id="t", role="user", content="x")
    client.batches.create(input_file_id="f", endpoint="/v1/chat/completions", completion_window="24h")
    client.messages.create(ARGS)
""",
    ),
    one(
        "another vendor with our arguments (3)",
        """
from gateway import Client
client = Client()
client.messages.create(max_tokens=8000, extra_headers={"anthropic-beta": "x"}, model="claude-2.1", messages=[])
""",
    ),
    one(
        "another vendor's class of the same name",
        "import anthropic\nfrom vendor import Anthropic\nAnthropic().messages.create(ARGS)",
    ),
    one("no client in sight", "import anthropic\ndef f(client):\n    return client.messages.create(ARGS)\n"),
    one("unbound name", "import anthropic\nclient.messages.create(ARGS)"),
    one(
        "a class of the project of the same name",
        "class Anthropic:\n    pass\nAnthropic().messages.create(ARGS)",
    ),
    one(
        "Mock (4)",
        """
from unittest.mock import MagicMock
import anthropic

def test_it():
    client = MagicMock(spec=anthropic.Anthropic)
    client.messages.create.return_value = "x"
    client.messages.create(ARGS)
    client.messages.create.assert_called_once()
""",
    ),
    one(
        "an assignment to the method (4)",
        """
import anthropic
from unittest.mock import Mock
client = anthropic.Anthropic()
client.messages.create = Mock()
client.messages.create.return_value = 3
""",
    ),
    one(
        "a patched class (4)",
        """
from unittest.mock import patch
import anthropic

@patch("anthropic.Anthropic")
def test_it(Client):
    Client().messages.create(ARGS)
    Client.return_value.messages.create(ARGS)
""",
    ),
    one(
        "strings, docstrings and comments (5)",
        '''
import anthropic
client = anthropic.Anthropic()
# client.messages.create(model="claude-2.1", max_tokens=1, messages=[])
LABEL = "client.messages.create(model='claude-2.1')"

def f():
    """client.messages.create(model="claude-2.1", max_tokens=1, messages=[])"""
''',
    ),
    one(
        "client is Discord's (6)",
        """
import discord
from anthropic import Anthropic
anthropic = Anthropic()
client = discord.Client()
client.messages.create(ARGS)
""",
    ),
    one(
        "a local that shadows the module's client (14)",
        """
import anthropic
import other
client = anthropic.Anthropic()

def f():
    client = other.Client()
    return client.messages.create(ARGS)
""",
    ),
    one(
        "a parameter that shadows the module's client (14)",
        "import anthropic\nclient = anthropic.Anthropic()\ndef f(client):\n    return client.messages.create(ARGS)\n",
    ),
    one(
        "a loop variable that shadows the module's client (14)",
        """
import anthropic
client = anthropic.Anthropic()

def f(others):
    for client in others:
        client.messages.create(ARGS)
    return [client.messages.create(ARGS) for client in others]
""",
    ),
    one(
        "bound to something else by the time of the call",
        """
import anthropic
import other
client = anthropic.Anthropic()
client = other.Client()
client.messages.create(ARGS)
""",
    ),
    one(
        "an attribute of another object",
        """
import anthropic
import other

class Bot:
    def __init__(self):
        self.client = anthropic.Anthropic()
        self.other = other.Client()

    def ask(self):
        return self.other.messages.create(ARGS)
""",
    ),
    one(
        "an attribute of the same name in another class",
        """
import anthropic
import other

class A:
    def __init__(self):
        self.client = anthropic.Anthropic()

class B:
    def __init__(self):
        self.client = other.Client()

    def ask(self):
        return self.client.messages.create(ARGS)
""",
    ),
    one(
        "a subclass of another class",
        """
import anthropic
import other

class Mine(other.Anthropic):
    def ask(self):
        return self.messages.create(ARGS)
""",
    ),
    one(
        "a method of the subclass that is no method of the SDK",
        """
import anthropic

class Mine(anthropic.Anthropic):
    def other(self):
        return self.models.list()
""",
    ),
    one(
        "other resources of a real client",
        """
import anthropic
client = anthropic.Anthropic()
client.models.list()
client.messages.batches.retrieve("id")
client.messages.batches.results("id")
client.beta.files.upload(file=b"")
client.completions.create(model="claude-2.1", prompt="x")
""",
    ),
    one(
        "an annotation of another class",
        "import anthropic\nfrom other import Client\ndef f(client: Client):\n    return client.messages.create(ARGS)\n",
    ),
    one("the class, not an object", "import anthropic\nanthropic.Anthropic.messages.create(ARGS)"),
    one("the module, not a client", "import anthropic\nanthropic.messages.create(ARGS)"),
    one(
        "a caller that passes another client",
        """
import anthropic
import other

def ask(c):
    return c.messages.create(ARGS)

unused = anthropic.Anthropic()
ask(other.Client())
""",
    ),
]


@pytest.mark.parametrize("case", SILENT, ids=lambda case: case.name)
def test_silent(case: Case) -> None:
    """What only looks like a request is none."""
    assert requests_in(case) == ()
