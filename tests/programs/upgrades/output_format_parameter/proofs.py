"""CL803: a schema stands where the SDK takes it."""

from proofs import Proof, shortened
from running_programs import Run

from claudelint.findings import Safety


def formats(run: Run) -> str:
    """The exception, or the formats that were asked for."""
    if run.failure:
        return f"`{shortened(run.failure)}`"
    asked = {one.body["output_config"]["format"]["type"] for one in run.requests}
    return f"{len(run.requests)} answered, as {' and '.join(sorted(asked))}"


PROOFS = (
    Proof(
        entry="atlas/main.py",
        shape="script, sync, a dict in the call; the SDK's version is pinned",
        before="`TypeError: Messages.create() got an unexpected keyword argument 'output_format'`",
        after="1 answered, as json_schema",
        seen=formats,
    ),
    Proof(
        entry="gazetteer.py",
        shape="class, async, streamed, through a dict of settings",
        safety=Safety.UNSAFE,
        before="`TypeError: 'output_format' must be a type; pass a schema dict as 'output_config={'format': ...}' ...`",
        after="1 answered, as json_schema",
        seen=formats,
    ),
)
