"""The machinery of the proofs sees what it has to see: each way in which two runs can differ, and failures."""

from __future__ import annotations

from pathlib import Path

import pytest
from api import RecordedRequest
from harness import clean, write
from proofs import answered, batches, differences, refused, sent, shortened
from running_programs import Run, run_program

ASK = {"model": "claude-opus-4-8", "max_tokens": 10, "messages": [{"role": "user", "content": "Hello"}]}
BLOCKS = [{"type": "text", "text": "Hello"}]
MARKED = [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}]


def recorded(
    body: object, path: str = "/v1/messages", status: int = 200, key: str = "Bearer a", answer: object = None
) -> RecordedRequest:
    """A request as the API records it."""
    return RecordedRequest("POST", path, {}, {"authorization": key}, body, 0.0, 0.1, 0.2, status, answer, b"")


def run_of(*requests: RecordedRequest, errors: str = "") -> Run:
    """A run that sent these requests, and failed where it wrote errors."""
    return Run(int(bool(errors)), ((0.0, "done\n"),), errors, requests, 1)


def batch_of(*bodies: object) -> RecordedRequest:
    """One batch of these requests."""
    items = [{"custom_id": str(index), "params": body} for index, body in enumerate(bodies)]
    return recorded({"requests": items}, "/v1/messages/batches")


def asking(text: object) -> dict[str, object]:
    """The plain request with another message."""
    return {**ASK, "messages": [{"role": "user", "content": text}]}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([ASK], [ASK], set(), id="the same"),
        pytest.param([ASK], [{**ASK, "model": "claude-opus-5-5"}], {"model"}, id="another model"),
        pytest.param([{**ASK, "temperature": 0}], [ASK], {"temperature"}, id="a parameter that is gone"),
        pytest.param([ASK], [asking("Hello!")], {"messages"}, id="another message"),
        pytest.param([ASK], [asking(BLOCKS)], set(), id="a text, or a block with it"),
        pytest.param([ASK], [asking(MARKED)], {"cache_control"}, id="a marker in a message"),
        pytest.param([ASK], [{**ASK, "cache_control": {}}], {"cache_control"}, id="a marker of the whole"),
        pytest.param(
            [{**ASK, "system": "Hello"}], [{**ASK, "system": BLOCKS}], set(), id="a system of a block"
        ),
        pytest.param(
            [{**ASK, "system": BLOCKS}], [{**ASK, "system": MARKED}], {"cache_control"}, id="a marked system"
        ),
        pytest.param(
            [{**ASK, "system": "Hello"}], [{**ASK, "system": "Bye"}], {"system"}, id="another system"
        ),
        pytest.param([ASK], [{**ASK, "stream": False}], set(), id="not streamed, in so many words"),
        pytest.param([ASK], [{**ASK, "stream": True}], {"stream"}, id="streamed"),
        pytest.param([ASK, asking("b")], [asking("b"), ASK], set(), id="another order"),
        pytest.param([ASK, ASK], [ASK], {"number"}, id="fewer"),
        pytest.param([ASK], [ASK, ASK], {"number"}, id="more"),
        pytest.param([ASK], [asking([{**BLOCKS[0], "citations": None}])], set(), id="a key without a value"),
    ],
)
def test_differences_of_requests(before: list[object], after: list[object], expected: set[str]) -> None:
    """What differs is named, and what means the same is no difference."""
    assert differences(run_of(*map(recorded, before)), run_of(*map(recorded, after))) == expected


def test_a_batch_is_compared_with_single_requests() -> None:
    """The items of a batch are the requests that went out alone."""
    alone = run_of(recorded(ASK), recorded(asking("b")))
    together = run_of(batch_of(asking("b"), ASK))
    assert differences(alone, together) == {"batch"}
    assert batches(together) == [2]
    assert differences(alone, run_of(batch_of(ASK))) == {"batch", "number"}
    assert differences(alone, run_of(batch_of(asking("c"), ASK))) == {"batch", "messages"}


def test_another_key_is_seen() -> None:
    """Whose key was sent is a difference."""
    assert differences(run_of(recorded(ASK)), run_of(recorded(ASK, key="Bearer b"))) == {"authorization"}


def test_what_a_failed_run_did_send_is_compared() -> None:
    """A run that failed sent less; what it sent is compared all the same."""
    failed = run_of(recorded({**ASK, "temperature": 0}, status=400), errors="anthropic.BadRequestError: no")
    assert differences(failed, run_of(recorded(ASK), recorded(asking("b")))) == {"temperature"}
    assert differences(run_of(errors="TypeError: no"), run_of(recorded(ASK))) == set()


def test_only_what_is_asked_of_the_model_counts() -> None:
    """Looking after a batch is no request of its own."""
    looks = RecordedRequest("GET", "/v1/messages/batches/a", {}, {}, None, 0.0, 0.1, 0.2, 200, {}, b"")
    assert sent(run_of(looks)) == []


def test_words_for_a_run() -> None:
    """The end of a run in words."""
    assert answered(run_of(recorded(ASK))) == "1 answer"
    assert answered(run_of(recorded(ASK), recorded(ASK))) == "2 answers"
    assert answered(run_of(errors="Traceback\nTypeError: no\n")) == "`TypeError: no`"
    assert [one.status for one in refused(run_of(recorded(ASK, status=400), recorded(ASK)))] == [400]


def test_failures_are_told_in_one_line() -> None:
    """Of an error of the API, the status and the message."""
    error = "anthropic.BadRequestError: Error code: 400 - {'type': 'error', 'error': {'message': 'no'}}"
    assert shortened(error) == "anthropic.BadRequestError: 400, no"
    assert shortened("word " * 40) == "word " * 19 + "word ..."


def test_a_program_is_run(tmp_path: Path) -> None:
    """Its output, errors, status, typed input, environment, folder and requests are those of the program."""
    source = clean(
        """
        import asyncio, os, sys, time
        import anthropic
        import helper

        name = input("name? ")
        message = anthropic.Anthropic().messages.create(
            model="claude-opus-4-8", max_tokens=10, messages=[{"role": "user", "content": name}]
        )
        time.sleep(600)
        asyncio.run(asyncio.sleep(600))
        print(helper.NAME, os.environ["PLACE"], os.path.basename(os.getcwd()), message.role)
        print("so long", file=sys.stderr)
        raise SystemExit(3)
        """
    )
    write(tmp_path / "port", {"main.py": source, "helper.py": "NAME = 'Ada'\n"})
    run = run_program(tmp_path / "port", "main.py", stdin="Ben\n", PLACE="Brest")
    assert (run.status, run.output, run.errors) == (3, "name? Ada Brest port assistant\n", "so long\n")
    assert [one.body["messages"][0]["content"] for one in run.requests] == ["Ben"]
    assert run.shown_at("Ada") == run.written[-1][0]


@pytest.mark.parametrize(
    ("ending", "status", "failure"),
    [
        ("pass", 0, ""),
        ("raise SystemExit", 0, ""),
        ("raise SystemExit('enough')", 1, "enough"),
        ("1 / 0", 1, "ZeroDivisionError: division by zero"),
        ("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
    ],
)
def test_how_a_program_ends(tmp_path: Path, ending: str, status: int, failure: str) -> None:
    """The status and the last line of the traceback are those that Python would give."""
    write(tmp_path, {"main.py": f"print('begun')\n{ending}\n"})
    run = run_program(tmp_path, "main.py")
    assert (run.status, run.failure, run.output) == (status, failure, "begun\n")
