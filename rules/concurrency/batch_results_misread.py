"""The results of a message batch are read too early, in the wrong order, or as if all had succeeded.

## What it does
Reports four ways to misread a batch: `results()` of a batch that was just made, with nothing that waits for its end;
results that are matched with the inputs by their order (`zip`); `.result.message` of a result that is not known to have
succeeded; and a loop that asks for the state of a batch again and again without a pause. A batch whose id comes from
an argument or from storage may have ended long ago and is not reported for the first.

## Why is this bad?
Before the end there are no results, and `results()` raises an AnthropicError. They come in any order, so that matching
by place gives answers to the wrong questions; the `custom_id` tells which is which. Only a result of type `succeeded`
has a message: on one that failed, was canceled or expired, reading it raises AttributeError. A loop without a pause
spends the rate limit on looking.

## Example
```python
import anthropic

client = anthropic.Anthropic()
questions = ["What is a fjord?", "What is a moor?"]
batch = client.messages.batches.create(
    requests=[
        {
            "custom_id": f"question-{number}",
            "params": {
                "model": "claude-sonnet-5-5",
                "max_tokens": 1024,
                "messages": [{"role": "user", "content": question}],
            },
        }
        for number, question in enumerate(questions)
    ]
)
for question, entry in zip(questions, client.messages.batches.results(batch.id)):
    print(question, entry.result.message.content)
```

## Use instead
```python
import time

import anthropic

client = anthropic.Anthropic()
questions = ["What is a fjord?", "What is a moor?"]
batch = client.messages.batches.create(
    requests=[
        {
            "custom_id": f"question-{number}",
            "params": {
                "model": "claude-sonnet-5-5",
                "max_tokens": 1024,
                "messages": [{"role": "user", "content": question}],
            },
        }
        for number, question in enumerate(questions)
    ]
)
while batch.processing_status != "ended":
    time.sleep(60)
    batch = client.messages.batches.retrieve(batch.id)
for entry in client.messages.batches.results(batch.id):
    question = questions[int(entry.custom_id.removeprefix("question-"))]
    if entry.result.type == "succeeded":
        print(question, entry.result.message.content)
    else:
        print(question, entry.result.type)
```

## Fix safety
There is no fix to apply: how long to wait, and what to do with a request that failed, is for the author to say.

## References
- [Batch processing](https://platform.claude.com/docs/en/build-with-claude/batch-processing)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import File
from claudelint.rule import Fixable, rule

_MESSAGES = {
    "unended": "nothing waits for the end of this batch: before it `results()` raises AnthropicError",
    "zipped": "the results of a batch come in any order, and are matched here by their place",
    "unchecked": "only a result of type `succeeded` has a message: on any other this raises AttributeError",
    "hurried": "this loop asks for the state of a batch again and again, without a pause",
}
_TITLES = {
    "unended": "ask with `retrieve`, and pause, until `processing_status` is `ended`",
    "zipped": "match them by `custom_id`",
    "unchecked": "look at `result.type` first",
    "hurried": "sleep in the loop",
}
_ORIGINS = {
    "unended": "the batch is made here",
    "hurried": "the batch is asked for here",
}


@rule(
    code="CL506",
    name="batch-results-misread",
    on=File,
    severity=Severity.WARNING,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def batch_results_misread(file: File) -> Iterator[Report]:
    if file.is_test:
        return
    for found in file.batch_misreads():
        words = _ORIGINS.get(found.kind, "the results are asked for here")
        yield Report(
            found.span,
            _MESSAGES[found.kind],
            Fix(_TITLES[found.kind], Safety.SHOWN, guards=(found.span,)),
            ()
            if found.origin is None or found.span.contains(found.origin)
            else (Related(found.origin, words),),
        )
