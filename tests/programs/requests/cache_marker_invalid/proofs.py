"""CL013: markers of the cache whose lifetimes come in an order that the API takes."""

import json

from proofs import Proof, shortened
from running_programs import Run

from claudelint.findings import Safety


def lifetimes(run: Run) -> str:
    """The exception, or how many were answered and with which lifetimes of their markers."""
    if run.failure:
        return f"`{shortened(run.failure)}`"
    asked = {json.dumps(one.body).count('"1h"') for one in run.requests}
    return f"{len(run.requests)} answered, markers of an hour: {', '.join(map(str, sorted(asked)))}"


BEFORE = "`anthropic.BadRequestError: 400, a ttl='1h' cache_control block must not come after a ttl='5m' ...`"

PROOFS = (
    Proof(
        entry="tides.py",
        shape="script, sync, two blocks of the system prompt",
        safety=Safety.UNSAFE,
        before=BEFORE,
        after="2 answered, markers of an hour: 0",
        seen=lifetimes,
        changes=("cache_control",),
    ),
    Proof(
        entry="harbour/main.py",
        shape="class, async, streamed, a tool and a block of another module",
        safety=Safety.UNSAFE,
        before=BEFORE,
        after="2 answered, markers of an hour: 0",
        seen=lifetimes,
        changes=("cache_control",),
    ),
)
