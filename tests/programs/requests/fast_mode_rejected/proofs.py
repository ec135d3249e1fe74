"""CL020: a request without a speed that its model does not have."""

from proofs import Proof

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="hurry.py",
        shape="script, sync, a model without fast mode",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, speed: 'fast' is not supported on claude-haiku-4-5-20251001`",
        after="1 answer",
        changes=("speed",),
    ),
    Proof(
        entry="desk/main.py",
        shape="class, async, streamed, a model that needs a header, options of another module",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, speed: 'fast' on claude-opus-5 needs the beta header ...`",
        after="2 answers",
        changes=("speed",),
    ),
)
