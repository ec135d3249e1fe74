"""The text of an answer is taken from a fixed place in its content.

## What it does
Reports `response.content[0].text`, `response.content[-1].text` and the like, through variables and through
functions of the project, when nothing looks at the type of the block first.

## Why is this bad?
The content of an answer is a list of blocks, and text is not always the first of them. A model that thinks
puts a thinking block first; with tools the first block can be a tool call; a refused answer can be empty. The
attribute `text` is then missing, and the program stops with an AttributeError.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=16000,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
print(response.content[0].text)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=16000,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
print([block.text for block in response.content if block.type == "text"][0])
```

## Fix safety
Safe for `content[0].text` where nothing catches AttributeError: where the first block is a text block the same
text is read, where it is not the old code could only fail, and an empty answer is an IndexError as before.
Unsafe for other places, since another block may be read than today, and where an AttributeError is caught.
What stands in for an answer in a test needs a `type` then, as every block of a real answer has one.

## References
- [Handling stop reasons](https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons)
- [Extended thinking](https://platform.claude.com/docs/en/build-with-claude/extended-thinking)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import read_by_type
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import PositionalRead, Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL601",
    name="positional-content",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def positional_content(request: Request) -> Iterator[Report]:
    if request.client.patched:
        return
    severity, why = _weight(request)
    for read in request.positional_reads:
        place = f"`content[{read.index}]`"
        yield Report(
            read.span,
            f"{place} is taken for the text of the answer, {why}",
            _fix(request, read),
            severity=severity,
        )


def _weight(request: Request) -> tuple[Severity, str]:
    thinks = request.thinks
    if thinks and request.model is not None:
        return Severity.ERROR, f"but `{request.model.id}` thinks here and puts a thinking block first"
    if thinks:
        return Severity.ERROR, "but with thinking on the first block is a thinking block"
    if "tools" in request.arguments:
        return Severity.WARNING, "but with tools the block can be a tool call"
    if request.model is None:
        return (
            Severity.WARNING,
            "but the model is not known here, and models that think put another block first",
        )
    return Severity.ADVICE, "but a refused answer can be empty, and newer models put a thinking block first"


def _fix(request: Request, read: PositionalRead) -> Fix | None:
    edits = read_by_type(request.project.text(read.module), read)
    if not edits:
        return None
    return Fix(
        "take the text from the blocks of type text",
        Safety.SAFE if read.index == 0 and not read.catches_attribute_error else Safety.UNSAFE,
        edits,
        guards=(read.span,),
    )
