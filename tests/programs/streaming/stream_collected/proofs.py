"""CL303: the same text, and nothing goes through the pieces any more."""

from proofs import Proof, answered

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="portrait.py",
        shape="function, sync, the text added up in a loop",
        before="2 answers",
        after="2 answers",
        seen=answered,
    ),
    Proof(
        entry="newsroom/main.py",
        shape="class in a module of its own, async, the pieces listed, with thinking",
        before="2 answers",
        after="2 answers",
        seen=answered,
    ),
    Proof(
        entry="riddle.py",
        shape="function, sync, the events of `create`",
        safety=Safety.UNSAFE,
        before="1 answer",
        after="1 answer",
        seen=answered,
    ),
)
