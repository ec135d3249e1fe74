"""Rounds of fixes: judge, apply what does not conflict, and judge again, until nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.running.outcome import Change

if TYPE_CHECKING:
    from claudelint.findings import Finding
    from claudelint.running.store import Store

# one place may be guarded by many fixes, of which a round applies one
_MOST_ROUNDS = 100

# by file, how often a fix was applied: the code of its rule, and its title
Applied = Mapping[str, Counter[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Rounds:
    """What the rounds ended in: what is left, what was applied where, and which files one fix changed together.

    `unsettled` are the codes whose fixes kept undoing each other.
    """

    findings: list[Finding]
    sites: int
    applied: Applied
    together: list[set[str]]
    unsettled: tuple[str, ...] = ()


def rounds_of_fixes(
    judge: Callable[[], tuple[list[Finding], int]],
    store: Store,
    writable: Callable[[], Collection[str]],
    unsafe: bool,
) -> Rounds:
    """Fix the texts of a store, in the files that may be written once it was judged; `judge` finds what they then hold, with the edits.

    Suppressions are removed last: another fix may bring about what one of them is there for.
    """
    from claudelint.fixing.apply import apply_round, choose
    from claudelint.registry import builtin_rules

    of_suppressions = {rule.code for rule in builtin_rules() if rule.family == "suppressions"}
    applied: dict[str, Counter[tuple[str, str]]] = {}
    together: list[set[str]] = []
    refused: set[tuple[str, str, int]] = set()
    # what the files have held: fixes that bring any of it back undo each other
    held: set[int] = set()
    for number in range(_MOST_ROUNDS + 1):
        findings, sites = judge()
        usable = [one for one in findings if (one.code, one.span.file, one.span.start) not in refused]
        others = [one for one in usable if one.code not in of_suppressions]
        allowed = writable()
        chosen = choose(others, allowed, unsafe).chosen or choose(usable, allowed, unsafe).chosen
        state = hash(frozenset((path, source.text) for path, source in store.sources.items()))
        if not chosen or state in held or number == _MOST_ROUNDS:
            break
        done = apply_round(chosen, store.sources)
        refused.update((one.code, one.span.file, one.span.start) for one, _ in done.withheld)
        if not done.texts:
            continue
        for finding in done.findings:
            fix = finding.fix
            if fix is not None:
                changed = {edit.span.file for edit in fix.edits}
                home = finding.span.file if finding.span.file in changed else min(changed)
                applied.setdefault(home, Counter())[finding.code, fix.title] += 1
                together.append(changed)
        held.add(state)
        store.renew(done.texts)
    return Rounds(findings, sites, applied, together, tuple(sorted({finding.code for finding in chosen})))


def changes_in(store: Store, applied: Applied, earlier: Mapping[str, Change]) -> Iterator[Change]:
    """What differs from the disk, told together with what was written earlier."""
    for display, original in sorted(store.originals.items()):
        text = store.sources[display].text
        if text == store.on_disk(display).text:
            continue
        counts = applied.get(display, Counter()).copy()
        if display in earlier:
            counts.update({(code, title): n for code, title, n in earlier[display].applied})
        yield Change(original, text, tuple((code, title, n) for (code, title), n in sorted(counts.items())))
