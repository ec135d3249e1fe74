"""CL301: a person reads the answer while it is written."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def wait(run: Run) -> str:
    """Whether the first answer began to appear before the API had written all of it."""
    first = run.requests[0]
    words = next(block["text"] for block in first.answer["content"] if block["type"] == "text").split()
    appeared = run.shown_at(" ".join(words[:2]))
    shown = "while it is written" if appeared < first.finished_at else "when all of it is written"
    return f"{len(run.requests)} answers, the first appears {shown}"


PROOFS = (
    Proof(
        entry="chat.py",
        shape="terminal chat, sync",
        safety=Safety.UNSAFE,
        before="2 answers, the first appears when all of it is written",
        after="2 answers, the first appears while it is written",
        seen=wait,
        changes=("stream",),
        stdin="Write 60 words about tides.\nWrite 20 words about fog.\nbye\n",
        pace=0.005,
    ),
    Proof(
        entry="tutor.py",
        shape="class, async, in a terminal",
        safety=Safety.UNSAFE,
        before="2 answers, the first appears when all of it is written",
        after="2 answers, the first appears while it is written",
        seen=wait,
        changes=("stream",),
        stdin="Write 60 words about tides.\nWrite 20 words about fog.\nbye\n",
        pace=0.005,
    ),
)
