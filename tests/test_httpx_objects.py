"""What of httpx is handed to the SDK, and where exceptions of httpx are waited for in vain."""

from __future__ import annotations

import pytest
from harness import clean, project_of

from claudelint.linking.httpx_objects import httpx_handlers, httpx_objects

OBJECTS = [
    ("a timeout", "anthropic.Anthropic(timeout=httpx.Timeout(5))", "client timeout Timeout"),
    ("in a variable", "t = httpx.Timeout(5)\nanthropic.Anthropic(timeout=t)", "client timeout Timeout"),
    ("of a copy", "client.with_options(timeout=httpx.Timeout(5))", "client timeout Timeout"),
    ("of a request", "client.messages.create(timeout=httpx.Timeout(5))", "request timeout Timeout"),
    ("one of two", "anthropic.Anthropic(timeout=httpx.Timeout(5) if x else 5)", "client timeout Timeout"),
    (
        "a transport",
        "anthropic.DefaultHttpxClient(transport=httpx.HTTPTransport())",
        "transport transport HTTPTransport",
    ),
    ("a number", "anthropic.Anthropic(timeout=5)", ""),
    ("of the SDK", "anthropic.Anthropic(timeout=anthropic.Timeout(5))", ""),
    ("of its HTTP package", "import httpx2\nanthropic.Anthropic(timeout=httpx2.Timeout(5))", ""),
    ("for others", "httpx.Client(timeout=httpx.Timeout(5))", ""),
    ("unknown", "def make(timeout):\n    return anthropic.Anthropic(timeout=timeout)", ""),
    ("another argument", "anthropic.Anthropic(base_url=httpx.URL('https://x'))", ""),
]
SEND = "client.messages.create(model='m', max_tokens=1, messages=[])"
HANDLERS = [
    ("a request", f"{SEND}", "httpx.ReadTimeout"),
    ("what is printed of it", f"print({SEND}.content)", "httpx.ReadTimeout"),
    ("its parts", f"answer = {SEND}\n    [block.to_dict() for block in answer.content]", "httpx.ReadTimeout"),
    ("no request", "print(1)", ""),
    ("a request of httpx as well", f"{SEND}\n    httpx.get('https://x')", ""),
    ("a client of httpx as well", f"{SEND}\n    httpx.Client().get('https://x')", ""),
    ("a function of the project as well", f"{SEND}\n    fetch()", ""),
    ("something unknown as well", f"{SEND}\n    session.get('https://x')", ""),
]
HEAD = "import anthropic\nimport httpx\nfrom elsewhere import session\nclient = anthropic.Anthropic()\n"


@pytest.mark.parametrize(
    ("text", "wanted"), [case[1:] for case in OBJECTS], ids=[case[0] for case in OBJECTS]
)
def test_objects(text: str, wanted: str) -> None:
    """An object of httpx is found where the SDK gets it."""
    with project_of({"main.py": clean(HEAD + text + "\n")}) as project:
        found = list(httpx_objects(project, project.judged[0]))
    assert "".join(f"{one.taken_by} {one.argument.name} {one.class_name}" for one in found) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"), [case[1:] for case in HANDLERS], ids=[case[0] for case in HANDLERS]
)
def test_handlers(body: str, wanted: str) -> None:
    """A handler counts only where nothing but requests could raise what it catches."""
    text = (
        f"{HEAD}def fetch():\n    pass\ntry:\n    {body}\nexcept (ValueError, httpx.ReadTimeout):\n    pass\n"
    )
    with project_of({"main.py": text}) as project:
        found = list(httpx_handlers(project, project.judged[0]))
    assert " ".join(name for one in found for name in one.names) == wanted


@pytest.mark.parametrize("is_aliased", [True, False])
def test_alias(is_aliased: bool) -> None:
    """Where httpx is made another name of the SDK's package, its objects are right."""
    alias = "import httpx2\nhttpx2.alias_httpx()\n" if is_aliased else ""
    with project_of({"main.py": alias + HEAD}) as project:
        assert project.aliases_httpx is is_aliased
