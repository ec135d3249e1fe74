"""A suppression comment covers no finding of the rules it names.

## What it does
Reports `# claudelint: ignore[...]`, `# claudelint: file-ignore[...]` and our codes in `# noqa: ...` where the
named rules ran and found nothing that the comment covers. Codes of rules that did not run are left alone, as
are codes of other linters and a `# noqa` without codes.

## Why is this bad?
A comment that is no longer needed says that something is wrong where nothing is, and it would hide the next
finding at the same place.

## Example
```python
import anthropic

client = anthropic.Anthropic()
print(client.base_url)  # claudelint: ignore[CL401]
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
print(client.base_url)
```

## Fix safety
Safe: only a comment changes. The unused codes are removed, and the whole comment when nothing is left of it;
the codes that are needed, those of other linters and further comments on the line stay. The reason that was
given for a comment goes with it.

This rule cannot be silenced by a comment; `ignore` and `per-file-ignores` in the configuration can.

## References
- [flake8: selecting and ignoring violations](https://flake8.pycqa.org/en/latest/user/violations.html)
- [ruff: unused-noqa](https://docs.astral.sh/ruff/rules/unused-noqa/)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Report, Safety, Severity, SuppressionComment
from claudelint.rule import Fixable, rule


@rule(
    code="CL901",
    name="unused-suppression",
    on=SuppressionComment,
    severity=Severity.WARNING,
    fix=Fixable.ALWAYS,
    since="0.1.0",
)
def unused_suppression(comment: SuppressionComment) -> Iterator[Report]:
    if comment.problem:
        return
    if not comment.codes:
        if comment.kind != "noqa" and comment.ran and not comment.used:
            fix = Fix("remove the unused suppression", Safety.SAFE, comment.removal)
            yield Report(comment.span, f"`claudelint: {comment.kind}` suppresses nothing", fix)
        return
    unused = comment.unused_codes
    if not unused:
        return
    listed = ", ".join(f"`{code.text}`" for code in unused)
    span = unused[0].span if len(unused) == 1 else comment.span
    fix = Fix(f"remove {listed}", Safety.SAFE, comment.removal)
    yield Report(span, f"the suppression of {listed} is not needed: nothing is found here", fix)
