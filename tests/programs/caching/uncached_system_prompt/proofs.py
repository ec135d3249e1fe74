"""CL201: what is sent again is read from the cache."""

from proofs import Proof, cache_use

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="charts.py",
        shape="script, sync, in a loop",
        before="3 requests, 11,420 tokens in: none cached",
        after="3 requests, 11,420 tokens in: 3,800 written to the cache, 7,600 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
    Proof(
        entry="pilot/main.py",
        safety=Safety.UNSAFE,
        shape="class, async, the prompt in a module of its own and with a changing end",
        before="4 requests, 15,270 tokens in: none cached",
        after="4 requests, 15,270 tokens in: 3,801 written to the cache, 11,403 read from it",
        seen=cache_use,
        changes=("cache_control", "system"),
    ),
    Proof(
        entry="desk/main.py",
        safety=Safety.UNSAFE,
        shape="Flask route, a list of blocks",
        before="2 requests, 7,465 tokens in: none cached",
        after="2 requests, 7,465 tokens in: 3,720 written to the cache, 3,720 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
    Proof(
        entry="chat/main.py",
        shape="function, sync, a conversation that grows",
        before="4 requests, 15,957 tokens in: none cached",
        after="4 requests, 15,957 tokens in: 4,006 written to the cache, 11,951 read from it",
        seen=cache_use,
        changes=("cache_control",),
    ),
)
