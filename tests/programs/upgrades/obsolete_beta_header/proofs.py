"""CL804: the same answers without betas that do nothing."""

from proofs import Proof
from running_programs import Run


def betas(run: Run) -> str:
    """How many answers there were, and with which betas they were asked for."""
    asked = sorted({one.headers.get("anthropic-beta", "none") for one in run.requests})
    return f"{len(run.requests)} answered, betas: {', '.join(asked)}"


PROOFS = (
    Proof(
        entry="trips/main.py",
        shape="script, sync, one of two betas and a header of the client",
        before="3 answered, betas: extended-cache-ttl-2025-04-11, pdfs-2024-09-25,context-management-2025-06-27",
        after="3 answered, betas: context-management-2025-06-27, none",
        seen=betas,
    ),
    Proof(
        entry="rivers.py",
        shape="class, async, a list of its own",
        before="1 answered, betas: interleaved-thinking-2025-05-14",
        after="1 answered, betas: none",
        seen=betas,
    ),
)
