"""Rounds of fixes go on while something changes, and stop where fixes undo each other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from claudelint.findings import Edit, Finding, Fix, Safety, Severity, Span
from claudelint.reading.source import Source
from claudelint.running.extraction import Extraction
from claudelint.running.rounds import Rounds, rounds_of_fixes
from claudelint.running.store import Store

FILE = "a.py"
# what all fixes guard, such as the request of a function that many loops call
SHARED = Span(FILE, 0, 0)


def replacing(code: str, before: str, after: str, text: str) -> Iterator[Finding]:
    """One finding for each place where a text stands, with the fix that puts another there."""
    for match in re.finditer(before, text):
        span = Span(FILE, match.start(), match.end())
        fix = Fix(f"`{after}`", Safety.SAFE, (Edit(span, after),), guards=(SHARED,))
        yield Finding(code, code.lower(), Severity.WARNING, "so it is", span, "", fix)


def rounds(text: str, *changes: tuple[str, str, str]) -> tuple[Rounds, str]:
    """The rounds of fixes that replace texts, and what the file holds then."""
    store = Store({}, os.getcwd(), [], Extraction())
    store.sources[FILE] = Source.decode(FILE, text.encode())

    def judge() -> tuple[list[Finding], int]:
        now = store.sources[FILE].text
        return [one for change in changes for one in replacing(*change, now)], 0

    return rounds_of_fixes(judge, store, lambda: [FILE], unsafe=False), store.sources[FILE].text


def test_many_fixes_of_one_place_are_all_applied() -> None:
    done, text = rounds("one = 1\n" * 30, ("CL401", "one", "two"))
    assert text == "two = 1\n" * 30
    assert done.unsettled == ()
    assert done.applied[FILE] == {("CL401", "`two`"): 30}


def test_fixes_that_undo_each_other_are_named() -> None:
    done, text = rounds("one = 1\n", ("CL401", "one", "two"), ("CL402", "two", "one"))
    assert done.unsettled == ("CL401",)
    assert text == "one = 1\n"
    assert done.applied[FILE] == {("CL401", "`two`"): 1, ("CL402", "`one`"): 1}


def test_a_fix_that_adds_to_itself_ends() -> None:
    done, text = rounds("one = 1\n", ("CL401", "^", "# more\n"))
    assert done.unsettled == ("CL401",)
    assert text.count("# more\n") == 100
