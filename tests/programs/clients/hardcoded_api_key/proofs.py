"""CL706: the key is that of the environment."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def key(run: Run) -> str:
    """Whose key was sent; it is not printed."""
    sent = run.requests[0].headers["authorization"]
    return "the key in the code is sent" if "sk-ant-api03-" in sent else "the key of the environment is sent"


PROOFS = (
    Proof(
        entry="bell.py",
        shape="script, sync",
        safety=Safety.UNSAFE,
        before="the key in the code is sent",
        after="the key of the environment is sent",
        seen=key,
        changes=("authorization",),
    ),
    Proof(
        entry="lamp.py",
        shape="class, async, the key in a constant",
        safety=Safety.UNSAFE,
        before="the key in the code is sent",
        after="the key of the environment is sent",
        seen=key,
        changes=("authorization",),
    ),
)
