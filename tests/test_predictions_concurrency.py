"""What rules about streams and coroutines predict of the SDK is so: it is seen when their examples are run."""

from __future__ import annotations

from pathlib import Path

import pytest
from running_programs import Run, run_program
from test_contract import code_in

from claudelint.registry import builtin_rules

RULES = {rule.code: rule for rule in builtin_rules()}
# the rule and the exception that its example ends with, before anything is sent
PREDICTED = (("CL505", "AttributeError: 'coroutine' object has no attribute 'content'"),)
each_prediction = pytest.mark.parametrize(("code", "failure"), PREDICTED, ids=[code for code, _ in PREDICTED])


def run_section(code: str, title: str, folder: Path) -> Run:
    """A run of the code in a section of a rule's page."""
    (folder / "main.py").write_text(code_in(RULES[code], title), encoding="utf-8")
    return run_program(folder, "main.py")


@each_prediction
def test_the_example_fails(code: str, failure: str, tmp_path: Path) -> None:
    """The example raises what the page says, and sends nothing."""
    run = run_section(code, "Example", tmp_path)
    assert run.status != 0
    assert failure in run.errors
    assert run.requests == ()


@each_prediction
def test_what_to_use_instead_is_answered(code: str, failure: str, tmp_path: Path) -> None:
    """What the page recommends runs to its end, and its request is answered."""
    run = run_section(code, "Use instead", tmp_path)
    assert run.status == 0, run.errors
    assert [request.status for request in run.requests] == [200]
