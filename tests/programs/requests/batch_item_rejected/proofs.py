"""CL019: the items of a batch without what a batch does not take."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def items(run: Run) -> str:
    """What the program ended with, or how many answers it wrote."""
    return f"`{run.failure}`" if run.failure else f"{len(run.output.splitlines())} answered"


PROOFS = (
    Proof(
        entry="rivers.py",
        shape="script, sync, `stream` in a comprehension",
        before="`Loire errored: stream: not allowed in a batch`",
        after="2 answered",
        seen=items,
        changes=("stream",),
    ),
    Proof(
        entry="lakes/main.py",
        shape="class, async, `speed` in the parameters of another module",
        before="`errored: speed: not allowed in a batch`",
        after="2 answered",
        seen=items,
        changes=("speed",),
    ),
    Proof(
        entry="seas.py",
        shape="script, sync, `speed` that the environment decides",
        safety=Safety.UNSAFE,
        before="`errored: speed: not allowed in a batch`",
        after="1 answered",
        seen=items,
        changes=("speed",),
    ),
)
