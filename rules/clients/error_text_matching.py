"""The text of an API error is searched for a word that has a class of its own.

## What it does
Reports `"429" in str(error)`, `"overloaded" in message.lower()` and the like, in handlers around a request and in the
functions that these hand the error to, when what is looked for stands for one of the SDK's exceptions: a status, a type
of error or its usual words. What has no class, such as "credit balance" or "prompt is too long", is not reported.

## Why is this bad?
The text is made for people. It may be worded differently tomorrow, and it repeats what was sent: a number such as 429 may
stand in a request id or in a quoted prompt. The class is a part of the SDK's interface.

## Example
```python
import anthropic

client = anthropic.Anthropic()
try:
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": "Name a river in France."}],
    )
except Exception as error:
    if "429" in str(error):
        print("too many requests")
    raise
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
try:
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": "Name a river in France."}],
    )
except anthropic.RateLimitError:
    print("too many requests")
    raise
```

## Fix safety
Unsafe: errors of other packages that hold the same words are no longer met, and errors that held them by chance are
not either. The search becomes `isinstance(error, anthropic.RateLimitError)`; classes that the project's version of the SDK
may lack are asked for by their status. Only shown where the error was handed to a function.

## References
- [Errors of the API](https://platform.claude.com/docs/en/api/errors)
- [Python SDK: handling errors](https://platform.claude.com/docs/en/api/sdks/python)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import Refused, by_class
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request, TextMatch
from claudelint.rule import Fixable, rule


@rule(
    code="CL704",
    name="error-text-matching",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def error_text_matching(request: Request) -> Iterator[Report]:
    for match in request.text_matches:
        words = " and ".join(f'"{word}"' for word in match.words[:3])
        classes = " and ".join(f"`anthropic.{name}`" for name in match.classes[:3])
        be = "is" if len(match.words) == 1 else "are"
        yield Report(
            match.span,
            f"{words} {be} looked for in the text of an error, which may change or hold it by chance: {classes} "
            f"{'says' if len(match.classes) == 1 else 'say'} the same for certain",
            _fix(request, match),
            (Related(request.span, "the request"),),
        )


def _fix(request: Request, match: TextMatch) -> Fix:
    title = "ask for the class of the error"
    try:
        edits = by_class(request, match)
    except Refused as refused:
        return Fix(f"{title} (by hand: {refused})", Safety.SHOWN, guards=(match.span,))
    return Fix(title, Safety.UNSAFE, edits, guards=(match.span,))
