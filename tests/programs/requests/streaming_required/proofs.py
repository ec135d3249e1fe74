"""CL003: what the SDK would not send goes out as a stream."""

from proofs import Proof, shortened
from running_programs import Run

from claudelint.findings import Safety


def streams(run: Run) -> str:
    """The exception, or how many answers came as a stream."""
    if run.failure:
        return f"`{shortened(run.failure)}`"
    streamed = sum(bool(one.body.get("stream")) for one in run.requests)
    return f"{streamed} of {len(run.requests)} answers streamed"


PROOFS = (
    Proof(
        entry="chapters/main.py",
        shape="function, sync; the SDK's version is pinned",
        before="`ValueError: Streaming is required for operations that may take longer than 10 minutes. See ...`",
        after="2 of 2 answers streamed",
        seen=streams,
    ),
    Proof(
        entry="archive/main.py",
        shape="class in a module of its own, async; the SDK's version is pinned",
        before="`ValueError: Streaming is required for operations that may take longer than 10 minutes. See ...`",
        after="2 of 2 answers streamed",
        seen=streams,
    ),
    Proof(
        entry="essay.py",
        shape="script, sync",
        safety=Safety.UNSAFE,
        before="`ValueError: Streaming is required for operations that may take longer than 10 minutes. See ...`",
        after="1 of 1 answers streamed",
        seen=streams,
    ),
)
