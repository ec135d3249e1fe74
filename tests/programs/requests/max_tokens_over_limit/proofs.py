"""CL004: a ceiling that the model has."""

from proofs import Proof, answered

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="saga.py",
        shape="script, sync, streamed",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, max_tokens: 100000 > 64000, which is the maximum allowed number of ...`",
        after="1 answer",
        seen=answered,
        changes=("max_tokens",),
    ),
    Proof(
        entry="tales.py",
        shape="class, async, two at once",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, max_tokens: 256000 > 128000, which is the maximum allowed number of ...`",
        after="2 answers",
        changes=("max_tokens",),
    ),
)
