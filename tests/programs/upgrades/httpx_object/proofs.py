"""CL802: timeouts and clients of the SDK instead of those of httpx."""

from proofs import Proof

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="desk/main.py",
        shape="script, sync, timeouts of the client and of a request; the SDK's version is pinned",
        before="`TypeError: Invalid 'timeout' argument; 'httpx.Timeout' is from the 'httpx' package, but this SDK ...`",
        after="2 answers",
    ),
    Proof(
        entry="bridge.py",
        shape="class, async, an HTTP client with a transport",
        safety=Safety.UNSAFE,
        before="`TypeError: Invalid 'http_client' argument; 'httpx.AsyncClient' is from the 'httpx' package, but ...`",
        after="1 answer",
    ),
)
