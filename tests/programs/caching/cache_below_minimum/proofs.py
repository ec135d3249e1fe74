"""CL205: a marker that does nothing is gone, and nothing else is different."""

import json

from proofs import Proof, cache_use
from running_programs import Run

from claudelint.findings import Safety


def marked(run: Run) -> str:
    """How many markers were sent, and what became of them."""
    markers = sum(json.dumps(one.body).count('"cache_control"') for one in run.requests)
    return f"{markers or 'no'} marker{'' if markers == 1 else 's'}, {cache_use(run)}"


PROOFS = (
    Proof(
        entry="tide.py",
        safety=Safety.UNSAFE,
        shape="script, sync",
        before="1 marker, 1 request, 11 tokens in: none cached",
        after="no markers, 1 request, 11 tokens in: none cached",
        seen=marked,
        changes=("cache_control",),
    ),
    Proof(
        entry="desk.py",
        safety=Safety.UNSAFE,
        shape="class, async, with a marker for an hour",
        before="2 markers, 2 requests, 246 tokens in: none cached",
        after="no markers, 2 requests, 246 tokens in: none cached",
        seen=marked,
        changes=("cache_control",),
    ),
)
