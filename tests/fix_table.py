"""The page `docs/fixes.md`: what every fix was seen to do."""

from __future__ import annotations

from collections.abc import Iterator

from harness import ROOT
from proofs import Folder, Proof, proven

from claudelint.findings import Safety
from claudelint.registry import builtin_rules
from claudelint.rule import Fixable, Rule

TABLE = ROOT / "docs" / "fixes.md"

_HEAD = """\
# What the fixes were seen to do

Every fix is run. For each rule that rewrites code there are small programs that use the real `anthropic` SDK.
A test runs each against a Messages API on the same machine, applies the fix, runs it again, and compares.

- **Safe**: both runs write the same.
- **Unsafe**: they differ in what is stated, and in nothing else.
- **Differs in** names the parts of the requests that are not the same. All others are the same. A program that
  failed sends less than it sends afterwards: then what it did send is compared.
- A program that failed before runs to its end afterwards.
- The requests afterwards fit the SDK's own types, and the API refuses none of them.

The API is a stand-in. It answers by fixed rules, counts tokens by their characters, and refuses what the
real one is documented to refuse. It shows that a program still works, not what a model would say.

The programs are in `tests/programs/`. This page is written by `python scripts/prove_fixes.py`, which runs them.

| rule | safety | program | before | after | differs in |
|---|---|---|---|---|---|
"""


def table() -> str:
    """The page, from what the runs have shown."""
    return _HEAD + "".join(f"| {' | '.join(cells)} |\n" for cells in _rows())


def _rows() -> Iterator[tuple[str, ...]]:
    for rule in builtin_rules():
        if rule.fix is Fixable.NEVER:
            continue
        for proof in Folder(rule).proofs:
            yield _row(rule, proof)


def _row(rule: Rule, proof: Proof) -> tuple[str, ...]:
    shown = proven(rule, proof.entry)
    label = "safe" if proof.safety is Safety.SAFE and shown.safe_changed else "unsafe"
    return (
        f"{rule.code} {rule.name}",
        label,
        proof.shape,
        _cell(proof.seen(shown.before)),
        _cell(proof.seen(shown.after)),
        _cell(", ".join(_differing(proof)) or "–"),
    )


def _differing(proof: Proof) -> Iterator[str]:
    yield from (f"`{change}`" for change in proof.changes)
    if proof.differs_in:
        yield "what it writes"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
