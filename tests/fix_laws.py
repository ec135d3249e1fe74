"""What holds of every fix of every program: it is applied one by one or all at once, and nothing else changes."""

from __future__ import annotations

import io
import random
import re
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from harness import folder_of, run_in

from claudelint.findings import Finding, Safety, Severity
from claudelint.fixing.apply import apply_round
from claudelint.reading.source import Source
from claudelint.registry import builtin_rules
from claudelint.rule import Fixable
from claudelint.running.outcome import FixMode, Outcome

FIXABLE = tuple(rule.code for rule in builtin_rules() if rule.fix is not Fixable.NEVER)
SUPPRESSION = re.compile(r"noqa|claudelint\s*:", re.IGNORECASE)
MOST_STEPS = 80
_IMPORTS = re.compile(rb"^(?:(?:from|import) [^\r\n(]*(?:\r\n|\r|\n))+", re.MULTILINE)
# pairs of rules of which the one that comes first decides what becomes of a request, and why; all at once,
# errors come first, then what changes least
ORDER_MATTERS = {
    ("CL003", "CL301"): "both stream a request; only CL301 also prints the text as it arrives",
    ("CL003", "CL401"): "a length that is too much for the retired model may be right for the next one",
    **dict.fromkeys(
        product(("CL201", "CL202", "CL204", "CL206", "CL209"), ("CL501",)),
        "a batch marks the prompt for an hour, and leaves a marker that is there as it is",
    ),
    ("CL501", "CL503"): "a batch needs no semaphore, and what has one is no longer seen to be gathered",
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
        return run_in(root, unsafe=unsafe, select=codes, fixable=codes, preview=True)


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
    that lines within brackets may be broken in other places when two are removed in another order. Imports that
    several fixes add stand in the order in which they were made.
    """
    return one == other or all(told(data) == told(other[name]) for name, data in python(one))


def told(data: bytes) -> list[tuple[int, str]]:
    layout = (tokenize.NL, tokenize.INDENT)
    ordered = _IMPORTS.sub(lambda block: b"".join(sorted(block[0].splitlines(keepends=True))), data)
    return [(token.type, token.string) for token in tokens(ordered) if token.type not in layout]


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
    """Lines that no edit comes near are byte for byte as they were, and in their order.

    After a rewrite, an import of what nothing uses any more may be gone, or be shorter.
    """
    before, between, after = untouched(finding, name, old)
    if finding.fix is not None and finding.fix.plan is not None:
        kept = set(rows(new))
        before, between = (
            [row for row in part if row in kept or not row.startswith((b"import ", b"from "))]
            for part in (before, between)
        )
    else:
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

    Where two such rules meet, the same has to hold without all that come first, and without all that come second.
    """
    together = fixed(files, unsafe, codes)
    ways = (
        one_by_one(files, unsafe, codes, chance),
        rule_by_rule(files, unsafe, chance.sample(codes, len(codes))),
    )
    if all(same(way, together) for way in ways):
        return
    found = {finding.code for finding in checked(files, unsafe, codes).findings} & {*codes}
    pairs = [pair for pair in ORDERED_PAIRS if {*pair} <= found]
    for way in () if pairs else ways:
        assert same(way, together)
    for left_out in map(set, zip(*pairs, strict=True)):
        check_order(files, unsafe, chance, [code for code in codes if code not in left_out])
