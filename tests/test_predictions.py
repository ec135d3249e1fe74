"""What rules predict of the SDK is so: the example of a page fails with it, and what to use instead is answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from running_programs import Run, run_program
from test_contract import code_in

from claudelint.registry import builtin_rules
from claudelint.rule import Rule

RULES = {rule.code: rule for rule in builtin_rules()}
# the rule, the exception that its message names, and a part of what the exception says
PREDICTED = (
    ("CL802", "TypeError", "this SDK uses `httpx2`"),
    ("CL803", "TypeError", "unexpected keyword argument 'output_format'"),
    ("CL806", "TypeError", "Cannot instantiate"),
)


def run_code(rule: Rule, title: str, folder: Path) -> Run:
    """A run of the code in a section of a rule's page."""
    (folder / "main.py").write_text(code_in(rule, title), encoding="utf-8")
    return run_program(folder, "main.py")


@pytest.mark.parametrize(("code", "exception", "words"), PREDICTED, ids=[code for code, *_ in PREDICTED])
def test_example_fails(code: str, exception: str, words: str, tmp_path: Path) -> None:
    """The example ends with the exception, before the API answers anything."""
    run = run_code(RULES[code], "Example", tmp_path)
    assert run.failure.startswith(f"{exception}: "), run.errors
    assert words in run.failure
    assert run.requests == ()


@pytest.mark.parametrize("code", [code for code, *_ in PREDICTED])
def test_use_instead_is_answered(code: str, tmp_path: Path) -> None:
    """What the page recommends ends well, and its requests are answered."""
    run = run_code(RULES[code], "Use instead", tmp_path)
    assert run.status == 0, run.errors
    assert run.requests
    assert all(request.status == 200 for request in run.requests)
