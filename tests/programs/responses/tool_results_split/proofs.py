"""CL605: every call of a turn is answered in the message behind it."""

from proofs import Proof

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="cities.py",
        shape="function, sync, with two calls in one turn",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, messages.2: 'tool_use' ids were found without 'tool_result' blocks ...`",
        after="2 answers",
        changes=("messages",),
        differs_in=r".+",
    ),
    Proof(
        entry="harbour.py",
        shape="object that keeps its conversation, async, with one call and with two",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, messages.6: 'tool_use' ids were found without 'tool_result' blocks ...`",
        after="4 answers",
        changes=("messages",),
        differs_in=r".+",
    ),
    Proof(
        entry="one_call.py",
        shape="script with one call, which works as before",
        safety=Safety.UNSAFE,
        before="2 answers",
        after="2 answers",
    ),
)
