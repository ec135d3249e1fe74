"""CL207: what a set says is sent in one order by every process."""

import re

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety

# of ten items in the order of a set, all are in that of the alphabet once in 3.6 million times
ITEMS = re.compile(r"(?:, |- |read\. )(\w+)")


def order(run: Run) -> str:
    """Whether the items stand in the order of the alphabet, whatever the process makes of a set."""
    texts = [block["text"] for one in run.requests for block in one.body["system"]]
    found = [item for item in ITEMS.findall(" ".join(texts)) if item not in ("and", "Answer")]
    assert len(found) == 10, found
    return "in order" if found == sorted(found) else "in the order of this process"


PROOFS = (
    Proof(
        entry="topics.py",
        safety=Safety.UNSAFE,
        shape="function, sync, a set that is joined",
        before="in the order of this process",
        after="in order",
        seen=order,
        changes=("system",),
    ),
    Proof(
        entry="desk.py",
        safety=Safety.UNSAFE,
        shape="class, async, a set that an object holds",
        before="in the order of this process",
        after="in order",
        seen=order,
        changes=("system",),
    ),
)
