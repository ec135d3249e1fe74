"""CL210: what is sent once is no longer written to the cache."""

from proofs import Proof, cache_use

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="tides.py",
        safety=Safety.UNSAFE,
        shape="script, sync, a marked system prompt",
        before="1 request, 3,007 tokens in: 3,000 written to the cache, 0 read from it",
        after="1 request, 3,007 tokens in: none cached",
        seen=cache_use,
        changes=("cache_control",),
    ),
    Proof(
        entry="berths.py",
        safety=Safety.UNSAFE,
        shape="function, async, the whole request marked",
        before="1 request, 3,006 tokens in: 3,006 written to the cache, 0 read from it",
        after="1 request, 3,006 tokens in: none cached",
        seen=cache_use,
        changes=("cache_control",),
    ),
)
