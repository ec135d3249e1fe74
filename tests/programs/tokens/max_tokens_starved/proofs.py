"""CL102: answers that were cut, or had no text at all, are whole."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def ends(run: Run) -> str:
    """How the answers ended, and how many of them had text."""
    reasons = " and ".join(sorted({one.answer["stop_reason"] for one in run.requests}))
    texts = sum(any(block["type"] == "text" for block in one.answer["content"]) for one in run.requests)
    return f"{len(run.requests)} answered, {texts} with text, ended by {reasons}"


PROOFS = (
    Proof(
        entry="rivers/main.py",
        shape="function, sync, settings in a dict, a model that thinks",
        safety=Safety.UNSAFE,
        before="2 answered, 0 with text, ended by max_tokens",
        after="2 answered, 2 with text, ended by end_turn",
        seen=ends,
        changes=("max_tokens",),
        differs_in=r"-> .*",
    ),
    Proof(
        entry="essay.py",
        shape="class, async, streamed, a length that the prompt asks for",
        safety=Safety.UNSAFE,
        before="1 answered, 1 with text, ended by max_tokens",
        after="1 answered, 1 with text, ended by end_turn",
        seen=ends,
        changes=("max_tokens",),
        differs_in=r"True|False",
    ),
)
