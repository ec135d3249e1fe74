"""The tables about fixes on real code, and what of them counts as a fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from fix_trials import Fixed, Trial
from own_tests import FAILED, PASSED, Comparison, counted

from claudelint import __version__
from claudelint.catalog.catalog import load

_COLUMNS = (
    "package", "requests", "findings", "fixed by `--fix`", "with `--unsafe-fixes`", "left then",
    "files", "lines", "compiles", "second run",
)  # fmt: skip
_MOST_NAMES = 8
_TEST_COLUMNS = ("package", "before", "after `--fix`", "after `--unsafe-fixes`")


@dataclass(frozen=True)
class Fixing:
    """A package or folder that was fixed; its own tests after the safe fixes and after all, where they were run."""

    name: str
    version: str
    trial: Trial
    tests: tuple[Comparison, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What no fix may do; that an unsafe fix changes what a test looks at is none."""
        return tuple(self._faults())

    def _faults(self) -> Iterator[str]:
        if self.trial.crashes:
            yield f"crashed: {self.trial.crashes[0].splitlines()[-1]}"
        for flag, fixed in (("--fix", self.trial.safe), ("--unsafe-fixes", self.trial.every)):
            if fixed.broken:
                yield f"does not compile after {flag}: {', '.join(fixed.broken)}"
            if not fixed.settled:
                yield f"changed by a second run of {flag}: {', '.join(fixed.changed_again)}"
        if self.tests and self.tests[0].worse:
            yield f"tests that passed before --fix: {', '.join(self.tests[0].worse)}"


def section(fixings: list[Fixing], day: date) -> str:
    """What stands in the report between the markers."""
    lines = [
        f"Run on {day} with claudelint {__version__} and its catalogue of {load().as_of}.", "",
        *_packages(fixings), "",
        "By rule, in all packages:", "",
        *_rules(fixings),
    ]  # fmt: skip
    if any(fixing.tests for fixing in fixings):
        lines += ["", "The packages' own tests, passed / failed:", "", *_tests(fixings)]
    return "\n".join(lines) + "\n"


def _packages(fixings: list[Fixing]) -> Iterator[str]:
    yield _row(_COLUMNS)
    yield _row(["---", *["--:"] * (len(_COLUMNS) - 3), "---", "---"])
    for fixing in fixings:
        yield _row([f"{fixing.name} {fixing.version}".strip(), *_cells([fixing.trial])])
    yield _row([f"**all {len(fixings)}**", *_cells([fixing.trial for fixing in fixings])])


def _cells(trials: list[Trial]) -> Iterator[str]:
    """The cells of one trial, or of several together; pairs are of the safe fixes and of all."""
    safe, every = [one.safe for one in trials], [one.every for one in trials]
    yield str(sum(one.before.requests for one in trials))
    yield str(sum(one.before.findings.total() for one in trials))
    yield str(_applied(safe))
    yield str(_applied(every))
    yield str(sum(one.check.findings.total() for one in every))
    yield f"{sum(one.files for one in safe)} / {sum(one.files for one in every)}"
    yield f"+{sum(one.added for one in every)} −{sum(one.removed for one in every)}"
    crashed = any(one.crashes for one in trials)
    broken = sum(len(one.broken) for one in (*safe, *every))
    again = sum(len(one.changed_again) for one in (*safe, *every))
    yield "crashed" if crashed else f"**no: {broken}**" if broken else "yes"
    yield "crashed" if crashed else f"**changes {again}**" if again else "changes nothing"


def _applied(fixed: Iterable[Fixed]) -> int:
    return sum(one.check.applied.total() for one in fixed)


def _rules(fixings: list[Fixing]) -> Iterator[str]:
    before, safe, every, left, added = (Counter[str]() for _ in range(5))
    for trial in (fixing.trial for fixing in fixings):
        before.update(trial.before.findings)
        safe.update(trial.safe.check.applied)
        every.update(trial.every.check.applied)
        left.update(trial.every.check.findings)
        added.update(trial.added_findings)
    yield _row(["rule", "findings", "fixed by `--fix`", "with `--unsafe-fixes`", "left then", "new"])
    yield _row(["---", *["--:"] * 5])
    for code in sorted({*before, *every, *left}):
        yield _row([code, *(str(counts[code]) for counts in (before, safe, every, left, added))])


def _tests(fixings: list[Fixing]) -> Iterator[str]:
    yield _row(_TEST_COLUMNS)
    yield _row(["---", *["--:"] * (len(_TEST_COLUMNS) - 1)])
    for fixing in fixings:
        if fixing.tests:
            safe, every = fixing.tests
            yield _row([f"{fixing.name} {fixing.version}", _ends(safe.before), _after(safe), _after(every)])
    for fixing in fixings:
        if fixing.tests and fixing.tests[1].worse:
            worse = fixing.tests[1].worse
            names = ", ".join(f"`{name}`" for name in worse[:_MOST_NAMES])
            more = f" and {len(worse) - _MOST_NAMES} more" if len(worse) > _MOST_NAMES else ""
            yield ""
            yield f"No longer passed after the unsafe fixes of {fixing.name}: {names}{more}."


def _after(comparison: Comparison) -> str:
    """The counts, or that no test ended differently."""
    if comparison.before == comparison.after:
        return "the same"
    return f"{_ends(comparison.after)}, {len(comparison.worse)} worse, {len(comparison.better)} better"


def _ends(outcomes: Mapping[str, str]) -> str:
    return f"{counted(outcomes, PASSED)} / {counted(outcomes, FAILED)}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
