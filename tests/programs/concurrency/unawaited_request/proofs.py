"""CL505: the request is sent."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def sendings(run: Run) -> str:
    """The failure in the traceback, where there is one, and how many requests were sent."""
    raised = [line for line in run.errors.splitlines() if line.startswith(("AttributeError", "TypeError"))]
    told = f"`{raised[-1]}`, " if raised else ""
    sent = len(run.requests)
    return f"{told}{sent} {'request' if sent == 1 else 'requests'} sent"


PROOFS = (
    Proof(
        entry="menu.py",
        shape="script, async function whose answer is read",
        before="`AttributeError: 'coroutine' object has no attribute 'content'`, 0 requests sent",
        after="2 requests sent",
        seen=sendings,
    ),
    Proof(
        entry="measuring/main.py",
        shape="class in a module of its own, read at once, and a stream that is iterated",
        before="`AttributeError: 'coroutine' object has no attribute 'input_tokens'`, 0 requests sent",
        after="2 requests sent",
        seen=sendings,
    ),
    Proof(
        entry="notices.py",
        shape="script, async, with a try that hides the failure",
        safety=Safety.UNSAFE,
        before="0 requests sent",
        after="1 request sent",
        seen=sendings,
        changes=("number",),
        differs_in="No words|Words",
    ),
)
