"""CL001: what is refused is no longer sent."""

from proofs import Proof, shortened
from running_programs import Run

from claudelint.findings import Safety


def parameters(run: Run) -> str:
    """The exception, or how many requests went out, and with which sampling parameters."""
    if run.failure:
        return f"`{shortened(run.failure)}`"
    named = {name for one in run.requests for name in ("temperature", "top_p", "top_k") if name in one.body}
    answers = sum(one.path == "/v1/messages" and one.status == 200 for one in run.requests)
    return (
        f"{answers} answers, {'with ' + ', '.join(sorted(named)) if named else 'no sampling parameter sent'}"
    )


def items(run: Run) -> str:
    """What the items of a batch came to."""
    return run.errors.strip() or f"{len(run.output.splitlines())} items answered"


PROOFS = (
    Proof(
        entry="rivers.py",
        shape="script, sync; the SDK's version is not known",
        safety=Safety.UNSAFE,
        before="`TypeError: Messages.create() got an unexpected keyword argument 'temperature'`",
        after="3 answers, no sampling parameter sent",
        seen=parameters,
    ),
    Proof(
        entry="notebook/main.py",
        shape="class in a module of its own, async, streamed; the SDK's version is pinned",
        before="`TypeError: AsyncMessages.stream() got an unexpected keyword argument 'temperature'`",
        after="3 answers, no sampling parameter sent",
        seen=parameters,
    ),
    Proof(
        entry="glossary/main.py",
        shape="script, a batch",
        safety=Safety.UNSAFE,
        before="ebb: temperature: Extra inputs are not permitted",
        after="3 items answered",
        seen=items,
        changes=("temperature",),
    ),
)
