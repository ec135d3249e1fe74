"""CL202: tools that are sent again are read from the cache."""

from proofs import Proof, cache_use

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="charts.py",
        shape="script, sync, in a loop",
        before="3 requests, 13,271 tokens in: none cached",
        after="3 requests, 13,271 tokens in: 4,414 written to the cache, 8,828 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
    Proof(
        entry="room.py",
        safety=Safety.UNSAFE,
        shape="class, async, from two calls",
        before="2 requests, 8,817 tokens in: none cached",
        after="2 requests, 8,817 tokens in: 4,399 written to the cache, 4,399 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
)
