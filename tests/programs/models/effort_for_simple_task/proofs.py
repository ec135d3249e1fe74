"""CL405: the same answers are asked for with low effort."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def efforts(run: Run) -> str:
    """How many answers there were, and at which effort they were asked for."""
    asked = sorted(
        {(one.body.get("output_config") or {}).get("effort", "the default") for one in run.requests}
    )
    return f"{len(run.requests)} answered, effort: {', '.join(asked)}"


PROOFS = (
    Proof(
        entry="mails.py",
        shape="function, sync, at the default effort",
        safety=Safety.UNSAFE,
        before="2 answered, effort: the default",
        after="2 answered, effort: low",
        seen=efforts,
        changes=("output_config",),
    ),
    Proof(
        entry="moods.py",
        shape="class, async, several at once, at an effort of its own",
        safety=Safety.UNSAFE,
        before="2 answered, effort: high",
        after="2 answered, effort: low",
        seen=efforts,
        changes=("output_config",),
    ),
)
