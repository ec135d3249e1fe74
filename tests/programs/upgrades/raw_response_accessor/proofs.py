"""CL805: raw responses are read by methods, which are awaited where they have to be."""

from proofs import Proof

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="log/main.py",
        shape="script, sync, the text as an attribute; the SDK's version is pinned",
        before="`TypeError: the JSON object must be str, bytes or bytearray, not method`",
        after="1 answer",
    ),
    Proof(
        entry="mirror.py",
        shape="class, async, bytes as an attribute and a message that is not awaited",
        safety=Safety.UNSAFE,
        before="`AttributeError: 'AsyncAPIResponse' object has no attribute 'content'`",
        after="1 answer",
    ),
)
