"""The document in the first message that the model sees: what stays the same of it, and whether it is sent again."""

from __future__ import annotations

import pytest
from harness import requests_of

HEAD = """
import anthropic
PAPER = "Ships keep to the northern channel. " * 300
OTHER = "Boats stay at the inner pier at night. " * 300
NOTE = "Be brief."
client = anthropic.Anthropic()
def ask(question, paper=PAPER, system=NOTE):
    client.messages.create(model="claude-opus-5-5", max_tokens=9, ARGUMENTS)
"""
SAID = 'messages=[{"role": "user", "content": CONTENT}]'
PAPER, NOTE = len("Ships keep to the northern channel. ") * 300, len("Be brief.")

# arguments of the call, calls of the function, and for each request how many characters stay the same, and how
# it is known that they are sent again
CASES = {
    "start of a text": (SAID.replace("CONTENT", 'f"{PAPER}{question}"'), "", [(PAPER, None)]),
    "whole text": (SAID.replace("CONTENT", "PAPER"), "", [(PAPER, None)]),
    "blocks up to the first that changes": (
        SAID.replace("CONTENT", '[{"text": NOTE}, {"text": PAPER}, {"text": question}, {"text": PAPER}]'),
        "",
        [(NOTE + PAPER, None)],
    ),
    "given as a document": (
        SAID.replace("CONTENT", '[{"type": "document", "source": {"type": "text", "data": PAPER}}]'),
        "",
        [(PAPER, None)],
    ),
    "of another kind of source": (
        SAID.replace("CONTENT", '[{"type": "document", "source": {"type": "base64", "data": PAPER}}]'),
        "",
        [None],
    ),
    "behind what changes": (SAID.replace("CONTENT", 'f"{question}{PAPER}"'), "", [None]),
    "too short": (SAID.replace("CONTENT", 'f"{NOTE}{question}"'), "", [None]),
    "only the first message": (
        'messages=[{"role": "user", "content": NOTE}, {"role": "user", "content": PAPER}]',
        "",
        [None],
    ),
    "said by the assistant": ('messages=[{"role": "assistant", "content": PAPER}]', "", [None]),
    "behind a changing system prompt": (
        SAID.replace("CONTENT", "PAPER") + ", system=f'The question is {question}'",
        "",
        [None],
    ),
    "several contexts": (
        SAID.replace("CONTENT", 'f"{PAPER}{question}"'),
        "ask('a')\nask('b')",
        [(PAPER, "callers"), (PAPER, "callers")],
    ),
    "contexts with another paper": (
        SAID.replace("CONTENT", 'f"{paper}{question}"'),
        "ask('a')\nask('b', OTHER)",
        [(PAPER + 1, None), (len("Boats stay at the inner pier at night. ") * 300 + 1, None)],
    ),
    "contexts with another system prompt": (
        SAID.replace("CONTENT", 'f"{PAPER}{question}"') + ", system=system",
        "ask('a')\nask('b', system='Be clear.')",
        [(PAPER + 1, None), (PAPER + 1, None)],
    ),
    "the same text twice": (
        SAID.replace("CONTENT", "PAPER") + ")\n    "
        'client.messages.create(model="claude-opus-5-5", max_tokens=9, ' + SAID.replace("CONTENT", "PAPER"),
        "",
        [(PAPER, "shared"), (PAPER, "shared")],
    ),
    "in a loop": (SAID.replace("CONTENT", 'f"{PAPER}{question}"'), "for q in x: ask(q)", [(PAPER, "loop")]),
}


@pytest.mark.parametrize(("arguments", "calls", "expected"), CASES.values(), ids=CASES)
def test_document(arguments: str, calls: str, expected: list[tuple[int, str | None] | None]) -> None:
    """What stays the same at the start of the first message, and the sign that it is sent again."""
    found: list[tuple[int, str | None] | None] = []
    with requests_of(HEAD.replace("ARGUMENTS", arguments) + calls) as requests:
        for request in requests:
            document, reuse = request.document, request.document_reuse
            length = None if document is None else sum(len(part.text) for part in document.parts)
            found.append(None if length is None else (length, None if reuse is None else reuse.kind))
    assert found == expected
