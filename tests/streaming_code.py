"""Small pages and routes that ask for an answer, and what the fixes of CL301 make of them."""

from __future__ import annotations

import ast
import re

from harness import check_text, clean, fix_text

from claudelint.editing import comments
from claudelint.findings import Safety

ARGUMENTS = 'model="claude-sonnet-5-5", max_tokens=4000, messages=[{"role": "user", "content": question}]'
ASK, STREAM = f"client.messages.create({ARGUMENTS})", f"client.messages.stream({ARGUMENTS})"
TEXT = "message.content[0].text"

PAGE = (
    "import anthropic\nimport streamlit as st\n\nclient = anthropic.Anthropic()\nquestion = st.chat_input()\n"
)
FAST_API = (
    "import anthropic\nfrom fastapi import Depends, FastAPI, Response\nfrom fastapi.responses import "
    "HTMLResponse, JSONResponse, PlainTextResponse, StreamingResponse\n\n"
    "client = anthropic.Anthropic()\nasynchronous = anthropic.AsyncAnthropic()\napp = FastAPI()\n\n\n"
)
FLASK = (
    "import anthropic\nfrom flask import Flask, Response, g, jsonify, request, session\n\n"
    "client = anthropic.Anthropic()\nasynchronous = anthropic.AsyncAnthropic()\napp = Flask(__name__)\n\n\n"
)
STARLETTE = (
    "import anthropic\nfrom starlette.applications import Starlette\nfrom starlette.responses import "
    "PlainTextResponse, StreamingResponse\nfrom starlette.routing import Route\n\n"
    "asynchronous = anthropic.AsyncAnthropic()\n\n\n"
)


def written(text: str) -> str:
    """A text with its requests in full."""
    text = text.replace("AASK", f"await {ASK.replace('client', 'asynchronous')}")
    text = text.replace("ASTREAM", STREAM.replace("client", "asynchronous"))
    return clean(text).replace("ASK", ASK).replace("STREAM", STREAM)


def check_fix(head: str, before: str, after: str) -> None:
    """The fix makes this of the text, keeps its comments, and leaves nothing that is slow, blocking or unread.

    A response that is used no more is imported no more.
    """
    text = head + written(before)
    fixed = fix_text(text, select=["CL301"], unsafe=True)
    for name in ("HTMLResponse", "PlainTextResponse", "Response"):
        if re.search(rf"\b{name}\b", before) and not re.search(rf"\b{name}\b", after):
            head = re.sub(rf"\b{name}, |, {name}\b", "", head)
    assert fixed == head + written(after)
    ast.parse(fixed)
    left = [comment for _, comment in comments(fixed)]
    assert all(comment in left for _, comment in comments(text))
    assert check_text(fixed, select=["CL003", "CL3"]) == []


def refusal(head: str, text: str) -> str:
    """Why the one finding of a text is left to the author."""
    (finding,) = check_text(head + written(text), select=["CL301"], unsafe=True)
    assert finding.fix is not None
    assert finding.fix.safety is Safety.SHOWN
    assert not finding.fix.edits
    return finding.fix.title
