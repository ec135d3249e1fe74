"""An error of the API is caught, and nobody learns of it.

## What it does
Reports handlers around a request, in its function or in those that call it, that catch errors of the SDK (also by
`Exception` or a bare `except`) and do nothing with them: they pass over them, or turn them into `None` or an empty text,
list or dict. `contextlib.suppress` is reported likewise. A handler that logs, counts, stores or shows something, raises,
or answers with words of its own is not, nor is one that begins another attempt.

## Why is this bad?
A key that was revoked, a model that was retired and a limit that is used up all look like an empty answer then. The
program goes on with nothing, for as long as nobody wonders, and there is no request id to ask the support about.

## Example
```python
import anthropic

client = anthropic.Anthropic()


def summary(text):
    try:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=4096,
            messages=[{"role": "user", "content": f"Summarise this:\\n{text}"}],
        )
        return "".join(block.text for block in message.content if block.type == "text")
    except Exception:
        return ""
```

## Use instead
```python
import logging

import anthropic

client = anthropic.Anthropic()


def summary(text):
    try:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=4096,
            messages=[{"role": "user", "content": f"Summarise this:\\n{text}"}],
        )
        return "".join(block.text for block in message.content if block.type == "text")
    except anthropic.APIStatusError as error:
        logging.warning("no summary: %s (request %s)", error, error.request_id)
        return ""
```

## Fix safety
There is no fix: what is to be logged, and what callers can do without an answer, only the author knows.

## References
- [Errors of the API](https://platform.claude.com/docs/en/api/errors)
- [Python SDK: handling errors](https://platform.claude.com/docs/en/api/sdks/python)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL703",
    name="swallowed-api-error",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def swallowed_api_error(request: Request) -> Iterator[Report]:
    for found in request.swallowed_errors:
        where = request.project.place_words(request.span, found.module)
        yield Report(
            found.span,
            f"errors of the request {where} {found.outcome} here: nobody learns of a wrong key, a used-up limit or a "
            "retired model",
            Fix("log the error with its `request_id`, or let it out", Safety.SHOWN),
            (Related(request.span, "the request"),),
        )
