"""Where a run begins: from source to the surface of a request."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from harness import clean, project_of

from claudelint.linking.project import Surface

ARGUMENTS = 'model="claude-opus-4-8", max_tokens=900, messages=[{"role": "user", "content": "Hi"}]'
ASKING = f"client.messages.create({ARGUMENTS})"
CLIENT = "import anthropic\nclient = anthropic.Anthropic()\n"


@dataclass(frozen=True)
class Case:
    """Files of a project, and what its request is reached from, such as `web FastAPI route `chat` waits`."""

    name: str
    source: str
    surface: str
    files: dict[str, str] = field(default_factory=dict)


def one(name: str, source: str, surface: str, **files: str) -> Case:
    """A case; `ASK` in a source is the request, and files are named as modules, `app__views` for `app/views.py`."""
    others = {key.replace("__", "/") + ".py": clean(text) for key, text in files.items()}
    return Case(name, clean(source), surface, others)


def described(surface: Surface | None) -> str:
    """A surface in the words of the table."""
    if surface is None:
        return "none"
    words = [surface.kind, surface.name]
    words += ["waits"] * surface.person_waits + ["streams"] * surface.can_stream
    words.append(surface.runs)
    words += ["async"] * surface.is_async + ["by name"] * surface.by_name
    return " ".join(words)


def surfaces_of(case: Case, path: str = "main.py") -> list[str]:
    """The surfaces from which the requests of a case are reached."""
    files = {path: case.source, **case.files}
    # a module that asks has its client, in front of its code
    files = {
        name: (CLIENT if "ASK" in text else "") + text.replace("ASK", ASKING) for name, text in files.items()
    }
    with project_of(files) as project:
        ways = [way for request in project.requests for way in request.ways]
        return sorted({described(way.surface) for way in ways})


def check(case: Case, path: str = "main.py") -> None:
    """One surface, or several with ` | ` between them, as the table says."""
    assert surfaces_of(case, path) == sorted(case.surface.split(" | "))


# the web

WEB = "waits streams per request"
FASTAPI = f"web FastAPI route `chat` {WEB}"
FLASK = f"web Flask route `chat` {WEB}"

FAST_API = [
    one(
        "plain",
        """
        from fastapi import FastAPI
        app = FastAPI()
        @app.get("/chat")
        def chat():
            return ASK
        """,
        FASTAPI,
    ),
    one(
        "async, by the name where it is defined",
        """
        import fastapi.applications
        app = fastapi.applications.FastAPI()
        @app.post("/chat")
        async def chat():
            return ASK
        """,
        f"{FASTAPI} async",
    ),
    one(
        "a router and other decorators",
        """
        import functools
        from fastapi import APIRouter
        router = APIRouter(prefix="/v1")
        @functools.cache
        @router.api_route("/chat", methods=["GET"])
        def chat():
            return ASK
        """,
        FASTAPI,
    ),
    one(
        "the app of a factory in another module",
        """
        from web import make
        app = make()
        @app.post("/chat")
        def chat():
            return ASK
        """,
        FASTAPI,
        web="from fastapi import FastAPI\ndef make():\n    app = FastAPI()\n    return app\n",
    ),
    one(
        "within the factory",
        """
        from fastapi import FastAPI
        def make():
            app = FastAPI()
            @app.post("/chat")
            def chat():
                return ASK
            return app
        """,
        FASTAPI,
    ),
    one(
        "an app from another module",
        """
        from web import app
        @app.post("/chat")
        def chat():
            return ASK
        """,
        FASTAPI,
        web="from fastapi import FastAPI\napp = FastAPI()\n",
    ),
    one(
        "the app as a parameter, with its type",
        """
        from fastapi import FastAPI
        def register(app: FastAPI):
            @app.post("/chat")
            def chat():
                return ASK
        """,
        FASTAPI,
    ),
    one(
        "the type of the app, where its making is not in sight",
        """
        from fastapi import FastAPI
        from framework import make
        app: FastAPI = make()
        @app.post("/chat")
        def chat():
            return ASK
        """,
        FASTAPI,
    ),
    one(
        "a decorator of the project that hands on to the app",
        """
        from web import api
        @api("/chat")
        def chat():
            return ASK
        """,
        FASTAPI,
        web="from fastapi import FastAPI\napp = FastAPI()\ndef api(path):\n    return app.post('/v1' + path)\n",
    ),
    one(
        "an attribute of an object",
        """
        from fastapi import FastAPI
        class Server:
            def __init__(self):
                self.app = FastAPI()
                self.app.add_api_route("/chat", self.chat, methods=["POST"])
            def chat(self):
                return ASK
        """,
        f"web FastAPI route `Server.chat` {WEB}",
    ),
    one(
        "a class of the project's own",
        """
        from fastapi import FastAPI
        class App(FastAPI):
            pass
        app = App()
        @app.get("/")
        def chat():
            return ASK
        """,
        FASTAPI,
    ),
    one(
        "the decorator under a name of its own",
        """
        from fastapi import FastAPI
        app = FastAPI()
        route = app.post
        @route("/chat")
        def chat():
            return ASK
        """,
        FASTAPI,
    ),
    one(
        "registered elsewhere, with some arguments given before",
        "def chat(tone):\n    return ASK\n",
        FASTAPI,
        web="""
        from functools import partial
        from fastapi import APIRouter
        from main import chat
        router = APIRouter()
        router.add_api_route("/chat", partial(chat, "kind"))
        """,
    ),
    one(
        "a route of routes",
        """
        from fastapi import FastAPI
        from fastapi.routing import APIRoute
        def chat():
            return ASK
        app = FastAPI(routes=[APIRoute("/chat", endpoint=chat)])
        """,
        FASTAPI,
    ),
    one(
        "a websocket",
        """
        from fastapi import FastAPI
        app = FastAPI()
        @app.websocket("/ws")
        async def chat(socket):
            await socket.send_text(ASK.content[0].text)
        """,
        f"web FastAPI websocket `chat` {WEB} async",
    ),
    one(
        "behind a gateway of a cloud, which takes answers as a whole",
        """
        from fastapi import FastAPI
        from mangum import Mangum
        app = FastAPI()
        @app.get("/chat")
        def chat():
            return ASK
        handler = Mangum(app)
        """,
        "web FastAPI route `chat` waits per request",
    ),
    one(
        "a route that another module's function answers",
        "def answer():\n    return ASK\n",
        FASTAPI,
        web="""
        from fastapi import FastAPI
        from main import answer
        app = FastAPI()
        @app.get("/chat")
        def chat():
            return answer()
        """,
    ),
]

FLASK_AND_QUART = [
    one(
        "plain",
        """
        from flask import Flask
        app = Flask(__name__)
        @app.route("/chat", methods=["POST"])
        def chat():
            return ASK
        """,
        FLASK,
    ),
    one(
        "blueprint",
        """
        from flask import Blueprint
        bp = Blueprint("chat", __name__)
        @bp.post("/chat")
        def chat():
            return ASK
        """,
        FLASK,
    ),
    one(
        "the app as a parameter, from its caller",
        "def register(app):\n    @app.route('/chat')\n    def chat():\n        return ASK\n",
        FLASK,
        web="from flask import Flask\nfrom main import register\napp = Flask(__name__)\nregister(app)\n",
    ),
    one(
        "add_url_rule",
        "def chat():\n    return ASK\n",
        FLASK,
        web="""
        from flask import Flask
        import main
        app = Flask(__name__)
        app.add_url_rule("/chat", view_func=main.chat)
        """,
    ),
    one(
        "MethodView",
        """
        from flask.views import MethodView
        class Chat(MethodView):
            def post(self):
                return ASK
        """,
        f"web Flask route `Chat.post` {WEB}",
    ),
    one(
        "a resource of an extension, through a class of the project",
        "from base import Base\nclass Chat(Base):\n    def post(self):\n        return ASK\n",
        f"web Flask route `Chat.post` {WEB}",
        base="from flask_restful import Resource\nclass Base(Resource):\n    pass\n",
    ),
    one(
        "a command of the application",
        """
        from flask import Flask
        app = Flask(__name__)
        @app.cli.command("ask")
        def ask():
            ASK
        """,
        "script ask once",
    ),
    one(
        "Quart",
        """
        from quart import Quart
        app = Quart(__name__)
        @app.route("/chat")
        async def chat():
            return ASK
        """,
        f"web Quart route `chat` {WEB} async",
    ),
    one(
        "Quart websocket on a blueprint",
        "from web import bp\n@bp.websocket('/ws')\nasync def chat():\n    return ASK\n",
        f"web Quart websocket `chat` {WEB} async",
        web="from quart import Blueprint\nbp = Blueprint('chat', __name__)\n",
    ),
]

DJANGO = [
    one(
        "urls of another module",
        "def chat(request):\n    return ASK\n",
        f"web Django route `chat` {WEB}",
        urls="""
        from django.urls import include, path
        import main
        urlpatterns = [path("chat/", main.chat), path("api/", include("api.urls"))]
        """,
    ),
    one(
        "wrapped in the urls",
        "async def chat(request):\n    return ASK\n",
        f"web Django route `chat` {WEB} async",
        urls="""
        from django.urls import re_path
        from django.contrib.auth.decorators import login_required
        from main import chat
        urlpatterns = [re_path(r"^chat/$", login_required(chat))]
        """,
    ),
    one(
        "decorators of views",
        """
        from django.views.decorators.csrf import csrf_exempt
        @csrf_exempt
        def chat(request):
            return ASK
        """,
        f"web Django route `chat` {WEB}",
    ),
    one(
        "a class, by as_view",
        """
        from django.views import View
        class Chat(View):
            async def post(self, request):
                return ASK
        """,
        f"web Django route `Chat.post` {WEB} async",
        urls="from django.urls import path\nfrom main import Chat\nurlpatterns = [path('', Chat.as_view())]\n",
    ),
    one(
        "api_view",
        """
        from rest_framework.decorators import api_view
        @api_view(["POST"])
        def chat(request):
            return ASK
        """,
        f"web Django route `chat` {WEB}",
    ),
    one(
        "APIView",
        """
        from rest_framework import views
        class Chat(views.APIView):
            def post(self, request):
                return ASK
        """,
        f"web Django route `Chat.post` {WEB}",
    ),
    one(
        "a view set, and an action of it",
        """
        from rest_framework.decorators import action
        from rest_framework.viewsets import ModelViewSet
        class Chats(ModelViewSet):
            def create(self, request):
                return ASK
            @action(detail=True)
            def summary(self, request):
                return ASK
        """,
        f"web Django route `Chats.create` {WEB} | web Django route `Chats.summary` {WEB}",
    ),
    one(
        "ninja",
        "from api import api\n@api.post('/chat')\ndef chat(request):\n    return ASK\n",
        f"web Django route `chat` {WEB}",
        api="from ninja import NinjaAPI\napi = NinjaAPI()\n",
    ),
    one(
        "channels",
        """
        from channels.generic.websocket import AsyncWebsocketConsumer
        class Chat(AsyncWebsocketConsumer):
            async def receive(self, text_data):
                await self.send(ASK)
        """,
        "web Django websocket `Chat.receive` waits streams per message async",
    ),
    one(
        "a management command",
        """
        from django.core.management.base import BaseCommand
        class Command(BaseCommand):
            def handle(self, *args, **options):
                ASK
        """,
        "script handle once",
    ),
]

OTHER_SERVERS = [
    one(
        "Starlette routes",
        """
        from starlette.applications import Starlette
        from starlette.routing import Route
        async def chat(request):
            return ASK
        app = Starlette(routes=[Route("/chat", chat, methods=["POST"])])
        """,
        f"web Starlette route `chat` {WEB} async",
    ),
    one(
        "Starlette endpoint",
        """
        from starlette.endpoints import HTTPEndpoint
        class Chat(HTTPEndpoint):
            async def get(self, request):
                return ASK
        """,
        f"web Starlette route `Chat.get` {WEB} async",
    ),
    one(
        "Starlette websocket, elsewhere",
        "async def chat(socket):\n    await socket.send_text(ASK)\n",
        f"web Starlette websocket `chat` {WEB} async",
        web="""
        from starlette.routing import WebSocketRoute
        from main import chat
        routes = [WebSocketRoute("/ws", endpoint=chat)]
        """,
    ),
    one(
        "aiohttp table",
        """
        from aiohttp import web
        routes = web.RouteTableDef()
        @routes.post("/chat")
        async def chat(request):
            return ASK
        """,
        f"web aiohttp route `chat` {WEB} async",
    ),
    one(
        "aiohttp router",
        """
        from aiohttp import web
        async def chat(request):
            return ASK
        def main():
            app = web.Application()
            app.router.add_post("/chat", chat)
        """,
        f"web aiohttp route `chat` {WEB} async",
    ),
    one(
        "aiohttp routes, of an object in another module",
        "class Chat:\n    async def answer(self, request):\n        return ASK\n",
        f"web aiohttp route `Chat.answer` {WEB} async",
        web="""
        from aiohttp.web import Application, get
        from main import Chat
        chat = Chat()
        app = Application()
        app.add_routes([get("/", chat.answer)])
        """,
    ),
    one(
        "aiohttp view",
        """
        from aiohttp import web
        class Chat(web.View):
            async def post(self):
                return ASK
        """,
        f"web aiohttp route `Chat.post` {WEB} async",
    ),
    one(
        "Sanic",
        """
        from sanic import Sanic
        app = Sanic("chat")
        @app.post("/chat")
        async def chat(request):
            return ASK
        """,
        f"web Sanic route `chat` {WEB} async",
    ),
    one(
        "Sanic class and add_route",
        "from sanic.views import HTTPMethodView\nclass Chat(HTTPMethodView):\n    def post(self, r):\n        return ASK\n",
        f"web Sanic route `Chat.post` {WEB}",
    ),
    one(
        "Sanic add_route, elsewhere",
        "async def chat(request):\n    return ASK\n",
        f"web Sanic route `chat` {WEB} async",
        web="from sanic import Blueprint\nimport main\nbp = Blueprint('b')\nbp.add_route(main.chat, '/chat')\n",
    ),
    one(
        "Tornado",
        """
        import tornado.web
        class Chat(tornado.web.RequestHandler):
            async def post(self):
                self.write(ASK)
        """,
        f"web Tornado route `Chat.post` {WEB} async",
    ),
    one(
        "Tornado websocket, through a class of the project",
        "from base import Base\nclass Chat(Base):\n    def on_message(self, text):\n        ASK\n",
        "web Tornado websocket `Chat.on_message` waits streams per message",
        base="from tornado.websocket import WebSocketHandler\nclass Base(WebSocketHandler):\n    pass\n",
    ),
    one(
        "Litestar",
        """
        from litestar import Litestar, post
        @post("/chat")
        async def chat() -> str:
            return ASK
        app = Litestar([chat])
        """,
        f"web Litestar route `chat` {WEB} async",
    ),
    one(
        "Litestar controller",
        """
        import litestar
        class Chat(litestar.Controller):
            @litestar.get()
            def read(self) -> str:
                return ASK
        """,
        f"web Litestar route `Chat.read` {WEB}",
    ),
    one(
        "websockets",
        """
        import asyncio
        import websockets
        async def chat(socket):
            async for message in socket:
                await socket.send(ASK)
        async def main():
            async with websockets.serve(chat, "localhost", 8765):
                await asyncio.Future()
        """,
        f"web websockets websocket `chat` {WEB} async",
    ),
    one(
        "websockets, of an object",
        """
        from websockets.sync.server import serve
        class Server:
            def chat(self, socket):
                socket.send(ASK)
            def run(self):
                with serve(self.chat, "", 1) as server:
                    server.serve_forever()
        """,
        f"web websockets websocket `Server.chat` {WEB}",
    ),
    one(
        "Socket.IO events",
        """
        import socketio
        sio = socketio.AsyncServer()
        @sio.event
        async def chat(sid, data):
            await sio.emit("answer", ASK)
        """,
        "web Socket.IO event `chat` waits streams per message async",
    ),
    one(
        "Socket.IO of Flask, by name",
        "from web import io\n@io.on('message')\ndef chat(data):\n    ASK\n",
        "web Socket.IO event `chat` waits streams per message",
        web="from flask_socketio import SocketIO\nio = SocketIO()\n",
    ),
    one(
        "Socket.IO, when somebody connects",
        """
        import socketio
        sio = socketio.Server()
        @sio.on("connect")
        def welcome(sid, environ):
            ASK
        """,
        "web Socket.IO event `welcome` per request",
    ),
    one(
        "Bottle",
        "import bottle\n@bottle.post('/chat')\ndef chat():\n    return ASK\n",
        f"web Bottle route `chat` {WEB}",
    ),
    one(
        "Bottle application",
        "from bottle import Bottle\napp = Bottle()\n@app.route('/chat')\ndef chat():\n    return ASK\n",
        f"web Bottle route `chat` {WEB}",
    ),
    one(
        "the server of the standard library",
        """
        from http.server import BaseHTTPRequestHandler
        class handler(BaseHTTPRequestHandler):
            def do_POST(self):
                ASK
        """,
        f"web HTTP server route `handler.do_POST` {WEB}",
    ),
]

CLOUD = [
    one(
        "AWS Lambda, by the names of its parameters",
        "def handler(event, context):\n    return ASK\n",
        "function handler per item by name",
    ),
    one(
        "AWS Lambda, that calls another module",
        "def answer(text):\n    return ASK\n",
        "function run per item by name",
        entry="from main import answer\ndef run(event, context):\n    return answer(event['text'])\n",
    ),
    one(
        "AWS Lambda, by a decorator",
        """
        from aws_lambda_powertools import Logger
        logger = Logger()
        @logger.inject_lambda_context
        def run(incoming, _):
            return ASK
        """,
        "function run per item",
    ),
    one(
        "AWS Lambda, by the type of its event",
        """
        from aws_lambda_powertools.utilities.data_classes import event_source, SQSEvent
        @event_source(data_class=SQSEvent)
        def run(incoming, _):
            return ASK
        """,
        "function run per item",
    ),
    one(
        "a route of a Lambda",
        """
        from aws_lambda_powertools.event_handler import APIGatewayRestResolver
        app = APIGatewayRestResolver()
        @app.post("/chat")
        def chat():
            return ASK
        def handler(event, context):
            return app.resolve(event, context)
        """,
        "web AWS Lambda route `chat` waits per request",
    ),
    one(
        "Chalice route",
        "from chalice import Chalice\napp = Chalice(app_name='a')\n@app.route('/')\ndef chat():\n    return ASK\n",
        "web Chalice route `chat` waits per request",
    ),
    one(
        "Chalice queue, on a blueprint of another module",
        "from parts import part\n@part.on_sqs_message(queue='q')\ndef work(event):\n    ASK\n",
        "function work per item",
        parts="from chalice import Blueprint\npart = Blueprint(__name__)\n",
    ),
    one(
        "Azure route",
        """
        import azure.functions as func
        app = func.FunctionApp()
        @app.function_name("chat")
        @app.route(route="chat")
        def chat(req):
            return ASK
        """,
        "web Azure Functions route `chat` waits per request",
    ),
    one(
        "Azure timer on a blueprint",
        """
        from azure.functions import Blueprint
        bp = Blueprint()
        @bp.timer_trigger(schedule="0 0 * * * *", arg_name="timer")
        def tidy(timer):
            ASK
        """,
        "task tidy per run",
    ),
    one(
        "Azure by the type of its parameter",
        "import azure.functions as func\ndef main(req: func.HttpRequest) -> func.HttpResponse:\n    return ASK\n",
        "web Azure Functions route `main` waits per request",
    ),
    one(
        "Google",
        "import functions_framework\n@functions_framework.http\ndef chat(request):\n    return ASK\n",
        "web Google Cloud route `chat` waits per request",
    ),
    one(
        "Google event",
        "from functions_framework import cloud_event\n@cloud_event\ndef work(event):\n    ASK\n",
        "function work per item",
    ),
]


# pages and chats

PAGE = "streamlit Streamlit waits streams per run"

PAGES = [
    one("Streamlit", "import streamlit as st\nif st.chat_input():\n    st.write(ASK)\n", PAGE),
    one(
        "Streamlit in functions",
        """
        import streamlit as st
        def main():
            if st.button("Go"):
                st.markdown(ASK)
        if __name__ == "__main__":
            main()
        """,
        PAGE,
    ),
    one(
        "Streamlit in a module that the page calls",
        "import streamlit as st\ndef render():\n    st.write(ASK)\n",
        PAGE,
        app="from main import render\nrender()\n",
    ),
    one(
        "Streamlit callback",
        """
        import streamlit as st
        def answer():
            st.session_state["answer"] = ASK
        st.button("Ask", on_click=answer)
        """,
        "streamlit answer waits streams per run",
    ),
    one(
        "Streamlit callback on a part of the page",
        """
        import streamlit as st
        left, right = st.columns(2)
        def answer(tone):
            st.session_state["answer"] = ASK
        with right:
            right.selectbox("Tone", [], on_change=answer)
        """,
        "streamlit answer waits streams per run",
    ),
    one(
        "Streamlit pages of functions",
        """
        import streamlit as st
        def chat():
            st.write(ASK)
        st.navigation([st.Page(chat)]).run()
        """,
        "streamlit chat waits streams per run",
    ),
    one(
        "Gradio interface",
        "import gradio as gr\ndef chat(text):\n    return ASK\ngr.Interface(fn=chat, inputs='text', outputs='text').launch()\n",
        f"gradio chat {WEB}",
    ),
    one(
        "Gradio chat, of an object in another module",
        "class Bot:\n    def chat(self, text, history):\n        return ASK\n",
        f"gradio chat {WEB}",
        app="from gradio import ChatInterface\nfrom main import Bot\nbot = Bot()\nChatInterface(bot.chat).launch()\n",
    ),
    one(
        "Gradio events, one after another",
        """
        import gradio as gr
        def user(text, history):
            return "", history
        def answer(history):
            return ASK
        with gr.Blocks() as demo:
            box = gr.Textbox()
            box.submit(user, box, box).then(answer, box, box)
        """,
        f"gradio answer {WEB}",
    ),
    one(
        "Gradio decorator",
        """
        import gradio as gr
        with gr.Blocks() as demo:
            button = gr.Button()
            @button.click(inputs=[], outputs=[])
            def answer():
                return ASK
        """,
        f"gradio answer {WEB}",
    ),
    one(
        "Chainlit",
        """
        import chainlit as cl
        @cl.on_message
        async def chat(message):
            await cl.Message(content=ASK).send()
        """,
        "chainlit chat waits streams per message async",
    ),
    one(
        "Chainlit, a function of another module",
        "def answer():\n    return ASK\n",
        "chainlit start waits streams per message async",
        app="from chainlit import on_chat_start\nfrom main import answer\n@on_chat_start\nasync def start():\n    answer()\n",
    ),
    one(
        "a terminal chat",
        "while True:\n    text = input()\n    print(ASK)\n",
        "terminal terminal chat waits streams per message",
    ),
    one(
        "an asynchronous terminal chat that reads in a function",
        """
        from rich.prompt import Prompt
        def read():
            return Prompt.ask("> ")
        async def main():
            while text := read():
                print(ASK)
        """,
        "terminal terminal chat waits streams per message async",
    ),
    one(
        "Dash",
        "from dash import callback\n@callback()\ndef answer(text):\n    return ASK\n",
        "web Dash route `answer` waits per request",
    ),
]

MESSAGE = "waits per message"

BOTS = [
    one(
        "Discord event",
        """
        import discord
        client_ = discord.Client(intents=None)
        @client_.event
        async def on_message(message):
            await message.reply(ASK)
        """,
        f"bot on_message {MESSAGE} async",
    ),
    one(
        "Discord, when the bot is ready",
        "import discord\nbot = discord.Client()\n@bot.event\nasync def on_ready():\n    ASK\n",
        "bot on_ready per message async",
    ),
    one(
        "Discord listener by the event's name",
        """
        from discord.ext import commands
        bot = commands.Bot("!")
        @bot.listen("on_message")
        async def answer(message):
            ASK
        """,
        f"bot answer {MESSAGE} async",
    ),
    one(
        "Discord command of another module's bot",
        "from bot import bot\n@bot.command()\nasync def ask(ctx):\n    await ctx.send(ASK)\n",
        f"bot ask {MESSAGE} async",
        bot="from discord.ext import commands\nbot = commands.Bot('!')\n",
    ),
    one(
        "Discord client of one's own",
        """
        import discord
        class Mine(discord.Client):
            async def on_message(self, message):
                await message.channel.send(ASK)
        """,
        f"bot on_message {MESSAGE} async",
    ),
    one(
        "Discord cog",
        """
        from discord import app_commands
        from discord.ext import commands
        class Chat(commands.Cog):
            @commands.Cog.listener()
            async def on_message(self, message):
                ASK
            @app_commands.command()
            async def ask(self, interaction):
                ASK
        """,
        f"bot on_message {MESSAGE} async | bot ask {MESSAGE} async",
    ),
    one(
        "Discord command tree in a client",
        """
        import discord
        from discord import app_commands
        bot = discord.Client()
        tree = app_commands.CommandTree(bot)
        @tree.command(name="ask")
        async def ask(interaction):
            ASK
        """,
        f"bot ask {MESSAGE} async",
    ),
    one(
        "Discord command below a group",
        """
        from discord.ext import commands
        bot = commands.Bot("!")
        @bot.group()
        async def claude(ctx):
            pass
        @claude.command()
        async def ask(ctx):
            ASK
        """,
        f"bot ask {MESSAGE} async",
    ),
    one(
        "Discord timetable",
        "from discord.ext import tasks\n@tasks.loop(hours=24)\nasync def daily():\n    ASK\n",
        "task daily per run async",
    ),
    one(
        "Slack",
        """
        from slack_bolt import App
        app = App()
        @app.event("app_mention")
        def answer(event, say):
            say(ASK)
        """,
        f"bot answer {MESSAGE}",
    ),
    one(
        "Slack in async code, of an object",
        """
        from slack_bolt.async_app import AsyncApp
        class Bot:
            def __init__(self):
                self.app = AsyncApp()
                self.app.message("hello")(self.answer)
            async def answer(self, message, say):
                await say(ASK)
        """,
        f"bot answer {MESSAGE} async",
    ),
    one(
        "Telegram",
        """
        from telegram.ext import Application, MessageHandler, filters
        async def answer(update, context):
            await update.message.reply_text(ASK)
        app = Application.builder().token("t").build()
        app.add_handler(MessageHandler(filters.TEXT, answer))
        """,
        f"bot answer {MESSAGE} async",
    ),
    one(
        "Telegram command of an object in another module",
        "class Bot:\n    async def ask(self, update, context):\n        ASK\n",
        f"bot ask {MESSAGE} async",
        run="""
        import telegram.ext as t
        from main import Bot
        bot = Bot()
        handlers = [t.CommandHandler("ask", bot.ask)]
        """,
    ),
    one(
        "Telegram timetable",
        """
        from telegram.ext import Application
        async def daily(context):
            ASK
        app = Application.builder().token("t").build()
        app.job_queue.run_daily(daily, time=None)
        """,
        "task daily per run async",
    ),
    one(
        "aiogram router",
        "from aiogram import Router, F\nrouter = Router()\n@router.message(F.text)\nasync def answer(message):\n    ASK\n",
        f"bot answer {MESSAGE} async",
    ),
    one(
        "aiogram, registered elsewhere",
        "async def answer(message):\n    await message.answer(ASK)\n",
        f"bot answer {MESSAGE} async",
        run="from aiogram import Dispatcher\nimport main\ndp = Dispatcher()\ndp.message.register(main.answer)\n",
    ),
    one(
        "telebot",
        "import telebot\nbot = telebot.TeleBot('t')\n@bot.message_handler(func=None)\ndef answer(m):\n    bot.reply_to(m, ASK)\n",
        f"bot answer {MESSAGE}",
    ),
    one(
        "telebot, the next step",
        """
        from telebot.async_telebot import AsyncTeleBot
        bot = AsyncTeleBot("t")
        async def answer(message):
            ASK
        def start(message):
            bot.register_next_step_handler(message, answer)
        """,
        f"bot answer {MESSAGE} async",
    ),
    one(
        "Telethon",
        """
        from telethon import TelegramClient, events
        user = TelegramClient("s", 1, "h")
        @user.on(events.NewMessage)
        async def answer(event):
            await event.reply(ASK)
        """,
        f"bot answer {MESSAGE} async",
    ),
    one(
        "WhatsApp by Twilio's markup",
        """
        from flask import Flask
        from twilio.twiml.messaging_response import MessagingResponse
        app = Flask(__name__)
        @app.post("/whatsapp")
        def answer():
            response = MessagingResponse()
            response.message(ASK.content[0].text)
            return str(response)
        """,
        f"bot answer {MESSAGE}",
    ),
    one(
        "WhatsApp by Twilio's client, in another module",
        """
        from fastapi import FastAPI
        from sending import send
        app = FastAPI()
        @app.post("/whatsapp")
        async def answer():
            send(ASK)
        """,
        f"bot answer {MESSAGE} async",
        sending="from twilio.rest import Client\ntwilio = Client()\ndef send(text):\n    twilio.messages.create(to='1', body=text)\n",
    ),
    one(
        "WhatsApp by the address of its interface",
        """
        import requests
        from flask import Flask
        app = Flask(__name__)
        BASE = "https://graph.facebook.com/v19.0"
        def send(text):
            requests.post(f"{BASE}/1/messages", json={"text": text})
        @app.post("/webhook")
        def answer():
            send(ASK)
            return "ok"
        """,
        f"bot answer {MESSAGE}",
    ),
    one(
        "Slack by a route",
        """
        from fastapi import FastAPI
        from slack_sdk import WebClient
        app = FastAPI()
        slack = WebClient()
        @app.post("/slack/events")
        def answer(body: dict):
            slack.chat_postMessage(channel="c", text=ASK)
        """,
        f"bot answer {MESSAGE}",
    ),
    one(
        "LINE",
        "from linebot.v3 import WebhookHandler\nhook = WebhookHandler('s')\n@hook.add(str)\ndef answer(event):\n    ASK\n",
        f"bot answer {MESSAGE}",
    ),
    one(
        "Teams",
        """
        from botbuilder.core import ActivityHandler
        class Bot(ActivityHandler):
            async def on_message_activity(self, turn):
                await turn.send_activity(ASK)
        """,
        f"bot on_message_activity {MESSAGE} async",
    ),
]


# scripts, tasks, tests

SCRIPT = "script script once"

SCRIPTS = [
    one("module code", "ASK\n", SCRIPT),
    one("main", "def main():\n    ASK\nif __name__ == '__main__':\n    main()\n", SCRIPT),
    one("called elsewhere", "def ask():\n    return ASK\n", SCRIPT, run="from main import ask\nask()\n"),
    one(
        "click",
        "import click\n@click.command()\n@click.option('--n')\ndef ask(n):\n    ASK\n",
        "script ask once",
    ),
    one(
        "click group of another module",
        "from cli import cli\n@cli.command('ask')\ndef ask():\n    ASK\n",
        "script ask once",
        cli="import click\n@click.group()\ndef cli():\n    pass\n",
    ),
    one(
        "typer",
        "import typer\napp = typer.Typer()\n@app.command()\ndef ask():\n    ASK\n",
        "script ask once",
    ),
    one("typer.run", "import typer\ndef ask():\n    ASK\ntyper.run(ask)\n", "script ask once"),
    one(
        "argparse",
        """
        import argparse
        def ask(args):
            ASK
        def main():
            parser = argparse.ArgumentParser()
            commands = parser.add_subparsers()
            asking = commands.add_parser("ask")
            asking.set_defaults(func=ask)
        """,
        "script ask once",
    ),
    one(
        "argparse, with commands in functions",
        """
        import argparse
        def ask(args):
            ASK
        def add(commands):
            commands.add_parser("ask").set_defaults(func=ask)
        def main():
            add(argparse.ArgumentParser().add_subparsers())
        """,
        "script ask once",
    ),
    one("fire", "import fire\ndef ask():\n    ASK\nfire.Fire(ask)\n", "script ask once"),
    one(
        "fire, a class",
        "import fire\nclass Tool:\n    def ask(self):\n        ASK\nif __name__ == '__main__':\n    fire.Fire(Tool)\n",
        "script ask once",
    ),
    one("fire, all of a module", "import fire\ndef ask():\n    ASK\nfire.Fire()\n", "script ask once"),
    one(
        "fire, elsewhere",
        "def ask():\n    ASK\n",
        "script ask once",
        run="from fire import Fire\nfrom main import ask\nFire(ask)\n",
    ),
]

TASK = "per item"

TASKS = [
    one(
        "Celery",
        "from celery import Celery\napp = Celery()\n@app.task(bind=True)\ndef work(self):\n    ASK\n",
        f"task work {TASK}",
    ),
    one(
        "Celery, shared",
        "from celery import shared_task\n@shared_task\ndef work():\n    ASK\n",
        f"task work {TASK}",
    ),
    one(
        "Celery app of another module, by a function",
        "from jobs import celery\ndef ask():\n    return ASK\n@celery.task\ndef work():\n    ask()\n",
        f"task work {TASK}",
        jobs="import celery as c\ndef make(name):\n    return c.Celery(name)\ncelery = make('jobs')\n",
    ),
    one(
        "Celery's current application",
        "from celery import current_app\n@current_app.task\ndef work():\n    ASK\n",
        f"task work {TASK}",
    ),
    one(
        "RQ",
        """
        from redis import Redis
        from rq import Queue
        def work():
            ASK
        queue = Queue(connection=Redis())
        queue.enqueue(work)
        """,
        f"task work {TASK}",
    ),
    one(
        "RQ decorator",
        "from rq.decorators import job\n@job('q')\ndef work():\n    ASK\n",
        f"task work {TASK}",
    ),
    one(
        "RQ of Django, elsewhere",
        "def work():\n    ASK\n",
        f"task work {TASK}",
        run="import django_rq\nfrom main import work\ndjango_rq.get_queue('q').enqueue(work)\n",
    ),
    one("Dramatiq", "import dramatiq\n@dramatiq.actor\ndef work():\n    ASK\n", f"task work {TASK}"),
    one(
        "Dramatiq with options",
        "from dramatiq import actor\n@actor(max_retries=3)\ndef work():\n    ASK\n",
        f"task work {TASK}",
    ),
    one(
        "MCP",
        """
        from mcp.server.fastmcp import FastMCP
        server = FastMCP("notes")
        @server.tool()
        async def work(text: str) -> str:
            ASK
        """,
        "tool MCP tool `work` waits per request async",
    ),
    one(
        "MCP, the second version",
        """
        from mcp.server import MCPServer
        server = MCPServer("notes")
        @server.resource("notes://{name}")
        def work(name: str) -> str:
            ASK
        """,
        "tool MCP tool `work` waits per request",
    ),
    one(
        "FastMCP, without parentheses",
        """
        from fastmcp import FastMCP
        server = FastMCP("notes")
        @server.tool
        def work(text: str) -> str:
            ASK
        """,
        "tool MCP tool `work` waits per request",
    ),
    one(
        "MCP, a plain server",
        """
        from mcp.server.lowlevel import Server
        app = Server("notes")
        @app.call_tool()
        async def work(name, arguments):
            ASK
        """,
        "tool MCP tool `work` waits per request async",
    ),
    one(
        "MCP, a plain server given its handlers",
        """
        from mcp.server.lowlevel import Server
        async def work(ctx, params):
            ASK
        app = Server("notes", on_call_tool=work)
        """,
        "tool MCP tool `work` waits per request async",
    ),
    one(
        "Huey",
        "from huey import SqliteHuey\nh = SqliteHuey()\n@h.task()\ndef work():\n    ASK\n",
        f"task work {TASK}",
    ),
    one(
        "Huey, now and then",
        "from jobs import h\n@h.periodic_task(None)\ndef work():\n    ASK\n",
        "task work per run",
        jobs="from huey import RedisHuey\nh = RedisHuey()\n",
    ),
    one(
        "arq",
        "from arq import cron\nasync def work(ctx):\n    ASK\nclass Settings:\n    cron_jobs = [cron(work, hour=1)]\n",
        "task work per run async",
    ),
    one(
        "APScheduler",
        """
        from apscheduler.schedulers.background import BackgroundScheduler
        scheduler = BackgroundScheduler()
        def work():
            ASK
        scheduler.add_job(work, "cron", hour=1)
        """,
        "task work per run",
    ),
    one(
        "APScheduler decorator",
        "from jobs import s\n@s.scheduled_job('cron', hour=1)\ndef work():\n    ASK\n",
        "task work per run",
        jobs="from apscheduler.schedulers.asyncio import AsyncIOScheduler\ns = AsyncIOScheduler()\n",
    ),
    one(
        "schedule",
        "import schedule\ndef work():\n    ASK\nschedule.every().day.at('10:30').do(work)\n",
        "task work per run",
    ),
    one(
        "schedule by a decorator",
        "from schedule import every, repeat\n@repeat(every(10).minutes)\ndef work():\n    ASK\n",
        "task work per run",
    ),
    one(
        "Airflow operator",
        "def work():\n    ASK\n",
        "task work per run",
        dag="""
        from airflow.operators.python import PythonOperator
        from main import work
        PythonOperator(task_id="work", python_callable=work)
        """,
    ),
    one(
        "Airflow task",
        "from airflow.decorators import task\n@task\ndef work():\n    ASK\n",
        "task work per run",
    ),
    one(
        "Airflow task of a kind",
        "from airflow.sdk import task\n@task.virtualenv(requirements=[])\ndef work():\n    ASK\n",
        "task work per run",
    ),
    one(
        "Airflow operator of one's own",
        "from airflow.models import BaseOperator\nclass Work(BaseOperator):\n    def execute(self, context):\n        ASK\n",
        "task execute per run",
    ),
    one(
        "Prefect flow",
        "from prefect import flow\n@flow(log_prints=True)\ndef work():\n    ASK\n",
        "task work per run",
    ),
    one(
        "Prefect task, called by a flow",
        "import prefect\n@prefect.task\ndef part():\n    ASK\n@prefect.flow\ndef whole():\n    part()\n",
        "task whole per run",
    ),
    one("Dagster", "import dagster as dg\n@dg.asset\ndef table():\n    return ASK\n", "task table per run"),
    one("Dagster op", "from dagster import op\n@op\ndef work():\n    return ASK\n", "task work per run"),
    one(
        "Temporal",
        "from temporalio import activity\n@activity.defn\nasync def work():\n    ASK\n",
        f"task work {TASK} async",
    ),
    one(
        "Temporal class",
        "from temporalio import activity\nclass Work:\n    @activity.defn\n    def ask(self):\n        ASK\n",
        f"task ask {TASK}",
    ),
    one(
        "Modal",
        "import modal\napp = modal.App()\n@app.function()\ndef work():\n    ASK\n",
        f"task work {TASK}",
    ),
    one(
        "Modal on the web",
        "import modal\napp = modal.App()\n@app.function()\n@modal.fastapi_endpoint()\ndef chat():\n    return ASK\n",
        f"web Modal route `chat` {WEB}",
    ),
    one(
        "a task in the background of a route",
        """
        from fastapi import BackgroundTasks, FastAPI
        app = FastAPI()
        def work():
            ASK
        @app.post("/")
        def start(tasks: BackgroundTasks):
            tasks.add_task(work)
        """,
        "background background task per item",
    ),
]

TESTS = [
    one("function", "def test_ask():\n    ASK\n", "test test_ask once by name"),
    one(
        "method of a class",
        "class TestAsk:\n    def test_ask(self):\n        ASK\n",
        "test test_ask once by name",
    ),
    one(
        "fixture",
        "import pytest\n@pytest.fixture(scope='session')\ndef answer():\n    return ASK\n",
        "test answer once",
    ),
    one(
        "unittest",
        "import unittest\nclass Ask(unittest.TestCase):\n    def test_ask(self):\n        ASK\n",
        "test test_ask once",
    ),
    one(
        "unittest of Django, through a class of the project",
        "from base import Base\nclass Ask(Base):\n    def setUp(self):\n        ASK\n",
        "test setUp once",
        base="from django.test import TestCase\nclass Base(TestCase):\n    pass\n",
    ),
]


# what is none

NONE = [
    one("a function that nobody calls", "def ask():\n    return ASK\n", "none"),
    one(
        "a decorator of the project with the name of a route",
        """
        def get(path):
            return lambda function: function
        @get("/chat")
        def chat():
            return ASK
        """,
        "none",
    ),
    one(
        "an application of the project's own class",
        """
        class FastAPI:
            def get(self, path):
                return lambda function: function
        app = FastAPI()
        @app.get("/chat")
        def chat():
            return ASK
        """,
        "none",
    ),
    one(
        "an app from a package that is not known",
        "from framework import app\n@app.get('/chat')\ndef chat():\n    return ASK\n",
        "none",
    ),
    one("an app that is not defined", "@app.route('/chat')\ndef chat():\n    return ASK\n", "none"),
    one(
        "the app as a parameter without a type",
        "def r(app):\n    @app.get('/')\n    def c():\n        ASK\n",
        "none",
    ),
    one("a dict", "handlers = {}\n@handlers.get('chat')\ndef chat():\n    return ASK\n", "none"),
    one(
        "no route: on_event",
        "from fastapi import FastAPI\napp = FastAPI()\n@app.on_event('startup')\ndef warm():\n    ASK\n",
        "none",
    ),
    one(
        "no route: middleware",
        "from fastapi import FastAPI\napp = FastAPI()\n@app.middleware('http')\nasync def m(r, n):\n    ASK\n",
        "none",
    ),
    one(
        "no route: before_request",
        "from flask import Flask\napp = Flask(__name__)\n@app.before_request\ndef first():\n    ASK\n",
        "none",
    ),
    one(
        "no route: a listener of Sanic",
        "from sanic import Sanic\napp = Sanic('a')\n@app.listener('before_server_start')\ndef warm(app):\n    ASK\n",
        "none",
    ),
    one(
        "no handler: another method of a view",
        "from django.views import View\nclass Chat(View):\n    def helper(self):\n        ASK\n",
        "none",
    ),
    one(
        "no handler: a class of the project named so",
        "class RequestHandler:\n    pass\nclass Chat(RequestHandler):\n    def post(self):\n        ASK\n",
        "none",
    ),
    one(
        "no handler: on_message of a class that is no client",
        "class Bot:\n    async def on_message(self, message):\n        ASK\n",
        "none",
    ),
    one(
        "a client for requests is no server",
        "import aiohttp\nsession = aiohttp.ClientSession()\n@session.get('/')\ndef chat():\n    ASK\n",
        "none",
    ),
    one(
        "a client for websockets is no server",
        "import websockets\ndef chat():\n    ASK\nasync def main():\n    await websockets.connect(chat)\n",
        "none",
    ),
    one("three parameters are no Lambda", "def handler(event, context, more):\n    ASK\n", "none"),
    one("other names are no Lambda", "def lambda_handler(request, response):\n    ASK\n", "none"),
    one(
        "a function of a Lambda's form that is called",
        "def handle(event, context):\n    ASK\ndef other():\n    handle({}, None)\n",
        "none",
    ),
    one("a method of a Lambda's form", "class A:\n    def handle(event, context):\n        ASK\n", "none"),
    one(
        "Powertools on an inner function",
        "from aws_lambda_powertools import Tracer\nt = Tracer()\n@t.capture_method\ndef ask():\n    ASK\n",
        "none",
    ),
    one(
        "Streamlit that shows nothing",
        "import streamlit as st\n@st.cache_data\ndef ask():\n    ASK\nask()\n",
        SCRIPT,
    ),
    one("a package with Streamlit's word", "import streamlit_extras as st\nst.write(ASK)\n", SCRIPT),
    one(
        "a Streamlit value that is no callback",
        "import streamlit as st\ndef name(x):\n    ASK\ndef page():\n    st.selectbox('x', [], format_func=name)\n",
        "none",
    ),
    one(
        "Gradio's name for another package",
        "import mygradio as gr\ndef chat(t):\n    ASK\ndef go():\n    gr.Interface(fn=chat)\n",
        "none",
    ),
    one("Chainlit's step", "import chainlit as cl\n@cl.step\ndef ask():\n    ASK\n", "none"),
    one("a loop without a person", "for text in ['a']:\n    print(ASK)\n", SCRIPT),
    one("what a person types once", "text = input()\nfor _ in range(3):\n    ASK\n", SCRIPT),
    one(
        "a tool of an agent",
        "from agents import function_tool\n@function_tool\ndef ask():\n    ASK\n",
        "none",
    ),
    one(
        "a tool of a framework",
        "from langchain_core.tools import tool\n@tool\ndef ask():\n    ASK\n",
        "none",
    ),
    one(
        "Discord's checks",
        "from discord.ext import commands\nbot = commands.Bot('!')\n@bot.check\nasync def may(ctx):\n    ASK\n",
        "none",
    ),
    one(
        "errors of a Telegram bot",
        """
        from telegram.ext import Application
        async def failed(update, context):
            ASK
        def main():
            Application.builder().build().add_error_handler(failed)
        """,
        "none",
    ),
    one(
        "a web route that sends by something else",
        """
        import requests
        from flask import Flask
        app = Flask(__name__)
        @app.post("/chat")
        def chat():
            requests.post("https://example.com/messages", json={})
            return ASK
        """,
        FLASK,
    ),
    one(
        "a web route that tells others by a web hook",
        """
        import requests
        from flask import Flask
        app = Flask(__name__)
        @app.post("/chat")
        def chat():
            requests.post("https://hooks.slack.com/services/T/B/x", json={"text": "asked"})
            return ASK
        """,
        FLASK,
    ),
    one(
        "a queue of the standard library",
        "import queue\ndef work():\n    ASK\ndef main():\n    queue.Queue().put(work)\n",
        "none",
    ),
    one(
        "what a retry wraps",
        "from tenacity import retry\n@retry\ndef ask():\n    ASK\n",
        "none",
    ),
    one(
        "a callback of an Airflow operator is not its task",
        """
        from airflow.operators.python import PythonOperator
        def failed(context):
            ASK
        def build(work):
            PythonOperator(task_id="w", python_callable=work, on_failure_callback=failed)
        """,
        "none",
    ),
    one(
        "a function that a map runs within a page",
        """
        import gradio as gr
        def ask(text):
            return ASK
        def page(pool):
            gr.Interface(pool.map(ask, []))
        """,
        "none",
    ),
    one("a test's name outside of tests", "def test_ask():\n    ASK\n", "none"),
]

GROUPS = (FAST_API, FLASK_AND_QUART, DJANGO, OTHER_SERVERS, CLOUD, PAGES, BOTS, SCRIPTS, TASKS, NONE)


@pytest.mark.parametrize("case", [case for group in GROUPS for case in group], ids=lambda case: case.name)
def test_surfaces(case: Case) -> None:
    """What runs the function of a request, whether a person waits there, and how often it runs."""
    check(case)


@pytest.mark.parametrize("path", ["test_asking.py", "tests/asking_test.py"])
@pytest.mark.parametrize("case", TESTS, ids=lambda case: case.name)
def test_tests(case: Case, path: str) -> None:
    """Tests are known by the file and the name that pytest collects, or by the class they stand in."""
    if "base.py" in case.files and "/" in path:
        case = Case(case.name, case.source, case.surface, {"tests/base.py": case.files["base.py"]})
    check(case, path)


def test_a_surface_says_where_it_is() -> None:
    """The place of a surface is the head of its function."""
    text = 'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/")\ndef chat():\n    return ASK\n'
    with project_of({"main.py": CLIENT + text.replace("ASK", ASKING)}) as project:
        surface = project.requests[0].ways[0].surface
        assert surface is not None
        assert surface.framework == "FastAPI"
        assert project.text(project.judged[0])[surface.place.start : surface.place.end] == "def chat():"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (
            "import socketio\nsio = socketio.Server()\n@sio.event\ndef chat(sid, data):\n"
            "    sio.emit('answer', {'text': ASK.content[0].text})\n",
            "sent",
        ),
        (
            "from flask_socketio import SocketIO, emit\nio = SocketIO()\n@io.on('message')\ndef chat(data):\n"
            "    emit('answer', ASK.content[0].text)\n",
            "sent",
        ),
        (
            "import websockets\nasync def chat(socket):\n    await socket.send(ASK.content[0].text)\n"
            "websockets.serve(chat, '', 1)\n",
            "sent",
        ),
        (
            "import socketio\nsio = socketio.Server()\n@sio.event\ndef chat(sid, data):\n"
            "    queue.emit('answer', ASK.content[0].text)\n",
            None,
        ),
    ],
)
def test_what_a_connection_is_sent(source: str, kind: str | None) -> None:
    """An answer that goes to a socket reaches the person at its other end."""
    with project_of({"main.py": CLIENT + source.replace("ASK", ASKING)}) as project:
        delivery = project.paths[0].delivery
    assert (None if delivery is None else delivery.kind) == kind


_ROUTE = "import fastapi\napp = fastapi.FastAPI()\n@app.get('/')\ndef chat():\n    message = ASK\n"


@pytest.mark.parametrize(
    ("returned", "taker", "at_once"),
    [
        ("return message.content[0].text", "", True),
        ("text = message.content[0].text\n    return text", "", True),
        ("return ''.join(block.text for block in message.content)", "", True),
        ("return fastapi.responses.PlainTextResponse(message.content[0].text)",
         "fastapi.responses.PlainTextResponse", True),
        ("return {'text': message.content[0].text}", None, True),
        ("return Own(message.content[0].text)\nclass Own: ...", None, True),
        ("return message.content[0].text\nprint(chat())", "", False),
    ],
)  # fmt: skip
def test_what_takes_the_text(returned: str, taker: str | None, at_once: bool) -> None:
    """What the text is handed to where it leaves, and whether the route alone has to do with that."""
    text = _ROUTE.replace("ASK", ASKING) + f"    {returned}\n"
    with project_of({"main.py": CLIENT + text}) as project:
        path = next(path for path in project.paths if path.delivery is not None)
        assert path.delivery is not None
        assert (path.delivery.taker, path.is_delivered_at_once) == (taker, at_once)


@pytest.mark.parametrize(
    ("source", "surface"),
    [
        (
            "import gradio as gr\nwith gr.Blocks():\n    gr.Button().click(lambda: ASK)\n",
            f"gradio <lambda> {WEB}",
        ),
        ("import schedule\nschedule.every().day.do(lambda: ASK)\n", "task <lambda> per run"),
        (
            "import streamlit as st\nst.button('x', on_click=lambda: ASK)\n",
            "streamlit <lambda> waits streams per run",
        ),
        ("import streamlit as st\nst.selectbox('x', [], format_func=lambda x: ASK)\n", "none"),
        ("run(lambda: ASK)\n", "none"),
    ],
)
def test_lambdas(source: str, surface: str) -> None:
    """A lambda that is handed to a framework is a handler as well."""
    with project_of({"main.py": CLIENT + source.replace("ASK", ASKING)}) as project:
        module = project.judged[0]
        scope = next(index for index, one in enumerate(module.scopes) if one.kind == "lambda")
        assert described(project.surfaces.of(module, scope)) == surface
