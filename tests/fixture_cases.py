"""The fixture folders: what stands in them, and a run of one rule on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from harness import ROOT, Expectation, expectations, folder_of, row, run_in, today_in

from claudelint.findings import Finding
from claudelint.registry import builtin_rules
from claudelint.rule import Rule
from claudelint.running.outcome import FixMode, Outcome

FIXTURES = ROOT / "fixtures"
# what the cases themselves are made of; everything else in a folder is a part of the project of each case
_OWN = ("bad.py", "bad.fixed.py", "good.py")
# the files that findings stand in, and fixes change: code, and what a project requires
FIXED_KINDS = (".py", ".toml", ".txt", ".in")


@dataclass(frozen=True, slots=True)
class Folder:
    """The fixtures of one rule."""

    family: str
    name: str

    @property
    def path(self) -> Path:
        """Where it is."""
        return FIXTURES / self.family / self.name

    @property
    def rule(self) -> Rule:
        """The rule it is about, which bears the name of the folder."""
        return next(
            rule
            for rule in builtin_rules()
            if (rule.family, rule.name.replace("-", "_")) == (self.family, self.name)
        )

    def files(self, case: str) -> dict[str, bytes]:
        """The project of a case: its own file (`bad.py`, `bad.fixed.py` or `good.py`), and what helps it.

        A fixed file takes the place of the one it comes of; `helper.fixed.py` and `pyproject.fixed.toml` likewise.
        What stands below `bad/` or `good/` belongs to that case alone.
        """
        found: dict[str, bytes] = {}
        foreign = "good/" if case.startswith("bad") else "bad/"
        for path in sorted(self.path.rglob("*")):
            name = path.relative_to(self.path).as_posix()
            if not path.is_file() or "__pycache__" in path.parts or name in _OWN or name.startswith(foreign):
                continue
            if ".fixed." not in name:
                found.setdefault(name, path.read_bytes())
            elif case == "bad.fixed.py":
                found[name.replace(".fixed.", ".")] = path.read_bytes()
        return {**found, case.replace(".fixed", ""): (self.path / case).read_bytes()}

    def today(self, case: str) -> date:
        """The day on which a case is checked."""
        return today_in((self.path / case).read_text(encoding="utf-8"))

    def has(self, case: str) -> bool:
        """Whether there is a file for the case."""
        return (self.path / case).is_file()


def folders() -> Iterator[Folder]:
    """All fixture folders, in order."""
    for path in sorted(FIXTURES.glob("*/*")):
        if path.is_dir() and any(path.glob("*.py")):
            yield Folder(path.parent.name, path.name)


@cache
def outcome_of(folder: Folder, case: str) -> Outcome:
    """The outcome of the rule on a case; findings of other rules are left out of account by `own`."""
    with folder_of(folder.files(case)) as root:
        return run_in(root, today=folder.today(case), **rule_alone(folder.rule))


def fixed(folder: Folder, case: str) -> dict[str, bytes]:
    """The files of a case that fixes may change, after all fixes of the rule, unsafe ones included."""
    rule = folder.rule
    with folder_of(folder.files(case)) as root:
        outcome = run_in(
            root,
            fix=FixMode.WRITE,
            unsafe=True,
            fixable=[rule.code],
            today=folder.today(case),
            **rule_alone(rule),
        )
        assert not outcome.errors, outcome.errors
        assert not outcome.unsettled, outcome.unsettled
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.name.endswith(FIXED_KINDS)
        }


def rule_alone(rule: Rule) -> dict[str, list[str] | bool]:
    preview = {"preview": True} if rule.preview else {}
    if rule.family == "suppressions":
        # a suppression is judged by what the other rules find
        return {"extend_select": [rule.code], **preview}
    return {"select": [rule.code], **preview}


def own(outcome: Outcome, rule: Rule) -> list[Finding]:
    """The findings of the rule itself."""
    assert not outcome.errors, outcome.errors
    return [finding for finding in outcome.findings if finding.code == rule.code]


def found_rows(outcome: Outcome, rule: Rule) -> list[tuple[str, int]]:
    """The files and lines of the rule's findings."""
    return sorted((finding.span.file, row(outcome, finding)) for finding in own(outcome, rule))


def expected(folder: Folder, case: str) -> list[tuple[str, Expectation]]:
    """What the comments in the files of a case say the rule finds."""
    return [
        (name, expectation)
        for name, data in sorted(folder.files(case).items())
        if name.endswith(FIXED_KINDS)
        for expectation in expectations(data.decode())
        if expectation.code == folder.rule.code
    ]
