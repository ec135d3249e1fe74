"""Every rule on its fixtures: what is found where, what the fixes make of it, and where it is silent."""

from __future__ import annotations

import ast

import pytest
from fixture_cases import FIXED_KINDS, Folder, expected, fixed, folders, found_rows, outcome_of, own
from harness import Expectation, expectations, row

from claudelint import toml

FOLDERS = list(folders())
each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.family}/{folder.name}")


def test_there_are_fixtures() -> None:
    """The tests below have something to look at."""
    assert len(FOLDERS) >= 3


@each_folder
def test_folder_belongs_to_a_rule(folder: Folder) -> None:
    """A folder bears the family and the name of a rule, and holds a bad and a good file."""
    assert folder.rule.family == folder.family
    assert folder.has("bad.py")
    assert folder.has("good.py")


@each_folder
def test_bad(folder: Folder) -> None:
    """The rule finds exactly what the comments say, on the lines that they stand on."""
    outcome = outcome_of(folder, "bad.py")
    wanted = expected(folder, "bad.py")
    assert wanted, "bad.py expects nothing"
    assert found_rows(outcome, folder.rule) == sorted((file, one.row) for file, one in wanted)
    left = [
        (finding.span.file, row(outcome, finding), finding.message) for finding in own(outcome, folder.rule)
    ]
    # the longest words first, so that a bare expectation takes what the others leave
    for file, one in sorted(wanted, key=lambda pair: -len(pair[1].words)):
        match = next((f for f in left if f[:2] == (file, one.row) and one.words in f[2]), None)
        messages = [message for *place, message in left if place == [file, one.row]]
        assert match is not None, f"{file}:{one.row}: {one.words!r} is in none of {messages}"
        left.remove(match)


@each_folder
def test_good(folder: Folder) -> None:
    """The rule is silent on the good file."""
    outcome = outcome_of(folder, "good.py")
    found = [
        (finding.span.file, row(outcome, finding), finding.message) for finding in own(outcome, folder.rule)
    ]
    assert found == []


@each_folder
def test_fixed(folder: Folder) -> None:
    """All fixes together make the golden file, which compiles and holds nothing more to fix."""
    before = {name: data for name, data in folder.files("bad.py").items() if name.endswith(FIXED_KINDS)}
    after = fixed(folder, "bad.py")
    if not folder.has("bad.fixed.py"):
        assert after == before, "the fixes change the file, and there is no bad.fixed.py"
        return
    golden = {name: data for name, data in folder.files("bad.fixed.py").items() if name.endswith(FIXED_KINDS)}
    assert {name: data.decode() for name, data in after.items()} == {
        name: data.decode() for name, data in golden.items()
    }
    assert after != before, "bad.fixed.py is bad.py"
    for name, data in after.items():
        if name.endswith(".toml"):
            toml.parse(data.decode())
        elif name.endswith(".py"):
            ast.parse(data, name)
    assert fixed(folder, "bad.fixed.py") == golden


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x  # CL401: was retired on\n", [Expectation(1, "CL401", "was retired on")]),
        ("\nx  # CL401\n", [Expectation(2, "CL401", "")]),
        ("x  # CL401: a  # CL402\n", [Expectation(1, "CL401", "a"), Expectation(1, "CL402", "")]),
        ("x  # claudelint: ignore[CL401]  # CL901: `CL401`\n", [Expectation(1, "CL901", "`CL401`")]),
        ("x  # noqa: E501,CL401\n", []),
        ("x  # CL401 is not expected here\n", []),
        ("x  # CL4011\n", []),
    ],
)
def test_expectations(text: str, wanted: list[Expectation]) -> None:
    """A comment says what is expected; suppressions and talk of rules do not."""
    assert expectations(text) == wanted
