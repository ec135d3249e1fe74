"""A request is tried again by the code around it, and every time by the client as well.

## What it does
Reports requests in a function that tenacity, backoff, retrying, retry or stamina tries again, or in a loop of attempts
written by hand, when these catch errors for which the client tries again by itself: connection errors and the
statuses 408, 409, 429 and 500 or more. It has to be known that the client does so: by default it tries twice more,
`max_retries=0` turns that off. Asking again because the answer was no JSON is not reported, nor is a loop that goes
on to another model, prompt or key.

## Why is this bad?
The attempts multiply. Five attempts of a decorator are fifteen requests: a service that is overloaded gets three times
the load, and a person waits three times as long for the error. The client knows the header in which the API says
when to come back; the code around it mostly does not.

## Example
```python
import anthropic
from tenacity import retry, stop_after_attempt, wait_exponential

client = anthropic.Anthropic()


@retry(stop=stop_after_attempt(5), wait=wait_exponential())
def ask(question):
    return client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": question}],
    )


print(ask("Name a river in France.").content)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic(max_retries=4)


def ask(question):
    return client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": question}],
    )


print(ask("Name a river in France.").content)
```

## Fix safety
Unsafe: `with_options(max_retries=0)` on this call leaves all trying to the code around it, which may know fewer of the
errors, and may wait less than the API asks for. To drop the code around it and raise `max_retries` is often better; that
is left to the reader.

## References
- [Python SDK: retries](https://platform.claude.com/docs/en/api/sdks/python)
- [Errors of the API](https://platform.claude.com/docs/en/api/errors)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import with_option
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request, Retry
from claudelint.rule import Fixable, rule


@rule(
    code="CL702",
    name="stacked-retries",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def stacked_retries(request: Request) -> Iterator[Report]:
    retries, retry = request.retries_by_client, request.retry
    if not retries or retry is None or retry.attempts == 1:
        return
    yield Report(
        request.span,
        _message(request, retry, retries),
        _fix(request, retry),
        (
            Related(retry.place, "this tries again"),
            Related(request.client.place, "the client, which does so, too"),
        ),
    )


def _message(request: Request, retry: Retry, retries: int) -> str:
    default = "" if request.client.option("max_retries") is not None else " by default"
    own = f"`max_retries` is {retries}{default}"
    if retry.attempts is None:
        return f"each attempt of {retry.words} may become {1 + retries} requests: the client tries again, too ({own})"
    return (
        f"this may become {retry.attempts * (1 + retries)} requests: {retry.words} tries {retry.attempts} times, and the "
        f"client tries each of these {1 + retries} times ({own})"
    )


def _fix(request: Request, retry: Retry) -> Fix:
    title = "let the client not try again here"
    edit = with_option(request, "max_retries=0") if retry.always else None
    if edit is not None:
        return Fix(title, Safety.UNSAFE, (edit,), guards=(request.span,))
    why = "" if retry.always else ", where the call is reached without the other attempts as well"
    return Fix(f"{title}, by `with_options(max_retries=0)`{why}", Safety.SHOWN, guards=(request.span,))
