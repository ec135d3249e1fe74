"""The grammar of suppression comments, strictly read: from the text of a comment to directives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# a directive begins a comment, or stands behind another comment of the same line
_DIRECTIVE = re.compile(r"#[ \t]*(?:(?P<ours>claudelint[ \t]*:)|(?P<noqa>noqa(?![\w-])))", re.IGNORECASE)
_NEXT_COMMENT = re.compile(r"[ \t]+#(?=[ \t]|[A-Za-z-]+:)")

_IGNORE = re.compile(r"[ \t]*(?P<kind>file-ignore|ignore)(?![\w-])[ \t]*")
_BRACKETS = re.compile(r"\[(?P<codes>[^\[\]#]*)\]")
_WORD = re.compile(r"[^\s,]+(?:[ \t]+[^\s,]+)*")
_NOQA_COLON = re.compile(r"[ \t]*:[ \t]*")
_NOQA_CODE = re.compile(r"[A-Za-z]+[0-9]+(?!\w)")
_NOQA_SEPARATOR = re.compile(r"[ \t]*,[ \t]*|[ \t]+")
_LOOKS_LIKE_A_CODE = re.compile(r"CL\d+", re.IGNORECASE)
_REASON_LEAD = " \t:;,.-–—"

IGNORE, FILE_IGNORE, NOQA = "ignore", "file-ignore", "noqa"


@dataclass(frozen=True, slots=True)
class Word:
    """A code or name as written; positions count from the start of the comment."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive of a comment, from its `#` to the end of what belongs to it.

    Without words it means every rule. With a `problem` it means nothing, and the problem is to be told.
    """

    kind: str
    start: int
    end: int
    words: tuple[Word, ...] = ()
    reason: str = ""
    problem: str = ""


def directives(comment: str) -> Iterator[Directive]:
    """The directives of a comment, which begins with its `#`."""
    position = 0
    while match := _DIRECTIVE.search(comment, position):
        start = match.start()
        if start and not _begins_comment(comment, start):
            position = match.end()
            continue
        if match["ours"] is None:
            found = _noqa(comment, start, match.end())
        else:
            found = _ours(comment, start, match)
        yield found
        position = max(found.end, match.end())


def _begins_comment(comment: str, start: int) -> bool:
    """Whether a `#` within a comment begins another one: white space stands before it."""
    return comment[start - 1] in " \t"


def _ours(comment: str, start: int, match: re.Match[str]) -> Directive:
    end = _end(comment, match.end())
    if match["ours"] != "claudelint:":
        return Directive(IGNORE, start, end, problem="it is written `claudelint:`")
    kind = _IGNORE.match(comment, match.end(), end)
    if kind is None:
        return Directive(IGNORE, start, end, problem="`ignore` or `file-ignore` has to follow `claudelint:`")
    brackets = _BRACKETS.match(comment, kind.end(), end)
    if brackets is None:
        return _without_codes(comment, start, end, kind)
    words = tuple(
        Word(word.group(), word.start(), word.end())
        for word in _WORD.finditer(comment, brackets.start("codes"), brackets.end("codes"))
    )
    if not words:
        return Directive(kind["kind"], start, end, problem="the brackets name no rule")
    reason = comment[brackets.end() : end].strip(_REASON_LEAD)
    return Directive(kind["kind"], start, end, words, reason)


def _without_codes(comment: str, start: int, end: int, kind: re.Match[str]) -> Directive:
    """A directive for every rule; a code where the reason stands is a mistake that would silence all."""
    rest = comment[kind.end() : end]
    problem = ""
    if rest.startswith("["):
        problem = "the brackets are not closed"
    elif rest and kind.end() == kind.end("kind"):
        problem = f"white space has to follow `{kind['kind']}`"
    elif _LOOKS_LIKE_A_CODE.match(rest.lstrip(_REASON_LEAD + "(")):
        problem = f"rules stand in brackets: `{kind['kind']}[{rest.split()[0].strip(_REASON_LEAD)}]`"
    return Directive(kind["kind"], start, end, reason=rest.strip(_REASON_LEAD), problem=problem)


def _noqa(comment: str, start: int, end: int) -> Directive:
    """`# noqa` as flake8 and ruff read it; with a colon and no code behind it, it means nothing."""
    colon = _NOQA_COLON.match(comment, end)
    if colon is None:
        return Directive(NOQA, start, end)
    words: list[Word] = []
    position = colon.end()
    while code := _NOQA_CODE.match(comment, position):
        words.append(Word(code.group(), code.start(), code.end()))
        separator = _NOQA_SEPARATOR.match(comment, code.end())
        if separator is None:
            break
        position = separator.end()
    if not words:
        return Directive(NOQA, start, colon.end(), problem="no code follows `noqa:`")
    return Directive(NOQA, start, words[-1].end, tuple(words), comment[words[-1].end :].strip(_REASON_LEAD))


def _end(comment: str, position: int) -> int:
    """Where a directive ends with its reason: at the next comment on the line, or with the line."""
    following = _NEXT_COMMENT.search(comment, position)
    end = following.start() if following is not None else len(comment)
    return position + len(comment[position:end].rstrip())
