"""CL002: one of the two parameters is sent."""

from proofs import Proof, answered
from running_programs import Run

from claudelint.findings import Safety


def items(run: Run) -> str:
    """What the items of a batch came to."""
    return run.errors.strip() or f"{len(run.output.splitlines())} items answered"


PROOFS = (
    Proof(
        entry="poems/main.py",
        shape="script, sync, in `extra_body`, by a header for the older API version",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, 'temperature' and 'top_p' cannot both be specified for this model. ...`",
        after="1 answer",
        seen=answered,
        changes=("top_p",),
        untyped=("temperature",),
    ),
    Proof(
        entry="glossary/main.py",
        shape="function, async, a batch, through a dict of another module",
        safety=Safety.UNSAFE,
        before="keel: `temperature` and `top_p` cannot both be specified for this model. Please use only one.",
        after="3 items answered",
        seen=items,
        changes=("top_p",),
        untyped=("temperature",),
    ),
)
