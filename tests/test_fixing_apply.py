"""One round of fixes: what is chosen, what waits, what is withheld, and the texts that come out."""

from __future__ import annotations

import pytest

from claudelint.editing import insert
from claudelint.findings import Edit, Finding, Fix, Plan, Safety, Severity, Span
from claudelint.fixing.apply import apply, apply_round, choose, fault, materialise
from claudelint.reading.source import Source


def source(text: str, path: str = "f.py") -> Source:
    return Source.decode(path, text.encode())


def edit(start: int, end: int, text: str, file: str = "f.py") -> Edit:
    return Edit(Span(file, start, end), text)


def finding(
    *edits: Edit,
    code: str = "CL001",
    severity: Severity = Severity.ERROR,
    safety: Safety = Safety.SAFE,
    guards: tuple[Span, ...] = (),
    span: Span | None = None,
    plan: Plan | None = None,
    after: tuple[str, ...] = (),
) -> Finding:
    place = span or (edits[0].span if edits else Span("f.py", 0, 1))
    fix = Fix("do it", safety, edits, plan, guards, after)
    return Finding(code, "a-rule", severity, "a message", place, "url", fix)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [found.code for found in findings]


def test_takes_what_does_not_conflict() -> None:
    one, two = finding(edit(0, 1, "x"), code="CL001"), finding(edit(5, 6, "y"), code="CL002")
    chosen = choose([two, one], {"f.py"}, include_unsafe=False)
    assert codes(chosen.chosen) == ["CL001", "CL002"]
    assert not chosen.deferred
    assert not chosen.withheld


def test_leaves_unsafe_and_shown_fixes_alone() -> None:
    found = [
        finding(edit(0, 1, "x"), code="CL001", safety=Safety.SAFE),
        finding(edit(2, 3, "x"), code="CL002", safety=Safety.UNSAFE),
        finding(edit(4, 5, "x"), code="CL003", safety=Safety.SHOWN),
        finding(code="CL004"),
    ]
    assert codes(choose(found, {"f.py"}, include_unsafe=False).chosen) == ["CL001"]
    assert codes(choose(found, {"f.py"}, include_unsafe=True).chosen) == ["CL001", "CL002"]


def test_errors_come_first_then_the_smaller_range_then_the_code() -> None:
    guard = (Span("f.py", 0, 100),)
    warning = finding(edit(0, 1, "x"), code="CL001", severity=Severity.WARNING, guards=guard)
    wide = finding(edit(10, 90, "x"), code="CL002", guards=guard)
    narrow = finding(edit(20, 21, "x"), code="CL009", guards=guard)
    same = finding(edit(30, 31, "x"), code="CL008", guards=guard)
    chosen = choose([warning, wide, narrow, same], {"f.py"}, include_unsafe=False)
    assert codes(chosen.chosen) == ["CL008"]
    assert codes(chosen.deferred) == ["CL009", "CL002", "CL001"]


def test_one_fix_for_a_guarded_place_in_a_round() -> None:
    call, shared = Span("f.py", 10, 50), Span("g.py", 0, 9)
    one = finding(edit(12, 13, "x"), code="CL001", guards=(call, shared))
    two = finding(edit(20, 21, "x"), code="CL002", guards=(Span("f.py", 60, 90), shared))
    three = finding(edit(95, 96, "x"), code="CL003", guards=(Span("f.py", 94, 99),))
    chosen = choose([one, two, three], {"f.py"}, include_unsafe=False)
    assert codes(chosen.chosen) == ["CL001", "CL003"]
    assert codes(chosen.deferred) == ["CL002"]


def test_a_fix_waits_for_another_of_the_same_place_that_it_names() -> None:
    call, elsewhere = Span("f.py", 10, 50), Span("f.py", 60, 90)
    waits = finding(edit(12, 13, "x"), code="CL001", guards=(call,), after=("CL002",))
    first = finding(edit(10, 50, "x"), code="CL002", guards=(call,), severity=Severity.ADVICE)
    chosen = choose([waits, first], {"f.py"}, include_unsafe=False)
    assert (codes(chosen.chosen), codes(chosen.deferred)) == (["CL002"], ["CL001"])
    for other in (
        finding(edit(60, 61, "x"), code="CL002", guards=(elsewhere,)),
        finding(edit(10, 50, "x"), code="CL002", guards=(call,), safety=Safety.SHOWN),
        finding(edit(20, 21, "x"), code="CL003", guards=(elsewhere,)),
    ):
        assert "CL001" in codes(choose([waits, other], {"f.py"}, include_unsafe=False).chosen)


def test_overlapping_edits_wait_for_the_next_round() -> None:
    one = finding(edit(0, 5, "x"), code="CL001", span=Span("f.py", 0, 1))
    two = finding(edit(4, 12, "y"), code="CL002", span=Span("f.py", 10, 11))
    assert codes(choose([one, two], {"f.py"}, include_unsafe=False).deferred) == ["CL002"]


def test_the_same_edit_of_two_fixes_is_made_once() -> None:
    text = "a = 1\nb = 2\n"
    imported = insert("f.py", 0, "import os\n")
    one = finding(imported, edit(4, 5, "os"), code="CL001", span=Span("f.py", 4, 5))
    two = finding(imported, edit(10, 11, "os"), code="CL002", span=Span("f.py", 10, 11))
    chosen = choose([one, two], {"f.py"}, include_unsafe=False)
    assert codes(chosen.chosen) == ["CL001", "CL002"]
    applied = apply_round(chosen.chosen, {"f.py": source(text)})
    assert applied.texts == {"f.py": "import os\na = os\nb = os\n"}
    assert applied.findings == chosen.chosen


def test_different_insertions_at_one_place_wait() -> None:
    one = finding(insert("f.py", 0, "import os\n"), code="CL001", span=Span("f.py", 4, 5))
    two = finding(insert("f.py", 0, "import re\n"), code="CL002", span=Span("f.py", 8, 9))
    assert codes(choose([one, two], {"f.py"}, include_unsafe=False).deferred) == ["CL002"]


def test_a_fix_of_a_file_that_is_not_being_fixed_is_withheld_whole() -> None:
    found = finding(edit(0, 1, "x"), edit(0, 1, "x", "g.py"))
    chosen = choose([found], {"f.py"}, include_unsafe=False)
    assert not chosen.chosen
    assert [(item.code, "g.py" in reason) for item, reason in chosen.withheld] == [("CL001", True)]
    assert choose([found], {"f.py", "g.py"}, include_unsafe=False).chosen == (found,)


def test_a_fix_that_breaks_the_file_is_found_and_left_out() -> None:
    text = "a = 1\nb = 2\nc = 3\n"
    found = [
        finding(edit(4, 5, "10"), code="CL001"),
        finding(edit(10, 11, "(("), code="CL002"),
        finding(edit(16, 17, "30"), code="CL003"),
    ]
    applied = apply_round(found, {"f.py": source(text)})
    assert applied.texts == {"f.py": "a = 10\nb = 2\nc = 30\n"}
    assert codes(applied.findings) == ["CL001", "CL003"]
    assert [(item.code, reason) for item, reason in applied.withheld] == [
        ("CL002", "f.py would not parse afterwards")
    ]


def test_a_fix_after_which_a_file_does_not_compile_is_left_out() -> None:
    """What parses need not be a program: a name cannot be bound in what a comprehension goes over."""
    found = finding(edit(4, 11, "[b for b in (c := [])]"))
    applied = apply_round([found], {"f.py": source("a = list(x)\n")})
    assert applied.texts == {}
    assert [reason for _, reason in applied.withheld] == ["f.py would not compile afterwards"]
    # which cannot be told of a file that does not compile before
    applied = apply_round([found], {"f.py": source("a = list(x)\nreturn\n")})
    assert len(applied.texts) == 1


def test_all_files_of_a_fix_or_none() -> None:
    found = finding(edit(4, 5, "10"), edit(4, 5, "((", "g.py"))
    applied = apply_round([found], {"f.py": source("a = 1\n"), "g.py": source("b = 2\n", "g.py")})
    assert applied.texts == {}
    assert len(applied.withheld) == 1


def test_a_fix_that_loses_a_comment_is_withheld() -> None:
    text = "x = f(\n    1,  # why\n)\n"
    lost = finding(edit(4, 20, "g()"))
    applied = apply_round([lost], {"f.py": source(text)})
    assert applied.texts == {}
    assert applied.withheld[0][1] == "it would lose the comment `# why`"
    kept = finding(edit(0, 22, "# why\nx = g()"))
    assert apply_round([kept], {"f.py": source(text)}).texts == {"f.py": "# why\nx = g()\n"}


@pytest.mark.parametrize(
    ("text", "span", "new"),
    [
        ("x = 1  # noqa: E501,CL201\n", (7, 25), "# noqa: E501"),
        ("x = 1  # noqa: CL201\n", (5, 20), ""),
        ("# claudelint: ignore\nx = 1\n", (0, 21), ""),
        ("x = '# no'\n", (4, 10), "''"),
    ],
)
def test_a_fix_about_a_comment_may_remove_it(text: str, span: tuple[int, int], new: str) -> None:
    applied = apply_round([finding(edit(*span, new))], {"f.py": source(text)})
    assert len(applied.findings) == 1


def test_texts_hold_only_files_that_changed() -> None:
    applied = apply_round([finding(edit(4, 5, "1"))], {"f.py": source("a = 1\n")})
    assert applied.texts == {}


def test_edits_that_overlap_are_an_error() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply("abcdef", [edit(0, 3, "x"), edit(2, 4, "y")])
    assert apply("abc", [edit(1, 2, "B"), insert("f.py", 1, "<"), insert("f.py", 2, ">")]) == "a<B>c"


def test_what_a_file_cannot_hold() -> None:
    plain = source("x = 1\n")
    assert fault(plain, "x = 1\n") is None
    assert fault(plain, "x = (\n") == "f.py would not parse afterwards"
    assert fault(plain, "(" * 5000 + ")" * 5000) is not None
    # newer than some Pythons that claudelint runs on, which is no fault of the fix
    assert fault(source("type X = str\n"), "type X = int\n") is None
    latin = Source.decode("f.py", b"# coding: latin-1\nx = 1\n")
    assert fault(latin, "# coding: latin-1\nx = '\u00e9'\n") is None
    assert str(fault(latin, "# coding: latin-1\nx = '\u2192'\n")).startswith("f.py cannot hold '\u2192' in")


def test_a_plan_becomes_edits() -> None:
    text = "x = client.messages.create(model='m')\n"
    plan = Plan("stream-final-message", Span("f.py", 4, len(text) - 1), (("asynchronous", False),))
    made = materialise(finding(plan=plan), {"f.py": source(text)})
    assert made.fix is not None
    assert apply(text, made.fix.edits) == (
        "with client.messages.stream(model='m') as stream:\n    x = stream.get_final_message()\n"
    )
    assert made.fix.safety is Safety.SAFE
    assert materialise(made, {}) is made


def test_a_plan_that_is_refused_is_shown_with_the_reason() -> None:
    text = "x = f(client.messages.create(model='m'))\n"
    plan = Plan("stream-final-message", Span("f.py", 6, len(text) - 2), (("asynchronous", False),))
    made = materialise(finding(plan=plan), {"f.py": source(text)})
    assert made.fix is not None
    assert made.fix.safety is Safety.SHOWN
    assert made.fix.plan is None
    assert not made.fix.edits
    assert made.fix.title == "do it (by hand: the answer is handed on within an expression)"
    unknown = finding(plan=Plan("no-such-rewrite", plan.span))
    refused = materialise(unknown, {"f.py": source(text)}).fix
    assert refused is not None
    assert refused.safety is Safety.SHOWN


def test_a_plan_in_a_very_long_file_becomes_edits() -> None:
    lines = "\n".join(f"    'line {number}'" for number in range(500))
    text = f"SYSTEM = (\n{lines}\n)\nsum = {' + '.join(['1'] * 500)}\nx = client.messages.create(model='m')\n"
    plan = Plan("stream-final-message", Span("f.py", text.index("client"), len(text) - 1))
    made = materialise(finding(plan=plan), {"f.py": source(text)})
    assert made.fix is not None
    assert len(made.fix.edits) == 1
