"""Texts of any length that go whole into a prompt: what they are read from, and what bounds them on the way."""

from __future__ import annotations

import pytest
from harness import MAIN, clean, requests_of

from claudelint.linking.whole_texts import DOCUMENT, FILE, PAGE, PIPED, ROWS, UPLOAD

HEAD = """
import os
import sys
from pathlib import Path

import aiofiles
import aiohttp
import anthropic
import fitz
import flask
import pdfminer.high_level
import requests
import streamlit as st
import urllib.request
from elsewhere import fine, shorten

client = anthropic.Anthropic()
url, path = sys.argv[1:]


def ask(text, role="user"):
    return client.messages.create(
        model="claude-opus-5", max_tokens=1024, messages=[{"role": role, "content": text}]
    )


def checked(text):
    if len(text) > 100:
        raise ValueError(text)


def counted(text):
    return len(text) // 3


def shown(text):
    print(text)
    return text
"""


def goes_in(body: str) -> list[tuple[str, str]]:
    """What goes whole into the requests, and into which argument."""
    with requests_of(clean(HEAD) + "\n\n" + clean(body)) as requests:
        return sorted(
            {
                (one.kind, one.argument)
                for request in requests
                if request.module.path == MAIN
                for one in request.unbounded_inputs
            }
        )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("def f(path):\n    ask(open(path).read())", FILE),
        ("def f(path):\n    with open(path) as file:\n        ask('' .join(file.readlines()))", FILE),
        ("def f():\n    ask(Path(input('Which file? ')).read_text(encoding='utf-8'))", FILE),
        ("async def f(p):\n    async with aiofiles.open(p) as file:\n        ask(await file.read())", FILE),
        ("def f(ps):\n    ask([{'type': 'text', 'text': p.read_text()} for p in ps])", FILE),
        ("def f(p):\n    ask(shown(Path(p).read_text()))", FILE),
        ("def f(p, q):\n    ask(q.replace('{text}', Path(p).read_text()))", FILE),
        ("def f():\n    ask(sys.stdin.read().strip())", PIPED),
        ("up = st.file_uploader('File')\nask(up.getvalue().decode())", UPLOAD),
        ("def f():\n    ask(flask.request.files['mail'].read().decode())", UPLOAD),
        ("def f(url):\n    ask(f'Sum up: {requests.get(url).text}')", PAGE),
        ("def f(u):\n    ask(urllib.request.urlopen(u).read().decode())", PAGE),
        (
            "async def f(u):\n    async with aiohttp.ClientSession() as s:\n        async with s.get(u) as r:\n"
            "            ask(await r.text())",
            PAGE,
        ),
        ("def f(p):\n    ask(pdfminer.high_level.extract_text(p))", DOCUMENT),
        ("def f(p):\n    ask(''.join(one.get_text() for one in fitz.open(p)))", DOCUMENT),
        ("def f(c):\n    ask(str(c.execute('SELECT a FROM b').fetchall()))", ROWS),
        ("def f(c):\n    c.execute('select a from b')\n    rows = c.fetchall()\n    ask(''.join(r['a'] for r in rows))", ROWS),
        # a look that bounds nothing
        ("def f(p):\n    t = Path(p).read_text()\n    print(len(t))\n    ask(t)", FILE),
        ("def f(p):\n    t = Path(p).read_text()\n    if t:\n        ask(t)", FILE),
        ("def f(p):\n    t = Path(p).read_text()\n    a = ask(t)\n    if a.content:\n        return a", FILE),
        ("def f(p):\n    if os.path.exists(p):\n        ask(open(p).read())", FILE),
        ("def f(p):\n    t = Path(p).read_text()\n    ask(f'{len(t)} characters: {t}')", FILE),
    ],
)  # fmt: skip
def test_whole_texts(body: str, kind: str) -> None:
    """What is read whole is followed through names, calls and what keeps a text as long as it is."""
    assert goes_in(body) == [(kind, "messages")]


@pytest.mark.parametrize(
    "body",
    [
        # it is cut, or measured
        "def f(p):\n    ask(open(p).read()[:100])",
        "def f(p):\n    ask(open(p).read(100))",
        "def f(p):\n    t = open(p).read()\n    if len(t) < 100:\n        ask(t)",
        "def f(p):\n    t = open(p).read()\n    n = len(t)\n    if n > 9:\n        t = t[:9]\n    ask(t)",
        "def f(p):\n    t = open(p).read()\n    checked(t)\n    ask(t)",
        "def f(p):\n    t = open(p).read()\n    if fine(t):\n        ask(t)",
        "def f(p):\n    t = open(p).read()\n    n = counted(t)\n    if n > 9:\n        return\n    ask(t)",
        "def f(p):\n    if os.path.getsize(p) < 100:\n        ask(open(p).read())",
        "def f(p: Path):\n    if p.stat().st_size < 100:\n        ask(p.read_text())",
        "def f(p):\n    m = [{'role': 'user', 'content': open(p).read()}]\n"
        "    client.messages.count_tokens(model='claude-opus-5', messages=m)\n"
        "    client.messages.create(model='claude-opus-5', max_tokens=9, messages=m)",
        "up = st.file_uploader('File')\nif up.size < 100:\n    ask(up.getvalue().decode())",
        # what is done with it cannot be told
        "def f(p):\n    ask(shorten(open(p).read()))",
        "def f(p):\n    for line in open(p):\n        ask(line)",
        "def f(p):\n    ask(open(p).read().split()[0])",
        # its length is known
        "def f():\n    ask(open('notes.txt').read())",
        "def f(name):\n    ask((Path(__file__).parent / name).read_text())",
        "def f():\n    ask(open(os.environ['NOTES']).read())",
        "def f():\n    ask(requests.get('https://www.example.com').text)",
        "def f(c):\n    ask(str(c.execute('SELECT a FROM b LIMIT 9').fetchall()))",
        "def f(c):\n    ask(str(c.execute('SELECT COUNT(*) FROM b').fetchall()))",
        "def f(c, q):\n    ask(str(c.execute(q).fetchall()))",
        "def f(p):\n    ask(fitz.open(p)[0].get_text())",
        "def f(p):\n    t = ''\n    for one in fitz.open(p):\n        t += one.get_text()\n        if one.number == 9:\n"
        "            break\n    ask(t)",
        # it is no text of the prompt
        "def f(p):\n    ask('Hi.', role=open(p).read())",
        "def f(p):\n    ask(Path(p).read_text().format(name='you'))",
        "def f(p, you):\n    ask(Path(p).read_text().replace('{name}', you))",
        "def f(p):\n    client.messages.create(model='claude-opus-5', max_tokens=9, system=open(p).read(), messages=[])",
        "def f(url):\n    if requests.get(url).text:\n        ask('It is there.')",
    ],
)  # fmt: skip
def test_bounded_texts(body: str) -> None:
    """What is cut, measured, checked, handed to something unknown, or known by its name is none."""
    assert goes_in(body) == []
