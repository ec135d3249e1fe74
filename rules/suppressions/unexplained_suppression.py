"""A suppression comment gives no reason.

## What it does
Reports `# claudelint: ignore` and `# claudelint: file-ignore` comments without a text behind them that says
why. Comments in the form of `# noqa` are left alone, since other linters read them, too. The rule runs only
when it is selected by its code or name.

## Why is this bad?
Whoever meets the comment later cannot tell whether it still holds: a reason that can be checked is one that
can be given up.

## Example
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-2.1",  # claudelint: ignore[CL401]
    max_tokens=1024,
    messages=[{"role": "user", "content": "Hello"}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-2.1",  # claudelint: ignore[CL401] the test is about this very error
    max_tokens=1024,
    messages=[{"role": "user", "content": "Hello"}],
)
```

## Fix safety
There is no fix: only the author knows the reason.

## References
- [golangci-lint: nolintlint](https://golangci-lint.run/docs/linters/configuration/#nolintlint)
- [ESLint: require descriptions of configuration comments](https://eslint.org/docs/latest/use/configure/rules)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Report, Severity, SuppressionComment
from claudelint.rule import Fixable, rule


@rule(
    code="CL903",
    name="unexplained-suppression",
    on=SuppressionComment,
    severity=Severity.WARNING,
    fix=Fixable.NEVER,
    since="0.1.0",
    opt_in=True,
)
def unexplained_suppression(comment: SuppressionComment) -> Iterator[Report]:
    if comment.kind != "noqa" and not comment.problem and not comment.reason:
        yield Report(comment.span, "the suppression gives no reason")
