"""CL206: the marker is where the requests are still the same."""

from proofs import Proof, cache_use

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="questions.py",
        safety=Safety.UNSAFE,
        shape="script, sync, the marker of the whole request",
        before="3 requests, 11,330 tokens in: 11,330 written to the cache, 0 read from it",
        after="3 requests, 11,330 tokens in: 3,770 written to the cache, 7,540 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
    Proof(
        entry="desk.py",
        safety=Safety.UNSAFE,
        shape="function, async, the marker on a block",
        before="2 requests, 7,555 tokens in: 7,555 written to the cache, 0 read from it",
        after="2 requests, 7,555 tokens in: 3,770 written to the cache, 3,770 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
)
