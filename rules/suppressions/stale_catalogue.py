"""The catalogue of models and prices is old.

## What it does
Reports, once in a project, that the built-in catalogue of models is older than `after-days` days (60 when nothing
is set).

## Why is this bad?
Models are released and retired every few weeks. Findings about models, prices and limits are made with the
catalogue; an old one misses retirements and calls new models unknown.

## Example
```python
# today: 2027-11-22
import anthropic

client = anthropic.Anthropic()
client.messages.count_tokens(
    model="claude-sonnet-5-5",
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
# with a claudelint of these days
import anthropic

client = anthropic.Anthropic()
client.messages.count_tokens(
    model="claude-sonnet-5-5",
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
There is no fix: update claudelint.

## References
- [Model deprecations](https://platform.claude.com/docs/en/about-claude/model-deprecations)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Report, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL904",
    name="stale-catalogue",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def stale_catalogue(request: Request, *, after_days: int = 60) -> Iterator[Report]:
    if not request.is_first_of_run:
        return
    catalog = request.catalog
    age = (catalog.today - catalog.as_of).days
    if age > after_days:
        yield Report(
            request.span,
            f"the catalogue of models is of {catalog.as_of}, {age} days old: newer models, prices and "
            "retirements are not known; update claudelint",
        )
