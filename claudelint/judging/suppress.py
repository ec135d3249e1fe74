"""Suppression comments of a module: which findings they cover, and what of them was not needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from claudelint.findings import Edit, Finding, Span, SuppressedCode, SuppressionComment
from claudelint.judging.coverage import Coverage, Places
from claudelint.judging.directives import FILE_IGNORE, NOQA, Directive, Word, directives
from claudelint.reading.module import Module, Suppression
from claudelint.reading.source import Source

_OUR_CODE = re.compile(r"CL\d+")


@dataclass(frozen=True, slots=True)
class Use:
    """That a suppression was needed: its number in the module, and that of the code, -1 for all rules."""

    suppression: int
    code: int


@dataclass(frozen=True)
class _Item:
    """A directive with what it covers; `rules` are the codes of the rules its words name, or None."""

    directive: Directive
    comment: Suppression
    coverage: Coverage | None
    rules: tuple[str | None, ...]

    def word_for(self, code: str) -> int | None:
        """The number of the word that names the rule, -1 when all rules are meant."""
        if self.directive.problem:
            return None
        if not self.directive.words:
            return -1
        return self.rules.index(code) if code in self.rules else None

    @property
    def rank(self) -> tuple[int, int]:
        """Which of several that cover a finding counts as used: the narrower one, the one with codes."""
        return (int(self.coverage is None), int(not self.directive.words))


@dataclass(frozen=True)
class Suppressions:
    """The suppressions of one file."""

    source: Source
    places: Places
    items: tuple[_Item, ...]
    known: Mapping[str, str]

    @classmethod
    def of(cls, module: Module, source: Source, known: Mapping[str, str]) -> Suppressions:
        """Read the comments of a module; `known` leads from every code and name to a rule's code."""
        places = Places(module, source)
        items = tuple(
            _Item(
                directive,
                comment,
                None if directive.kind == FILE_IGNORE else places.coverage(comment),
                tuple(_rule_of(directive, word, known) for word in directive.words),
            )
            for comment in module.suppressions
            for directive in directives(comment.text)
        )
        return cls(source, places, items, known)

    def covers(self, finding: Finding) -> Use | None:
        """The suppression that covers a finding by its primary place, if there is one."""
        found: list[tuple[tuple[int, int], int, int]] = []
        for number, item in enumerate(self.items):
            word = item.word_for(finding.code)
            if word is None:
                continue
            if item.coverage is None or item.coverage.holds(finding.span, self.places):
                found.append((item.rank, number, word))
        if not found:
            return None
        _, number, word = min(found)
        return Use(number, word)

    def comments(
        self, used: frozenset[Use], ran: frozenset[str], ran_all: bool
    ) -> tuple[SuppressionComment, ...]:
        """The suppressions as subjects of rules, once it is known which were needed.

        `ran` are the codes of the rules that were judged in this file; `ran_all` says whether those are all
        that run by default, since only then can a comment that names no rule be called unused.
        """
        return tuple(
            self._subject(number, item, used, ran, ran_all) for number, item in enumerate(self.items)
        )

    def _subject(
        self, number: int, item: _Item, used: frozenset[Use], ran: frozenset[str], ran_all: bool
    ) -> SuppressionComment:
        directive = item.directive
        codes = tuple(
            SuppressedCode(
                text=word.text,
                span=self._span(item, word.start, word.end),
                code=rule,
                foreign=_is_foreign(directive, word),
                used=Use(number, index) in used,
                ran=rule in ran,
                suggestion=self._suggestion(word, rule, directive),
            )
            for index, (word, rule) in enumerate(zip(directive.words, item.rules, strict=True))
        )
        plain = not directive.words
        return SuppressionComment(
            span=self._span(item, directive.start, directive.end),
            kind=directive.kind,
            codes=codes,
            reason=directive.reason,
            own_line=item.comment.own_line,
            used=Use(number, -1) in used if plain else any(code.used for code in codes),
            ran=ran_all if plain else any(code.ran for code in codes),
            problem=directive.problem,
            removal=tuple(self._removal(item, codes)),
        )

    def _suggestion(self, word: Word, rule: str | None, directive: Directive) -> str:
        if rule is not None or _is_foreign(directive, word):
            return ""
        import difflib

        choices = {known.casefold(): known for known in self.known}
        close = difflib.get_close_matches(word.text.casefold(), choices, n=1)
        return choices[close[0]] if close else ""

    def _span(self, item: _Item, start: int, end: int) -> Span:
        offset = item.comment.start
        return Span(self.source.path, offset + start, offset + end)

    def _removal(self, item: _Item, codes: tuple[SuppressedCode, ...]) -> Iterator[Edit]:
        """The edit that removes the codes of rules that ran and were not needed, or all of it."""
        unused = [code for code in codes if code.code is not None and code.ran and not code.used]
        kept = [code.text for code in codes if code not in unused]
        if not kept:
            yield self._without(item)
        elif unused:
            words = item.directive.words
            between = item.comment.text[words[0].end : words[1].start]
            span = self._span(item, words[0].start, words[-1].end)
            yield Edit(span, between.join(kept))

    def _without(self, item: _Item) -> Edit:
        """Removes a directive: with the white space before it, or the line when nothing else is on it."""
        text, directive = item.comment.text, item.directive
        before, after = text[: directive.start].rstrip(), text[directive.end :].strip()
        if before or after:
            lead = " " * (2 if before and after.startswith("#") else 0)
            if after and not after.startswith("#"):
                # an explanation that followed the codes becomes a comment of its own
                lead = "  # " if before else "# "
            return Edit(self._span(item, len(before), len(text)), lead + after)
        start, end = item.comment.start, item.comment.end
        row = self.source.row(start)
        if item.comment.own_line:
            following = self.source.line_starts[row:][:1]
            line = Span(self.source.path, self.source.line_starts[row - 1], (following or [end])[0])
            return Edit(line, "")
        line_start = self.source.line_starts[row - 1]
        code = self.source.text[line_start:start].rstrip()
        return Edit(Span(self.source.path, line_start + len(code), end), "")


def apply(
    findings: Iterable[Finding], suppressions: Suppressions
) -> tuple[tuple[Finding, ...], frozenset[Use]]:
    """The findings that no comment covers, and the suppressions that were needed for the others."""
    kept: list[Finding] = []
    used: set[Use] = set()
    for finding in findings:
        use = suppressions.covers(finding)
        if use is None:
            kept.append(finding)
        else:
            used.add(use)
    return tuple(kept), frozenset(used)


def _rule_of(directive: Directive, word: Word, known: Mapping[str, str]) -> str | None:
    """The code of the rule that a word names; `noqa` knows codes only, in either case as flake8 does."""
    if directive.kind == NOQA:
        code = word.text.upper()
        return code if known.get(code) == code else None
    return known.get(word.text)


def _is_foreign(directive: Directive, word: Word) -> bool:
    """Whether a word of a `noqa` comment belongs to another linter."""
    return directive.kind == NOQA and _OUR_CODE.fullmatch(word.text.upper()) is None
