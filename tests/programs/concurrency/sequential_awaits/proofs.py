"""CL502: up to ten requests are under way at a time."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def together(run: Run) -> str:
    """How many requests were sent, and how many at most were under way at the same time."""
    return f"{len(run.requests)} requests, {run.most_at_once} at a time"


PROOFS = (
    Proof(
        entry="seasons.py",
        shape="function, answers appended to a list",
        safety=Safety.UNSAFE,
        before="12 requests, 1 at a time",
        after="12 requests, 10 at a time",
        seen=together,
        pace=0.05,
    ),
    Proof(
        entry="forms/main.py",
        shape="class in a module of its own, a comprehension, parsed answers",
        safety=Safety.UNSAFE,
        before="5 requests, 1 at a time",
        after="5 requests, 5 at a time",
        seen=together,
        pace=0.05,
    ),
)
