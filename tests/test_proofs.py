"""Every fix keeps what it promises when a program with the real SDK is run before and after it."""

from __future__ import annotations

import re

import pytest
from fix_table import TABLE, table
from fixture_cases import Folder as Fixtures
from fixture_cases import outcome_of, own
from proofs import PROGRAMS, Folder, Proof, all_proofs, differences, proven, refused

from claudelint.findings import Safety
from claudelint.registry import builtin_rules
from claudelint.rule import Fixable, Rule

FIXABLE = [rule for rule in builtin_rules() if rule.fix is not Fixable.NEVER]
PROOFS = [pytest.param(rule, proof, id=f"{rule.code}-{proof.entry}") for rule, proof in all_proofs()]
each_fixable_rule = pytest.mark.parametrize("rule", FIXABLE, ids=lambda rule: rule.code)


@each_fixable_rule
def test_a_fixable_rule_has_programs(rule: Rule) -> None:
    """A rule that fixes code has at least two programs, and every safety that its fixes bear is proven."""
    folder = Folder(rule)
    assert len(folder.proofs) >= 2, f"{rule.code} has no two programs in {folder.path}"
    findings = own(outcome_of(Fixtures(rule.family, rule.name.replace("-", "_")), "bad.py"), rule)
    labels = {one.fix.safety for one in findings if one.fix is not None and one.fix.edits} - {Safety.SHOWN}
    assert labels <= {proof.safety for proof in folder.proofs}


@each_fixable_rule
def test_every_program_is_run(rule: Rule) -> None:
    """No program lies there that no proof runs, and no two proofs are about the same program."""
    folder = Folder(rule)
    assert sorted(proof.top for proof in folder.proofs) == sorted(folder.programs)


def test_no_programs_without_a_rule() -> None:
    """Programs stand where a rule that fixes code looks for them."""
    assert {path.parent for path in PROGRAMS.glob("*/*/proofs.py")} == {Folder(rule).path for rule in FIXABLE}


@pytest.mark.parametrize(("rule", "proof"), PROOFS)
def test_the_program_is_fixed(rule: Rule, proof: Proof) -> None:
    """The rule speaks about the program, its fix bears the label that is stated, and leaves nothing to fix."""
    shown = proven(rule, proof.entry)
    assert shown.errors == ()
    assert rule.code in {one.code for one in shown.found}
    assert shown.left == ()
    if proof.safety is Safety.SAFE:
        assert shown.safe_changed
    else:
        assert not shown.safe_changed, "a fix that is labelled safe changed a program of an unsafe one"


@pytest.mark.parametrize(("rule", "proof"), PROOFS)
def test_the_program_runs_as_promised(rule: Rule, proof: Proof) -> None:
    """What is seen before and after is what the proof states; a fixed program always runs to its end."""
    shown = proven(rule, proof.entry)
    assert proof.seen(shown.before) == proof.before, shown.before.errors
    assert proof.seen(shown.after) == proof.after, shown.after.errors
    assert proof.before != proof.after or not proof.changes
    assert shown.after.status == 0, shown.after.errors
    assert [one.answer for one in refused(shown.after)] == []


@pytest.mark.parametrize(("rule", "proof"), PROOFS)
def test_the_output_is_the_same(rule: Rule, proof: Proof) -> None:
    """The program writes what it wrote before, but for what the proof states; one that failed now goes on."""
    shown = proven(rule, proof.entry)
    before, after = (
        re.sub(proof.differs_in, "", run.output) if proof.differs_in else run.output
        for run in (shown.before, shown.after)
    )
    assert shown.after.output.strip(), "a program that writes nothing shows nothing"
    if shown.before.failure:
        assert after.startswith(before)
    else:
        assert after == before
    assert shown.after.errors == "" or shown.before.errors != ""
    if proof.safety is Safety.SAFE:
        assert not proof.differs_in


@pytest.mark.parametrize(("rule", "proof"), PROOFS)
def test_the_requests_differ_as_stated(rule: Rule, proof: Proof) -> None:
    """The bodies are the same but for the stated parts, and fit the SDK's own types but for what is stated."""
    shown = proven(rule, proof.entry)
    problems = [problem for one in shown.after.requests for problem in one.problems]
    told = [problem.partition(": ")[0].rpartition(".")[2] for problem in problems]
    assert set(told) == set(proof.untyped), problems
    assert shown.after.requests
    assert differences(shown.before, shown.after) == set(proof.changes)


def test_the_table_is_current() -> None:
    """`docs/fixes.md` says what the proofs have shown."""
    assert TABLE.read_text(encoding="utf-8") == table(), "run `python scripts/prove_fixes.py`"
