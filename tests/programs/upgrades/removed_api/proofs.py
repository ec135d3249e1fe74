"""CL801: what has left beta is looked up where it is."""

from proofs import Proof

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="shelf/main.py",
        shape="script, sync; the SDK's version is pinned",
        before="`AttributeError: 'Beta' object has no attribute 'prompt_caching'`",
        after="1 answer",
    ),
    Proof(
        entry="library.py",
        shape="class, async",
        safety=Safety.UNSAFE,
        before="`AttributeError: 'AsyncBeta' object has no attribute 'prompt_caching'`",
        after="2 answers",
    ),
)
