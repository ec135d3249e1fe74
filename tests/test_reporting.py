"""Reports: pure functions from an outcome to text."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from claudelint.findings import Edit, Finding, Fix, Plan, Related, Safety, Severity, Span
from claudelint.pages import page, rules_table
from claudelint.reading.source import Source
from claudelint.registry import builtin_rules, find
from claudelint.reporting.concise import concise
from claudelint.reporting.diff import diff
from claudelint.reporting.full import full
from claudelint.reporting.github import github
from claudelint.reporting.json import json_report
from claudelint.reporting.options import ReportOptions
from claudelint.reporting.statistics import statistics, statistics_json
from claudelint.reporting.summary import applied_fixes, summary, would_fix
from claudelint.running.outcome import Change, Outcome

TEXT = """\
from settings import MODEL
größe = ("x", client.messages.create(model=MODEL))
answer = client.messages.create(
    model=MODEL,
    max_tokens=1,
)
"""
SETTINGS = 'MODEL = "old"\n'
PLAIN = ReportOptions()


def span(text: str, marker: str, file: str = "src/a.py") -> Span:
    """The place of the first occurrence of a marker."""
    start = text.index(marker)
    return Span(file, start, start + len(marker))


def finding(
    place: Span,
    fix: Fix | None = None,
    severity: Severity = Severity.ERROR,
    related: Sequence[Related] = (),
    message: str = "model `old` was retired",
) -> Finding:
    """A finding of one rule."""
    return Finding("CL401", "retired-model", severity, message, place, "https://page", fix, tuple(related))


def outcome(*findings: Finding, **texts: str) -> Outcome:
    """An outcome with the sources that the findings stand in."""
    sources = {"src/a.py": TEXT, "src/settings.py": SETTINGS, **texts}
    return Outcome(
        findings,
        sources={name: Source.decode(name, text.encode()) for name, text in sources.items()},
        files=2,
        requests=2,
    )


FIX = Fix("use `new`", Safety.UNSAFE, (Edit(span(SETTINGS, '"old"', "src/settings.py"), '"new"'),))
DECIDED = Related(span(SETTINGS, '"old"', "src/settings.py"), "the model is decided here")
FOUND = finding(span(TEXT, "model=MODEL"), FIX, related=[DECIDED])


def test_concise() -> None:
    """One line a finding, columns in code points, a mark for what `--fix` would mend."""
    assert list(concise(outcome(FOUND), PLAIN)) == ["src/a.py:2:38: CL401 model `old` was retired\n"]
    marked = list(concise(outcome(FOUND), ReportOptions(unsafe=True)))
    assert marked == ["src/a.py:2:38: CL401 [*] model `old` was retired\n"]


def test_json() -> None:
    """All the keys, rows and columns from 1, ends exclusive."""
    assert json.loads(json_report(outcome(FOUND), PLAIN)) == [
        {
            "code": "CL401",
            "name": "retired-model",
            "severity": "error",
            "message": "model `old` was retired",
            "filename": "src/a.py",
            "location": {"row": 2, "column": 38},
            "end_location": {"row": 2, "column": 49},
            "cell": None,
            "fix": {
                "applicability": "unsafe",
                "message": "use `new`",
                "edits": [
                    {
                        "filename": "src/settings.py",
                        "content": '"new"',
                        "location": {"row": 1, "column": 9},
                        "end_location": {"row": 1, "column": 14},
                    }
                ],
            },
            "related": [
                {
                    "message": "the model is decided here",
                    "filename": "src/settings.py",
                    "location": {"row": 1, "column": 9},
                    "end_location": {"row": 1, "column": 14},
                }
            ],
            "url": "https://page",
        }
    ]


def test_json_of_little() -> None:
    """No findings are an empty list; a shown fix has no edits."""
    assert json_report(outcome(), PLAIN) == "[]\n"
    shown = finding(span(TEXT, "model"), Fix("do this", Safety.SHOWN, FIX.edits))
    (item,) = json.loads(json_report(outcome(shown), PLAIN))
    assert item["fix"] == {"applicability": "display", "message": "do this", "edits": []}
    (item,) = json.loads(json_report(outcome(finding(span(TEXT, "model"))), PLAIN))
    assert item["fix"] is None


def test_github() -> None:
    """Commands are escaped, and columns are given within one line only."""
    odd = Span("a,b:c%.py", 0, 3)
    commands = list(
        github(
            outcome(
                finding(odd, message="100 %\nof it", severity=Severity.ADVICE),
                finding(Span("a,b:c%.py", 0, 6)),
                **{"a,b:c%.py": "abc\nde\n"},
            ),
            PLAIN,
        )
    )
    assert commands == [
        "::notice title=claudelint (CL401),file=a%2Cb%3Ac%25.py,line=1,endLine=1,col=1,endColumn=4"
        "::a,b:c%25.py:1:1: CL401 100 %25%0Aof it\n",
        "::error title=claudelint (CL401),file=a%2Cb%3Ac%25.py,line=1,endLine=2"
        "::a,b:c%25.py:1:1: CL401 model `old` was retired\n",
    ]


def test_full() -> None:
    """The source with the span marked, what explains it, and the fix as a small diff."""
    assert "".join(full(outcome(FOUND), PLAIN)) == (
        "error[CL401] retired-model: model `old` was retired\n"
        "  --> src/a.py:2:38\n"
        "    |\n"
        "  1 | from settings import MODEL\n"
        '  2 | größe = ("x", client.messages.create(model=MODEL))\n'
        "    |                                      ^^^^^^^^^^^\n"
        "  3 | answer = client.messages.create(\n"
        "  4 |     model=MODEL,\n"
        "  note: the model is decided here: src/settings.py:1:9\n"
        "    |\n"
        '  1 | MODEL = "old"\n'
        "    |         -----\n"
        "  unsafe fix: use `new` (`--fix --unsafe-fixes`)\n"
        "  src/settings.py:1\n"
        '    - MODEL = "old"\n'
        '    + MODEL = "new"\n'
        "  see: https://page\n"
        "\n"
    )


def test_full_over_several_lines() -> None:
    """Each line of a span is marked, the middle of a tall one is left out."""
    call = TEXT[TEXT.index("answer = ") + 9 :].rstrip()
    text = "".join(full(outcome(finding(span(TEXT, call))), PLAIN))
    assert "  6 | )\n    | ^\n" in text
    assert "  5 |     max_tokens=1,\n    |     ^^^^^^^^^^^^^\n" in text
    tall = "f(\n" + "1,\n" * 20 + ")\n"
    text = "".join(full(outcome(finding(Span("b.py", 0, len(tall) - 1)), **{"b.py": tall}), PLAIN))
    assert text.count("\n") == 10
    assert "   1 | f(\n     | ^^\n  .. |\n  22 | )\n     | ^\n" in text


@pytest.mark.parametrize(
    ("source", "marker", "shown"),
    [
        ("\tf(a)\n", "a", "  1 |     f(a)\n    |       ^\n"),
        ("日本 = f(a)\n", "a", "  1 | 日本 = f(a)\n    |          ^\n"),
        ("f('\x1b[31m', a)\n", "a", "  1 | f('␛[31m', a)\n    |            ^\n"),
        ("f()", "f()", "  1 | f()\n    | ^^^\n"),
    ],
)
def test_full_of_odd_lines(source: str, marker: str, shown: str) -> None:
    """Tabs, wide characters and control characters do not move the marks or steer the terminal."""
    place = span(source, marker, "b.py")
    assert shown in "".join(full(outcome(finding(place), **{"b.py": source}), PLAIN))


def test_full_of_a_long_line() -> None:
    """Of a very long line the part around the span is shown."""
    source = "prompt = '" + "x" * 5000 + "' + MODEL + '" + "y" * 5000 + "'\n"
    text = "".join(full(outcome(finding(span(source, "MODEL", "b.py")), **{"b.py": source}), PLAIN))
    code, marks = text.splitlines()[3:5]
    assert len(code) < 200
    assert code[marks.index("^") :][:5] == "MODEL"


def test_color() -> None:
    """Colours stand in a report only when they are asked for."""
    assert "\x1b[" in "".join(full(outcome(FOUND), ReportOptions(color=True)))
    assert "\x1b[" not in "".join(full(outcome(FOUND), PLAIN))


def test_fix_without_edits() -> None:
    """A fix that is planned and not worked out is named, and counted as one that may yet be refused."""
    planned = finding(
        span(TEXT, "model=MODEL"),
        Fix("stream it", Safety.SAFE, plan=Plan("stream", span(TEXT, "model=MODEL"))),
    )
    assert "  fix: stream it (`--fix`)\n  see:" in "".join(full(outcome(planned), PLAIN))
    assert "[*] up to 1 fixable with `--fix`.\n" in list(summary(outcome(planned), PLAIN))
    assert list(summary(outcome(planned, FOUND), PLAIN))[1] == (
        "[*] up to 1 fixable with `--fix`, 1 more with `--unsafe-fixes`.\n"
    )
    assert list(summary(outcome(planned, FOUND), ReportOptions(unsafe=True)))[1] == (
        "[*] up to 2 fixable with `--fix --unsafe-fixes`.\n"
    )


def test_statistics() -> None:
    """Counts by rule, the most frequent first."""
    two = outcome(FOUND, FOUND)
    assert list(statistics(two, PLAIN)) == ["2  CL401  retired-model\n"]
    assert list(statistics(two, ReportOptions(unsafe=True))) == ["2  CL401  [*] retired-model\n"]
    assert json.loads(statistics_json(two, PLAIN)) == [
        {"code": "CL401", "name": "retired-model", "count": 2, "fixable": 0}
    ]


def test_summary() -> None:
    """The closing lines say what there is and which flags mend it."""
    safe = finding(span(TEXT, "model"), Fix("a", Safety.SAFE), Severity.WARNING)
    advice = finding(span(TEXT, "model"), Fix("a", Safety.SHOWN), Severity.ADVICE)
    assert list(summary(outcome(FOUND, FOUND, safe, advice), PLAIN)) == [
        "Found 2 errors, 1 warning and 1 piece of advice in 2 files (2 requests).\n",
        "[*] 1 fixable with `--fix`, 2 more with `--unsafe-fixes`.\n",
    ]
    assert list(summary(outcome(FOUND), PLAIN))[1] == "1 fixable with `--fix --unsafe-fixes`.\n"
    assert list(summary(outcome(safe, FOUND), ReportOptions(unsafe=True)))[1] == (
        "[*] 2 fixable with `--fix --unsafe-fixes`.\n"
    )
    assert list(summary(outcome(), PLAIN)) == ["No problems in 2 files (2 requests).\n"]


def change(before: str, after: str) -> Change:
    """A change of one file by one fix."""
    source = Source.decode("src/a.py", before.encode())
    return Change(source, after, (("CL401", "use `new`", 1),))


def test_summary_of_changes() -> None:
    """What was mended is counted and can be listed."""
    changed = Outcome((), changes=(change("a\n", "b\n"),), files=1, requests=1)
    assert next(summary(changed, PLAIN)) == "Fixed 1 problem in 1 file.\n"
    assert would_fix(changed) == "Would fix 1 problem in 1 file.\n"
    assert list(applied_fixes(changed)) == ["src/a.py:\n", "  1 × CL401 (use `new`)\n"]


def test_diff() -> None:
    """A unified diff that also says when the last line has no newline."""
    lines = "".join(diff([change("-- a\nb\nold", "-- a\nb\nnew\n")]))
    assert lines == (
        "--- src/a.py\n+++ src/a.py\n@@ -1,3 +1,3 @@\n -- a\n b\n-old\n\\ No newline at end of file\n+new\n"
    )
    removed = "".join(diff([change("-- a\r\nb\r\n", "b\r\n")], color=True))
    assert "\x1b[31m--- a\x1b[0m\r\n" in removed


def test_pages() -> None:
    """A page begins with the rule and its facts; the table has a row for every rule."""
    rule = find("unused-suppression")
    assert rule is not None
    text = page(rule)
    assert text.startswith("# unused-suppression (CL901)\n\n- Severity: warning\n- Fix: always fixable\n")
    assert "## Why is this bad?" in text
    assert len(rules_table(builtin_rules()).splitlines()) == len(builtin_rules()) + 2
