"""CL401: a request that failed is answered by the model that took the place of the old one."""

from proofs import Proof, shortened
from running_programs import Run

from claudelint.findings import Safety


def models(run: Run) -> str:
    """The exception, or which model answered how often."""
    if run.failure:
        return f"`{shortened(run.failure)}`"
    named = " and ".join(f"`{name}`" for name in sorted({one.answer["model"] for one in run.requests}))
    return f"{len(run.requests)} answered by {named}"


PROOFS = (
    Proof(
        entry="poem.py",
        shape="script, sync",
        safety=Safety.UNSAFE,
        before="`anthropic.NotFoundError: 404, model: claude-3-5-sonnet-20241022`",
        after="1 answered by `claude-sonnet-4-6`",
        seen=models,
        changes=("model",),
    ),
    Proof(
        entry="letters/main.py",
        shape="class, async, the model set in a module of its own, thinking",
        safety=Safety.UNSAFE,
        before="`anthropic.NotFoundError: 404, model: claude-opus-4-20250514`",
        after="2 answered by `claude-opus-4-8`",
        seen=models,
        changes=("model", "thinking", "output_config"),
    ),
    Proof(
        entry="routes/main.py",
        shape="FastAPI route, parameters in a dict, `temperature` among them",
        safety=Safety.UNSAFE,
        before="`TypeError: Messages.create() got an unexpected keyword argument 'temperature'`",
        after="1 answered by `claude-sonnet-4-6`",
        seen=models,
    ),
)
