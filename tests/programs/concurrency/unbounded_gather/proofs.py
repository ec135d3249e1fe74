"""CL503: ten requests are under way at a time, however many there are."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def together(run: Run) -> str:
    """How many requests were sent, and how many at most were under way at the same time."""
    return f"{len(run.requests)} requests, {run.most_at_once} at a time"


PROOFS = (
    Proof(
        entry="quiz.py",
        shape="function, gather over a generator",
        safety=Safety.UNSAFE,
        before="30 requests, 30 at a time",
        after="30 requests, 10 at a time",
        seen=together,
        pace=0.05,
    ),
    Proof(
        entry="library/main.py",
        shape="class in a module of its own, tasks collected in a loop, streams",
        safety=Safety.UNSAFE,
        before="25 requests, 25 at a time",
        after="25 requests, 10 at a time",
        seen=together,
        pace=0.05,
    ),
)
