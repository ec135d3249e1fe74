"""CL606: what the model did in its turns goes back with their text."""

from collections.abc import Mapping

from proofs import Proof, answered
from running_programs import Run

from claudelint.findings import Safety


def thinking_sent(run: Run) -> str:
    """How many thinking blocks the last request holds."""
    body = run.requests[-1].body
    assert isinstance(body, Mapping)
    contents = [message["content"] for message in body["messages"]]
    blocks = [block for content in contents if not isinstance(content, str) for block in content]
    count = sum(block["type"] == "thinking" for block in blocks)
    return f"{answered(run)}, {count} thinking {'block' if count == 1 else 'blocks'} sent back"


PROOFS = (
    Proof(
        entry="weather.py",
        shape="agent with a tool, sync",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, messages.2: unexpected 'tool_use_id' found in 'tool_result' blocks: ...`",
        after="2 answers",
        changes=("messages",),
        differs_in=r".+",
    ),
    Proof(
        entry="chat.py",
        shape="object that keeps its conversation, async, with a model that thinks",
        safety=Safety.UNSAFE,
        seen=thinking_sent,
        before="2 answers, 0 thinking blocks sent back",
        after="2 answers, 1 thinking block sent back",
        changes=("messages",),
    ),
)
