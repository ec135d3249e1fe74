"""What comes with somebody's request and stands in the system prompt, as far as the model sees."""

from __future__ import annotations

import pytest
from harness import requests_of

HEAD = """
import json
from enum import Enum
from typing import Annotated, Literal, Optional
import anthropic, flask
import streamlit as st
from fastapi import FastAPI, Query, Request, Depends
from pydantic import BaseModel
app, pages = FastAPI(), flask.Flask(__name__)
client = anthropic.Anthropic()
KINDS = {"a": "A", "b": "B"}
class Kind(Enum):
    A = "a"
class Base(BaseModel):
    name: str
class Body(Base):
    note: Optional[str] = None
    kind: Kind
    size: int
    tags: list[str]
def check(text):
    if text not in KINDS:
        raise ValueError(text)
def send(system):
    client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=[], system=system)
"""
ROUTE = '@app.post("/")\ndef handler({}):\n    {}\n'


def route(parameters: str, *code: str) -> str:
    """A route with parameters, and what it does."""
    return ROUTE.format(parameters, "\n    ".join(code))


# the code of a handler, and whether something of the request stands in the system prompt
CASES = {
    "a text": (route("name: str", "send(f'You are {name}.')"), True),
    "without a type": (route("name", "send('You are ' + name)"), True),
    "perhaps a text": (route("name: Optional[str] = None", "send('You are %s.' % name)"), True),
    "with a note on the type": (route("name: Annotated[str, Query()]", "send(f'You are {name}.')"), True),
    "an inherited field": (route("body: Body", "send(f'You are {body.name}.')"), True),
    "a field with a default": (route("body: Body", "send(f'Note: {body.note or str()}')"), True),
    "an item of a field": (route("body: Body", "send(f'Tag: {body.tags[0]}')"), True),
    "a field that is a choice": (route("body: Body", "send(f'Kind: {body.kind}')"), False),
    "a field that is a number": (route("body: Body", "send(f'Size: {body.size}')"), False),
    "a literal": (route("name: Literal['a', 'b']", "send(f'You are {name}.')"), False),
    "what was depended on": (route("name: str = Depends(check)", "send(f'You are {name}.')"), False),
    "the raw request": (route("request: Request", "send(f'You are {request.query_params[str()]}.')"), True),
    "an id": (route("request: Request", "send(f'You are {request.user.id}.')"), False),
    "in another form": (route("name: str", "send('You are ' + name.strip().title())"), True),
    "dumped": (route("body: Body", "send('Notes: ' + json.dumps({'a': body.note}))"), True),
    "looked up": (route("name: str", "send('You are ' + KINDS[name])"), False),
    "looked up with a default": (route("name: str", "send('You are ' + KINDS.get(name, 'A'))"), False),
    "compared": (route("name: str", "if name == 'a': send(f'You are {name}.')"), False),
    "compared in another form": (
        route("name: str", "if name.lower() in KINDS: send(f'You are {name}.')"),
        False,
    ),
    "only asked for": (route("name: str", "if name: send(f'You are {name}.')"), True),
    "only measured": (route("name: str", "if len(name) < 9: send(f'You are {name}.')"), True),
    "checked": (route("name: str", "check(name)", "send(f'You are {name}.')"), False),
    "handed to a test": (route("name: str", "if str.isalpha(name): send(f'You are {name}.')"), False),
    "a whole prompt": (route("system: str", "send(system)"), False),
    "an unknown function makes it": (route("name: str", "send('You are ' + st.clean(name))"), False),
    "of Flask": ("@pages.post('/')\ndef f():\n send('You are ' + flask.request.form['name'])", True),
    "in the path of Flask": ("@pages.get('/<name>')\ndef f(name):\n send('You are ' + name)", True),
    "a number in the path": ("@pages.get('/<int:n>')\ndef f(n):\n send(f'You are {n}.')", False),
    "given by another decorator": (
        "@pages.get('/')\n@signed_in\ndef f(user):\n send(f'You talk to {user}.')",
        False,
    ),
    "what Flask says itself": ("@pages.post('/')\ndef f():\n send('It is ' + flask.request)", False),
    "a field of a page": ("send('You are ' + st.text_input('Who?'))", True),
    "a choice of a page": ("send('You are ' + st.selectbox('Who?', ['a', 'b']))", False),
    "a chat": ("while True:\n send('You are ' + input())", True),
    "asked for once": ("send('You are ' + input())", False),
    "no handler": ("def f(name): send('You are ' + name)", False),
}


@pytest.mark.parametrize(("code", "expected"), CASES.values(), ids=CASES)
def test_request_data(code: str, expected: bool) -> None:
    """A text counts that comes as it was sent, beside words of the program."""
    with requests_of(HEAD + code) as requests:
        assert any(one.request_data_in_system for one in requests) is expected
