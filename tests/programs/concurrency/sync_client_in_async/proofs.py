"""CL504: the event loop goes on while an answer is written."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def together(run: Run) -> str:
    """How many requests were under way at the same time."""
    return f"{len(run.requests)} requests, {run.most_at_once} at a time"


PROOFS = (
    Proof(
        entry="service/main.py",
        shape="FastAPI route, module-level client, visited by four at once",
        safety=Safety.UNSAFE,
        before="4 requests, 1 at a time",
        after="4 requests, 4 at a time",
        seen=together,
        pace=0.05,
    ),
    Proof(
        entry="translations.py",
        shape="function, a client of its own for each of three tasks",
        safety=Safety.UNSAFE,
        before="3 requests, 1 at a time",
        after="3 requests, 3 at a time",
        seen=together,
        pace=0.05,
    ),
)
