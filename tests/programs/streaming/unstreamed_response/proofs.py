"""CL301: a person reads the answer while it is written."""

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def _number(answers: int) -> str:
    return f"{answers} answer{'' if answers == 1 else 's'}"


def wait(run: Run) -> str:
    """Whether the first answer began to appear before the API had written all of it."""
    first = run.requests[0]
    words = next(block["text"] for block in first.answer["content"] if block["type"] == "text").split()
    appeared = run.shown_at(" ".join(words[:2]))
    shown = "while it is written" if appeared < first.finished_at else "when all of it is written"
    return f"{_number(len(run.requests))}, the first appears {shown}"


def sent(run: Run) -> str:
    """How the answers that a page showed were asked for."""
    answered = [one for one in run.requests if one.status == 200 and isinstance(one.body, dict)]
    streamed = sum(bool(one.body.get("stream")) for one in answered if isinstance(one.body, dict))
    return f"{_number(len(answered))}, {streamed} streamed"


WHOLE, PIECES = (
    "1 answer, the first appears when all of it is written",
    "1 answer, the first appears while it is written",
)
PROOFS = (
    Proof(
        entry="chat.py",
        shape="terminal chat, sync",
        safety=Safety.UNSAFE,
        before="2 answers, the first appears when all of it is written",
        after="2 answers, the first appears while it is written",
        seen=wait,
        changes=("stream",),
        stdin="Write 60 words about tides.\nWrite 20 words about fog.\nbye\n",
        pace=0.005,
    ),
    Proof(
        entry="tutor.py",
        shape="class, async, in a terminal",
        safety=Safety.UNSAFE,
        before="2 answers, the first appears when all of it is written",
        after="2 answers, the first appears while it is written",
        seen=wait,
        changes=("stream",),
        stdin="Write 60 words about tides.\nWrite 20 words about fog.\nbye\n",
        pace=0.005,
    ),
    Proof(
        entry="page/main.py",
        shape="Streamlit, a chat with its history",
        safety=Safety.UNSAFE,
        before="2 answers, 0 streamed",
        after="2 answers, 2 streamed",
        seen=sent,
        changes=("stream",),
    ),
    Proof(
        entry="briefing/main.py",
        shape="Streamlit, in a spinner, with the message read later",
        safety=Safety.UNSAFE,
        before="1 answer, 0 streamed",
        after="1 answer, 1 streamed",
        seen=sent,
        changes=("stream",),
        failures=1,
    ),
    Proof(
        entry="service/main.py",
        shape="FastAPI route that returns the text",
        safety=Safety.UNSAFE,
        before=WHOLE,
        after=PIECES,
        seen=wait,
        changes=("stream",),
        pace=0.005,
    ),
    Proof(
        entry="notes/main.py",
        shape="FastAPI route with a plain response, async",
        safety=Safety.UNSAFE,
        before=WHOLE,
        after=PIECES,
        seen=wait,
        changes=("stream",),
        pace=0.005,
    ),
    Proof(
        entry="board/main.py",
        shape="Flask route that reads the request",
        safety=Safety.UNSAFE,
        before=WHOLE,
        after=PIECES,
        seen=wait,
        changes=("stream",),
        pace=0.005,
    ),
    Proof(
        entry="desk/main.py",
        shape="Starlette route, async",
        safety=Safety.UNSAFE,
        before=WHOLE,
        after=PIECES,
        seen=wait,
        changes=("stream",),
        pace=0.005,
    ),
)
