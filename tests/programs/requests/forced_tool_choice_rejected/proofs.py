"""CL009: the tool is asked for, not ordered."""

from proofs import Proof, answered

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="ledger.py",
        shape="script, sync, one tool by its name",
        safety=Safety.UNSAFE,
        before='`anthropic.BadRequestError: 400, tool_choice: "tool" is not supported on claude-opus-5-5`',
        after="1 answer",
        seen=answered,
        changes=("tool_choice",),
    ),
    Proof(
        entry="labels.py",
        shape="function, async, any tool",
        safety=Safety.UNSAFE,
        before='`anthropic.BadRequestError: 400, tool_choice: "any" is not supported on claude-sonnet-5-5`',
        after="2 answers",
        seen=answered,
        changes=("tool_choice",),
    ),
)
