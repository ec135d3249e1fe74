"""CL006: the model thinks, or not, in the way that it takes."""

from proofs import Proof, shortened
from running_programs import Run

from claudelint.findings import Safety


def thinking(run: Run) -> str:
    """The exception, or what the requests say about thinking."""
    if run.failure:
        return f"`{shortened(run.failure)}`"
    kinds = {(one.body.get("thinking") or {"type": "not named"})["type"] for one in run.requests}
    return f"{len(run.requests)} answered, thinking {' and '.join(sorted(kinds))}"


PROOFS = (
    Proof(
        entry="puzzle.py",
        shape="function, sync, within a budget",
        safety=Safety.UNSAFE,
        before='`anthropic.BadRequestError: 400, thinking.type: "enabled" is not supported on claude-opus-5-5; use ...`',
        after="2 answered, thinking adaptive",
        seen=thinking,
        changes=("thinking", "output_config"),
    ),
    Proof(
        entry="desk/main.py",
        shape="FastAPI route, async, parameters in a dict, turned off",
        safety=Safety.UNSAFE,
        before='`anthropic.BadRequestError: 400, thinking.type: "disabled" is not supported on claude-sonnet-5-5; ...`',
        after="1 answered, thinking between_tools",
        seen=thinking,
        changes=("thinking",),
    ),
)
