"""CL021: a model answers under the name that it has on the platform of the client."""

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
        entry="riddle.py",
        shape="script, sync, an id of Amazon Bedrock",
        safety=Safety.UNSAFE,
        before="`anthropic.NotFoundError: 404, model: us.anthropic.claude-haiku-4-5-20251001-v1:0`",
        after="1 answered by `claude-haiku-4-5-20251001`",
        seen=models,
        changes=("model",),
    ),
    Proof(
        entry="quiz/main.py",
        shape="class, async, a dot in a setting of another module",
        safety=Safety.UNSAFE,
        before="`anthropic.NotFoundError: 404, model: claude-opus-5.5`",
        after="2 answered by `claude-opus-5-5`",
        seen=models,
        changes=("model",),
    ),
)
