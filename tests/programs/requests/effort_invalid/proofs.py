"""CL008: an effort that the model knows, where it is looked for."""

from proofs import Proof, shortened
from running_programs import Run

from claudelint.findings import Safety


def efforts(run: Run) -> str:
    """The exception, or the efforts that were asked for."""
    if run.failure:
        return f"`{shortened(run.failure)}`"
    asked = {one.body["output_config"]["effort"] for one in run.requests}
    return f"{len(run.requests)} answered, at effort {' and '.join(sorted(asked))}"


PROOFS = (
    Proof(
        entry="quick/main.py",
        shape="script, sync, an argument of its own; the SDK's version is pinned",
        before="`TypeError: Messages.create() got an unexpected keyword argument 'effort'`",
        after="1 answered, at effort low",
        seen=efforts,
    ),
    Proof(
        entry="deep.py",
        shape="class, async, more than the model knows",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, output_config.effort: Input should be 'low', 'medium', 'high', 'max'`",
        after="2 answered, at effort high",
        seen=efforts,
        changes=("output_config",),
    ),
)
