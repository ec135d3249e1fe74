"""A request names a model that is in no list of Claude models.

## What it does
Reports model ids that look like Claude's and are unknown to the catalogue, wherever they are decided. A version
above the newest known one of its line is advice, since it may be newer than the catalogue; so are ids sent to
Amazon Bedrock or Google Cloud, which have spellings of their own. Tests are passed over unless `check-tests`
says otherwise.

## Why is this bad?
The API answers a request for a model that does not exist with an error (404). A letter too few, a date of another
model or a name that no model ever had is enough. Ids in the form of another platform, and dots for dashes, are
reported by `model-id-format`.

## Example
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-sonet-5-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe, and offered only where one known id is near: it is a guess at what was meant.

## References
- [Models overview](https://platform.claude.com/docs/en/about-claude/models/overview)
- [Model ids and versions](https://platform.claude.com/docs/en/about-claude/models/model-ids-and-versions)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claudelint.editing import rewrite_text_literal
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Known, Request
from claudelint.rule import Fixable, rule

# what the partner platforms add to an id: region and maker before it, a version behind it; their dates follow `@`
_PARTNER_SPELLING = re.compile(r"^(?:[a-z-]+\.)?anthropic\.|-v\d+(?::\w+)*$")


@rule(
    code="CL403",
    name="unknown-model",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def unknown_model(request: Request, *, check_tests: bool = False) -> Iterator[Report]:
    if request.is_in_test and not check_tests:
        return
    catalog = request.catalog
    for written, model in request.models:
        model_id = str(written.value)
        if (
            model is not None
            or not catalog.is_claude_id(model_id)
            or request.misspelling(written) is not None
        ):
            continue
        at_partner = request.goes_to_partner(model_id)
        plain_id = _PARTNER_SPELLING.sub("", model_id).replace("@", "-") if at_partner else model_id
        if at_partner and catalog.find(plain_id) is not None:
            continue
        argument = request.arguments["model"]
        elsewhere = not argument.span.contains(written.place)
        is_newer = catalog.newer_than_known(plain_id)
        near = [] if is_newer else catalog.near_misses(model_id)
        yield Report(
            argument.span,
            f"model `{model_id}` {_judgement(request, is_newer, near)}",
            _fix(request, written, near),
            related=(Related(written.place, "the model is decided here"),) if elsewhere else (),
            severity=Severity.ADVICE if is_newer or at_partner else None,
        )


def _judgement(request: Request, is_newer: bool, near: list[str]) -> str:
    as_of = request.catalog.as_of
    if is_newer:
        return f"is newer than the catalogue of {as_of}, so nothing is known of it here"
    missing = f"is in no list of Claude models as of {as_of}, and a request for an unknown id fails"
    if not near:
        return missing
    return f"{missing}; did you mean {' or '.join(f'`{one}`' for one in near)}"


def _fix(request: Request, written: Known, near: list[str]) -> Fix | None:
    if len(near) != 1:
        return None
    edits = rewrite_text_literal(request, written, near[0])
    if not edits:
        return None
    return Fix(f"spell it `{near[0]}`", Safety.UNSAFE, edits, guards=(written.place,))
