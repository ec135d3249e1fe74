"""CL702: as many requests as the code around them tries."""

from proofs import Proof, answered
from running_programs import Run

from claudelint.findings import Safety


def tried(run: Run) -> str:
    """How many requests were sent, and how the run ended."""
    number = len(run.requests)
    return f"{number} {'request' if number == 1 else 'requests'}, {answered(run)}"


PROOFS = (
    Proof(
        entry="gate.py",
        shape="script, sync, a loop of attempts; the API is overloaded 20 times",
        safety=Safety.UNSAFE,
        before="9 requests, 0 answers",
        after="3 requests, 0 answers",
        seen=tried,
        changes=("number",),
        failures=20,
    ),
    Proof(
        entry="ferry.py",
        shape="class, async, a decorator of its own; the API is overloaded once",
        safety=Safety.UNSAFE,
        before="2 requests, 1 answer",
        after="2 requests, 1 answer",
        seen=tried,
        failures=1,
    ),
)
