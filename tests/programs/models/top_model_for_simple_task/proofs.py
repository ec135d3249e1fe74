"""CL404: a smaller model gives the label."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def models(run: Run) -> str:
    """Which model answered how often."""
    named = " and ".join(f"`{name}`" for name in sorted({one.answer["model"] for one in run.requests}))
    return f"{len(run.requests)} answered by {named}"


PROOFS = (
    Proof(
        entry="tickets.py",
        shape="function, sync",
        safety=Safety.UNSAFE,
        before="2 answered by `claude-opus-4-8`",
        after="2 answered by `claude-haiku-5-5`",
        seen=models,
        changes=("model", "thinking"),
    ),
    Proof(
        entry="triage/main.py",
        shape="Flask route, class, sync",
        safety=Safety.UNSAFE,
        before="2 answered by `claude-opus-5-5`",
        after="2 answered by `claude-haiku-5-5`",
        seen=models,
        changes=("model",),
    ),
)
