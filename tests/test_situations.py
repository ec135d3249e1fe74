"""Situations that break a naive tool: what the model says of each, and what all rules together report.

The numbers are those of the list of situations that the linter has to get right. A source says by comments what
is found on which line, as fixtures do; nothing else may be found anywhere in the project, by any rule that is on
by default. What a source is about stands in the name of its row.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from _pytest.mark import ParameterSet
from harness import MAIN, check_outcome, claudelint, expectations, folder_of, project_of, row, run_in
from renaming import rename
from situation_cases import OLD, PARTNERS, SITUATIONS, Situation
from test_model_clients import described as kind_of
from test_model_values import shown
from test_surfaces import described as described_surface

from claudelint.linking.project import Request
from claudelint.registry import builtin_rules

# what is known to be wrong, and why it is left for now
MODEL_GAPS: dict[str, str] = {}
RULE_GAPS: dict[str, str] = {}
NAME_GAPS: dict[str, str] = {}


def in_words(request: Request) -> str:
    """A request in the words of the table."""
    return " ".join([kind_of(request), *(argument(request, name) for name in ("model", "max_tokens"))])


def argument(request: Request, name: str) -> str:
    """What an argument is worth; alternatives with `|` between them, `-` for what is certainly not given."""
    found = request.arguments.get(name)
    if found is None:
        return "-" if request.is_absent(name) else "?"
    value = shown(found.value)
    return "|".join(sorted(map(str, value))) if isinstance(value, set) else str(value)


FACTS: dict[str, Callable[[Request], object]] = {
    "system": lambda request: shown(request.arguments["system"].value),
    "extra_body": lambda request: shown(request.arguments["extra_body"].value),
    "sampling": lambda request: [name for name in ("temperature", "top_p") if name in request.arguments],
    "surfaces": lambda request: sorted({described_surface(way.surface) for way in request.ways}),
    "waits": lambda request: any(
        way.surface is not None and way.surface.person_waits for way in request.ways
    ),
    "event loop": lambda request: any(
        way.surface is not None and way.surface.is_async for way in request.ways
    ),
    "handed": lambda request: any(way.handed for way in request.ways),
    "awaited": lambda request: request.surroundings.awaited,
    "streams": lambda request: request.streams,
    "marked": lambda request: request.carries_marker,
    "reuse": lambda request: None if request.reuse is None else request.reuse.kind,
    "short": lambda request: request.answer_need is not None,
    "timeout": lambda request: request.client.may_have_timeout,
    "clients": lambda request: request.project.line(request.client.place),
    "stable": lambda request: [part.is_stable for part in request.prefix.parts if part.level != "messages"],
    "independent": lambda request: [
        loop.has_independent_turns for loop in request.project.loops if request in loop.requests
    ],
    "in test": lambda request: request.is_in_test,
}


def rows(gaps: dict[str, str]) -> list[ParameterSet]:
    """The situations, those with a gap expected to fail for the reason given."""
    return [
        pytest.param(
            one,
            id=one.name,
            marks=[pytest.mark.xfail(strict=True, reason=gaps[one.name])] if one.name in gaps else [],
        )
        for one in SITUATIONS
    ]


def found_in(files: dict[str, str], one: Situation) -> list[tuple[str, int, str]]:
    """File, line and code of everything that is found in a project."""
    with folder_of(files) as root:
        outcome = run_in(root, target_sdk=one.sdk)
    assert not outcome.errors, outcome.errors
    return sorted((finding.span.file, row(outcome, finding), finding.code) for finding in outcome.findings)


def wanted_in(one: Situation) -> list[tuple[str, int, str]]:
    """What the comments say is found, by rules that exist."""
    known = {rule.code for rule in builtin_rules()}
    return sorted(
        (path, expected.row, expected.code)
        for path, text in one.project.items()
        for expected in expectations(text)
        if expected.code in known
    )


def test_all_situations() -> None:
    """Each of the 34 situations has its rows, under a name of its own; gaps speak of rows that there are."""
    assert {int(one.name[:2]) for one in SITUATIONS} == set(range(1, 35))
    names = [one.name for one in SITUATIONS]
    assert len(set(names)) == len(names)
    assert {*MODEL_GAPS, *RULE_GAPS, *NAME_GAPS} <= set(names)


def test_expected_rules() -> None:
    """What the comments expect are codes of rules."""
    known = {rule.code for rule in builtin_rules()}
    said = {one.code for each in SITUATIONS for text in each.project.values() for one in expectations(text)}
    assert said <= known


@pytest.mark.parametrize("one", rows(MODEL_GAPS))
def test_what_the_model_says(one: Situation) -> None:
    """The requests of a situation, and the facts about them."""
    with project_of(one.project, one.sdk) as project:
        requests = project.requests
        assert sorted(map(in_words, requests)) == sorted(one.requests)
        said = {name: [FACTS[name](request) for request in requests] for name in one.says}
    for name, wanted in one.says.items():
        several = list(wanted) if isinstance(wanted, tuple) else [wanted]
        assert without_repetitions(said[name]) == several, name


def without_repetitions(values: list[object]) -> list[object]:
    """Each value once, in a fixed order."""
    found: list[object] = []
    for value in values:
        if value not in found:
            found.append(value)
    return sorted(found, key=repr)


@pytest.mark.parametrize("one", rows(RULE_GAPS))
def test_what_the_rules_report(one: Situation) -> None:
    """Everything that is found in a situation, on its line, and nothing else."""
    assert found_in(one.project, one) == wanted_in(one)


@pytest.mark.parametrize("one", rows(NAME_GAPS))
def test_names_decide_nothing(one: Situation) -> None:
    """Under names that say nothing the same is found on the same lines."""
    renamed = rename({path: text.encode() for path, text in one.project.items()})
    files = {path: data.decode() for path, data in renamed.files.items()}
    found = sorted((renamed.origins[path], line, code) for path, line, code in found_in(files, one))
    assert found == found_in(one.project, one)


def test_partners_are_advice() -> None:
    """33: what is retired here may live on there."""
    [one] = PARTNERS
    outcome = check_outcome(one.source, target_sdk=one.sdk)
    assert {finding.severity.value for finding in outcome.findings} == {"advice"}


def test_notebooks_are_passed_over() -> None:
    """34: notebooks are passed over with a note, whatever is in them; files beside them are checked."""
    cells = ["%pip install anthropic", "!ls", "import anthropic\nclient = anthropic.Anthropic()", "def (:"]
    cells.append(f"client.messages.create({OLD})")
    notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells], "nbformat": 4}
    beside = f"import anthropic\nanthropic.Anthropic().messages.create({OLD})\n"
    with folder_of({"a.ipynb": json.dumps(notebook), MAIN: beside}) as root:
        both = claudelint("check", "--output-format", "concise", "--no-cache", cwd=root)
        alone = claudelint("check", "a.ipynb", "--no-cache", cwd=root)
    assert [line.split(b":")[0] for line in both.stdout.splitlines() if b"CL" in line] == [MAIN.encode()]
    assert b"1 notebook passed over: notebooks are not checked yet" in both.stderr
    assert b"CL" not in alone.stdout
    assert b"a.ipynb: notebooks are not checked yet" in alone.stderr
