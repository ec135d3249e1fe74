"""Clients that come from afar: dependencies, heirs, tables, fields, singletons, classes that are handed over."""

from __future__ import annotations

import pytest
from test_model_clients import Case, one, requests_in

FOUND = [
    one(
        "a dependency without an annotation",
        """
from fastapi import Depends, FastAPI
from clients import get_client
app = FastAPI()
@app.post("/")
def chat(text: str, client=Depends(get_client)):
    return client.messages.create(ARGS)
""",
        "create api",
        clients="import anthropic\ndef get_client():\n    return anthropic.Anthropic()\n",
    ),
    one(
        "a dependency that yields",
        """
from fastapi import Depends, FastAPI
from clients import get_client
app = FastAPI()
@app.post("/")
async def chat(text: str, client=Depends(get_client)):
    return await client.messages.create(ARGS)
""",
        "create api async",
        clients="import anthropic\nasync def get_client():\n    async with anthropic.AsyncAnthropic() as client:\n        yield client\n",
    ),
    one(
        "a dependency in an annotation",
        """
from typing import Annotated
from fastapi import Depends, FastAPI
from clients import get_client
app = FastAPI()
@app.post("/")
def chat(text: str, client: Annotated[object, Depends(get_client)]):
    return client.messages.create(ARGS)
""",
        "create api",
        clients="import anthropic\ndef get_client():\n    return anthropic.Anthropic()\n",
    ),
    one(
        "a service that is a dependency",
        """
from fastapi import Depends, FastAPI
from service import Service, get_service
app = FastAPI()
@app.post("/")
def chat(text: str, service: Service = Depends(get_service)):
    return service.ask()
""",
        "create api",
        service="import anthropic\nclass Service:\n    def __init__(self, client):\n        self.client = client\n    def ask(self):\n        return self.client.messages.create(ARGS)\ndef get_service():\n    return Service(anthropic.Anthropic())\n",
    ),
    one(
        "a class that is handed over",
        """
import anthropic
def build(cls, **options):
    return cls(**options)
class Model:
    def load(self, asynchronous=False):
        if asynchronous:
            return build(anthropic.AsyncAnthropic, max_retries=1)
        return build(anthropic.Anthropic, max_retries=1)
    def go(self):
        client = self.load()
        return client.messages.create(ARGS)
    async def ago(self):
        client = self.load(asynchronous=True)
        return await client.messages.create(ARGS)
""",
        "create api",
        "create api async",
    ),
    one(
        "an heir sets what its base uses",
        """
import anthropic
from base import Base
class Mine(Base):
    def __init__(self):
        self.client = anthropic.Anthropic()
""",
        "create api",
        base="class Base:\n    client = None\n    def go(self):\n        return self.client.messages.create(ARGS)\n",
    ),
    one(
        "an heir's property",
        """
import anthropic
from base import Base
class Mine(Base):
    @property
    def client(self):
        return anthropic.Anthropic()
""",
        "create api",
        base="class Base:\n    @property\n    def client(self):\n        raise NotImplementedError\n    def go(self):\n        return self.client.messages.create(ARGS)\n",
    ),
    one(
        "out of a table",
        "import anthropic, sys\nCLIENTS = {'a': anthropic.Anthropic(), 'b': anthropic.AnthropicVertex()}\nCLIENTS[sys.argv[1]].messages.create(ARGS)\n",
        "create api",
        "create vertex",
    ),
    one(
        "a class out of a table",
        "import anthropic, sys\nKINDS = {'a': anthropic.Anthropic}\nKINDS[sys.argv[1]]().messages.create(ARGS)\n",
        "create api",
    ),
    one(
        "a field with a factory",
        """
from dataclasses import dataclass, field
import anthropic
@dataclass
class Agent:
    client = None
    other: object = field(default_factory=anthropic.Anthropic)
    def go(self):
        return self.other.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "a singleton's instance",
        """
import anthropic
class Bot:
    _instance = None
    def __new__(cls):
        if cls._instance is None:
            instance = super().__new__(cls)
            instance.client = anthropic.Anthropic()
            cls._instance = instance
        return cls._instance
    def ask(self):
        return self.client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "a singleton by a class method",
        """
import anthropic
class Bot:
    _instance = None
    def __init__(self):
        self.client = anthropic.Anthropic()
    @classmethod
    def get(cls):
        if cls._instance is None:
            cls._instance = cls()
        return cls._instance
def ask():
    return Bot.get().client.messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "the state of an application",
        """
from contextlib import asynccontextmanager
import anthropic
from fastapi import FastAPI, Request
@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.client = anthropic.AsyncAnthropic()
    yield
app = FastAPI(lifespan=lifespan)
@app.post("/")
async def chat(request: Request):
    return await request.app.state.client.messages.create(ARGS)
""",
        "create api async",
    ),
    one(
        "one of two clients, told apart by their class",
        """
from anthropic import AsyncAnthropic, AsyncAnthropicBedrock
class Model:
    def __init__(self, client: AsyncAnthropic | AsyncAnthropicBedrock):
        self.client = client
    async def go(self):
        client = self.client
        if isinstance(client, AsyncAnthropicBedrock):
            return None
        return await client.messages.create(ARGS)
""",
        "create api async",
        "create bedrock async",
    ),
    one(
        "a function that returns an annotated model's client",
        """
import anthropic
from model import Model
def client_of(model: Model) -> anthropic.AsyncAnthropic:
    return model.client
async def go(model):
    return await client_of(model).with_options(max_retries=1).messages.create(ARGS)
""",
        "create api async",
        model="class Model:\n    def __init__(self, client):\n        self.client = client\n",
    ),
    one(
        "kept in a context variable",
        """
from contextvars import ContextVar
import anthropic
current: ContextVar[anthropic.Anthropic] = ContextVar("current")
def go():
    return current.get().messages.create(ARGS)
""",
        "create api",
    ),
    one(
        "a parameter whose caller has an attribute",
        """
import anthropic
from worker import work
class App:
    def __init__(self):
        self.claude = anthropic.Anthropic()
    def run(self):
        work(self.claude)
""",
        "create api",
        worker="def work(client):\n    return client.messages.create(ARGS)\n",
    ),
    one(
        "an attribute of an object of an untyped parameter (11)",
        """
import anthropic
from cog import Cog, handle
cog = Cog(anthropic.AsyncAnthropic())
handle(cog)
""",
        "create api async",
        cog="class Cog:\n    def __init__(self, client):\n        self.client = client\nasync def handle(cog):\n    return await cog.client.messages.create(ARGS)\n",
    ),
    Case(
        "a client in another root of the repository",
        "from shared_llm.clients import client\nclient.messages.create(ARGS)\n",
        ("create api",),
        {
            "libs/shared/pyproject.toml": "",
            "libs/shared/src/shared_llm/__init__.py": "",
            "libs/shared/src/shared_llm/clients.py": "import anthropic\nclient = anthropic.Anthropic()\n",
        },
    ),
]

SILENT = [
    one(
        "a dependency of another kind",
        """
from fastapi import Depends, FastAPI
from clients import get_client
app = FastAPI()
@app.post("/")
def chat(client=Depends(get_client)):
    return client.messages.create(to="+1", body="x")
""",
        clients="from twilio.rest import Client\ndef get_client():\n    return Client('a', 'b')\n",
    ),
    one(
        "state of the same name on something else",
        """
import anthropic
class Thing:
    pass
def setup(app):
    app.other.client = anthropic.Anthropic()
def go(request):
    return request.app.state.client.messages.create(ARGS)
""",
    ),
    one(
        "an heir of another class",
        """
import anthropic
class Base:
    def go(self):
        return self.client.messages.create(ARGS)
class Other:
    def __init__(self):
        self.client = anthropic.Anthropic()
""",
    ),
    one(
        "a table of other clients",
        "import twilio.rest, sys\nCLIENTS = {'a': twilio.rest.Client()}\nCLIENTS[sys.argv[1]].messages.create(ARGS)\n",
    ),
]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in FOUND])
def test_found(case: Case) -> None:
    """A request is found, however far its client has come."""
    assert requests_in(case) == tuple(sorted(case.found))


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in SILENT])
def test_not_taken_for_requests(case: Case) -> None:
    """What only looks like it is no request."""
    assert requests_in(case) == ()
