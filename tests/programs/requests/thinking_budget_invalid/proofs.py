"""CL007: a budget that the request can hold."""

from proofs import Proof, answered

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="sums.py",
        shape="script, sync, a budget as large as the answer",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, 'max_tokens' must be greater than 'thinking.budget_tokens'`",
        after="1 answer",
        seen=answered,
        changes=("thinking",),
    ),
    Proof(
        entry="judges.py",
        shape="function, async, a budget that is too small",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, thinking.budget_tokens: Input should be greater than or equal to ...`",
        after="2 answers",
        seen=answered,
        changes=("thinking",),
    ),
)
