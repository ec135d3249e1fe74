"""CL806: messages are dicts, which the SDK takes."""

from proofs import Proof, answered

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="talk/main.py",
        shape="two modules, sync, keyword arguments; the SDK's version is pinned",
        before="`TypeError: Cannot instantiate typing.Union`",
        after="1 answer",
        seen=answered,
    ),
    Proof(
        entry="saved.py",
        shape="class, async, in beta, of dicts",
        safety=Safety.UNSAFE,
        before="`TypeError: Cannot instantiate typing.Union`",
        after="1 answer",
        seen=answered,
    ),
)
