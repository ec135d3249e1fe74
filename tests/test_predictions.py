"""What the rules predict comes true: the examples of their pages are run with the real SDK.

An API on the loopback interface answers; what it refuses is documented, each refusal with its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from running_programs import run_program
from test_contract import RULES, code_in

RULE_OF = {rule.code: rule for rule in RULES}


@dataclass(frozen=True)
class Prediction:
    """How the example of a rule's page ends; `is_sent` where the API answers, and not the SDK before it.

    So many requests are `answered` before.
    """

    code: str
    failure: str
    is_sent: bool
    answered: int = 0


PREDICTIONS = (
    Prediction("CL002", "`temperature` and `top_p` cannot both be specified", True),
    Prediction("CL005", "does not support assistant message prefill", True),
    Prediction("CL010", "TypeError: Messages.create() got an unexpected keyword argument 'stop'", False),
    Prediction("CL011", "TypeError: Missing required arguments", False),
    Prediction("CL014", "each stop sequence must contain non-whitespace", True),
    Prediction("CL015", "role 'system' must directly follow a user message", True),
    Prediction("CL022", "document blocks are not permitted in assistant messages", True),
    Prediction("CL609", "The block is bound to a different conversation", True, answered=1),
)
each_prediction = pytest.mark.parametrize("one", PREDICTIONS, ids=lambda one: one.code)


@each_prediction
def test_the_example_fails_as_predicted(one: Prediction, tmp_path: Path) -> None:
    """The example ends in the failure that the rule tells of, before or after something is sent."""
    (tmp_path / "main.py").write_text(code_in(RULE_OF[one.code], "Example"), encoding="utf-8")
    run = run_program(tmp_path, "main.py")
    assert one.failure in run.failure, run.errors
    assert [request.status for request in run.requests] == [200] * one.answered + [400] * one.is_sent


@each_prediction
def test_what_to_use_instead_is_answered(one: Prediction, tmp_path: Path) -> None:
    """What the page recommends runs to its end, and its requests are answered."""
    (tmp_path / "main.py").write_text(code_in(RULE_OF[one.code], "Use instead"), encoding="utf-8")
    run = run_program(tmp_path, "main.py")
    assert run.status == 0, run.errors
    assert [request.status for request in run.requests] == [200] * (one.answered + 1)
