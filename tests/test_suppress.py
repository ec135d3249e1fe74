"""Suppression comments: their grammar, what they cover, and what is left of them when they are not needed."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from claudelint.findings import Finding, Severity, Span
from claudelint.judging.directives import directives
from claudelint.judging.suppress import Suppressions, apply
from claudelint.reading.reader import read_module
from claudelint.reading.source import Source
from claudelint.registry import find

KNOWN = {"CL401": "CL401", "retired-model": "CL401", "CL601": "CL601", "first-block-read": "CL601"}


def suppressions_of(text: str) -> Suppressions:
    """The suppressions of a module given as text."""
    source = Source.decode("a.py", text.encode())
    return Suppressions.of(read_module(source), source, KNOWN)


def finding_at(text: str, marker: str, code: str = "CL401", number: int = 0) -> Finding:
    """A finding on the so-manieth place where the marker stands."""
    start = [match.start() for match in re.finditer(re.escape(marker), text)][number]
    span = Span("a.py", start, start + len(marker))
    return Finding(code, "a-name", Severity.ERROR, "message", span, "url")


def is_covered(text: str, marker: str, code: str = "CL401", number: int = 0) -> bool:
    """Whether a finding at the marker is covered."""
    return suppressions_of(text).covers(finding_at(text, marker, code, number)) is not None


def after_removal(text: str, findings: Iterable[Finding] = (), ran: Iterable[str] = KNOWN.values()) -> str:
    """The text once everything unused is removed, as CL901 offers it."""
    suppressions = suppressions_of(text)
    _, used = apply(findings, suppressions)
    edits = [
        edit for comment in suppressions.comments(used, frozenset(ran), True) for edit in comment.removal
    ]
    for edit in sorted(edits, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# claudelint: ignore[CL401]", [("ignore", ["CL401"], "", False)]),
        ("#claudelint:ignore[CL401]", [("ignore", ["CL401"], "", False)]),
        ("# claudelint: ignore [CL401]", [("ignore", ["CL401"], "", False)]),
        (
            "# claudelint: ignore[CL401, retired-model,]  see #12",
            [("ignore", ["CL401", "retired-model"], "see #12", False)],
        ),
        ("# claudelint: ignore", [("ignore", [], "", False)]),
        ("# claudelint: ignore because it is a test", [("ignore", [], "because it is a test", False)]),
        ("# claudelint: file-ignore[CL4]: reason", [("file-ignore", ["CL4"], "reason", False)]),
        (
            "# x  # claudelint: ignore[CL401] why # noqa: E501",
            [("ignore", ["CL401"], "why", False), ("noqa", ["E501"], "", False)],
        ),
        ("# type: ignore # noqa: CL201", [("noqa", ["CL201"], "", False)]),
        ("# NOQA:E501,CL201 long line", [("noqa", ["E501", "CL201"], "long line", False)]),
        ("# noqa: E501 CL201", [("noqa", ["E501", "CL201"], "", False)]),
        ("# noqa", [("noqa", [], "", False)]),
        ("# noqa because", [("noqa", [], "", False)]),
        ("# noqa: because", [("noqa", [], "", True)]),
        ("# noqa-like", []),
        ("# noqaCL401", []),
        ("# do not write claudelint: ignore", []),
        ("# flake8: noqa", []),
        ("# claudelint: ignore[]", [("ignore", [], "", True)]),
        ("# claudelint: ignore[CL401", [("ignore", [], "[CL401", True)]),
        ("# claudelint: ignore CL401", [("ignore", [], "CL401", True)]),
        ("# claudelint: ignore: CL401", [("ignore", [], "CL401", True)]),
        ("# claudelint: ignored", [("ignore", [], "", True)]),
        ("# claudelint: disable=CL401", [("ignore", [], "", True)]),
        ("# Claudelint: ignore", [("ignore", [], "", True)]),
    ],
)
def test_grammar(comment: str, expected: list[tuple[str, list[str], str, bool]]) -> None:
    """A comment is read strictly, and what is nearly a directive is a problem and not a guess."""
    found = [
        (found.kind, [word.text for word in found.words], found.reason, bool(found.problem))
        for found in directives(comment)
    ]
    assert found == expected


MULTI_LINE = """\
answer = client.messages.create({first}
    max_tokens=1024,{argument}
    model="old",
    messages=[
        {{"role": "user", "content": "x"}},{inner}
    ],
){last}
"""


@pytest.mark.parametrize("place", ["first", "argument", "inner", "last"])
def test_every_line_of_a_call(place: str) -> None:
    """A comment on any line of a call covers all of the call."""
    comments = dict.fromkeys(["first", "argument", "inner", "last"], "") | {
        place: "  # claudelint: ignore[CL401]"
    }
    text = MULTI_LINE.format(**comments)
    assert is_covered(text, 'model="old"')
    assert is_covered(text, "client.messages")
    assert not is_covered(text, 'model="old"', "CL601")


@pytest.mark.parametrize(
    ("text", "marker", "number", "covered"),
    [
        # one of several calls: the others are left alone
        ("gather(\n  f(old),  # noqa: CL401\n  f(old),\n)\n", "old", 0, True),
        ("gather(\n  f(old),  # noqa: CL401\n  f(old),\n)\n", "old", 1, False),
        ("all = [\n  f(old),  # noqa: CL401\n  f(old),\n]\n", "old", 1, False),
        ("all = [\n  f(old,\n   ),  # noqa: CL401\n  f(old),\n]\n", "old", 0, True),
        # a nested call on the line of an argument does not take the comment away from the call around it
        ("f(\n  model=pick(1),  # noqa: CL401\n  other=old,\n)\n", "model", 0, True),
        ("f(\n  model=pick(1),  # noqa: CL401\n  other=old,\n)\n", "other=old", 0, True),
        ("f(\n  model=old,\n  messages=g(\n    1,  # noqa: CL401\n  ),\n)\n", "old", 0, False),
        # several calls on one line
        ("a = f(old) + g(1)  # noqa: CL401\n", "old", 0, True),
        ("a = f(old); b = g(1)  # noqa: CL401\n", "old", 0, True),
        # the call that is closed on the line, though more follows it
        ("a = f(\n  old,\n).content[0]  # noqa: CL401\n", "old", 0, True),
        ("print(f(\n  old,\n))  # noqa: CL401\n", "old", 0, True),
        # no call on the line: the statement
        ("a = {\n  'model': old,  # noqa: CL401\n  'b': new,\n}\n", "new", 0, True),
        ("a = (\n  f(old),\n  1,  # noqa: CL401\n)\nb = old\n", "old", 0, True),
        ("a = 1  # noqa: CL401\nb = old\n", "old", 0, False),
        # headers
        ("for a in f(\n  b,\n):  # noqa: CL401\n  old\n", "for", 0, True),
        ("for a in f(\n  b,\n):  # noqa: CL401\n  old\n", "old", 0, False),
        ("if a:  # noqa: CL401\n  old\n", "old", 0, False),
        ("all = [f(old)\n  for a in b  # noqa: CL401\n]\n", "old", 0, True),
    ],
)
def test_trailing_comment(text: str, marker: str, number: int, covered: bool) -> None:
    """A comment behind code covers the innermost call there, else the statement or header."""
    assert is_covered(text, marker, number=number) is covered


@pytest.mark.parametrize(
    ("text", "marker", "number", "covered"),
    [
        ("# noqa: CL401\na = f(\n  old,\n)\n", "old", 0, True),
        ("# noqa: CL401\n# another\n\na = old\nb = old\n", "old", 0, True),
        ("# noqa: CL401\na = old\nb = old\n", "old", 1, False),
        ("# noqa: CL401\nfor a in old:\n  old\n", "old", 0, True),
        ("# noqa: CL401\nfor a in old:\n  old\n", "old", 1, False),
        ("# noqa: CL401\n@old\ndef f(a=old):\n  old\n", "old", 0, True),
        ("# noqa: CL401\n@old\ndef f(a=old):\n  old\n", "old", 1, True),
        ("# noqa: CL401\n@old\ndef f(a=old):\n  old\n", "old", 2, False),
        ("f(\n  # noqa: CL401\n  model=old,\n)\ng(old)\n", "old", 0, True),
        ("f(\n  # noqa: CL401\n  model=old,\n)\ng(old)\n", "old", 1, False),
        ("a = {\n  # noqa: CL401\n  'model': old,\n}\n", "old", 0, True),
        ("def f():\n  # noqa: CL401\n  return old\n", "old", 0, True),
        ("a = old\n# noqa: CL401\n", "old", 0, False),
    ],
)
def test_comment_on_its_own_line(text: str, marker: str, number: int, covered: bool) -> None:
    """A comment alone on its line covers the next statement, of a compound one the header."""
    assert is_covered(text, marker, number=number) is covered


def test_whole_file() -> None:
    """A comment for the file covers findings before and behind it, of the rules it names."""
    text = "a = old\n# claudelint: file-ignore[retired-model]\nb = old\n"
    assert is_covered(text, "old")
    assert is_covered(text, "old", number=1)
    assert not is_covered(text, "old", "CL601")


def test_text_that_looks_like_a_comment() -> None:
    """What stands in a string is no comment."""
    text = 'a = f("""\n# claudelint: ignore\n""", old)\n'
    assert not is_covered(text, "old")


def test_problem_suppresses_nothing() -> None:
    """A comment that cannot be read does not silence by accident."""
    assert not is_covered("a = old  # claudelint: ignore CL401\n", "old")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a = 1  # claudelint: ignore[CL401]\n", "a = 1\n"),
        ("a = 1  # claudelint: ignore[CL401] as it is\nb\n", "a = 1\nb\n"),
        ("a = 1  # claudelint: ignore[CL401]  # noqa: E501\n", "a = 1  # noqa: E501\n"),
        ("a = 1  # type: ignore # noqa: CL401\n", "a = 1  # type: ignore\n"),
        ("a = 1  # noqa: E501,CL401\n", "a = 1  # noqa: E501\n"),
        ("a = 1  # noqa: CL401, E501, CL601, W1 text\n", "a = 1  # noqa: E501, W1 text\n"),
        ("a = 1  # noqa: CL401 text\n", "a = 1  # text\n"),
        ("if a:\n    # claudelint: ignore[CL401]\n    b\n", "if a:\n    b\n"),
        ("a\r\n# claudelint: ignore\r\nb\r\n", "a\r\nb\r\n"),
        ("a\n# claudelint: file-ignore[CL401]", "a\n"),
        ("a = 1  # claudelint: ignore[nothing, CL401]\n", "a = 1  # claudelint: ignore[nothing]\n"),
        ("a = 1  # noqa: E501\n", "a = 1  # noqa: E501\n"),
    ],
)
def test_removal(before: str, after: str) -> None:
    """What is not needed goes, with its white space or its line; what is of use or of others stays."""
    assert after_removal(before) == after


def test_only_the_unused_code_goes() -> None:
    """Of several codes the one that was needed stays."""
    text = "a = old  # claudelint: ignore[first-block-read, CL401]\n"
    assert after_removal(text, [finding_at(text, "old")]) == "a = old  # claudelint: ignore[CL401]\n"


def test_named_twice() -> None:
    """A rule named twice is needed once."""
    text = "a = old  # claudelint: ignore[CL401, retired-model]\n"
    assert after_removal(text, [finding_at(text, "old")]) == "a = old  # claudelint: ignore[CL401]\n"


def test_rules_that_did_not_run() -> None:
    """A code whose rule did not run is neither reported nor removed."""
    text = "a = 1  # claudelint: ignore[CL401, CL601]\n"
    assert after_removal(text, ran=["CL601"]) == "a = 1  # claudelint: ignore[CL401]\n"


def test_bare_noqa() -> None:
    """A bare noqa suppresses, and is never called unused."""
    text = "a = old  # noqa\n"
    assert is_covered(text, "old")
    rule = find("CL901")
    assert rule is not None
    (comment,) = suppressions_of(text).comments(frozenset(), frozenset({"CL401"}), True)
    assert list(rule.check(comment)) == []


def test_narrower_comment_counts_as_used() -> None:
    """When a comment on the line and one for the file cover a finding, the one on the line was needed."""
    text = "# claudelint: file-ignore[CL401]\na = old  # claudelint: ignore[CL401]\n"
    suppressions = suppressions_of(text)
    kept, used = apply([finding_at(text, "old")], suppressions)
    assert not kept
    whole, line = suppressions.comments(used, frozenset({"CL401"}), True)
    assert (whole.used, line.used) == (False, True)


@pytest.mark.parametrize(
    ("text", "code", "messages"),
    [
        (
            "a  # claudelint: ignore[CL401]\n",
            "CL901",
            ["the suppression of `CL401` is not needed: nothing is found here"],
        ),
        ("a  # claudelint: ignore\n", "CL901", ["`claudelint: ignore` suppresses nothing"]),
        (
            "a  # claudelint: ignore[retierd-model]\n",
            "CL902",
            ["there is no rule `retierd-model`; did you mean `retired-model`?"],
        ),
        ("a  # noqa: CL999, E501\n", "CL902", ["there is no rule `CL999`"]),
        ("a  # noqa: XYZ1\n", "CL902", []),
        (
            "a  # claudelint: ignore CL401\n",
            "CL902",
            ["the comment suppresses nothing: rules stand in brackets: `ignore[CL401]`"],
        ),
        ("a  # claudelint: ignore[CL401]\n", "CL903", ["the suppression gives no reason"]),
        ("a  # claudelint: ignore[CL401] it is old\n", "CL903", []),
    ],
)
def test_rules(text: str, code: str, messages: list[str]) -> None:
    """The rules about suppressions say what is wrong with a comment."""
    rule = find(code)
    assert rule is not None
    comments = suppressions_of(text).comments(frozenset(), frozenset(KNOWN.values()), True)
    assert [report.message for comment in comments for report in rule.check(comment)] == messages
