"""One round of fixes: which are applied together, and what the files hold after it."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from claudelint import toml
from claudelint.editing import apply, comments, without_unused_imports
from claudelint.findings import Edit, Finding, Fix, Plan, Safety, Span
from claudelint.reading.reader import check_syntax, with_large_stack
from claudelint.reading.source import Source, UnreadableFile

if TYPE_CHECKING:
    from claudelint.fixing.rewrites import Rewrite

# what is fixed besides is a file of requirements
_OF_PYTHON = (".py", ".pyi")

__all__ = ["Applied", "Round", "apply", "apply_round", "choose", "fault", "materialise"]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round applies; what it cannot apply at all, and why; and what must wait for the next."""

    chosen: tuple[Finding, ...]
    withheld: tuple[tuple[Finding, str], ...] = ()
    deferred: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """A round carried out: the new text of every file it changed, and the findings whose fixes did it."""

    texts: Mapping[str, str]
    findings: tuple[Finding, ...]
    withheld: tuple[tuple[Finding, str], ...] = ()


def materialise(finding: Finding, sources: Mapping[str, Source]) -> Finding:
    """Turn the plan of a fix into edits; a rewrite that refuses leaves a fix that is only shown."""
    fix = finding.fix
    if fix is None or fix.plan is None or fix.edits:
        return finding
    # LibCST is loaded only where a rewrite is asked for
    from claudelint.fixing.rewrites import REWRITES, Refused

    plan = fix.plan
    try:
        rewrite = REWRITES.get(plan.kind)
        source = sources.get(plan.span.file)
        if rewrite is None or source is None:
            raise Refused("there is no such rewrite" if rewrite is None else "the file is not at hand")
        edits = with_large_stack(partial(_rewritten, rewrite, source, sources, plan))
    except Refused as refusal:
        title = f"{fix.title} (by hand: {refusal.reason})"
        return replace(finding, fix=replace(fix, title=title, safety=Safety.SHOWN, plan=None))
    return replace(finding, fix=replace(fix, edits=edits))


def _rewritten(
    rewrite: Rewrite, source: Source, sources: Mapping[str, Source], plan: Plan
) -> tuple[Edit, ...]:
    from claudelint.fixing.rewrites import RewriteContext

    return rewrite(RewriteContext.of(source, sources), plan)


def choose(findings: Iterable[Finding], allowed_files: Collection[str], include_unsafe: bool) -> Round:
    """Choose the fixes of one round: at most one for a guarded place, none that overlap.

    Fixes must hold their edits already (`materialise`). Files that may be written are named by the path
    that spans name them by.
    """
    wanted = {Safety.SAFE, Safety.UNSAFE} if include_unsafe else {Safety.SAFE}
    chosen: list[Finding] = []
    withheld: list[tuple[Finding, str]] = []
    deferred: list[Finding] = []
    taken = _Taken()
    offered = [one for one in findings if one.fix and one.fix.edits and one.fix.safety in wanted]
    for finding in sorted(offered, key=_precedence):
        fix = finding.fix
        assert fix is not None
        outside = sorted({edit.span.file for edit in fix.edits} - set(allowed_files))
        if outside:
            withheld.append((finding, f"it would change {', '.join(outside)}, which is not being fixed"))
        elif _overlap_each_other(fix.edits):
            withheld.append((finding, "its edits overlap each other"))
        elif taken.allows(finding, fix) and not _waits(finding, fix, offered):
            taken.add(finding, fix)
            chosen.append(finding)
        else:
            deferred.append(finding)
    return Round(tuple(chosen), tuple(withheld), tuple(deferred))


def apply_round(chosen: Sequence[Finding], sources: Mapping[str, Source]) -> Applied:
    """Carry out a round; a fix after which a file does not parse, or that loses a comment, is left out."""
    kept: list[Finding] = []
    withheld: list[tuple[Finding, str]] = []
    for finding in chosen:
        lost = _lost_comment(_edits(finding), sources)
        if lost is None:
            kept.append(finding)
        else:
            withheld.append((finding, f"it would lose the comment `{lost}`"))
    texts = _texts(kept, sources)
    broken = {file for file, text in texts.items() if fault(sources[file], text)}
    if broken:
        kept, culprits = _without_culprits(kept, sources, broken)
        withheld += culprits
        texts = _texts(kept, sources)
    return Applied(texts, tuple(kept), tuple(withheld))


def fault(source: Source, text: str) -> str | None:
    """Why another text cannot be a file's: it is no Python, or no TOML, or its encoding has no such characters."""
    is_code = source.path.endswith(_OF_PYTHON)
    try:
        data = source.encode(text)
        if is_code:
            check_syntax(replace(source, data=data, text=text))
        elif source.path.endswith(".toml"):
            toml.parse(text)
    except (UnreadableFile, toml.TomlError):
        return f"{source.path} would not parse afterwards"
    except UnicodeEncodeError as error:
        return f"{source.path} cannot hold {text[error.start]!r} in {error.encoding}"
    # what is new to the running Python parses, but a file that it can run it must be able to run afterwards
    if is_code and _compiles(source.data) and not _compiles(data):
        return f"{source.path} would not compile afterwards"
    return None


def _compiles(data: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(data, "<file>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


class _Taken:
    """The places that chosen fixes guard and edit, by file."""

    def __init__(self) -> None:
        self._guards: dict[str, list[Span]] = {}
        self._edits: dict[str, list[Edit]] = {}

    def allows(self, finding: Finding, fix: Fix) -> bool:
        for guard in _guards(finding, fix):
            if any(_meet(guard, other) for other in self._guards.get(guard.file, ())):
                return False
        for edit in fix.edits:
            if any(_conflict(edit, other) for other in self._edits.get(edit.span.file, ())):
                return False
        return True

    def add(self, finding: Finding, fix: Fix) -> None:
        for guard in _guards(finding, fix):
            self._guards.setdefault(guard.file, []).append(guard)
        for edit in fix.edits:
            self._edits.setdefault(edit.span.file, []).append(edit)


def _guards(finding: Finding, fix: Fix) -> tuple[Span, ...]:
    return fix.guards or (finding.span,)


def _meet(one: Span, other: Span) -> bool:
    return one == other or one.overlaps(other)


def _waits(finding: Finding, fix: Fix, offered: Iterable[Finding]) -> bool:
    """Whether a fix of the same place is one that this one waits for."""
    if not fix.after:
        return False
    return any(
        _meet(one, two)
        for other in offered
        if other.fix is not None and other.code in fix.after
        for one in _guards(other, other.fix)
        for two in _guards(finding, fix)
    )


def _conflict(edit: Edit, other: Edit) -> bool:
    """Whether two edits of different fixes cannot both be made; the same edit is made once."""
    return edit != other and _meet(edit.span, other.span)


def _overlap_each_other(edits: Sequence[Edit]) -> bool:
    ordered = sorted(edits, key=lambda edit: edit.span)
    return any(one.span.overlaps(other.span) for one, other in pairwise(ordered))


def _precedence(finding: Finding) -> tuple[int, int, str, tuple[str, int, int, str, str]]:
    """Errors first, then the smaller edited range, then code and place."""
    return (finding.severity.rank, _extent(_edits(finding)), finding.code, finding.sort_key)


def _extent(edits: Sequence[Edit]) -> int:
    """How much of its files a fix reaches over, from its first edit to its last."""
    ends: dict[str, tuple[int, int]] = {}
    for span in (edit.span for edit in edits):
        first, last = ends.get(span.file, (span.start, span.end))
        ends[span.file] = (min(first, span.start), max(last, span.end))
    return sum(last - first for first, last in ends.values())


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix else ()


def _texts(findings: Sequence[Finding], sources: Mapping[str, Source]) -> dict[str, str]:
    """The new text of every file that the fixes of these findings change."""
    edits: dict[str, list[Edit]] = {}
    before: set[Edit] = set()
    for finding in findings:
        for edit in _edits(finding):
            if edit not in before:
                edits.setdefault(edit.span.file, []).append(edit)
        before.update(_edits(finding))
    texts = {file: apply(sources[file].text, made) for file, made in edits.items()}
    rewritten = {edit.span.file for one in findings if one.fix and one.fix.plan for edit in _edits(one)}
    for file in rewritten:
        others = [
            source.text for path, source in sources.items() if path != file and path.endswith(_OF_PYTHON)
        ]
        texts[file] = without_unused_imports(sources[file].text, texts[file], file, others)
    return {file: text for file, text in texts.items() if text != sources[file].text}


def _without_culprits(
    findings: Sequence[Finding], sources: Mapping[str, Source], broken: Collection[str]
) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """Add the fixes of broken files one at a time and leave out those that break something."""
    kept = [finding for finding in findings if not _touches(finding, broken)]
    withheld: list[tuple[Finding, str]] = []
    for finding in findings:
        if not _touches(finding, broken):
            continue
        texts = _texts([*kept, finding], sources)
        files = {edit.span.file for edit in _edits(finding)}
        reasons = [fault(sources[file], texts[file]) for file in sorted(files & texts.keys())]
        reason = next((reason for reason in reasons if reason), None)
        if reason is None:
            kept.append(finding)
        else:
            withheld.append((finding, reason))
    return [finding for finding in findings if finding in kept], withheld


def _touches(finding: Finding, files: Collection[str]) -> bool:
    return any(edit.span.file in files for edit in _edits(finding))


def _lost_comment(edits: Sequence[Edit], sources: Mapping[str, Source]) -> str | None:
    """A comment that stands in replaced code and in none of the new texts.

    An edit that lies within one comment is about that comment, and may do away with it.
    """
    gone: Counter[str] = Counter()
    for edit in edits:
        text = sources[edit.span.file].text
        replaced = text[edit.span.start : edit.span.end]
        if "#" not in replaced:
            continue
        inside = [
            (start, comment)
            for start, comment in _comments_of(text)
            if start < edit.span.end and edit.span.start < start + len(comment)
        ]
        if not _leaves_code(text, edit.span, inside):
            continue
        gone.update(comment for _, comment in inside)
    for comment, count in gone.items():
        if sum(edit.text.count(comment) for edit in edits) < count:
            return comment
    return None


def _leaves_code(text: str, span: Span, inside: Sequence[tuple[int, str]]) -> bool:
    """Whether the span holds anything besides comments and white space."""
    place = span.start
    for start, comment in inside:
        if text[place:start].strip():
            return True
        place = start + len(comment)
    return bool(text[place : span.end].strip())


@lru_cache(maxsize=8)
def _comments_of(text: str) -> tuple[tuple[int, str], ...]:
    return tuple(comments(text))
