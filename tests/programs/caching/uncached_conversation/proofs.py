"""CL203: what was said before is read from the cache."""

from proofs import Proof, cache_use

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="works.py",
        shape="function, sync, a list in a loop",
        before="3 requests, 7,648 tokens in: none cached",
        after="3 requests, 7,648 tokens in: 3,833 written to the cache, 3,815 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
    Proof(
        entry="talk.py",
        safety=Safety.UNSAFE,
        shape="class, async, a list that the object keeps",
        before="3 requests, 7,648 tokens in: none cached",
        after="3 requests, 7,648 tokens in: 3,833 written to the cache, 3,815 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
)
