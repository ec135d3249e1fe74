"""CL701: one client, whose connection all requests use."""

from proofs import Proof, answered
from running_programs import Run

from claudelint.findings import Safety


def connections(run: Run) -> str:
    """The answers, and how many connections they came on."""
    number = len({one.connection for one in run.requests})
    return f"{answered(run)} on {number} {'connection' if number == 1 else 'connections'}"


PROOFS = (
    Proof(
        entry="office/main.py",
        shape="web service, async, the construction over several lines",
        safety=Safety.UNSAFE,
        before="3 answers on 3 connections",
        after="3 answers on 1 connection",
        seen=connections,
    ),
    Proof(
        entry="stars.py",
        shape="script, sync, a client without a name in a function",
        safety=Safety.UNSAFE,
        before="3 answers on 3 connections",
        after="3 answers on 1 connection",
        seen=connections,
    ),
    Proof(
        entry="ports.py",
        shape="script, sync, the loop of the module itself",
        safety=Safety.UNSAFE,
        before="2 answers on 2 connections",
        after="2 answers on 1 connection",
        seen=connections,
    ),
)
