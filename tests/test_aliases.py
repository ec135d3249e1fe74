"""The names that things go by: which calls are followed to see what they call."""

from __future__ import annotations

import pytest
from harness import project_of

WANTED = frozenset({"Anthropic"})
FOLLOWED = [
    ("its own name", "from anthropic import Anthropic\nAnthropic()"),
    ("an attribute of its package", "import anthropic\nanthropic.Anthropic()"),
    ("another name by import", "from anthropic import Anthropic as Claude\nClaude()"),
    ("a name given later", "import anthropic\nmaker = anthropic.Anthropic\nmaker()"),
    (
        "a name of a name",
        "import anthropic\ndef ask():\n    one = anthropic.Anthropic\n    two = one\n    two()",
    ),
    (
        "an attribute of a class",
        "import anthropic\nclass A:\n    kind = anthropic.Anthropic\n    def ask(self):\n        self.kind()",
    ),
    ("what is looked up", "import anthropic\nkinds = {1: anthropic.Anthropic}\nkind = kinds[1]\nkind()"),
    ("what is looked up at once", "import anthropic\nkinds = {1: anthropic.Anthropic}\nkinds[1]()"),
    ("what is handed over", "import anthropic\ndef make(kind):\n    kind()"),
    ("what is made", "import anthropic, functools\nmake = functools.partial(anthropic.Anthropic)\nmake()"),
    ("one of two", "import anthropic\nkind = anthropic.Anthropic if anthropic else None\nkind()"),
]
PASSED_OVER = [
    ("a function that Python has", "import anthropic\nprint()"),
    ("a function of the project", "import anthropic\ndef ask():\n    pass\nask()"),
    ("a method of another name", "import anthropic\nanthropic.Anthropic.close()"),
    ("a name for something else", "import anthropic\nfrom json import loads as read\nread()"),
]


def followed(text: str) -> list[str]:
    with project_of({"main.py": text}) as project:
        module = next(iter(project.names.modules.loaded.values()))
        calls = [module.calls[index] for index in project.aliases.calls(module, WANTED)]
        return [text[one.start : one.end] for one in calls]


@pytest.mark.parametrize("text", [text for _, text in FOLLOWED], ids=[words for words, _ in FOLLOWED])
def test_calls_that_may_be_of_what_is_wanted_are_followed(text: str) -> None:
    assert text.rpartition("\n")[2].strip() in followed(text)


@pytest.mark.parametrize("text", [text for _, text in PASSED_OVER], ids=[words for words, _ in PASSED_OVER])
def test_other_calls_are_passed_over(text: str) -> None:
    assert followed(text) == []


def test_a_name_given_in_another_module_counts() -> None:
    files = {
        "main.py": "import anthropic\nfrom kinds import Claude\nclient = Claude()\nclient.messages.create()",
        "kinds.py": "import anthropic\nClaude = anthropic.Anthropic",
    }
    with project_of(files) as project:
        assert [one.client.kind.name for one in project.constructions] == ["Anthropic"]
