"""The calls that make clients: which they are, and what they are given."""

from __future__ import annotations

import pytest
from harness import clean, project_of

MADE = [
    ("a constructor", "import anthropic\nanthropic.Anthropic(max_retries=3)", ["max_retries=3"]),
    ("another name", "from anthropic import AsyncAnthropic as A\nA(timeout=4)", ["timeout=4"]),
    ("no arguments", "import anthropic\nclient = anthropic.Anthropic()", [""]),
    (
        "through a dict",
        "import anthropic\nsettings = {'max_retries': 3}\nanthropic.Anthropic(**settings)",
        ["max_retries=3"],
    ),
    (
        "arguments out of sight",
        "import anthropic\ndef make(**more):\n    return anthropic.Anthropic(timeout=4, **more)",
        ["timeout=4 ..."],
    ),
    (
        "a copy",
        "import anthropic\nclient = anthropic.Anthropic()\nquick = client.with_options(timeout=4)",
        ["", "copy timeout=4"],
    ),
    (
        "a copy of a copy",
        "import anthropic\nanthropic.Anthropic().copy().with_options(max_retries=0)",
        ["", "copy ", "copy max_retries=0"],
    ),
    ("the class of a partner", "from anthropic import AnthropicBedrock\nAnthropicBedrock()", [""]),
]
NOT_MADE = [
    ("another package", "import openai\nopenai.OpenAI(timeout=4)"),
    ("a class of the project", "class Anthropic:\n    pass\nAnthropic(timeout=4)"),
    (
        "a heir, whose arguments are its own",
        "import anthropic\nclass Own(anthropic.Anthropic):\n    pass\nOwn(timeout=4)",
    ),
    ("a copy of something else", "import anthropic\n{}.copy()"),
    (
        "a copy of what is only annotated",
        "import anthropic\ndef f(c: anthropic.Anthropic):\n    return c.copy()",
    ),
    ("the class itself", "import anthropic\nkind = anthropic.Anthropic"),
    ("a type", "from anthropic import types\ntypes.MessageParam(role='user', content='')"),
    ("an error", "import anthropic\nanthropic.APIError('no', request=None, body=None)"),
]


def constructions(text: str) -> list[str]:
    """The constructions in a text, in words."""
    with project_of({"main.py": clean(text)}) as project:
        return [
            ("copy " if one.is_copy else "")
            + " ".join(
                [
                    *(
                        f"{name}={getattr(given.value, 'value', '?')}"
                        for name, given in one.arguments.items()
                    ),
                    *(["..."] if one.open_ended else []),
                ]
            )
            for one in sorted(project.constructions, key=lambda one: (one.span.end, one.span.start))
        ]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in MADE], ids=[case[0] for case in MADE])
def test_made(text: str, wanted: list[str]) -> None:
    """Each call that makes a client is found, with its arguments."""
    assert constructions(text) == wanted


@pytest.mark.parametrize("text", [case[1] for case in NOT_MADE], ids=[case[0] for case in NOT_MADE])
def test_not_made(text: str) -> None:
    """What makes no client of the SDK is none of them."""
    assert constructions(text) == []
