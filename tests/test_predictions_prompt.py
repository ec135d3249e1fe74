"""What the pages say of requests that fail: their examples are run with the real SDK against the loopback API."""

from __future__ import annotations

from pathlib import Path

import pytest
from running_programs import run_program
from test_contract import code_in

from claudelint.registry import builtin_rules
from claudelint.rule import Rule

# how the example of a page ends
FAILURES = {
    "CL012": "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    "CL013": "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block",
    "CL016": "tools.0.name: String should match pattern",
    "CL017": "output_config.format.schema: additionalProperties other than false is not supported",
    "CL018": "max_tokens: 0 is not allowed with stream",
    "CL019": "requests.0.custom_id: String should match pattern",
    "CL020": "speed: 'fast' is not supported on claude-sonnet-5-5",
    "CL021": "model: anthropic.claude-opus-4-8",
}
RULES = [pytest.param(rule, id=rule.code) for rule in builtin_rules() if rule.code in FAILURES]


def test_every_rule_of_the_table_is_there() -> None:
    """No code of the table is that of no rule."""
    assert len(RULES) == len(FAILURES)


@pytest.mark.parametrize("rule", RULES)
def test_the_example_fails(rule: Rule, tmp_path: Path) -> None:
    """The example of the page ends with the predicted error."""
    (tmp_path / "main.py").write_text(code_in(rule, "Example"), encoding="utf-8")
    run = run_program(tmp_path, "main.py")
    assert run.status != 0
    assert FAILURES[rule.code] in run.failure


@pytest.mark.parametrize("rule", RULES)
def test_what_to_use_instead_goes_on(rule: Rule, tmp_path: Path) -> None:
    """What the page recommends is answered."""
    (tmp_path / "main.py").write_text(code_in(rule, "Use instead"), encoding="utf-8")
    run = run_program(tmp_path, "main.py")
    assert run.errors == ""
    assert run.status == 0
    assert run.requests
    assert all(one.status == 200 for one in run.requests)
