"""A model's id is in the form of another platform than the one that it is sent to.

## What it does
Reports ids with the prefix of Amazon Bedrock or the `@` of Google Cloud that are sent elsewhere, ids without the prefix
that are sent to Amazon Bedrock, dates after a dash that Google Cloud has after `@`, and dots for dashes
(`claude-sonnet-4.6`). Tests are passed over unless `check-tests` says otherwise.

## Why is this bad?
Each platform knows the models by its own spellings. A request with another one fails.

## Example
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="anthropic.claude-opus-4-8",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-opus-4-8",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: the same model is named in the form of the platform of the client; it may be the client that is wrong. Offered
where the model is known and is not retired there, and no client of another platform is sent the same text.

## References
- [Model ids and versions](https://platform.claude.com/docs/en/about-claude/models/model-ids-and-versions)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.spelling import Misspelling
from claudelint.editing import rewrite_text_literal
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Known, Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL021",
    name="model-id-format",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def model_id_format(request: Request, *, check_tests: bool = False) -> Iterator[Report]:
    if request.is_in_test and not check_tests:
        return
    for written, _ in request.models:
        model_id = str(written.value)
        misspelling = request.misspelling(written) if request.catalog.is_claude_id(model_id) else None
        if misspelling is None:
            continue
        span, related = request.told_at("model", written.place, "the model is decided here")
        instead = "" if misspelling.right is None else f"; there it is `{misspelling.right}`"
        yield Report(
            span,
            f"model `{model_id}` {misspelling.fault}: a request with it fails{instead}",
            _respelled(request, written, misspelling),
            related,
        )


def _respelled(request: Request, written: Known, misspelling: Misspelling) -> Fix | None:
    right = misspelling.right
    model = None if right is None else request.catalog.find(right)
    if right is None or model is None or (model.is_retired and not request.goes_to_partner(right)):
        return None
    if any(one.misspelling(written) != misspelling for one in request.naming(written)):
        return Fix(
            f"send `{right}` by this client (others send the same text)",
            Safety.SHOWN,
            guards=(written.place,),
        )
    edits = rewrite_text_literal(request, written, right)
    return Fix(f"spell it `{right}`", Safety.UNSAFE, edits, guards=(written.place,)) if edits else None
