"""CL501: one batch is sent, and not a request an item."""

from proofs import Proof, batches
from running_programs import Run

from claudelint.findings import Safety


def sendings(run: Run) -> str:
    """How many requests went out alone, and how large the batches were."""
    alone = sum(one.path == "/v1/messages" for one in run.requests)
    sizes = batches(run)
    return " and ".join(
        [f"{alone} requests, one after the other"] * bool(alone)
        + [f"1 batch of {size} requests" for size in sizes]
    )


PROOFS = (
    Proof(
        entry="logbook.py",
        shape="function, sync",
        safety=Safety.UNSAFE,
        before="40 requests, one after the other",
        after="1 batch of 40 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="reports/main.py",
        shape="class in a module of its own, with items that are left out",
        safety=Safety.UNSAFE,
        before="25 requests, one after the other",
        after="1 batch of 25 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="guide.py",
        shape="function, sync, a long prompt for each item",
        safety=Safety.UNSAFE,
        before="30 requests, one after the other",
        after="1 batch of 30 requests",
        seen=sendings,
        changes=("batch", "cache_control"),
    ),
)
