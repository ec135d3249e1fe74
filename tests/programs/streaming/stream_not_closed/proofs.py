"""CL302: the stream is opened, read and closed."""

from proofs import Proof, answered

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="poem.py",
        shape="function, sync, read in what follows the call",
        safety=Safety.UNSAFE,
        before="`AttributeError: 'MessageStreamManager' object has no attribute 'text_stream'`",
        after="1 answer",
        seen=answered,
    ),
    Proof(
        entry="guide/main.py",
        shape="class in a module of its own, async, iterated at once",
        safety=Safety.UNSAFE,
        before="`AttributeError: 'AsyncMessageStreamManager' object has no attribute 'text_stream'`",
        after="2 answers",
        seen=answered,
    ),
)
