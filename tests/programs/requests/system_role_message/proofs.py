"""CL015: what the conversation begins with is said by `system`."""

from proofs import Proof, answered

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="ferry.py",
        shape="script, sync, in the call",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, messages.0: role 'system' must directly follow a user message`",
        after="1 answer",
        seen=answered,
        changes=("messages", "system"),
    ),
    Proof(
        entry="guide/main.py",
        shape="class of another module, async, in a list of its own",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, role 'system' is not supported on this model`",
        after="2 answers",
        seen=answered,
        changes=("messages", "system"),
    ),
)
