"""The rows of situations that break a naive tool, in small projects of our own."""

from __future__ import annotations

from dataclasses import dataclass, field

from harness import MAIN, clean

ARGUMENTS = 'model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": "Hi"}]'
OLD = ARGUMENTS.replace("claude-opus-4-8", "claude-2.1")
TEXT = 'next(block.text for block in message.content if block.type == "text")'


@dataclass(frozen=True)
class Situation:
    """A small project, its requests in words, and what else the model says of them.

    A request is its kind, platform and `async`, then model and max_tokens: `create api claude-opus-4-8 900`.
    Each of `says` is a fact of the test's table with what it is for every request; a tuple where they differ, each once.
    """

    name: str
    source: str
    requests: tuple[str, ...]
    says: dict[str, object] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    sdk: str = "2"
    path: str = MAIN

    @property
    def project(self) -> dict[str, str]:
        """All files."""
        return {self.path: self.source, **self.files}


def situation(
    name: str,
    source: str,
    *requests: str,
    says: dict[str, object] | None = None,
    sdk: str = "2",
    path: str = MAIN,
    **files: str,
) -> Situation:
    """One row; in sources `ARGS` stands for the arguments of a plain request and `OLD` for one to a retired model.

    `TEXT` is the text of `message`. Files are named as modules, `app__config` for `app/config.py`.
    """
    others = {f"{key.replace('__', '/')}.py": written(text) for key, text in files.items()}
    return Situation(name, written(source), requests, says or {}, others, sdk, path)


def written(text: str) -> str:
    """A source with what its short words stand for."""
    return clean(text).replace("ARGS", ARGUMENTS).replace("OLD", OLD).replace("TEXT", TEXT)


# Not Claude at all

NOT_CLAUDE = [
    situation(
        "01 a client of Twilio, of the same shape",
        """
        from twilio.rest import Client
        class Notifier:
            def __init__(self):
                self.client = Client()
            def send(self, to, body):
                return self.client.messages.create(to=to, body=body, from_="+100")
        """,
    ),
    situation(
        "01 clients of Plivo and Webex",
        """
        import plivo
        from webexteamssdk import WebexTeamsAPI
        client = plivo.RestClient("id", "token")
        client.messages.create(src="+1", dst="+2", text="Hi")
        api = WebexTeamsAPI()
        api.messages.create(roomId="r", text="Hi")
        """,
    ),
    situation(
        "01 next to the same shape with Claude behind it",
        """
        import anthropic
        from twilio.rest import Client
        class Notifier:
            def __init__(self):
                self.client = Client()
            def send(self, to, body):
                return self.client.messages.create(to=to, body=body)
        class Writer:
            def __init__(self):
                self.client = anthropic.Anthropic()
            def write(self):
                return self.client.messages.create(OLD)  # CL401
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "02 threads of OpenAI in a file that also uses Claude",
        """
        import anthropic
        from openai import OpenAI
        def with_openai(thread):
            client = OpenAI()
            client.beta.threads.messages.create(thread_id=thread, role="user", content="Hi", temperature=1)
        def with_claude():
            client = anthropic.Anthropic()
            return client.beta.messages.create(ARGS)
        """,
        "create api beta claude-opus-4-8 900",
    ),
    situation(
        "02 batches of OpenAI in a file that also uses Claude",
        """
        from anthropic import Anthropic
        from openai import OpenAI
        def with_openai(file):
            client = OpenAI()
            return client.batches.create(input_file_id=file, endpoint="/v1/chat/completions", completion_window="24h")
        def with_claude(items):
            client = Anthropic()
            return client.messages.batches.create(requests=items)
        """,
        "batch api - -",
    ),
    situation(
        "03 a gateway's client with arguments left over from Claude",
        """
        from openai import OpenAI
        client = OpenAI(base_url="https://gateway.example.com")
        client.chat.completions.create(
            model="claude-2.1", max_tokens=8000, temperature=0.1, messages=[],
            extra_headers={"anthropic-beta": "prompt-caching-2024-07-31"},
        )
        """,
    ),
    situation(
        "03 another vendor's client of the very same shape",
        """
        import vendor
        client = vendor.Client(api_key="k")
        client.messages.create(
            model="claude-2.1", max_tokens=80000, temperature=0.1, messages=[{"role": "user", "content": "Hi"}],
            extra_headers={"anthropic-beta": "prompt-caching-2024-07-31"},
        )
        """,
    ),
    situation(
        "04 a client that is a mock",
        """
        from unittest.mock import MagicMock
        client = MagicMock()
        client.messages.create = MagicMock(return_value="text")
        client.messages.create.return_value = "text"
        client.messages.create(OLD)
        client.messages.create.assert_called_once()
        """,
    ),
    situation(
        "04 a fixture that is a mock",
        """
        from unittest.mock import AsyncMock
        import pytest
        @pytest.fixture
        def client():
            return AsyncMock()
        async def test_it(client):
            await client.messages.create(OLD)
            client.messages.create.assert_awaited_once_with(OLD)
        """,
        path="tests/test_ask.py",
    ),
    situation(
        "04 a test that replaces the method of a real client, and calls it",
        """
        from unittest.mock import MagicMock
        import anthropic
        def test_it():
            client = anthropic.Anthropic(api_key="k")
            client.messages.create = MagicMock()
            client.messages.create(OLD)
            client.messages.create.assert_called_once()
        """,
        "create api claude-2.1 900",
        says={"in test": True},
        path="tests/test_ask.py",
    ),
    situation(
        "04 a mock handed to code of the application",
        """
        from unittest.mock import MagicMock
        from asking import ask
        def test_it():
            ask(MagicMock(), "claude-2.1")
        """,
        "create api ? 900",
        path="tests/test_ask.py",
        asking="""
        from anthropic import Anthropic
        def ask(client: Anthropic, model):
            return client.messages.create(model=model, max_tokens=900, messages=[{"role": "user", "content": "Hi"}])
        """,
    ),
    situation(
        "04 a test that calls code of the application with an old model",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask(model):
            return client.messages.create(model=model, max_tokens=900, messages=[{"role": "user", "content": "Hi"}])
        ask("claude-opus-4-8")
        """,
        "create api claude-opus-4-8 900",
        test_ask="""
        from main import ask
        def test_it(monkeypatch):
            monkeypatch.setattr("main.client", None)
            ask("claude-2.1")
        """,
    ),
    situation(
        "05 texts that contain the call",
        '''
        """Ask like this: client.messages.create(OLD)"""
        import anthropic
        # client = anthropic.Anthropic(); client.messages.create(OLD)
        LABEL = "client.messages.create(model='claude-2.1', temperature=1)"
        HELP = """
        client = anthropic.Anthropic()
        client.messages.create(model='claude-2.1')
        """
        print(LABEL, HELP, anthropic.__version__)
        ''',
    ),
    situation(
        "05 a call below a text that contains another",
        '''
        import anthropic
        def ask(client: anthropic.Anthropic):
            """Calls `client.messages.create(model="claude-2.0", temperature=1)`."""
            return client.messages.create(OLD)  # CL401
        ''',
        "create api claude-2.1 900",
    ),
]


# Finding the client

CLIENTS = [
    situation(
        "06 the client is named like the module, and `client` is Discord's",
        """
        import discord
        from anthropic import AsyncAnthropic
        client = discord.Client(intents=discord.Intents.default())
        anthropic = AsyncAnthropic()
        @client.event
        async def on_message(incoming):
            message = await anthropic.messages.create(OLD)  # CL401
            await incoming.channel.send(TEXT)
        client.run("token")
        """,
        "create api async claude-2.1 900",
        says={"surfaces": ["bot on_message waits per message async"]},
    ),
    situation(
        "06 the client shadows the module that it comes from",
        """
        import anthropic
        anthropic = anthropic.Anthropic()
        anthropic.messages.create(OLD)  # CL401
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "07 the client is called `model`",
        """
        from anthropic import Anthropic
        class Judge:
            def __init__(self, model_name="claude-2.1"):
                self.model = Anthropic()
                self.model_name = model_name
            def judge(self, essay):
                return self.model.messages.create(
                    model=self.model_name,  # CL401
                    max_tokens=900,
                    messages=[{"role": "user", "content": essay}],
                )
        Judge().judge("An essay")
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "08 set in a hook that the base class calls",
        """
        from base import Base
        import anthropic
        class Mine(Base):
            def set_up(self):
                self.client = anthropic.Anthropic()
            def ask(self):
                return self.client.messages.create(OLD)  # CL401
        Mine().ask()
        """,
        "create api claude-2.1 900",
        base="""
        class Base:
            def __init__(self):
                self.client = None
                self.set_up()
            def set_up(self):
                raise NotImplementedError
        """,
    ),
    situation(
        "08 set in a hook, used by the base class",
        """
        from base import Base
        import anthropic
        class Mine(Base):
            def set_up(self):
                self.client = anthropic.Anthropic()
        Mine().ask()
        """,
        "create api claude-2.1 900",
        base="""
        class Base:
            client = None
            def __init__(self):
                self.set_up()
            def set_up(self):
                pass
            def ask(self):
                return self.client.messages.create(OLD)  # CL401
        """,
    ),
    situation(
        "08 set in a try with fall-backs to None",
        """
        try:
            import anthropic
        except ImportError:
            anthropic = None
        class Assistant:
            def __init__(self):
                self.client = None
                try:
                    self.client = anthropic.Anthropic()
                except Exception:
                    self.client = None
            def ask(self):
                if self.client is None:
                    return None
                return self.client.messages.create(OLD)  # CL401
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "08 set from what a method returns",
        """
        import anthropic
        class Assistant:
            def __init__(self):
                self._client = self._make()
            def _make(self):
                return anthropic.AsyncAnthropic(max_retries=3)
            async def ask(self):
                return await self._client.messages.create(OLD)  # CL401
        """,
        "create api async claude-2.1 900",
    ),
    situation(
        "08 set from outside the class",
        """
        import anthropic
        class Assistant:
            client = None
            def ask(self):
                return self.client.messages.create(OLD)  # CL401
        assistant = Assistant()
        assistant.client = anthropic.Anthropic()
        assistant.ask()
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "08 set on the state of an application",
        """
        from contextlib import asynccontextmanager
        import anthropic
        from fastapi import FastAPI, Request
        @asynccontextmanager
        async def lifespan(app):
            app.state.claude = anthropic.AsyncAnthropic()
            yield
        app = FastAPI(lifespan=lifespan)
        @app.get("/count")
        async def count(request: Request):
            return (await request.app.state.claude.messages.create(OLD)).usage  # CL401
        """,
        "create api async claude-2.1 900",
    ),
    situation(
        "08 set in a hook that a framework calls, and when a block is entered",
        """
        import anthropic
        import discord
        class Bot(discord.Client):
            async def setup_hook(self):
                self.claude = anthropic.AsyncAnthropic()
            async def on_message(self, incoming):
                print((await self.claude.messages.create(OLD)).usage)  # CL401
        class Session:
            def __enter__(self):
                self.client = anthropic.Anthropic()
                return self
            def __exit__(self, *error):
                self.client.close()
            def ask(self):
                return self.client.messages.create(OLD)  # CL401
        with Session() as session:
            session.ask()
        """,
        "create api async claude-2.1 900",
        "create api claude-2.1 900",
    ),
    situation(
        "08 a property that makes it once",
        """
        from functools import cached_property
        import anthropic
        class Assistant:
            @cached_property
            def client(self):
                return anthropic.Anthropic()
            def ask(self):
                return self.client.messages.create(OLD)  # CL401
        class Lazy:
            _client = None
            @property
            def client(self):
                if self._client is None:
                    self._client = anthropic.AsyncAnthropic()
                return self._client
            async def ask(self):
                return await self.client.messages.create(OLD)  # CL401
        """,
        "create api async claude-2.1 900",
        "create api claude-2.1 900",
    ),
    situation(
        "09 in the body of a class",
        """
        import anthropic
        class Assistant:
            client = anthropic.Anthropic()
            @classmethod
            def ask(cls):
                return cls.client.messages.create(OLD)  # CL401
            def again(self):
                return self.client.messages.create(ARGS)
        """,
        "create api claude-2.1 900",
        "create api claude-opus-4-8 900",
    ),
    situation(
        "09 a singleton that first has another name",
        """
        import anthropic
        class Assistant:
            _instance = None
            def __new__(cls):
                if cls._instance is None:
                    made = super().__new__(cls)
                    connection = anthropic.Anthropic()
                    made.client = connection
                    cls._instance = made
                return cls._instance
            def ask(self):
                return self.client.messages.create(OLD)  # CL401
        Assistant().ask()
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "09 a singleton whose instance is the class's from the start",
        """
        import anthropic
        class Assistant:
            _instance = None
            def __new__(cls):
                if cls._instance is None:
                    cls._instance = super().__new__(cls)
                    cls._instance.client = anthropic.Anthropic()
                return cls._instance
            def ask(self):
                return self.client.messages.create(OLD)  # CL401
        Assistant().ask()
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "10 a factory of several classes, handed down as a parameter",
        """
        import anthropic
        def make(provider):
            if provider == "bedrock":
                return anthropic.AnthropicBedrock(aws_region="eu-central-1")
            if provider == "vertex":
                return anthropic.AnthropicVertex(project_id="p", region="europe-west1")
            return anthropic.Anthropic()
        def ask(client):
            return client.messages.create(OLD)  # CL021 # CL401
        def main(provider):
            ask(make(provider))
        """,
        "create api claude-2.1 900",
        "create bedrock claude-2.1 900",
        "create vertex claude-2.1 900",
    ),
    situation(
        "10 a factory of client and model, of two vendors",
        """
        import anthropic
        from openai import OpenAI
        def make(name):
            if name.startswith("gpt"):
                return OpenAI(), "gpt-4o"
            return anthropic.Anthropic(), "claude-2.1"
        def ask(client, model):
            return client.messages.create(
                model=model,  # CL401
                max_tokens=900,
                messages=[{"role": "user", "content": "Hi"}],
            )
        def main(name):
            client, model = make(name)
            ask(client, model)
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "10 a factory of client and model, of two platforms",
        """
        import anthropic
        def make(name):
            if name == "bedrock":
                client, model = anthropic.AnthropicBedrock(aws_region="eu-central-1"), "anthropic.claude-opus-4-8"
            else:
                client, model = anthropic.Anthropic(), "claude-opus-4-8"
            return client, model
        def main(name):
            client, model = make(name)
            client.messages.create(model=model, max_tokens=900, messages=[{"role": "user", "content": "Hi"}])
        """,
        "create api claude-opus-4-8 900",
        "create bedrock anthropic.claude-opus-4-8 900",
    ),
    situation(
        "10 a factory that is remembered, and one that a framework calls",
        """
        from functools import lru_cache
        import anthropic
        from fastapi import Depends, FastAPI
        app = FastAPI()
        @lru_cache
        def get_client():
            return anthropic.AsyncAnthropic()
        @app.get("/one")
        async def one():
            return (await get_client().messages.create(OLD)).usage  # CL401
        @app.get("/two")
        async def two(client=Depends(get_client)):
            return (await client.messages.create(OLD)).usage  # CL401
        """,
        *["create api async claude-2.1 900"] * 2,
    ),
    situation(
        "10 a lazy factory behind a lock, which is no client for each request",
        """
        import asyncio
        import anthropic
        from fastapi import FastAPI
        app = FastAPI()
        lock = asyncio.Lock()
        client = None
        async def get_client():
            global client
            async with lock:
                if client is None:
                    client = anthropic.AsyncAnthropic()
            return client
        @app.get("/count")
        async def count():
            message = await (await get_client()).messages.create(OLD)  # CL401
            return {"tokens": message.usage.output_tokens}
        """,
        "create api async claude-2.1 900",
    ),
    situation(
        "11 an attribute of an untyped parameter, built in another module",
        """
        async def answer(cog, question):
            return await cog.client.messages.create(
                model="claude-2.1",  # CL401
                max_tokens=900,
                messages=[{"role": "user", "content": question}],
            )
        """,
        "create api async claude-2.1 900",
        cogs="""
        import anthropic
        from discord.ext import commands
        from main import answer
        class Chat(commands.Cog):
            def __init__(self, bot):
                self.bot = bot
                self.client = anthropic.AsyncAnthropic()
            @commands.command()
            async def ask(self, ctx, question):
                message = await answer(self, question)
                await ctx.send(TEXT)
        """,
    ),
    situation(
        "11 an attribute of the bot that a framework hands over",
        """
        import anthropic
        from discord.ext import commands
        bot = commands.Bot(command_prefix="!")
        bot.claude = anthropic.AsyncAnthropic()
        @bot.command()
        async def ask(ctx, question):
            print((await ctx.bot.claude.messages.create(OLD)).usage)  # CL401
        """,
        "create api async claude-2.1 900",
    ),
    situation(
        "11 a client in a record that is handed about",
        """
        from deps import Deps, make
        def ask(deps: Deps):
            return deps.client.messages.create(OLD)  # CL401
        def again(deps):
            return deps.client.messages.create(OLD)  # CL401
        ask(make())
        again(make())
        """,
        *["create api claude-2.1 900"] * 2,
        deps="""
        from dataclasses import dataclass
        import anthropic
        @dataclass
        class Deps:
            client: anthropic.Anthropic
            user: str = ""
        def make():
            return Deps(client=anthropic.Anthropic())
        """,
    ),
    situation(
        "12 a subclass of the client",
        """
        import anthropic
        class Claude(anthropic.Anthropic):
            def ask(self):
                return self.messages.create(OLD)  # CL401
            def complete(self, prompt):
                return self.completions.create(model="claude-2.1", prompt=prompt, max_tokens_to_sample=10)  # CL801
        claude = Claude()
        claude.ask()
        claude.messages.create(ARGS)
        """,
        "create api claude-2.1 900",
        "create api claude-opus-4-8 900",
    ),
    situation(
        "13 three classes on the branches of a loop that a person drives",
        """
        import anthropic
        def chat(history):
            while True:
                provider = input("Provider? ")
                if provider == "bedrock":
                    client = anthropic.AnthropicBedrock(aws_region="eu-central-1")  # CL701
                elif provider == "vertex":
                    client = anthropic.AnthropicVertex(project_id="p", region="europe-west1")  # CL701
                else:
                    client = anthropic.Anthropic()  # CL701
                history.append({"role": "user", "content": input("> ")})
                message = client.messages.create(model="claude-opus-4-8", max_tokens=900, messages=history)  # CL021  # CL203
                print(message.usage)
        """,
        "create api claude-opus-4-8 900",
        "create bedrock claude-opus-4-8 900",
        "create vertex claude-opus-4-8 900",
        says={"waits": True, "clients": (10, 6, 8)},
    ),
    situation(
        "13 a client for each key, on purpose",
        """
        import anthropic
        def check(keys):
            for key in keys:
                client = anthropic.Anthropic(api_key=key)
                client.messages.create(OLD)  # CL401
        """,
        "create api claude-2.1 900",
        says={"independent": [False]},
    ),
    situation(
        "14 a client of a function's own that shadows the module's",
        """
        import anthropic
        client = anthropic.AnthropicBedrock(aws_region="eu-central-1")
        def ask():
            client = anthropic.Anthropic()
            return client.messages.create(OLD)  # CL401
        def again():
            return client.messages.create(ARGS)  # CL021
        """,
        "create api claude-2.1 900",
        "create bedrock claude-opus-4-8 900",
    ),
    situation(
        "14 something else that shadows the module's client",
        """
        import anthropic
        from twilio.rest import Client
        client = anthropic.Anthropic()
        def send():
            client = Client()
            return client.messages.create(to="+1", body="Hi")
        """,
    ),
]


# Finding the call

CALLS = [
    situation(
        "15 handed to a thread",
        """
        import asyncio
        import anthropic
        client = anthropic.Anthropic()
        async def ask():
            return await asyncio.to_thread(client.messages.create, OLD)  # CL401
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "15 partly applied",
        """
        import functools
        import anthropic
        class Assistant:
            def __init__(self):
                self.model = anthropic.Anthropic()
                self.ask = functools.partial(self.model.messages.create, OLD)  # CL401
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "15 handed to a wrapper of the project with its name",
        """
        import anthropic
        class Assistant:
            def __init__(self):
                self.client = anthropic.Anthropic()
            def _request(self, name, method, **options):
                print(name)
                return method(**options)
            def ask(self):
                return self._request("messages.create", self.client.messages.create, OLD)  # CL401
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "15 partly applied in an executor, or behind another name",
        """
        import asyncio
        import functools
        import anthropic
        client = anthropic.Anthropic()
        create = client.messages.create
        async def ask(params):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(None, functools.partial(client.messages.create, OLD))  # CL401
            return await asyncio.to_thread(functools.partial(client.messages.create, OLD))  # CL401
        def again():
            return create(OLD)  # CL401
        """,
        *["create api claude-2.1 900"] * 3,
    ),
    situation(
        "15 handed to a library that tries again",
        """
        import anthropic
        from tenacity import Retrying, stop_after_attempt
        client = anthropic.Anthropic()
        def ask():
            return Retrying(stop=stop_after_attempt(3))(client.messages.create, OLD)  # CL401
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "15 decorated where it is called",
        """
        import anthropic
        from tenacity import retry, stop_after_attempt
        client = anthropic.Anthropic()
        create = retry(stop=stop_after_attempt(3))(client.messages.create)
        def ask():
            return create(OLD)  # CL401  # CL702
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "16 a raw response",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask():
            response = client.beta.messages.with_raw_response.create(OLD)  # CL401
            return response.parse()
        """,
        "create api beta raw claude-2.1 900",
    ),
    situation(
        "16 a part of the answer chained to the call",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask():
            return client.messages.create(ARGS).content[0].text  # CL601
        def count():
            return client.messages.create(ARGS).usage.output_tokens
        """,
        "create api claude-opus-4-8 900",
        "create api claude-opus-4-8 900",
    ),
    situation(
        "16 a response that is read as it comes",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask():
            with client.messages.with_streaming_response.create(OLD) as response:  # CL401
                return response.parse().usage
        """,
        "create api streaming claude-2.1 900",
    ),
    situation(
        "17 a client that waits, in a pool of threads",
        """
        import asyncio
        from concurrent.futures import ThreadPoolExecutor
        import anthropic
        client = anthropic.Anthropic()
        pool = ThreadPoolExecutor()
        async def ask(question):
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(
                pool,
                lambda: client.messages.create(ARGS),
            )
        """,
        "create api claude-opus-4-8 900",
        says={"handed": True},
    ),
    situation(
        "17 a client that waits, in a thread",
        """
        import asyncio
        import anthropic
        client = anthropic.Anthropic()
        def ask():
            return client.messages.create(ARGS)
        async def main():
            await asyncio.to_thread(ask)
        asyncio.run(main())
        """,
        "create api claude-opus-4-8 900",
        says={"handed": True},
    ),
    situation(
        "17 a client that waits, in a plain route, which runs in a thread",
        """
        import anthropic
        from fastapi import FastAPI
        app = FastAPI()
        client = anthropic.Anthropic()
        @app.get("/count")
        def count():
            return client.messages.create(ARGS).usage.output_tokens
        """,
        "create api claude-opus-4-8 900",
        says={"event loop": False, "surfaces": ["web FastAPI route `count` waits streams per request"]},
    ),
    situation(
        "17 calls that are awaited by others",
        """
        import asyncio
        import anthropic
        client = anthropic.AsyncAnthropic()
        async def limited():
            return await asyncio.wait_for(client.messages.create(ARGS), timeout=30)
        async def both():
            return await asyncio.gather(client.messages.create(ARGS), client.messages.create(ARGS))
        async def later():
            task = asyncio.create_task(client.messages.create(ARGS))
            return await task
        """,
        *["create api async claude-opus-4-8 900"] * 4,
        says={"awaited": False},
    ),
    situation(
        "17 a client that waits, in the threads of other libraries",
        """
        import anyio
        import anthropic
        from fastapi import FastAPI
        from fastapi.concurrency import run_in_threadpool
        app = FastAPI()
        client = anthropic.Anthropic()
        def ask(question):
            return client.messages.create(ARGS)
        @app.get("/one")
        async def one(question: str):
            return (await run_in_threadpool(ask, question)).usage
        @app.get("/two")
        async def two(question: str):
            return (await anyio.to_thread.run_sync(ask, question)).usage
        """,
        "create api claude-opus-4-8 900",
        says={"handed": True},
    ),
    situation(
        "18 a client that waits, in a plain function that a route on the event loop calls",
        """
        from fastapi import FastAPI
        from asking import ask
        app = FastAPI()
        @app.get("/count")
        async def count():
            return ask("Hi").usage.output_tokens
        """,
        "create api claude-opus-4-8 900",
        says={
            "event loop": True,
            "surfaces": ["web FastAPI route `count` waits streams per request async"],
        },
        asking="""
        import anthropic
        client = anthropic.Anthropic()
        def ask(question):
            return client.messages.create(  # CL504
                model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": question}]
            )
        """,
    ),
    situation(
        "18 a client that waits, two plain functions below a handler",
        """
        import discord
        from assistant import Assistant
        bot = discord.Client(intents=discord.Intents.default())
        assistant = Assistant()
        @bot.event
        async def on_message(incoming):
            print(assistant.answer(incoming.content))
        """,
        "create api claude-opus-4-8 900",
        says={"event loop": True},
        assistant="""
        import anthropic
        class Assistant:
            def __init__(self):
                self.client = anthropic.Anthropic()
            def answer(self, question):
                return self._send([{"role": "user", "content": question}])
            def _send(self, messages):
                return self.client.messages.create(  # CL504
                    model="claude-opus-4-8", max_tokens=900, messages=messages
                )
        """,
    ),
    situation(
        "18 a stream that waits, in a generator on the event loop",
        """
        import anthropic
        from fastapi import FastAPI
        from fastapi.responses import StreamingResponse
        app = FastAPI()
        client = anthropic.Anthropic()
        async def pieces(question):
            with client.messages.stream(  # CL504
                model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": question}]
            ) as stream:
                for text in stream.text_stream:
                    yield text
        @app.get("/chat")
        async def chat(question: str):
            return StreamingResponse(pieces(question))
        """,
        "stream api claude-opus-4-8 900",
        says={"event loop": True, "streams": True},
    ),
]


# Resolving arguments

HELLO = 'messages=[{"role": "user", "content": "Hi"}]'
ASK = """
import anthropic
client = anthropic.Anthropic()
def ask(model):
    return client.messages.create(
        model=model,  # CL401
        max_tokens=900,
        messages=[{"role": "user", "content": "Hi"}],
    )
"""


def decided(name: str, source: str, *requests: str, **files: str) -> Situation:
    """A model that another module decides: `settings` has it, and `asking` sends the request."""
    return situation(name, source, *(requests or ("create api claude-2.1 900",)), asking=ASK, **files)


ARGUMENT_VALUES = [
    situation(
        "19 a default that is overwritten before use",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask(model="claude-2.1"):
            model = "claude-opus-4-8"
            return client.messages.create(model=model, max_tokens=900, messages=[{"role": "user", "content": "Hi"}])
        ask()
        """,
        "create api claude-opus-4-8 900",
    ),
    situation(
        "19 a default that every caller overrides, in another module",
        """
        from asking import ask
        ask("Hi", model="claude-opus-4-8")
        ask("Hi", "claude-haiku-5-5")
        """,
        "create api claude-haiku-5-5 2000",
        "create api claude-opus-4-8 2000",
        asking="""
        import anthropic
        client = anthropic.Anthropic()
        def ask(question, model="claude-2.1"):
            return client.messages.create(
                model=model, max_tokens=2000, messages=[{"role": "user", "content": question}]
            )
        """,
    ),
    situation(
        "19 a default that one caller leaves as it is",
        """
        from asking import ask
        ask("Hi", model="claude-opus-4-8")
        ask("Hi")
        """,
        "create api claude-2.1 900",
        "create api claude-opus-4-8 900",
        asking="""
        import anthropic
        client = anthropic.Anthropic()
        def ask(question, model="claude-2.1"):
            return client.messages.create(
                model=model,  # CL401
                max_tokens=900, messages=[{"role": "user", "content": question}]
            )
        """,
    ),
    situation(
        "19 a default that stands in for nothing",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask(model=None):
            model = model or "claude-2.1"
            return client.messages.create(model=model, max_tokens=900, messages=[{"role": "user", "content": "Hi"}])
        ask("claude-opus-4-8")
        """,
        "create api claude-opus-4-8 900",
    ),
    situation(
        "19 a default that stands in for nothing, or for what a caller gives",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask(model=None):
            if model is None:
                model = "claude-2.1"
            return client.messages.create(model=model, max_tokens=900, messages=[{"role": "user", "content": "Hi"}])
        ask("claude-opus-4-8")
        """,
        "create api claude-opus-4-8 900",
    ),
    situation(
        "19 a default that stands in for nothing, which a caller gives",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask(model=None):
            if model is None:
                model = "claude-2.1"
            return client.messages.create(
                model=model,  # CL401
                max_tokens=900,
                messages=[{"role": "user", "content": "Hi"}],
            )
        ask()
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "20 an alias map with a default: one value is sent, the others select nothing",
        """
        import anthropic
        class Assistant:
            def __init__(self, model="haiku"):
                model_map = {"haiku": "claude-haiku-5-5", "opus": "claude-3-opus-20240229"}
                self.model = model_map.get(model, model)
                self.client = anthropic.Anthropic()
            def ask(self):
                return self.client.messages.create(
                    model=self.model, max_tokens=2000, messages=[{"role": "user", "content": "Hi"}]
                )
        Assistant().ask()
        """,
        "create api claude-haiku-5-5 2000",
    ),
    situation(
        "20 an alias map whose default is retired",
        """
        import anthropic
        class Assistant:
            def __init__(self, model="haiku"):
                model_map = {"haiku": "claude-3-haiku-20240307", "opus": "claude-opus-5-5"}
                self.model = model_map.get(model, model)
                self.client = anthropic.Anthropic()
            def ask(self):
                return self.client.messages.create(
                    model=self.model,  # CL401
                    max_tokens=900,
                    messages=[{"role": "user", "content": "Hi"}],
                )
        Assistant().ask()
        """,
        "create api claude-3-haiku-20240307 900",
    ),
    situation(
        "20 an alias map looked up by what the command line says",
        """
        import sys
        import anthropic
        MODELS = {"haiku": "claude-haiku-5-5", "opus": "claude-3-opus-20240229"}
        anthropic.Anthropic().messages.create(
            model=MODELS[sys.argv[1]],  # CL401
            max_tokens=900,
            messages=[{"role": "user", "content": "Hi"}],
        )
        """,
        "create api claude-3-opus-20240229|claude-haiku-5-5 900",
    ),
    decided(
        "21 a property that returns a literal",
        "from asking import ask\nfrom settings import Settings\nask(Settings().model)",
        settings="class Settings:\n    @property\n    def model(self):\n        return 'claude-2.1'\n",
    ),
    decided(
        "21 a class attribute",
        "from asking import ask\nfrom settings import Config\nask(Config.MODEL)",
        settings="class Config:\n    MODEL = 'claude-2.1'\n",
    ),
    decided(
        "21 a field of pydantic settings",
        "from asking import ask\nfrom settings import settings\nask(settings.model)",
        settings="""
        from pydantic_settings import BaseSettings
        class Settings(BaseSettings):
            model: str = "claude-2.1"
        settings = Settings()
        """,
    ),
    decided(
        "21 the default of a field",
        "import asking\nfrom settings import Options\ndef main(options: Options):\n    asking.ask(options.model)\nmain(Options())",
        settings="""
        from dataclasses import dataclass, field
        @dataclass
        class Options:
            model: str = field(default="claude-2.1")
        """,
    ),
    decided(
        "21 the default of an environment variable",
        "from asking import ask\nfrom settings import MODEL\nask(MODEL)",
        settings='import os\nMODEL = os.getenv("MODEL", "claude-2.1")\n',
    ),
    decided(
        "21 the default of an option of the command line",
        "from asking import ask\nfrom settings import parse\nask(parse().model)",
        settings="""
        import argparse
        def parse():
            parser = argparse.ArgumentParser()
            parser.add_argument("--model", default="claude-2.1")
            return parser.parse_args()
        """,
    ),
    decided(
        "21 settings that a function makes once",
        "from asking import ask\nfrom settings import get_settings\nask(get_settings().models.fast)",
        settings="""
        from functools import lru_cache
        from pydantic import BaseModel
        from pydantic_settings import BaseSettings
        class Models(BaseModel):
            fast: str = "claude-2.1"
        class Settings(BaseSettings):
            models: Models = Models()
        @lru_cache
        def get_settings():
            return Settings()
        """,
    ),
    decided(
        "21 a dict of settings",
        "from asking import ask\nimport settings\nask(settings.CONFIG['claude']['model'])",
        settings="CONFIG = {'claude': {'model': 'claude-2.1', 'max_tokens': 900}}",
    ),
    decided(
        "21 the default of an option of click",
        """
        import click
        from asking import ask
        @click.command()
        @click.option("--model", default="claude-2.1")
        def main(model):
            ask(model)
        main()
        """,
    ),
    situation(
        "21 a number from the environment",
        """
        import os
        import anthropic
        LIMIT = int(os.getenv("LIMIT", "64000"))
        anthropic.Anthropic().messages.create(
            model="claude-opus-4-8",
            max_tokens=LIMIT,  # CL003
            messages=[{"role": "user", "content": "Hi"}],
        )
        """,
        "create api claude-opus-4-8 64000",
    ),
    situation(
        "21 a property that nobody can tell",
        """
        import anthropic
        class Assistant:
            def __init__(self, settings):
                self.settings = settings
                self.client = anthropic.Anthropic()
            @property
            def model(self):
                return self.settings.load()["model"]
            def ask(self):
                return self.client.messages.create(
                    model=self.model, max_tokens=900, messages=[{"role": "user", "content": "Hi"}]
                )
        """,
        "create api ? 900",
    ),
    situation(
        "22 retired ids in tables that select nothing",
        """
        from typing import Literal
        import anthropic
        PRICES = {"claude-2.1": 8.0, "claude-opus-4-8": 5.0}
        LIMITS = {"claude-3-opus-20240229": 4096, "claude-opus-4-8": 128000}
        AVAILABLE = ["claude-2.1", "claude-3-opus-20240229", "claude-opus-4-8"]
        Model = Literal["claude-2.1", "claude-opus-4-8"]
        def price(model: Model):
            return PRICES[model]
        def ask(model: Model = "claude-opus-4-8"):
            if model not in AVAILABLE or model == "claude-2.1":
                raise ValueError(model)
            print(price(model), "opus" in model, "claude-3-opus" in model)
            return anthropic.Anthropic().messages.create(
                model=model, max_tokens=min(LIMITS[model], 900), messages=[{"role": "user", "content": "Hi"}]
            )
        ask()
        """,
        "create api claude-opus-4-8 900",
    ),
    situation(
        "22 a table that does select",
        """
        import anthropic
        AVAILABLE = ["claude-2.1", "claude-opus-4-8"]
        def main():
            client = anthropic.Anthropic()
            client.messages.create(
                model=AVAILABLE[0],  # CL401
                max_tokens=900,
                messages=[{"role": "user", "content": "Hi"}],
            )
        main()
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "22 members of an enumeration, of which one is sent",
        """
        from enum import Enum
        import anthropic
        class Model(str, Enum):
            FORMER = "claude-2.1"
            NEW = "claude-opus-4-8"
        client = anthropic.Anthropic()
        client.messages.create(
            model=Model.NEW.value, max_tokens=900, messages=[{"role": "user", "content": "Hi"}]
        )
        client.messages.create(
            model=Model.FORMER,  # CL401
            max_tokens=900,
            messages=[{"role": "user", "content": "Hi"}],
        )
        """,
        "create api claude-2.1 900",
        "create api claude-opus-4-8 900",
    ),
    situation(
        "22 a table all of which is sent, one after the other",
        """
        import anthropic
        client = anthropic.Anthropic()
        for model in ["claude-2.1", "claude-opus-4-8"]:
            message = client.messages.create(
                model=model,  # CL401
                max_tokens=900,
                messages=[{"role": "user", "content": "Hi"}],
            )
            print(message.usage)
        """,
        "create api claude-2.1|claude-opus-4-8 900",
    ),
    situation(
        "23 sent through extra_body on purpose, with a version and a model that take it",
        """
        import anthropic
        client = anthropic.Anthropic()
        client.messages.create(
            model="claude-opus-4-6", max_tokens=900, extra_body={"temperature": 0.2},
            messages=[{"role": "user", "content": "Hi"}],
        )
        """,
        "create api claude-opus-4-6 900",
        says={"extra_body": {"temperature": 0.2}, "sampling": []},
        sdk="1",
    ),
    situation(
        "23 sent through extra_body with a version that takes it from no model",
        """
        import anthropic
        client = anthropic.Anthropic()
        client.messages.create(
            model="claude-opus-4-6", max_tokens=900,
            extra_body={"temperature": 0.2},  # CL001
            messages=[{"role": "user", "content": "Hi"}],
        )
        """,
        "create api claude-opus-4-6 900",
    ),
    situation(
        "23 a local variable that is never passed",
        """
        import anthropic
        def ask(temperature=0.2):
            top_p = 0.9
            print(temperature, top_p)
            return anthropic.Anthropic().messages.create(ARGS)
        """,
        "create api claude-opus-4-8 900",
        says={"sampling": []},
    ),
    situation(
        "23 not given, and still a keyword that nobody expects",
        """
        import anthropic
        from anthropic import NOT_GIVEN
        anthropic.Anthropic().messages.create(
            model="claude-opus-4-6", max_tokens=900,
            temperature=NOT_GIVEN,  # CL001
            messages=[{"role": "user", "content": "Hi"}],
        )
        """,
        "create api claude-opus-4-6 900",
        says={"sampling": ["temperature"]},
    ),
    situation(
        "24 keys added under a condition",
        """
        import anthropic
        def ask(system=None, precise=False):
            params = {"model": "claude-2.1", "max_tokens": 900, "messages": [{"role": "user", "content": "Hi"}]}
            if system:
                params["system"] = system
            if precise:
                params["temperature"] = 0
            return anthropic.Anthropic().messages.create(**params)  # CL001 # CL401
        """,
        "create api claude-2.1 900",
        says={"sampling": ["temperature"]},
    ),
    situation(
        "24 a method that builds them",
        """
        import anthropic
        class Assistant:
            def __init__(self):
                self.client = anthropic.Anthropic()
            def _build_params(self, messages, **more):
                params = dict(model="claude-2.1", max_tokens=900, messages=messages)
                params.update(more)
                return params
            def ask(self, question):
                messages = [{"role": "user", "content": question}]
                return self.client.messages.create(**self._build_params(messages))  # CL401
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "24 one dict made of another",
        """
        import anthropic
        BASE = {"model": "claude-opus-4-8", "max_tokens": 900}
        def ask(question):
            params = {**BASE, "model": "claude-2.1", "messages": [{"role": "user", "content": question}]}
            return anthropic.Anthropic().messages.create(**params)  # CL401
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "24 an attribute that holds a dict",
        """
        import anthropic
        class Assistant:
            def __init__(self, **options):
                self.client = anthropic.Anthropic()
                self.params = {"model": "claude-2.1", "max_tokens": 900, **options}
            def ask(self, question):
                return self.client.messages.create(
                    messages=[{"role": "user", "content": question}],
                    **self.params,  # CL401
                )
        Assistant().ask("Hi")
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "24 keys that are taken out again",
        """
        import anthropic
        client = anthropic.Anthropic()
        def one(question):
            params = {"model": "claude-opus-4-8", "max_tokens": 900, "temperature": 0}
            params.pop("temperature", None)
            return client.messages.create(messages=[{"role": "user", "content": question}], **params)
        def two(question):
            params = dict(model="claude-opus-4-8", max_tokens=900, top_p=0.5)
            del params["top_p"]
            return client.messages.create(messages=[{"role": "user", "content": question}], **params)
        """,
        *["create api claude-opus-4-8 900"] * 2,
        says={"sampling": []},
    ),
    situation(
        "24 only those that are given",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask(question, temperature=None):
            params = {"model": "claude-2.1", "max_tokens": 900, "temperature": temperature}
            params = {key: value for key, value in params.items() if value is not None}
            return client.messages.create(messages=[{"role": "user", "content": question}], **params)  # CL401
        ask("Hi")
        """,
        "create api claude-2.1 900",
        says={"sampling": []},
    ),
    situation(
        "24 updates of many kinds, in another module",
        """
        import anthropic
        from params import build
        def ask(question):
            return anthropic.Anthropic().messages.create(**build(question, model="claude-2.1"))  # CL401
        """,
        "create api claude-2.1 900",
        says={"system": "Be brief."},
        params="""
        import copy
        BASE = {"max_tokens": 100}
        def build(question, model):
            params = copy.deepcopy(BASE)
            params.update({"model": model}, max_tokens=900)
            params |= {"system": "Be brief."}
            params.setdefault("system", "Be verbose.")
            params["messages"] = [{"role": "user", "content": question}]
            return params
        """,
    ),
    situation(
        "24 a record as a dict",
        """
        from dataclasses import asdict, dataclass
        import anthropic
        @dataclass
        class Options:
            model: str = "claude-2.1"
            max_tokens: int = 900
        def ask(question, options: Options):
            return anthropic.Anthropic().messages.create(
                messages=[{"role": "user", "content": question}],
                **asdict(options),  # CL401
            )
        ask("Hi", Options())
        """,
        "create api claude-2.1 900",
    ),
    situation(
        "24 what nobody can tell may hold anything",
        """
        import anthropic
        def ask(options, **more):
            client = anthropic.Anthropic()
            client.messages.create(max_tokens=64000, messages=[{"role": "user", "content": "Hi"}], **options)
            return client.messages.create(**more)
        """,
        "create api ? 64000",
        "create api ? ?",
        says={"streams": None},
    ),
    situation(
        "25 a parameter decides whether to stream",
        """
        import anthropic
        from fastapi import FastAPI
        app = FastAPI()
        client = anthropic.Anthropic()
        @app.get("/chat")
        def chat(question: str, stream: bool = False):
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=64000, stream=stream,
                messages=[{"role": "user", "content": question}],
            )
            return TEXT
        """,
        "create api claude-opus-4-8 64000",
        says={"streams": None},
    ),
    situation(
        "25 a parameter decides whether to stream, and nobody is seen to call",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask(question, stream=False):
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=64000, stream=stream,
                messages=[{"role": "user", "content": question}],
            )
        """,
        "create api claude-opus-4-8 64000",
        says={"streams": None},
    ),
    situation(
        "25 a parameter decides whether to stream, and a caller leaves it as it is",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask(question, stream=False):
            return client.messages.create(
                model="claude-opus-4-8",
                max_tokens=64000,  # CL003
                stream=stream,
                messages=[{"role": "user", "content": question}],
            )
        ask("Hi")
        ask("Hi", stream=True)
        """,
        *["create api claude-opus-4-8 64000"] * 2,
        says={"streams": (False, True)},
    ),
    situation(
        "25 a dict that says no on one of two branches",
        """
        import anthropic
        from fastapi import FastAPI
        app = FastAPI()
        client = anthropic.Anthropic()
        @app.get("/chat")
        def chat(question: str, live: bool):
            params = {"model": "claude-opus-4-8", "max_tokens": 64000, "stream": True}
            if not live:
                params["stream"] = False
            message = client.messages.create(messages=[{"role": "user", "content": question}], **params)
            return message
        """,
        "create api claude-opus-4-8 64000",
        says={"streams": None},
    ),
    situation(
        "25 twin methods, of which the route picks one",
        """
        import anthropic
        from fastapi import FastAPI
        from fastapi.responses import StreamingResponse
        app = FastAPI()
        class Assistant:
            def __init__(self):
                self.client = anthropic.Anthropic()
            def ask(self, question):
                message = self.client.messages.create(
                    model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": question}]
                )
                return TEXT
            def stream(self, question):
                with self.client.messages.stream(
                    model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": question}]
                ) as stream:
                    yield from stream.text_stream
        assistant = Assistant()
        @app.get("/chat")
        def chat(question: str, live: bool):
            if live:
                return StreamingResponse(assistant.stream(question))
            return assistant.ask(question)
        """,
        "create api claude-opus-4-8 9000",
        "stream api claude-opus-4-8 9000",
        says={"streams": (False, True)},
    ),
    situation(
        "25 twin methods, of which the route knows the one that does not stream",
        """
        import anthropic
        from fastapi import FastAPI
        app = FastAPI()
        class Assistant:
            def __init__(self):
                self.client = anthropic.Anthropic()
            def ask(self, question):
                message = self.client.messages.create(  # CL301
                    model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": question}]
                )
                return TEXT
            def stream(self, question):
                with self.client.messages.stream(
                    model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": question}]
                ) as stream:
                    yield from stream.text_stream
        assistant = Assistant()
        @app.get("/chat")
        def chat(question: str):
            return assistant.ask(question)
        """,
        "create api claude-opus-4-8 9000",
        "stream api claude-opus-4-8 9000",
    ),
    situation(
        "26 a long answer, with a timeout on client, copy or call",
        """
        import anthropic
        import httpx2
        with_timeout = anthropic.Anthropic(timeout=600.0)
        with_http_client = anthropic.Anthropic(http_client=anthropic.DefaultHttpxClient(timeout=900))
        plain = anthropic.Anthropic()
        with_timeout.messages.create(
            model="claude-opus-4-8", max_tokens=64000, messages=[{"role": "user", "content": "Hi"}]
        )
        with_http_client.messages.create(
            model="claude-opus-4-8", max_tokens=64000, messages=[{"role": "user", "content": "Hi"}]
        )
        plain.with_options(timeout=900).messages.create(
            model="claude-opus-4-8", max_tokens=64000, messages=[{"role": "user", "content": "Hi"}]
        )
        plain.messages.create(
            model="claude-opus-4-8", max_tokens=64000, timeout=900, messages=[{"role": "user", "content": "Hi"}]
        )
        """,
        *["create api claude-opus-4-8 64000"] * 4,
        says={"timeout": (False, True)},
    ),
    situation(
        "26 a long answer, by a client of which only the class is known",
        """
        import anthropic
        def ask(client: anthropic.Anthropic, question):
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=64000, messages=[{"role": "user", "content": question}]
            )
        def again(question, **options):
            return anthropic.Anthropic(**options).messages.create(
                model="claude-opus-4-8", max_tokens=64000, messages=[{"role": "user", "content": question}]
            )
        """,
        *["create api claude-opus-4-8 64000"] * 2,
        says={"timeout": True},
    ),
    situation(
        "26 a long answer without any timeout, or one token above the limit",
        """
        import anthropic
        plain = anthropic.Anthropic(max_retries=5)
        plain.messages.create(
            model="claude-opus-4-8",
            max_tokens=64000,  # CL003
            messages=[{"role": "user", "content": "Hi"}],
        )
        plain.messages.create(
            model="claude-opus-4-8",
            max_tokens=21334,  # CL003
            messages=[{"role": "user", "content": "Hi"}],
        )
        plain.messages.create(model="claude-opus-4-8", max_tokens=21333, messages=[{"role": "user", "content": "Hi"}])
        """,
        "create api claude-opus-4-8 21333",
        "create api claude-opus-4-8 21334",
        "create api claude-opus-4-8 64000",
        says={"timeout": False},
    ),
]


# Judging purpose

LOOPS = [
    situation(
        "27 a loop that tries again",
        """
        import time
        import anthropic
        client = anthropic.Anthropic()
        def ask(question):
            for attempt in range(50):
                try:
                    return client.messages.create(ARGS)  # CL702
                except anthropic.RateLimitError:
                    time.sleep(2**attempt)
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [False]},
    ),
    situation(
        "27 a loop that asks again until the answer can be used",
        """
        import anthropic
        client = anthropic.Anthropic()
        def ask(prompts):
            for prompt in prompts:
                message = client.messages.create(
                    model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": prompt}]
                )
                if message.stop_reason == "end_turn":
                    return message
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [False]},
    ),
    situation(
        "27 a tool loop with a limit",
        """
        import anthropic
        client = anthropic.Anthropic()
        def agent(messages, tools, run):
            for _ in range(50):
                message = client.messages.create(
                    model="claude-opus-4-8", max_tokens=900, tools=tools, messages=messages
                )
                if message.stop_reason != "tool_use":
                    return message
                messages = [*messages, {"role": "assistant", "content": message.content}, run(message)]
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [False]},
    ),
    situation(
        "27 a chat",
        """
        import anthropic
        client = anthropic.Anthropic()
        messages = []
        while True:
            messages.append({"role": "user", "content": input("> ")})
            message = client.messages.create(  # CL301
                model="claude-opus-4-8", max_tokens=900, messages=messages  # CL203
            )
            messages.append({"role": "assistant", "content": message.content})
            print(TEXT)
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [False], "waits": True},
    ),
    situation(
        "27 a socket that is answered message by message",
        """
        import anthropic
        from fastapi import FastAPI, WebSocket
        app = FastAPI()
        client = anthropic.AsyncAnthropic()
        @app.websocket("/ws")
        async def chat(websocket: WebSocket):
            async for question in websocket.iter_text():
                message = await client.messages.create(
                    model="claude-opus-4-8", max_tokens=200, messages=[{"role": "user", "content": question}]
                )
                await websocket.send_text(TEXT)
        """,
        "create api async claude-opus-4-8 200",
        says={"independent": [False], "waits": True},
    ),
    situation(
        "27 a simulation, in which each turn needs the last",
        """
        import anthropic
        client = anthropic.Anthropic()
        def simulate(events):
            world = "A harbour."
            for event in events:
                message = client.messages.create(
                    model="claude-opus-4-8", max_tokens=900,
                    messages=[{"role": "user", "content": f"{world} Now {event} happens."}],
                )
                world = TEXT
            return world
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [False]},
    ),
    situation(
        "27 a batch whose loop stands in the caller, in another module",
        """
        from asking import describe
        def main(photos):
            found = {}
            for photo in photos:  # CL501
                found[photo] = describe(photo)
            return found
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [True]},
        asking="""
        import anthropic
        client = anthropic.Anthropic()
        def describe(photo):
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": f"Describe {photo}"}]
            )
            return TEXT
        """,
    ),
    situation(
        "27 a batch behind a generator",
        """
        from asking import described
        def main(photos, file):
            for text in described(photos):
                file.write(text)
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [True]},
        asking="""
        import anthropic
        client = anthropic.Anthropic()
        def described(photos):
            for photo in photos:  # CL501
                message = client.messages.create(
                    model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": f"Describe {photo}"}]
                )
                yield TEXT
        """,
    ),
    situation(
        "27 a batch as a pool of threads over a function that is handed over",
        """
        from concurrent.futures import ThreadPoolExecutor
        from asking import describe
        def main(photos):
            with ThreadPoolExecutor(max_workers=8) as pool:
                return list(pool.map(describe, photos))  # CL501
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [True], "handed": True},
        asking="""
        import anthropic
        client = anthropic.Anthropic()
        def describe(photo):
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": f"Describe {photo}"}]
            )
            return TEXT
        """,
    ),
    situation(
        "27 a batch as coroutines that are gathered",
        """
        import asyncio
        from asking import describe
        async def main(photos):
            return await asyncio.gather(*(describe(photo) for photo in photos))  # CL501 # CL503
        asyncio.run(main(open("photos.txt")))
        """,
        "create api async claude-opus-4-8 900",
        says={"independent": [True]},
        asking="""
        import anthropic
        client = anthropic.AsyncAnthropic()
        async def describe(photo):
            message = await client.messages.create(
                model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": f"Describe {photo}"}]
            )
            return TEXT
        """,
    ),
    situation(
        "27 a batch in a method, each turn of which tries again",
        """
        import time
        import anthropic
        class Describer:
            def __init__(self):
                self.client = anthropic.Anthropic()
                self.done = {}
            def run(self, photos):
                for photo in photos:  # CL501
                    self.done[photo] = self._describe(photo)
            def _describe(self, photo):
                for attempt in range(3):
                    try:
                        return self.client.messages.create(  # CL702
                            model="claude-opus-4-8", max_tokens=900,
                            messages=[{"role": "user", "content": f"Describe {photo}"}],
                        )
                    except anthropic.APIStatusError:
                        time.sleep(attempt)
        Describer().run(open("photos.txt"))
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [False, True]},
    ),
    situation(
        "27 a batch over the rows of a table",
        """
        import anthropic
        import pandas as pd
        client = anthropic.Anthropic()
        def describe(name):
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": f"Describe {name}"}]
            )
            return TEXT
        table = pd.read_csv("names.csv")
        table["text"] = table["name"].apply(describe)  # CL501
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [True]},
    ),
    situation(
        "27 a loop that hands the same conversation on",
        """
        from chat import Chat
        def main(questions):
            chat = Chat()
            for question in questions:
                print(chat.ask(question).usage)
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [False]},
        chat="""
        import anthropic
        class Chat:
            def __init__(self):
                self.client = anthropic.Anthropic()
                self.messages = []
            def ask(self, question):
                self.messages.append({"role": "user", "content": question})
                message = self.client.messages.create(
                    model="claude-opus-4-8", max_tokens=900, messages=self.messages  # CL203
                )
                self.messages.append({"role": "assistant", "content": message.content})
                return message
        """,
    ),
    situation(
        "27 a loop in a route, while a person waits",
        """
        import anthropic
        from fastapi import FastAPI
        app = FastAPI()
        client = anthropic.Anthropic()
        @app.post("/count")
        def count(photos: list[str]):
            total = 0
            for photo in photos:
                message = client.messages.create(
                    model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": photo}]
                )
                total += message.usage.output_tokens
            return {"tokens": total}
        """,
        "create api claude-opus-4-8 900",
        says={"waits": True},
    ),
    situation(
        "27 a batch as futures that are submitted",
        """
        from concurrent.futures import ThreadPoolExecutor, as_completed
        from asking import describe
        def main(photos):
            with ThreadPoolExecutor(max_workers=8) as pool:
                futures = [pool.submit(describe, photo) for photo in photos]  # CL501
            return [future.result() for future in as_completed(futures)]
        """,
        "create api claude-opus-4-8 900",
        says={"independent": [True], "handed": True},
        asking="""
        import anthropic
        client = anthropic.Anthropic()
        def describe(photo):
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": f"Describe {photo}"}]
            )
            return TEXT
        """,
    ),
]

SURFACES = [
    situation(
        "28 WhatsApp",
        """
        import anthropic
        from flask import Flask, request
        from twilio.twiml.messaging_response import MessagingResponse
        app = Flask(__name__)
        client = anthropic.Anthropic()
        @app.route("/whatsapp", methods=["POST"])
        def reply():
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": request.form["Body"]}]
            )
            answer = MessagingResponse()
            answer.message(TEXT)
            return str(answer)
        """,
        "create api claude-opus-4-8 9000",
        says={"surfaces": ["bot reply waits per message"]},
    ),
    situation(
        "28 Telegram",
        """
        import anthropic
        from telegram.ext import ApplicationBuilder, MessageHandler, filters
        client = anthropic.AsyncAnthropic()
        async def answer(update, context):
            message = await client.messages.create(
                model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": update.message.text}]
            )
            await update.message.reply_text(TEXT)
        app = ApplicationBuilder().token("t").build()
        app.add_handler(MessageHandler(filters.TEXT, answer))
        app.run_polling()
        """,
        "create api async claude-opus-4-8 9000",
        says={"surfaces": ["bot answer waits per message async"]},
    ),
    situation(
        "28 Discord",
        """
        import anthropic
        from discord.ext import commands
        bot = commands.Bot(command_prefix="!")
        client = anthropic.AsyncAnthropic()
        @bot.command()
        async def ask(ctx, *, question):
            message = await client.messages.create(
                model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": question}]
            )
            await ctx.send(TEXT)
        """,
        "create api async claude-opus-4-8 9000",
        says={"surfaces": ["bot ask waits per message async"]},
    ),
    situation(
        "28 Slack and mail",
        """
        import smtplib
        import anthropic
        from flask import Flask, request
        from slack_bolt import App
        app = App(token="t")
        pages = Flask(__name__)
        client = anthropic.Anthropic()
        @app.message("ask")
        def answer(message, say):
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": message["text"]}]
            )
            say(TEXT)
        @pages.post("/letter")
        def letter():
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": request.json["topic"]}]
            )
            smtplib.SMTP("mail.example.com").sendmail("me", request.json["to"], TEXT)
            return {"status": "sent"}
        """,
        *["create api claude-opus-4-8 9000"] * 2,
        says={
            "surfaces": (
                ["bot answer waits per message"],
                ["web Flask route `letter` waits streams per request"],
            )
        },
    ),
    situation(
        "28 a route that returns a score",
        """
        import json
        import anthropic
        from fastapi import FastAPI
        app = FastAPI()
        client = anthropic.Anthropic()
        @app.post("/score")
        def score(essay: str):
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=900,
                messages=[{"role": "user", "content": f"Rate style and content of this essay: {essay}"}],
            )
            marks = json.loads(TEXT)  # CL602
            return {"style": marks["style"], "content": marks["content"]}
        """,
        "create api claude-opus-4-8 900",
    ),
    situation(
        "28 a route that returns coordinates",
        """
        import anthropic
        from flask import Flask, jsonify, request
        app = Flask(__name__)
        client = anthropic.Anthropic()
        @app.post("/find")
        def find():
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=900,
                messages=[{"role": "user", "content": f"Where is {request.json['place']}? Write latitude,longitude"}],
            )
            latitude, longitude = TEXT.split(",")
            return jsonify(latitude=float(latitude), longitude=float(longitude))
        """,
        "create api claude-opus-4-8 900",
    ),
    situation(
        "28 a route that returns the text",
        """
        import anthropic
        from fastapi import FastAPI
        app = FastAPI()
        client = anthropic.Anthropic()
        @app.post("/tell")
        def tell(topic: str):
            message = client.messages.create(  # CL301
                model="claude-opus-4-8", max_tokens=9000, messages=[{"role": "user", "content": topic}]
            )
            return {"story": TEXT}
        """,
        "create api claude-opus-4-8 9000",
    ),
]

NAMES = [
    situation(
        "29 agents named after other models",
        """
        import anthropic
        client = anthropic.Anthropic()
        SONNET = "claude-sonnet-5-5"
        def opus_orchestrator(task):
            return client.messages.create(model=SONNET, max_tokens=2000, messages=[{"role": "user", "content": task}])
        def haiku_sub_agent(task):
            return client.messages.create(model=SONNET, max_tokens=2000, messages=[{"role": "user", "content": task}])
        """,
        "create api claude-sonnet-5-5 2000",
        "create api claude-sonnet-5-5 2000",
    ),
    situation(
        "29 a limit named after the prompt",
        """
        import anthropic
        PROMPT_TOKEN_LIMIT = 64000
        def ask(question):
            return anthropic.Anthropic().messages.create(
                model="claude-opus-4-8",
                max_tokens=PROMPT_TOKEN_LIMIT,  # CL003
                messages=[{"role": "user", "content": question}],
            )
        """,
        "create api claude-opus-4-8 64000",
    ),
    situation(
        "29 a cached call that is named after calls without a cache",
        """
        import anthropic
        client = anthropic.Anthropic()
        HANDBOOK = "Answer from the handbook of the harbour office. " * 400
        def make_non_cached_api_call(question):
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=900,
                system=[{"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}}],
                messages=[{"role": "user", "content": question}],
            )
        for question in open("questions.txt"):  # CL501
            print(make_non_cached_api_call(question).usage)
        """,
        "create api claude-opus-4-8 900",
        says={"marked": True},
    ),
    situation(
        "29 a function named after a short answer, which asks for a long one",
        """
        import anthropic
        def classify_sentiment(essay):
            message = anthropic.Anthropic().messages.create(
                model="claude-opus-4-8", max_tokens=9000, thinking={"type": "disabled"},
                messages=[{"role": "user", "content": f"Write a long review of this essay: {essay}"}],
            )
            return TEXT
        """,
        "create api claude-opus-4-8 9000",
        says={"short": False},
    ),
]

HANDBOOK = 'HANDBOOK = "Answer from the handbook of the harbour office. " * 400'
CACHING = [
    situation(
        "30 what changes stands behind the marker",
        f"""
        import datetime
        import anthropic
        client = anthropic.Anthropic()
        {HANDBOOK}
        def ask(question):
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=900,
                system=[
                    {{"type": "text", "text": HANDBOOK, "cache_control": {{"type": "ephemeral"}}}},
                    {{"type": "text", "text": f"It is {{datetime.datetime.now()}}."}},
                ],
                messages=[{{"role": "user", "content": question}}],
            )
        def main():
            ask("Where?")
            ask("When?")
        """,
        *["create api claude-opus-4-8 900"] * 2,
        says={"marked": True, "stable": [True, False]},
    ),
    situation(
        "30 a person's name in the marked block",
        f"""
        import anthropic
        from flask import Flask, request
        app = Flask(__name__)
        client = anthropic.Anthropic()
        {HANDBOOK}
        @app.post("/count")
        def count():
            message = client.messages.create(
                model="claude-opus-4-8", max_tokens=900,
                system=[
                    {{
                        "type": "text",
                        "text": "You talk to " + request.json["name"] + ". " + HANDBOOK,
                        "cache_control": {{"type": "ephemeral"}},
                    }}
                ],
                messages=[{{"role": "user", "content": "Hi"}}],
            )
            return {{"tokens": message.usage.output_tokens}}
        """,
        "create api claude-opus-4-8 900",
        says={"marked": True, "stable": [False]},
    ),
    situation(
        "30 a date that is written into the prompt once, at import",
        f"""
        import datetime
        import anthropic
        client = anthropic.Anthropic()
        {HANDBOOK}
        SYSTEM = f"Today is {{datetime.date.today()}}. {{HANDBOOK}}"
        def ask(question):
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=900,
                system=[{{"type": "text", "text": SYSTEM, "cache_control": {{"type": "ephemeral"}}}}],
                messages=[{{"role": "user", "content": question}}],
            )
        """,
        "create api claude-opus-4-8 900",
        says={"marked": True, "stable": [False]},
    ),
    situation(
        "30 a time in a prompt that nothing marks",
        f"""
        import datetime
        import anthropic
        client = anthropic.Anthropic()
        {HANDBOOK}
        def ask(question):
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=900,
                system=f"It is {{datetime.datetime.now()}}. {{HANDBOOK}}",
                messages=[{{"role": "user", "content": question}}],
            )
        def main():
            ask("Where?")
            ask("When?")
        """,
        *["create api claude-opus-4-8 900"] * 2,
        says={"marked": False, "stable": [False]},
    ),
    situation(
        "30 a marker for the whole request",
        f"""
        import anthropic
        client = anthropic.Anthropic()
        {HANDBOOK}
        def ask(question):
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=900, cache_control={{"type": "ephemeral"}},
                system=HANDBOOK, messages=[{{"role": "user", "content": question}}],
            )
        def main():
            ask("Where?")
            ask("When?")
        """,
        *["create api claude-opus-4-8 900"] * 2,
        says={"marked": True},
    ),
    situation(
        "30 markers on messages only",
        f"""
        import anthropic
        client = anthropic.Anthropic()
        {HANDBOOK}
        def ask(question):
            content = [{{"type": "text", "text": question, "cache_control": {{"type": "ephemeral"}}}}]
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=900, system=HANDBOOK, messages=[{{"role": "user", "content": content}}]
            )
        def main():
            ask("Where?")
            ask("When?")
        """,
        *["create api claude-opus-4-8 900"] * 2,
        says={"marked": True},
    ),
    situation(
        "30 no marker at all",
        f"""
        import anthropic
        client = anthropic.Anthropic()
        {HANDBOOK}
        def ask(question):
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=900,
                system=HANDBOOK,  # CL201
                messages=[{{"role": "user", "content": question}}],
            )
        def main():
            ask("Where?")
            ask("When?")
        """,
        *["create api claude-opus-4-8 900"] * 2,
        says={"marked": False, "reuse": "callers", "stable": [True]},
    ),
]

# a key of the right form that belongs to nobody
KEY = (
    "sk-ant-api03-"
    + "R7kQ2mWx9LpT4vNc8YbJ5hGd3FsA6eZu1XoKiVrBnMwPqEtHyCjDlSgUfRaOzIxQvNb7Tm4Kc2Wp9Lr5Yd8Hj3Gs6Fk1Z0"
    + "-AA"
)
KEYS = [
    situation(
        "31 keys that are none",
        """
        import re
        import anthropic
        anthropic.Anthropic(api_key="YOUR KEY")
        anthropic.Anthropic(api_key="<API_KEY>")
        anthropic.Anthropic(api_key="sk-ant-...")
        anthropic.Anthropic(api_key="sk-ant-api03-your-key-here")
        anthropic.Anthropic(api_key="")
        PATTERN = re.compile(r"sk-ant-api03-[A-Za-z0-9_-]{93}AA")
        """,
    ),
    situation(
        "31 fake keys of tests",
        """
        import anthropic
        def test_it(monkeypatch):
            monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-key")
            assert anthropic.Anthropic(api_key="sk-ant-api03-fake").api_key == "sk-ant-api03-fake"
        """,
        path="tests/test_ask.py",
    ),
    situation(
        "31 a key",
        f"""
        import anthropic
        client = anthropic.Anthropic(api_key="{KEY}")  # CL706
        """,
    ),
]

SMALL = [
    situation(
        "32 connection tests",
        """
        import anthropic
        def test_connection():
            client = anthropic.Anthropic()
            client.messages.create(model="claude-opus-4-8", max_tokens=5, messages=[{"role": "user", "content": "Hi"}])
            return True
        async def ping(key):
            client = anthropic.AsyncAnthropic(api_key=key)
            try:
                await client.messages.create(
                    model="claude-sonnet-5-5", max_tokens=10, messages=[{"role": "user", "content": "ping"}]
                )
            except anthropic.AuthenticationError:
                return False
            return True
        """,
        "create api async claude-sonnet-5-5 10",
        "create api claude-opus-4-8 5",
    ),
    situation(
        "32 a connection test with a model that is gone",
        """
        import anthropic
        def test_connection():
            client = anthropic.Anthropic()
            client.messages.create(
                model="claude-3-haiku-20240307",  # CL401
                max_tokens=5, messages=[{"role": "user", "content": "Hi"}]
            )
            return True
        """,
        "create api claude-3-haiku-20240307 5",
    ),
]

PARTNERS = [
    situation(
        "33 ids of partners, retired or not where Claude's maker runs them",
        """
        import anthropic
        bedrock = anthropic.AnthropicBedrock(aws_region="eu-central-1")
        vertex = anthropic.AnthropicVertex(project_id="p", region="europe-west1")
        bedrock.messages.create(
            model="anthropic.claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": "Hi"}]
        )
        bedrock.messages.create(
            model="eu.anthropic.claude-3-7-sonnet-20250219-v1:0",  # CL401
            max_tokens=900, messages=[{"role": "user", "content": "Hi"}]
        )
        vertex.messages.create(
            model="claude-3-5-haiku@20241022",  # CL401
            max_tokens=900, messages=[{"role": "user", "content": "Hi"}]
        )
        vertex.messages.create(
            model="claude-sonnet-4-5@20250929",  # CL402
            max_tokens=900, messages=[{"role": "user", "content": "Hi"}]
        )
        """,
        "create bedrock anthropic.claude-opus-4-8 900",
        "create bedrock eu.anthropic.claude-3-7-sonnet-20250219-v1:0 900",
        "create vertex claude-3-5-haiku@20241022 900",
        "create vertex claude-sonnet-4-5@20250929 900",
    ),
]

STARS = [
    situation(
        "34 everything of another module",
        """
        from settings import *
        message = client.messages.create(
            model=MODEL,  # CL401
            max_tokens=900,
            messages=[{"role": "user", "content": "Hi"}],
        )
        """,
        "create api claude-2.1 900",
        settings='import anthropic\nclient = anthropic.Anthropic()\nMODEL = "claude-2.1"\n',
    ),
]

SITUATIONS = [
    *NOT_CLAUDE,
    *CLIENTS,
    *CALLS,
    *ARGUMENT_VALUES,
    *LOOPS,
    *SURFACES,
    *NAMES,
    *CACHING,
    *KEYS,
    *SMALL,
    *PARTNERS,
    *STARS,
]
