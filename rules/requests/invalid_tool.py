"""A tool, or the choice of one, is such that the API refuses it.

## What it does
Reports names of tools with other characters than letters, digits, `_` and `-`, names that are too long, names that
two tools have, a `tool_choice` of a tool that is not among the tools, old computer tools on a model that refuses
them, and `disable_parallel_tool_use` beside `tool_choice` instead of in it. A name of more than 64 and up to 128
characters is a warning, since the documentation and the errors of the API differ.

## Why is this bad?
The API answers 400. With `disable_parallel_tool_use` as an argument, the call raises TypeError before anything is
sent.

## Example
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-opus-4-8",
    max_tokens=16000,
    tools=[{"name": "find river", "description": "Looks it up.", "input_schema": {"type": "object"}}],
    messages=[{"role": "user", "content": "How long is the Loire?"}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-opus-4-8",
    max_tokens=16000,
    tools=[{"name": "find_river", "description": "Looks it up.", "input_schema": {"type": "object"}}],
    messages=[{"role": "user", "content": "How long is the Loire?"}],
)
```

## Fix safety
Only shown: the code that runs the tools knows them by their names.

## References
- [Define tools](https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools)
- [Parallel tool use](https://platform.claude.com/docs/en/agents-and-tools/tool-use/parallel-tool-use)
- [Strict tool use](https://platform.claude.com/docs/en/agents-and-tools/tool-use/strict-tool-use)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claudelint.catalog.api import ToolRefusal
from claudelint.catalog.catalog import ModelFacts
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Known, Mapping, Request, TextValue, Tool, ToolSet, Value, clash_of
from claudelint.rule import Fixable, rule

_FAILS = "the request is answered with 400"
_PARALLEL = "disable_parallel_tool_use"


@rule(
    code="CL016",
    name="invalid-tool",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def invalid_tool(request: Request) -> Iterator[Report]:
    yield from _misplaced(request)
    if not request.speaks_to_claude:
        return
    for tool, key, words, title, severity in _faults(request):
        span, related = request.told_at("tools", tool.place(key), "the tool")
        yield Report(span, words, _shown(request, title), related, severity)
    yield from _absent_choice(request)


_Fault = tuple[Tool, str, str, str, Severity]


def _faults(request: Request) -> Iterator[_Fault]:
    for toolset in request.toolsets:
        for tool in toolset.tools:
            yield from _misnamed(request, tool)
        if request.catalog.api.tool_names.must_be_unique:
            for tool in toolset.repeated():
                words = f"two tools have the name `{tool.name}`: {_FAILS}"
                yield tool, "name", words, "give it another name", Severity.ERROR
    yield from _refused(request)


def _misnamed(request: Request, tool: Tool) -> Iterator[_Fault]:
    facts = request.catalog.api.tool_names
    for name in tool.names:
        text = name.known if isinstance(name, TextValue) else name.value
        if not isinstance(text, str):
            continue
        if isinstance(name, Known) and not text:
            yield tool, "name", f"the name of a tool is empty: {_FAILS}", "name it", Severity.ERROR
        elif not re.fullmatch(f"{facts.characters}*", text):
            words = f"the name of a tool is `{_written(name)}`, and may hold letters, digits, `_` and `-` only: {_FAILS}"
            yield tool, "name", words, "use these characters only", Severity.ERROR
        elif len(text) > facts.accepted_length:
            words = f"the name of a tool has {len(text)} characters, and {facts.accepted_length} are the most: {_FAILS}"
            yield tool, "name", words, "shorten it", Severity.ERROR
        elif len(text) > facts.documented_length:
            words = (
                f"the name of a tool has {len(text)} characters, and {facts.documented_length} are the most by the"
                f" documentation; errors of the API speak of {facts.accepted_length}"
            )
            yield tool, "name", words, "shorten it", Severity.WARNING


def _written(name: Known | TextValue) -> str:
    parts = name.parts if isinstance(name, TextValue) else (str(name.value),)
    return "".join(part if isinstance(part, str) else "…" for part in parts)


def _refused(request: Request) -> Iterator[_Fault]:
    def refusal(model: ModelFacts | None, tool: Tool) -> ToolRefusal | None:
        platform = request.client.kind.platform
        for one in request.catalog.api.tool_refusals:
            if model is not None and model.id in one.models and platform in one.platforms:
                if tool.known("type") in one.types:
                    return one
        return None

    def rejects(model: ModelFacts | None, toolset: ToolSet) -> bool:
        return any(refusal(model, tool) for tool in toolset.tools if tool.certain)

    found = clash_of([model for _, model in request.models], request.toolsets, rejects)
    if found is None:
        return
    model, toolset = found
    assert model is not None
    for tool in toolset.tools:
        refused = refusal(model, tool)
        if refused is not None:
            words = f"a tool of type `{tool.known('type')}` is refused by `{model.id}`: {_FAILS}"
            yield tool, "type", words, f"use a tool of type `{refused.replacement}`", Severity.ERROR


def _absent_choice(request: Request) -> Iterator[Report]:
    choice = request.arguments.get("tool_choice")
    if choice is None:
        return
    found = clash_of(choice.options, request.toolsets, _lacks)
    if found is None:
        return
    yield Report(
        choice.span,
        f"`tool_choice` {'is' if len(choice.options) == 1 else 'may be'} the tool `{_chosen(found[0])}`, which is not among"
        f" the tools of the request: {_FAILS}",
        _shown(request, "name one of the tools"),
    )


def _chosen(choice: Value) -> str | None:
    """The tool that a choice names."""
    kind, name = (choice.get(key) if isinstance(choice, Mapping) else None for key in ("type", "name"))
    if not isinstance(kind, Known) or kind.value != "tool" or not isinstance(name, Known):
        return None
    return name.value if isinstance(name.value, str) else None


def _lacks(choice: Value, toolset: ToolSet) -> bool:
    chosen, names = _chosen(choice), toolset.names
    return chosen is not None and bool(names) and chosen not in (names or ())


def _misplaced(request: Request) -> Iterator[Report]:
    argument = request.arguments.get(_PARALLEL)
    if argument is None or request.kind == "batch":
        return
    if request.is_batch_item:
        if not request.speaks_to_claude:
            return
        fails = f"is no parameter of a request: {_FAILS}"
    elif request.client.patched:
        return
    else:
        fails = f"is no argument of `messages.{request.kind}`: the call raises TypeError"
    fix = _shown(request, f'write `tool_choice={{"type": "auto", "{_PARALLEL}": ...}}`')
    yield Report(argument.span, f"`{_PARALLEL}` {fails}; it belongs in `tool_choice`", fix)


def _shown(request: Request, title: str) -> Fix:
    return Fix(title, Safety.SHOWN, guards=(request.span,))
