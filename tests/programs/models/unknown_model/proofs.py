"""CL403: a model whose name was misspelt answers under its right name."""

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
        entry="quiz.py",
        shape="script, sync",
        safety=Safety.UNSAFE,
        before="`anthropic.NotFoundError: 404, model: claude-sonnet-4-6-20260217`",
        after="1 answered by `claude-sonnet-4-6`",
        seen=models,
        changes=("model",),
    ),
    Proof(
        entry="riddles.py",
        shape="function, async, the model passed by a caller",
        safety=Safety.UNSAFE,
        before="`anthropic.NotFoundError: 404, model: claude-opus-5-5-20260924`",
        after="2 answered by `claude-opus-5-5`",
        seen=models,
        changes=("model",),
    ),
)
