"""CL601: the text is found, wherever it stands."""

from proofs import Proof, answered
from running_programs import Run

from claudelint.findings import Safety


def reading(run: Run) -> str:
    """The exception, or how many texts were read."""
    if run.failure:
        return answered(run)
    count = len(run.output.splitlines())
    return f"{count} {'text' if count == 1 else 'texts'} read"


def fallback(run: Run) -> str:
    """Whether the text of the answer was read, or what stands for it when there is none."""
    return "the fallback is shown" if run.output == "no answer\n" else "the answer is shown"


PROOFS = (
    Proof(
        entry="capital.py",
        shape="function, sync, with a model that thinks",
        before="`AttributeError: 'ThinkingBlock' object has no attribute 'text'`",
        after="2 texts read",
        seen=reading,
    ),
    Proof(
        entry="plain.py",
        shape="function, async, with a model that does not think",
        before="1 text read",
        after="1 text read",
        seen=reading,
    ),
    Proof(
        entry="page/main.py",
        shape="Streamlit page, with a model that thinks",
        before="`'ThinkingBlock' object has no attribute 'text'`",
        after="1 text read",
        seen=reading,
    ),
    Proof(
        entry="board/main.py",
        shape="Flask route that catches the error",
        safety=Safety.UNSAFE,
        before="the fallback is shown",
        after="the answer is shown",
        seen=fallback,
        differs_in=r".+",
    ),
)
