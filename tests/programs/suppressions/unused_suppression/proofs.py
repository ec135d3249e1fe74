"""CL901: a comment goes, and nothing else changes."""

from proofs import Proof

PROOFS = (
    Proof(entry="tide.py", shape="script, sync, the whole comment", before="1 answer", after="1 answer"),
    Proof(entry="buoy.py", shape="function, async, one of two rules", before="1 answer", after="1 answer"),
)
