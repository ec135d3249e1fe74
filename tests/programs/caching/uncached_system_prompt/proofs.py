"""CL201: what is sent again is read from the cache."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def cache_use(run: Run) -> str:
    """The tokens that were written to the cache, and those that were read from it."""
    usages = [one.answer["usage"] for one in run.requests]
    written = sum(usage["cache_creation_input_tokens"] for usage in usages)
    read = sum(usage["cache_read_input_tokens"] for usage in usages)
    paid = sum(usage["input_tokens"] for usage in usages)
    cached = f"{written:,} written to the cache, {read:,} read from it" if written else "none cached"
    return f"{len(usages)} requests, {written + read + paid:,} tokens in: {cached}"


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
