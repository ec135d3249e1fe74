"""CL101: a lower ceiling, and the same answers under it."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def ceilings(run: Run) -> str:
    """What the requests allow for, and how far they got."""
    limits = " and ".join(f"{limit:,}" for limit in sorted({one.body["max_tokens"] for one in run.requests}))
    ends = " and ".join(sorted({one.answer["stop_reason"] for one in run.requests}))
    return f"{len(run.requests)} answers, at most {limits} tokens each, ended by {ends}"


PROOFS = (
    Proof(
        entry="mail_filter/main.py",
        shape="FastAPI route, async",
        safety=Safety.UNSAFE,
        before="2 answers, at most 4,096 tokens each, ended by end_turn",
        after="2 answers, at most 64 tokens each, ended by end_turn",
        seen=ceilings,
        changes=("max_tokens",),
    ),
    Proof(
        entry="grader.py",
        shape="class, sync",
        safety=Safety.UNSAFE,
        before="2 answers, at most 2,000 tokens each, ended by end_turn",
        after="2 answers, at most 64 tokens each, ended by end_turn",
        seen=ceilings,
        changes=("max_tokens",),
    ),
)
