"""A conversation that grows is sent whole with every request, and none of it is cached.

## What it does
Reports requests whose messages are those of the request before and more, in a loop or from an object that keeps
them, while nothing in the request carries a `cache_control` marker. Conversations that are cut, summarised or
written anew on the way are not reported, and neither are those behind a system prompt or tools that change with
every request. Where the system prompt or the tools are long enough for the cache by themselves, CL201 or CL202 says
so, and its fix caches the conversation as well.

## Why is this bad?
Every request pays for all messages before it again. Over a conversation of twenty turns most of what is paid for is
text that the API has read before; from the cache it costs a fraction.

## Example
```python
import anthropic

client = anthropic.Anthropic()


def work(task, tools, run_tools):
    messages = [{"role": "user", "content": task}]
    while True:
        message = client.messages.create(
            model="claude-sonnet-5-5", max_tokens=16000, tools=tools, messages=messages
        )
        if message.stop_reason != "tool_use":
            return message
        messages.append({"role": "assistant", "content": message.content})
        messages.append({"role": "user", "content": run_tools(message)})
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()


def work(task, tools, run_tools):
    messages = [{"role": "user", "content": task}]
    while True:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            cache_control={"type": "ephemeral"},
            tools=tools,
            messages=messages,
        )
        if message.stop_reason != "tool_use":
            return message
        messages.append({"role": "assistant", "content": message.content})
        messages.append({"role": "user", "content": run_tools(message)})
```

## Fix safety
Safe in a loop in which no person is waited for: each request reads what the one before has written. Unsafe where a
person may take longer than the five minutes that the cache lives, since writing it costs 25 % more than plain input,
and where an object sends the requests. Only shown where the SDK or the platform does not take the marker of a whole
request.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import cache_conversation
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL203",
    name="uncached-conversation",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def uncached_conversation(request: Request) -> Iterator[Report]:
    if (
        request.kind not in ("create", "stream", "parse")
        or not request.speaks_to_claude
        or request.is_in_test
    ):
        return
    growth = request.growth
    if growth is None or request.carries_marker is not False:
        return
    if request.cacheable_beginning is not None and request.reuse is not None:
        # one finding for one place: the beginning is long enough by itself
        return
    if any(one.part.level != "messages" for one in request.renewed):
        return
    yield Report(
        request.arguments["messages"].span,
        f"the conversation grows {growth.words} and is sent whole each time, uncached{_prices(request)}",
        cache_conversation(request, is_stable=growth.kind == "loop"),
        (Related(growth.place, f"it grows {growth.words}"),),
    )


def _prices(request: Request) -> str:
    model = request.model
    price = None if model is None else model.price
    if price is None or price.cache_read is None:
        return ": what was sent before can be read from the cache for a fraction of its price"
    return (
        f": what was sent before costs ${price.input:g} a million tokens, "
        f"${price.cache_read:g} when read from the cache"
    )
