"""The fix of CL601 where a comprehension cannot simply stand in the place of `content[0].text`."""

from __future__ import annotations

import ast

import pytest
from harness import fix_text

REQUEST = """
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-4-8", max_tokens=4096, messages=[{"role": "user", "content": "Name a river."}]
)
"""


@pytest.mark.parametrize(
    ("read", "fixed"),
    [
        ('f"{response.content[0].text}"',
         '''f"{[block.text for block in response.content if block.type == 'text'][0]}"'''),
        ("f'{response.content[0].text}'",
         """f'{[block.text for block in response.content if block.type == "text"][0]}'"""),
        ('rf"""{response.content[0].text}"""',
         '''rf"""{[block.text for block in response.content if block.type == "text"][0]}"""'''),
        ('f"{response.content[0].text!r:>10}"',
         '''f"{[block.text for block in response.content if block.type == 'text'][0]!r:>10}"'''),
        ('f"{response.content[0].text == 1}"',
         '''f"{[block.text for block in response.content if block.type == 'text'][0] == 1}"'''),
        ("""f"{f'{response.content[0].text}'}\"""", None),
        ('f"{response.content[0].text=}"', None),
        ("(again := response).content[0].text", None),
    ],
)  # fmt: skip
def test_where_a_comprehension_can_stand(read: str, fixed: str | None) -> None:
    """Quotes differ from those around, and where the code would mean something else nothing is changed."""
    before = f"{REQUEST}print({read})\n"
    after = fix_text(before, select=["CL601"])
    assert after.splitlines()[-1] == f"print({fixed or read})"
    ast.parse(after, feature_version=(3, 10))
