"""CL204: what stays the same is written to the cache once, and read afterwards."""

from proofs import Proof, cache_use

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="tides.py",
        safety=Safety.UNSAFE,
        shape="script, sync, an f-string in a marked block",
        before="3 requests, 10,752 tokens in: 10,728 written to the cache, 0 read from it",
        after="3 requests, 10,749 tokens in: 3,560 written to the cache, 7,120 read from it",
        seen=cache_use,
        changes=("system",),
    ),
    Proof(
        entry="watch/main.py",
        safety=Safety.UNSAFE,
        shape="class, async, a sum with what a helper says, not marked",
        before="3 requests, 11,920 tokens in: none cached",
        after="3 requests, 11,920 tokens in: 3,960 written to the cache, 7,920 read from it",
        seen=cache_use,
        changes=("cache_control", "system"),
    ),
)
