"""CL205: a marker that does nothing is gone, and nothing else is different."""

from proofs import Proof, cache_use

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="tide.py",
        safety=Safety.UNSAFE,
        shape="script, sync",
        before="1 requests, 11 tokens in: none cached",
        after="1 requests, 11 tokens in: none cached",
        seen=cache_use,
        changes=("cache_control",),
    ),
    Proof(
        entry="desk.py",
        safety=Safety.UNSAFE,
        shape="class, async, with a marker for an hour",
        before="2 requests, 246 tokens in: none cached",
        after="2 requests, 246 tokens in: none cached",
        seen=cache_use,
        changes=("cache_control",),
    ),
)
