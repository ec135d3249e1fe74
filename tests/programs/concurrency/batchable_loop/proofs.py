"""CL501: one batch is sent, and not a request an item."""

from proofs import Proof, batches
from running_programs import Run

from claudelint.findings import Safety


def sendings(run: Run) -> str:
    """How many requests went out alone, and how large the batches were."""
    alone = sum(one.path == "/v1/messages" for one in run.requests)
    sizes = batches(run)
    return " and ".join(
        [f"{alone} requests, each on its own"] * bool(alone)
        + [f"1 batch of {size} requests" for size in sizes]
    )


PROOFS = (
    Proof(
        entry="logbook.py",
        shape="function, sync",
        safety=Safety.UNSAFE,
        before="40 requests, each on its own",
        after="1 batch of 40 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="reports/main.py",
        shape="class in a module of its own, with items that are left out",
        safety=Safety.UNSAFE,
        before="25 requests, each on its own",
        after="1 batch of 25 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="guide.py",
        shape="function, sync, a long prompt for each item",
        safety=Safety.UNSAFE,
        before="30 requests, each on its own",
        after="1 batch of 30 requests",
        seen=sendings,
        changes=("batch", "cache_control"),
    ),
    Proof(
        entry="tides.py",
        shape="loop, async",
        safety=Safety.UNSAFE,
        before="28 requests, each on its own",
        after="1 batch of 28 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="cargo.py",
        shape="comprehension, sync, with items that are left out",
        safety=Safety.UNSAFE,
        before="24 requests, each on its own",
        after="1 batch of 24 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="signals.py",
        shape="gather, async, with an item that fails and is kept as an exception",
        safety=Safety.UNSAFE,
        before="24 requests, each on its own",
        after="1 batch of 24 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="pilots/main.py",
        shape="executor.map over a function, sync",
        safety=Safety.UNSAFE,
        before="22 requests, each on its own",
        after="1 batch of 22 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="buoys.py",
        shape="gather over a method, async",
        safety=Safety.UNSAFE,
        before="25 requests, each on its own",
        after="1 batch of 25 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="errands.py",
        shape="map over a function, sync, with an item that fails",
        safety=Safety.UNSAFE,
        before="21 requests, each on its own",
        after="1 batch of 21 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="lights/main.py",
        shape="function and method of another module, sync, where the name of the client means something else",
        safety=Safety.UNSAFE,
        before="45 requests, each on its own",
        after="1 batch of 22 requests and 1 batch of 23 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="moorings.py",
        shape="tasks that a later statement gathers, async",
        safety=Safety.UNSAFE,
        before="26 requests, each on its own",
        after="1 batch of 26 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="locks.py",
        shape="gather over a function with a semaphore, async",
        safety=Safety.UNSAFE,
        before="23 requests, each on its own",
        after="1 batch of 23 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="wrecks.py",
        shape="function that handles the errors of its request, sync, with an item that fails",
        safety=Safety.UNSAFE,
        before="25 requests, each on its own",
        after="1 batch of 25 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="ferries.py",
        shape="futures of an executor, sync, in a list and as they are completed",
        safety=Safety.UNSAFE,
        before="42 requests, each on its own",
        after="1 batch of 21 requests and 1 batch of 21 requests",
        seen=sendings,
        changes=("batch",),
    ),
    Proof(
        entry="berths.py",
        shape="class and static methods, sync, called under a condition and for every item",
        safety=Safety.UNSAFE,
        before="56 requests, each on its own",
        after="1 batch of 24 requests and 1 batch of 32 requests",
        seen=sendings,
        changes=("batch",),
    ),
)
