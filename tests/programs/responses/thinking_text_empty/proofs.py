"""CL608: the thinking that is shown has a text."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def thought_shown(run: Run) -> str:
    """Whether the brackets in which the thinking is shown hold anything."""
    return "no thought is shown" if "[]" in run.output else "a thought is shown"


PROOFS = (
    Proof(
        entry="riddle.py",
        shape="script, sync",
        safety=Safety.UNSAFE,
        seen=thought_shown,
        before="no thought is shown",
        after="a thought is shown",
        changes=("thinking",),
        differs_in=r"\[.*\]",
    ),
    Proof(
        entry="stream.py",
        shape="stream, async, with a model that thinks by default",
        safety=Safety.UNSAFE,
        seen=thought_shown,
        before="no thought is shown",
        after="a thought is shown",
        changes=("thinking",),
        differs_in=r"\[.*\]",
    ),
)
