"""A model is asked to think in a way that it does not take.

## What it does
Reports a `thinking.type` that the model rejects, `display` beside thinking that is disabled, and further keys
beside `between_tools`.

## Why is this bad?
The API answers 400. Models differ: up to Claude 4.5 they take `enabled` with a budget, later ones `adaptive`, and
some cannot be told not to think at all.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    thinking={"type": "enabled", "budget_tokens": 8000},
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    thinking={"type": "adaptive"},
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: a budget becomes the effort that comes nearest to it, for which there is no official table, and the other
way round. Where a model always thinks, the parameter is removed, and `max_tokens` is raised where it leaves no
room to think.

## References
- [Thinking](https://platform.claude.com/docs/en/build-with-claude/thinking)
- [Thinking: troubleshooting](https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import Change, Parameters, mend, thinking_accepted
from claudelint.findings import Fix, Report, Severity
from claudelint.linking.project import Known, Mapping, Request, Value
from claudelint.rule import Fixable, rule


@rule(
    code="CL006",
    name="thinking-type-rejected",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def thinking_type_rejected(request: Request) -> Iterator[Report]:
    kinds = request.under("thinking", "type")
    found = request.clash(kinds, _rejects)
    if found is not None:
        yield _rejected(request, *found, is_one=len(kinds) == 1)
        return
    yield from _beside(request)


def _rejects(model: ModelFacts, kind: Value) -> bool:
    if not isinstance(kind, Known) or not isinstance(kind.value, str) or model.thinking_types is None:
        return False
    return kind.value not in model.thinking_types


def _rejected(request: Request, model: ModelFacts, kind: Value, *, is_one: bool) -> Report:
    assert isinstance(kind, Known)
    assert model.thinking_types is not None
    taken = " or ".join(f"`{one}`" for one in model.thinking_types)
    instead = f"it takes {taken}" if taken else "it does not think"
    return Report(
        request.arguments["thinking"].span,
        f"`thinking.type` {'is' if is_one else 'may be'} `{kind.value}`, which `{model.id}` rejects:"
        f" the request is answered with 400; {instead}",
        mend(request, "change it", thinking_accepted) if model.thinking_types else _removal(request),
    )


def _refused_beside(request: Request, kind: object) -> tuple[str, ...]:
    """The keys that do not go with thinking of a type; CL007 speaks of the budget."""
    rules = request.catalog.api.thinking
    if kind == "between_tools":
        return tuple(key for key in rules.between_tools_refuses if key != "budget_tokens")
    return ("display",) if kind in rules.display_refused_by else ()


def _removal(request: Request) -> Fix:
    def needs(parameters: Parameters) -> Iterator[Change]:
        yield parameters.removed("thinking")

    return mend(request, "remove `thinking`", needs)


def _beside(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("thinking")
    if argument is None or not isinstance(argument.value, Mapping) or not request.speaks_to_claude:
        return
    kind = argument.value.get("type")
    for key in _refused_beside(request, kind.value) if isinstance(kind, Known) else ():
        entry = argument.value.entries.get(key)
        if entry is None or not entry.certain:
            continue
        assert isinstance(kind, Known)

        def needs(parameters: Parameters, key: str = key) -> Iterator[Change]:
            yield parameters.entry_removed("thinking", key)

        yield Report(
            argument.span,
            f"`{key}` does not go with thinking of type `{kind.value}`: the request is answered with 400",
            mend(request, f"remove `{key}`", needs),
        )
