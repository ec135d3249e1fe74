"""CL010: an argument has the name, or the way, that the SDK knows."""

from proofs import Proof, answered

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="signals.py",
        shape="script, sync, two names of another API",
        safety=Safety.UNSAFE,
        before="`TypeError: Missing required arguments; Expected either ('max_tokens', 'messages' and 'model') or ...`",
        after="1 answer",
        seen=answered,
    ),
    Proof(
        entry="kitchen/main.py",
        shape="class, async, through a dict of another module",
        safety=Safety.UNSAFE,
        before="`TypeError: Missing required arguments; Expected either ('max_tokens', 'messages' and 'model') or ...`",
        after="2 answers",
        seen=answered,
    ),
    Proof(
        entry="letters.py",
        shape="function, sync, streamed, `betas` off beta",
        safety=Safety.UNSAFE,
        before="`TypeError: Messages.stream() got an unexpected keyword argument 'betas'`",
        after="2 answers",
        seen=answered,
    ),
)
