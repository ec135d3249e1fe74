"""What holds of every fix of every program: of generated ones, and of the fixtures joined at random."""

from __future__ import annotations

import os
import random
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from fixture_cases import Folder, folders
from harness import MAIN, clean, folder_of, run_in
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from joined_fixtures import Files, as_module, as_project, tokens
from programs import Program, programs

from claudelint.findings import Finding, Safety, Severity
from claudelint.fixing.apply import apply_round
from claudelint.registry import builtin_rules
from claudelint.rule import Fixable
from claudelint.running.outcome import FixMode, Outcome

FIXABLE = tuple(rule.code for rule in builtin_rules() if rule.fix is not Fixable.NEVER)
SUPPRESSION = re.compile(r"noqa|claudelint\s*:", re.IGNORECASE)
MOST_STEPS = 80
# whether a suppression is needed is known when there is nothing else to fix
LAST = "CL901"
# pairs of rules of which the one that comes first decides what becomes of a request, and why; all at once,
# errors come first, then what changes least
ORDER_MATTERS = {
    frozenset(pair): why
    for *pair, why in (
        ("CL003", "CL301", "both stream a request; only CL301 also prints the text as it arrives"),
        ("CL003", "CL401", "a length that is too much for the retired model may be right for the next one"),
        (
            "CL003",
            "CL501",
            "a long request of a loop is streamed, or goes into a batch, which may be as long",
        ),
        ("CL003", "CL504", "a stream of a sync client needs more than `await` to be one of an async client"),
        (
            "CL201",
            "CL501",
            "a batch marks the prompt for an hour, and leaves a marker that is there as it is",
        ),
        ("CL501", "CL601", "what is read of the results of a batch is not followed to its content"),
    )
}


def fixed(files: Mapping[str, bytes], unsafe: bool, codes: Sequence[str] = FIXABLE) -> Files:
    """The files after the fixes of these rules."""
    with folder_of(files) as root:
        outcome = run_in(root, fix=FixMode.WRITE, unsafe=unsafe, fixable=codes)
        assert not [error for error in outcome.errors if not error.notice], outcome.errors
        assert not outcome.unsettled, outcome.unsettled
        return {name: (root / name).read_bytes() for name in files}


def checked(files: Mapping[str, bytes], unsafe: bool, codes: Sequence[str] = FIXABLE) -> Outcome:
    with folder_of(files) as root:
        return run_in(root, unsafe=unsafe, fixable=codes)


def python(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    return ((name, data) for name, data in files.items() if name.endswith(".py"))


def comments(data: bytes) -> Counter[str]:
    return Counter(token.string for token in tokens(data) if token.type == tokenize.COMMENT)


def same(one: Files, other: Files) -> bool:
    """Whether files hold the same code and comments.

    Where an argument is removed, the white space around it goes with one or the other of its neighbours, so
    that lines within brackets may be broken in other places when two are removed in another order.
    """
    return one == other or all(told(data) == told(other[name]) for name, data in python(one))


def told(data: bytes) -> list[tuple[int, str]]:
    layout = (tokenize.NL, tokenize.INDENT)
    return [(token.type, token.string) for token in tokens(data) if token.type not in layout]


def applicable(outcome: Outcome, files: Mapping[str, bytes], unsafe: bool) -> list[Finding]:
    """The findings whose fixes may be applied."""
    wanted = {Safety.SAFE, Safety.UNSAFE} if unsafe else {Safety.SAFE}
    return [
        finding
        for finding in outcome.findings
        if finding.fix is not None
        and finding.fix.safety in wanted
        and finding.fix.edits
        and all(edit.span.file in files for edit in finding.fix.edits)
    ]


def errors(outcome: Outcome) -> Counter[str]:
    """How many errors there are of each rule."""
    return Counter(one.code for one in outcome.findings if one.severity is Severity.ERROR)


def rows(data: bytes) -> list[bytes]:
    """The lines of a file with their ends, as they are."""
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", data)


def untouched(finding: Finding, name: str, data: bytes) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """The lines of a file that a fix has nothing to do with: those before it, in between, and after it."""
    assert finding.fix is not None
    spans = sorted((edit.span.start, edit.span.end) for edit in finding.fix.edits if edit.span.file == name)
    before, between, after = [], [], []
    place = -len("\ufeff") if data.startswith(b"\xef\xbb\xbf") else 0
    for row in rows(data):
        start, place = place, place + len(row.decode())
        if place < spans[0][0]:
            before.append(row)
        elif start > spans[-1][1]:
            after.append(row)
        elif not any(start <= last and first <= place for first, last in spans):
            between.append(row)
    return before, between, after


def check_untouched(finding: Finding, name: str, old: bytes, new: bytes) -> None:
    """Lines that no edit comes near are byte for byte as they were, and in their order."""
    before, between, after = untouched(finding, name, old)
    assert new.startswith(b"".join(before))
    assert new.endswith(b"".join(after))
    left = iter(rows(new))
    assert all(row in left for row in [*before, *between, *after])


def step(finding: Finding, outcome: Outcome, files: Files) -> Files | None:
    """The files after one fix; None where it is withheld, since it would lose a comment, say."""
    done = apply_round([finding], outcome.sources)
    if not done.texts:
        return None
    after = {**files, **{name: outcome.sources[name].encode(text) for name, text in done.texts.items()}}
    for name in done.texts:
        check_untouched(finding, name, files[name], after[name])
    return after


def check_step(finding: Finding, before: Outcome, after: Outcome) -> None:
    """No error is there that was not there before."""
    assert not errors(after) - errors(before), f"after a fix of {finding.code}"


def one_by_one(
    files: Files, unsafe: bool, codes: Sequence[str], chance: random.Random, seen: set[str]
) -> Files:
    """The files after their fixes, one at a time, in an order of chance."""
    refused: set[tuple[str, str, int]] = set()
    outcome = checked(files, unsafe, codes)
    for _ in range(MOST_STEPS):
        left = [
            one
            for one in applicable(outcome, files, unsafe)
            if (one.code, one.span.file, one.span.start) not in refused
        ]
        seen.update(one.code for one in left)
        if not left:
            return files
        finding = chance.choice([one for one in left if one.code != LAST] or left)
        after = step(finding, outcome, files)
        if after is None or after == files:
            refused.add((finding.code, finding.span.file, finding.span.start))
            continue
        files = after
        outcome, before = checked(files, unsafe, codes), outcome
        check_step(finding, before, outcome)
    raise AssertionError("it does not end")


def rule_by_rule(files: Files, unsafe: bool, codes: Sequence[str], seen: set[str]) -> Files:
    """The files after all fixes of one rule after the other, until none has one that changes something."""
    done: set[tuple[str, frozenset[bytes]]] = set()
    for _ in range(MOST_STEPS):
        found = {finding.code for finding in applicable(checked(files, unsafe, codes), files, unsafe)}
        seen |= found
        state = frozenset(files.values())
        code = next((code for code in codes if code in found and (code, state) not in done), None)
        if code is None:
            return files
        done.add((code, state))
        files = fixed(files, unsafe, [code])
    raise AssertionError("it does not end")


def check_files(before: Files, after: Files, unsafe: bool) -> None:
    """What holds of files and their fixed texts: they compile, keep their comments, and need no second run."""
    for name, data in python(after):
        compile(data, name, "exec")
        lost = comments(before[name]) - comments(data)
        assert not [comment for comment in lost if not SUPPRESSION.search(comment)], name
        check_style(before[name], data)
    assert fixed(after, unsafe) == after
    assert not errors(checked(after, unsafe)) - errors(checked(before, unsafe))


def check_style(before: bytes, after: bytes) -> None:
    """The mark at the beginning, the ends of the lines, and the end of the file are as they were."""
    mark = b"\xef\xbb\xbf"
    assert after.startswith(mark) == before.startswith(mark)
    assert line_ends(after) <= line_ends(before)
    last = rows(before)[-1]
    if last.endswith((b"\r", b"\n")):
        assert after.endswith((b"\r", b"\n"))
    else:
        # it may be gone, but it is not ended
        assert not after.endswith((last + b"\r", last + b"\n"))


def line_ends(data: bytes) -> set[bytes]:
    return set(re.findall(rb"\r\n|\r|\n", data))


def check_order(files: Files, unsafe: bool, chance: random.Random, codes: Sequence[str] = FIXABLE) -> None:
    """One at a time, by finding or by rule, the fixes end in the same; but for the pairs of rules above.

    Where two such rules meet, the same has to hold without one of the two, whichever.
    """
    seen: set[str] = set()
    together = fixed(files, unsafe, codes)
    ways = (
        one_by_one(files, unsafe, codes, chance, seen),
        rule_by_rule(files, unsafe, sorted(chance.sample(codes, len(codes)), key=LAST.__eq__), seen),
    )
    if all(same(way, together) for way in ways):
        return
    pair = next((pair for pair in ORDER_MATTERS if pair <= seen), None)
    for way in ways if pair is None else ():
        assert same(way, together)
    if pair is not None:
        left_out = chance.choice(sorted(pair))
        check_order(files, unsafe, chance, [code for code in codes if code != left_out])


# generated programs

_PROFILE = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check_program(program: Program, unsafe: bool) -> None:
    note(program.data.decode())
    files = {MAIN: program.data}
    check_files(files, fixed(files, unsafe), unsafe)
    check_order(files, unsafe, random.Random(program.data))


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_generated_programs(unsafe: bool) -> None:
    @settings(_PROFILE, max_examples=12)
    @given(programs())
    def check(program: Program) -> None:
        check_program(program, unsafe)

    check()


@pytest.mark.slow
def test_more_generated_programs() -> None:
    @settings(_PROFILE, max_examples=int(os.environ.get("FIX_PROPERTY_EXAMPLES", "30")))
    @given(programs(), st.booleans())
    def check(program: Program, unsafe: bool) -> None:
        check_program(program, unsafe)

    check()


def test_generated_programs_hold_every_fixable_fault() -> None:
    """The programs are worth looking at: every rule that has fixes finds something to fix in them."""
    found: set[str] = set()

    @settings(_PROFILE, max_examples=200)
    @given(programs())
    def collect(program: Program) -> None:
        if found < set(FIXABLE):
            files = {MAIN: program.data}
            found.update(one.code for one in applicable(checked(files, unsafe=True), files, unsafe=True))

    collect()
    assert found == set(FIXABLE)


ORDER_PROGRAMS = {
    ("CL003", "CL301"): """
        import anthropic
        client = anthropic.Anthropic()
        while True:
            question = input()
            answer = client.messages.create(
                model="claude-opus-4-8", max_tokens=64000, messages=[{"role": "user", "content": question}]
            )
            print(answer.content[0].text)
    """,
    ("CL003", "CL401"): """
        import anthropic
        client = anthropic.Anthropic()
        answer = client.messages.create(model="claude-opus-4-20250514", max_tokens=16000, messages=[])
    """,
    ("CL003", "CL501"): """
        import anthropic
        client = anthropic.Anthropic()
        def ask(questions: list[str]):
            found = []
            for question in questions:
                answer = client.messages.create(
                    model="claude-opus-4-8", max_tokens=64000, messages=[{"role": "user", "content": question}]
                )
                found.append(answer)
            return found
    """,
    ("CL003", "CL504"): """
        import anthropic
        from fastapi import FastAPI
        app = FastAPI()
        client = anthropic.Anthropic()
        @app.post("/ask")
        async def ask(question: str):
            answer = client.messages.create(
                model="claude-opus-4-8", max_tokens=64000, messages=[{"role": "user", "content": question}]
            )
            return answer.usage
    """,
    ("CL201", "CL501"): """
        import anthropic
        client = anthropic.Anthropic()
        HANDBOOK = "Answer from the handbook of the harbour office. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, system=HANDBOOK,
                    messages=[{"role": "user", "content": question}],
                ))
            return found
    """,
    ("CL501", "CL601"): """
        import anthropic
        client = anthropic.Anthropic()
        def ask(questions: list[str]):
            found = []
            for question in questions:
                answer = client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, messages=[{"role": "user", "content": question}]
                )
                found.append(answer.content[0].text)
            return found
    """,
}


@pytest.mark.parametrize("pair", ORDER_PROGRAMS)
def test_where_the_order_matters(pair: tuple[str, str]) -> None:
    """Each pair is listed for a reason that still holds."""
    assert {frozenset(one) for one in ORDER_PROGRAMS} == set(ORDER_MATTERS)
    files = {MAIN: clean(ORDER_PROGRAMS[pair]).encode()}
    assert rule_by_rule(files, True, pair, set()) != rule_by_rule(files, True, pair[::-1], set())


# fixtures, joined

# without those that take seconds to judge
FOLDERS = tuple(one for one in folders() if one.name not in ("uncached_system_prompt", "batchable_loop"))


def joins(number: int, size: int, chance: random.Random) -> list[tuple[Folder, ...]]:
    return [tuple(chance.sample(FOLDERS, size)) for _ in range(number)]


def name_of(chosen: object) -> str | None:
    return "+".join(one.name for one in chosen) if isinstance(chosen, tuple) else None


@pytest.mark.parametrize("chosen", joins(4, 3, random.Random(4)), ids=name_of)
@pytest.mark.parametrize("join", [as_project, as_module])
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_joined_fixtures(
    chosen: tuple[Folder, ...], join: Callable[[Sequence[Folder]], Files], unsafe: bool
) -> None:
    files = join(chosen)
    after = fixed(files, unsafe)
    check_files(files, after, unsafe)
    if unsafe:
        assert after != files


@pytest.mark.slow
@pytest.mark.parametrize("join", [as_project, as_module])
def test_all_fixtures_joined(join: Callable[[Sequence[Folder]], Files]) -> None:
    files = join(FOLDERS)
    check_files(files, fixed(files, unsafe=True), unsafe=True)


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_order_of_fixes_of_a_fixture(folder: Folder) -> None:
    check_order(folder.files("bad.py"), unsafe=True, chance=random.Random(5))
