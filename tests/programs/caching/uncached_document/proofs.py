"""CL209: what is sent again is read from the cache."""

from proofs import Proof, cache_use

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="berths.py",
        shape="script, sync, in a loop, a block of its own",
        before="3 requests, 11,058 tokens in: none cached",
        after="3 requests, 11,058 tokens in: 3,680 written to the cache, 7,360 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
    Proof(
        entry="paper.py",
        shape="function, a streaming context, a document",
        before="2 requests, 7,527 tokens in: none cached",
        after="2 requests, 7,527 tokens in: 3,758 written to the cache, 3,758 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
    Proof(
        entry="clerk/main.py",
        safety=Safety.UNSAFE,
        shape="class, async, the start of a message, from a module of its own",
        before="2 requests, 6,980 tokens in: none cached",
        after="2 requests, 6,981 tokens in: 3,481 written to the cache, 3,481 read from it",
        seen=cache_use,
        changes=("cache_control", "messages"),
    ),
)
