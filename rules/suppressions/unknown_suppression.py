"""A suppression comment names a rule that does not exist, or cannot be read.

## What it does
Reports words in `# claudelint: ignore[...]` and `# claudelint: file-ignore[...]` that are neither the code
nor the name of a rule, `CL` codes in `# noqa: ...` that no rule has, and `claudelint:` comments that are not
of the form `# claudelint: ignore[CL401, uncached-system-prompt] reason`.

## Why is this bad?
Such a comment suppresses nothing, though it looks as if it did: the finding it was written for is still
reported, or will be when it turns up.

## Example
```python
import anthropic

client = anthropic.Anthropic()
print(client.base_url)  # claudelint: ignore[retierd-model]
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
print(client.base_url)
```

## Fix safety
There is no fix: which rule was meant is for the author to say. The nearest existing word is suggested.

## References
- [flake8: selecting and ignoring violations](https://flake8.pycqa.org/en/latest/user/violations.html)
- [ruff: invalid-rule-code](https://docs.astral.sh/ruff/rules/invalid-rule-code/)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Report, Severity, SuppressionComment
from claudelint.rule import Fixable, rule


@rule(
    code="CL902",
    name="unknown-suppression",
    on=SuppressionComment,
    severity=Severity.WARNING,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def unknown_suppression(comment: SuppressionComment) -> Iterator[Report]:
    if comment.problem:
        if comment.kind != "noqa":
            yield Report(comment.span, f"the comment suppresses nothing: {comment.problem}")
        return
    for code in comment.codes:
        if code.code is not None or code.foreign:
            continue
        suggestion = f"; did you mean `{code.suggestion}`?" if code.suggestion else ""
        yield Report(code.span, f"there is no rule `{code.text}`{suggestion}")
