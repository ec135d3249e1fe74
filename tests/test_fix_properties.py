"""What holds of every fix of every program: of generated ones, and of the fixtures joined at random."""

from __future__ import annotations

import ast
import io
import os
import random
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from pathlib import PurePosixPath

import pytest
from fixture_cases import Folder, folders
from generated_programs import FAULTS, Program, programs
from harness import MAIN, clean, folder_of, run_in
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from claudelint.findings import Finding, Safety, Severity
from claudelint.fixing.apply import apply_round
from claudelint.reading.source import Source
from claudelint.registry import builtin_rules
from claudelint.rule import Fixable
from claudelint.running.outcome import FixMode, Outcome

FIXABLE = tuple(rule.code for rule in builtin_rules() if rule.fix is not Fixable.NEVER)
SUPPRESSION = re.compile(r"noqa|claudelint\s*:", re.IGNORECASE)
MOST_STEPS = 80
# pairs of rules of which the one that comes first decides what becomes of a request, and why; all at once,
# errors come first, then what changes least
ORDER_MATTERS = {
    ("CL003", "CL301"): "both stream a request; only CL301 also prints the text as it arrives",
    ("CL003", "CL401"): "a length that is too much for the retired model may be right for the next one",
    **dict.fromkeys(
        product(("CL201", "CL202", "CL204", "CL206", "CL209"), ("CL501",)),
        "a batch marks the prompt for an hour, and leaves a marker that is there as it is",
    ),
    (
        "CL501",
        "CL503",
    ): "a batch needs no semaphore, and behind one the requests are no longer what is gathered",
    ("CL501", "CL601"): "what is read of the results of a batch is not followed to its content",
}
# a request that goes to another model needs what that one takes, and no more what the first one took
MOVES = ("CL401", "CL402", "CL403", "CL404")
TAKEN = ("CL004", "CL006", "CL007", "CL008", "CL009")
# a move reads the answer by the type of its blocks, after which a loop is no longer one that a batch can take over
ORDERED_PAIRS = (*ORDER_MATTERS, *product(MOVES, (*TAKEN, "CL501")))

Files = dict[str, bytes]


def fixed(files: Mapping[str, bytes], unsafe: bool, codes: Sequence[str] = FIXABLE) -> Files:
    """The files after the fixes of these rules; rules without fixes are not run."""
    with folder_of(files) as root:
        outcome = run_in(root, fix=FixMode.WRITE, unsafe=unsafe, select=FIXABLE, fixable=codes, preview=True)
        assert not [error for error in outcome.errors if not error.notice], outcome.errors
        assert not outcome.unsettled, outcome.unsettled
        return {name: (root / name).read_bytes() for name in files}


def checked(files: Mapping[str, bytes], unsafe: bool, codes: Sequence[str] = FIXABLE) -> Outcome:
    with folder_of(files) as root:
        return run_in(root, unsafe=unsafe, select=FIXABLE, fixable=codes, preview=True)


def judged(files: Mapping[str, bytes]) -> Outcome:
    """What all rules find."""
    with folder_of(files) as root:
        return run_in(root)


def python(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    return ((name, data) for name, data in files.items() if name.endswith(".py"))


def tokens(data: bytes) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a file, as Python itself finds them."""
    text = Source.decode("f.py", data).text
    yield from tokenize.generate_tokens(io.StringIO(re.sub(r"\r\n?", "\n", text)).readline)


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


def one_by_one(files: Files, unsafe: bool, codes: Sequence[str], chance: random.Random) -> Files:
    """The files after their fixes, one at a time, in an order of chance."""
    refused: set[tuple[str, str, int]] = set()
    outcome = checked(files, unsafe, codes)
    for _ in range(MOST_STEPS):
        left = [
            one
            for one in applicable(outcome, files, unsafe)
            if (one.code, one.span.file, one.span.start) not in refused
        ]
        if not left:
            return files
        finding = chance.choice(left)
        after = step(finding, outcome, files)
        if after is None or after == files:
            refused.add((finding.code, finding.span.file, finding.span.start))
            continue
        files = after
        outcome, before = checked(files, unsafe, codes), outcome
        check_step(finding, before, outcome)
    raise AssertionError("it does not end")


def rule_by_rule(files: Files, unsafe: bool, codes: Sequence[str]) -> Files:
    """The files after all fixes of one rule after the other, until none has one that changes something."""
    done: set[tuple[str, frozenset[bytes]]] = set()
    for _ in range(MOST_STEPS):
        found = {finding.code for finding in applicable(checked(files, unsafe, codes), files, unsafe)}
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
    assert not errors(judged(after)) - errors(judged(before))


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

    Where two such rules meet, the same has to hold of the others with either of the two.
    """
    together = fixed(files, unsafe, codes)
    ways = (
        one_by_one(files, unsafe, codes, chance),
        rule_by_rule(files, unsafe, chance.sample(codes, len(codes))),
    )
    if all(same(way, together) for way in ways):
        return
    found = {finding.code for finding in checked(files, unsafe, codes).findings}
    pair = next((pair for pair in ORDERED_PAIRS if {*pair} <= found & {*codes}), None)
    for way in ways if pair is None else ():
        assert same(way, together)
    for code in pair or ():
        check_order(files, unsafe, chance, [other for other in codes if other != code])


# generated programs

_PROFILE = settings(
    derandomize=True,
    deadline=None,
    database=None,
    # to make a failing program smaller takes minutes: ask for it by FIX_PROPERTY_SHRINK=1
    phases=[one for one in Phase if one is not Phase.shrink or os.environ.get("FIX_PROPERTY_SHRINK")],
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


def test_generated_programs_hold_their_faults() -> None:
    """The programs are worth looking at: the rules that they are about find something to fix in them."""
    found: set[str] = set()

    @settings(_PROFILE, max_examples=500)
    @given(programs())
    def collect(program: Program) -> None:
        if not found >= FAULTS:
            files = {MAIN: program.data}
            found.update(one.code for one in applicable(checked(files, unsafe=True), files, unsafe=True))

    collect()
    assert set(FIXABLE) >= FAULTS
    assert found >= FAULTS


ORDER_PROGRAMS = {
    ("CL008", "CL402"): """
        import anthropic
        client = anthropic.Anthropic()
        answer = client.messages.create(
            model="claude-sonnet-4-5", max_tokens=16000, output_config={"effort": "high"}, messages=[]
        )
    """,
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
    ("CL202", "CL501"): """
        import anthropic
        client = anthropic.Anthropic()
        CHARTS = "Finds the chart of a part of the harbour. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100,
                    tools=[{"name": "find_chart", "description": CHARTS, "input_schema": {"type": "object"}}],
                    messages=[{"role": "user", "content": question}],
                ))
            return found
    """,
    ("CL204", "CL501"): """
        import time
        import anthropic
        client = anthropic.Anthropic()
        HANDBOOK = "Answer from the handbook of the harbour office. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, system=f"It is {time.time()}. {HANDBOOK}",
                    messages=[{"role": "user", "content": question}],
                ))
            return found
    """,
    ("CL206", "CL501"): """
        import anthropic
        client = anthropic.Anthropic()
        HANDBOOK = "Answer from the handbook of the harbour office. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, system=HANDBOOK,
                    messages=[{"role": "user", "content": question}], cache_control={"type": "ephemeral"},
                ))
            return found
    """,
    ("CL209", "CL501"): """
        import anthropic
        client = anthropic.Anthropic()
        RULES = "Boats without a light stay at their berths from dusk to dawn. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100,
                    messages=[{"role": "user", "content": [
                        {"type": "text", "text": RULES}, {"type": "text", "text": question},
                    ]}],
                ))
            return found
    """,
    ("CL501", "CL503"): """
        import asyncio
        import anthropic
        client = anthropic.AsyncAnthropic()
        async def ask(questions: list[str]):
            return await asyncio.gather(*[
                client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, messages=[{"role": "user", "content": question}]
                )
                for question in questions
            ])
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
    assert {*ORDER_MATTERS} <= {*ORDER_PROGRAMS}
    assert {frozenset(one) for one in ORDER_PROGRAMS} <= {frozenset(one) for one in ORDERED_PAIRS}
    files = {MAIN: clean(ORDER_PROGRAMS[pair]).encode()}
    assert rule_by_rule(files, True, pair) != rule_by_rule(files, True, pair[::-1])


# fixtures, joined

# without those that take seconds to judge
SLOW = ("uncached_system_prompt", "uncached_document", "batchable_loop")
FOLDERS = tuple(one for one in folders() if one.name not in SLOW)


def as_project(chosen: Sequence[Folder]) -> Files:
    """The bad files of several folders as one project, each with what helps it."""
    found: Files = {}
    for folder in chosen:
        for name, data in folder.files("bad.py").items():
            if name.endswith((".py", ".md")):
                path = PurePosixPath(name)
                unique = path.name.replace("bad.py", f"{folder.name}.py").replace(
                    "test_ask", f"test_{folder.name}"
                )
                found[(path.parent / unique).as_posix()] = data
    return found


def as_module(chosen: Sequence[Folder]) -> Files:
    """The bad files of several folders one after the other in a file: imports first, names made distinct."""
    imports: dict[str, None] = {}
    rest, found = [], {}
    for number, folder in enumerate(chosen):
        files = folder.files("bad.py")
        text = files.pop("bad.py").decode()
        found.update({name: data for name, data in files.items() if name.endswith((".py", ".md"))})
        tree = ast.parse(text)
        lines = text.splitlines(keepends=True)
        for node in reversed(tree.body):
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports["".join(lines[node.lineno - 1 : node.end_lineno])] = None
                del lines[node.lineno - 1 : node.end_lineno]
        rest.append(distinct("".join(lines), own_names(tree), f"_{number}"))
    found[MAIN] = "\n\n".join(["".join(imports), *rest]).encode()
    return found


def own_names(tree: ast.Module) -> set[str]:
    """The names that a module gives at its top to variables, functions and classes."""
    names = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            names |= {
                one.id
                for one in ast.walk(node)
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            }
    return names


def distinct(text: str, names: set[str], suffix: str) -> str:
    """The text with names made longer; attributes, and keywords of calls, keep theirs."""
    lines = text.splitlines(keepends=True)
    depth, before = 0, ""
    places = []
    for token, after in pairwise(tokens(text.encode())):
        depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        is_keyword = depth > 0 and after.string == "="
        if token.type == tokenize.NAME and token.string in names and before != "." and not is_keyword:
            places.append(token.end)
        before = token.string
    for row, column in reversed(places):
        line = lines[row - 1]
        lines[row - 1] = line[:column] + suffix + line[column:]
    return "".join(lines)


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


# a request costs more to judge, the more of them stand together: every fixture is in one group
GROUPS = 9


@pytest.mark.slow
@pytest.mark.parametrize("group", range(GROUPS))
@pytest.mark.parametrize("join", [as_project, as_module])
def test_all_fixtures_joined(join: Callable[[Sequence[Folder]], Files], group: int) -> None:
    files = join(FOLDERS[group::GROUPS])
    check_files(files, fixed(files, unsafe=True), unsafe=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder",
    [pytest.param(one, id=one.name) for one in FOLDERS],
)
def test_order_of_fixes_of_a_fixture(folder: Folder) -> None:
    check_order(folder.files("bad.py"), unsafe=True, chance=random.Random(5))
