"""A loop sends one request an item, although nobody waits and no answer is needed for the next request.

## What it does
Reports loops, comprehensions and `map` calls each turn of which sends a request of its own, in the loop itself or
in a function that it calls, when the request of one turn is made of nothing that another turn produced and no
person waits for the answers.

## Why is this bad?
It works, at twice the price. A message batch takes all the requests at once at half the price of every token, has
rate limits of its own and needs no retries. Most batches end within an hour, all of them within 24.

## Example
```python
import anthropic

client = anthropic.Anthropic()


def summarise(reports):
    summaries = []
    for report in reports:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            messages=[{"role": "user", "content": f"Summarise this report:\\n{report}"}],
        )
        summaries.append(message)
    return summaries
```

## Use instead
```python
import time

import anthropic

client = anthropic.Anthropic()


def summarise(reports):
    batch = client.messages.batches.create(
        requests=[
            {
                "custom_id": f"report-{index}",
                "params": {
                    "model": "claude-sonnet-5-5",
                    "max_tokens": 16000,
                    "messages": [{"role": "user", "content": f"Summarise this report:\\n{report}"}],
                },
            }
            for index, report in enumerate(reports)
        ]
    )
    while batch.processing_status != "ended":
        time.sleep(60)
        batch = client.messages.batches.retrieve(batch.id)
    return {entry.custom_id: entry.result for entry in client.messages.batches.results(batch.id)}
```

## Fix safety
Unsafe: the answers come all at once and later, which only the author can accept. A loop becomes one that collects
the requests, one batch, and one that goes through its results; items that an `if` passes over have none. A
comprehension, or `gather` over one, there or in the next statement, becomes a list of requests, one batch, and a
comprehension over its answers. Where a function sends the request, directly, through `map` or as what is submitted
to an executor, the function is taken apart into one that says what to ask and one that reads the answer, and calls
both itself; where it stands in another module, that one is changed too, and the loop imports them and the client.
Where futures were read as they were completed, the answers are read in the order of the items. Results are matched
by `custom_id`; a request that did not succeed raises, or is an exception among the answers where `gather` gives
exceptions back. Where the function handles every error of its request in a `try`, a request that did not succeed
comes to the same handler, as an `AnthropicError` that says how it ended; a batch that cannot be sent at all raises.
A system prompt that is the same for all and long enough for the cache gets a marker that lasts an hour.

Only shown, with the reason, where the code cannot be taken apart like that: where what one turn does reaches the
next, where the request is not sent in every turn or stands in a `with` that is no semaphore of the function, or in
a `try` whose handler needs the error itself, tries again, or is there for what makes the request, too, where it
takes parameters that a batch does not, where the function is decorated (but as a static or a class method), needs
after the request what it worked out before it, or stands in a module that the loop's module imports only sometimes
or by way of another.

## References
- [Batch processing](https://platform.claude.com/docs/en/build-with-claude/batch-processing)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.prices import cost, dollars
from claudelint.findings import Fix, Plan, Related, Report, Safety, Severity
from claudelint.linking.project import Loop, Request
from claudelint.rule import Fixable, rule

# a known prompt shorter than this says nothing about what a call costs
_FEW_TOKENS = 200


@rule(
    code="CL501",
    name="batchable-loop",
    on=Loop,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def batchable_loop(loop: Loop) -> Iterator[Report]:
    if not loop.is_batchable:
        return
    requests = [request for request in loop.requests if request.kind != "count_tokens"]
    surfaces = [way.surface for way in loop.ways]
    is_offline = all(surface is not None and surface.kind == "script" for surface in surfaces)
    yield Report(
        loop.span,
        _message(loop, requests),
        _fix(loop, requests),
        tuple(Related(one.method_span, "the request is sent here") for one in requests),
        severity=Severity.WARNING if is_offline else None,
    )


def _message(loop: Loop, requests: list[Request]) -> str:
    catalog = requests[0].catalog
    word = "comprehension" if loop.kind == "comprehension" else loop.kind if loop.kind == "map" else "loop"
    turns = f" ({loop.most_turns:,} at most)" if loop.most_turns is not None else ""
    message = (
        f"every turn of this {word} sends a request of its own{turns}, and none needs the answer of another: "
        f"as a message batch they cost {catalog.batch_discount:.0%} less; most batches end within "
        f"{_hours(catalog.batch_usual_hours)}, all within {catalog.batch_longest_hours} hours"
    )
    model = requests[0].model
    if model is None or len(requests) > 1:
        return message
    size = requests[0].size_of(requests[0].prefix.parts, model)
    price = model.price_at(size.tokens)
    if price is None or price.batch_input is None or size.tokens < _FEW_TOKENS:
        return message
    now, then = (dollars(cost(size.tokens, usd)) for usd in (price.input, price.batch_input))
    return f"{message} (the part of the prompt known here, {size.words}: {then} instead of {now} a call)"


def _hours(number: int) -> str:
    return "an hour" if number == 1 else f"{number} hours"


def _fix(loop: Loop, requests: list[Request]) -> Fix:
    request, sending = requests[0], loop.sending_call
    obstacle = _obstacle(loop, requests)
    if obstacle or sending is None:
        title = "collect the requests, send them with `messages.batches.create`, and match the results by `custom_id`"
        return Fix(f"{title} (by hand: {obstacle})", Safety.SHOWN, guards=(request.span,))
    details: tuple[tuple[str, str | int | bool], ...] = (
        ("asynchronous", request.client.kind.is_async),
        ("marks_system", request.has_cacheable_system_text and loop.sends_all),
        ("request_start", request.span.start),
        ("request_end", request.span.end),
        ("request_file", request.span.file),
        ("parameters", " ".join(sorted(request.catalog.batch_parameters))),
        ("sending_methods", " ".join(sorted(request.catalog.history.sending_methods))),
        ("unanswered_errors", " ".join(sorted(request.catalog.history.unanswered_errors))),
        ("imported_as", " ".join(sending.imported_as)),
    )
    if loop.kind != "map":
        details = (*details, ("loop_start", loop.statement.start))
    plan = Plan("batch-loop", sending.span, details)
    return Fix("send the requests as one message batch", Safety.UNSAFE, plan=plan, guards=(request.span,))


def _obstacle(loop: Loop, requests: list[Request]) -> str:
    """Why the code cannot be taken apart, where that is seen without looking at it closely."""
    sending = loop.sending_call
    if len({one.span for one in requests}) > 1 or sending is None:
        return "there is more than one request in the loop"
    if len(sending.functions) > 1:
        return "the function that sends the request is called by another function"
    return ""
