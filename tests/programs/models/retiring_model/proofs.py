"""CL402: the next model is asked the same, in the way in which it wants to be asked."""

from proofs import Proof, sent
from running_programs import Run

from claudelint.findings import Safety


def models(run: Run) -> str:
    """Which model answered how often, and how it was told to think."""
    bodies = sent(run)
    named = " and ".join(f"`{name}`" for name in sorted({body["model"] for body in bodies}))
    thinking = {(body.get("thinking") or {"type": "not named"})["type"] for body in bodies}
    return f"{len(bodies)} answered by {named}, thinking {' and '.join(sorted(thinking))}"


PROOFS = (
    Proof(
        entry="almanac.py",
        shape="function, sync, one constant for two requests",
        safety=Safety.UNSAFE,
        before="2 answered by `claude-sonnet-4-5`, thinking not named",
        after="2 answered by `claude-sonnet-5-5`, thinking between_tools",
        seen=models,
        changes=("model", "thinking"),
    ),
    Proof(
        entry="critic.py",
        shape="class, async, thinking within a budget",
        safety=Safety.UNSAFE,
        before="1 answered by `claude-sonnet-4-5-20250929`, thinking enabled",
        after="1 answered by `claude-sonnet-5-5`, thinking adaptive",
        seen=models,
        changes=("model", "thinking", "output_config"),
    ),
    Proof(
        entry="nightly.py",
        shape="script, a stream with its parameters in a dict, and the items of a batch",
        safety=Safety.UNSAFE,
        before="3 answered by `claude-sonnet-4-5`, thinking enabled and not named",
        after="3 answered by `claude-sonnet-5-5`, thinking adaptive and between_tools",
        seen=models,
        changes=("model", "thinking", "output_config"),
    ),
)
