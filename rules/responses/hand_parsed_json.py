"""JSON is asked for in words and cut out of the text of the answer by hand.

## What it does
Reports an answer that is parsed as JSON after code fences or everything around its braces were cut off, or whose
prompt asks for nothing but JSON, while the model takes a schema for its answers.

What becomes of an answer that is cut off is another matter, with or without a schema: CL602 speaks of it.

## Why is this bad?
A prompt that asks for bare JSON is a wish: fences, a sentence before it, a missing key or another type come now and
then, and each way to cut them off fails on some answer. With `messages.parse`, or a schema in `output_config.format`,
the model can write nothing else than JSON that fits the schema.

## Example
```python
import json

import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-4-6",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Which rivers flow through Lyon? Answer only with JSON."}],
)
text = "".join(block.text for block in response.content if block.type == "text")
rivers = json.loads(text.removeprefix("```json").removesuffix("```"))
```

## Use instead
```python
import anthropic
import pydantic

class Rivers(pydantic.BaseModel):
    names: list[str]

client = anthropic.Anthropic()
response = client.messages.parse(
    model="claude-opus-4-6",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Which rivers flow through Lyon?"}],
    output_format=Rivers,
)
rivers = response.parsed_output
```

## Fix safety
There is no fix: the schema is for the author to write.

## References
- [Structured outputs](https://platform.claude.com/docs/en/build-with-claude/structured-outputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import JsonByHand, Request
from claudelint.rule import Fixable, rule

_WAYS = {
    "fences": "code fences are stripped by hand before",
    "braces": "the JSON is cut out by its braces before",
    "prompt": "the prompt asks in words for nothing but JSON, before",
}


@rule(
    code="CL603",
    name="hand-parsed-json",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def hand_parsed_json(request: Request) -> Iterator[Report]:
    found = request.json_by_hand
    if found is None or request.client.patched or request.asks_for_citations:
        return
    if not request.takes_structured_outputs:
        return
    yield Report(
        found.span,
        _message(request, found),
        Fix(
            f"ask with `{_method(request)}` and a type, or with a schema in `output_config.format`",
            Safety.SHOWN,
        ),
        () if found.span == found.parsed else (Related(found.parsed, "the JSON is parsed here"),),
    )


def _message(request: Request, found: JsonByHand) -> str:
    models = [f"`{model.id}`" for _, model in request.models if model is not None]
    name = models[0] if len(models) == 1 else "the model"
    parser = f"`{found.parser}`"
    if found.span != found.parsed:
        parser += f" {request.project.place_words(found.parsed, found.module)}"
    return (
        f"{_WAYS[found.way]} {parser}: with `{_method(request)}`, or a schema in `output_config.format`, {name} "
        "answers with JSON that fits a schema and nothing around it"
    )


def _method(request: Request) -> str:
    return "messages.stream" if request.streams else "messages.parse"
