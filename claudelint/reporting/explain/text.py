"""An explanation as text: what is said first, the place behind it, in columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claudelint.reporting.explain.facts import (
    Case,
    ClientFacts,
    Explanation,
    Given,
    Place,
    PromptFacts,
    SiteFacts,
    SiteLine,
)
from claudelint.reporting.explain.rows import (
    Row,
    answer_rows,
    argument_rows,
    callers,
    client_rows,
    prompt_rows,
    way_rows,
)
from claudelint.reporting.style import Style, printable, width

_WIDEST_LABEL = 30
# where a place follows, and where none does
_WIDEST_WORDS = 72
_WIDEST_LINE = 88
# beyond so many only the number of the others is told
_MOST_CONTEXTS = 4


def explanation_text(explanation: Explanation, style: Style) -> Iterator[str]:
    """An explanation as lines."""
    for number, site in enumerate(explanation.requests):
        yield "\n" if number else ""
        yield from _site(site, style)
    if explanation.requests:
        return
    if explanation.place_is_line:
        yield f"{printable(explanation.asked)}: there is no request here.\n"
    elif not explanation.listed:
        yield f"{printable(explanation.asked)}: no request was found in this file.\n"
    for said in explanation.passed_over:
        for number, line in enumerate(_lines(printable(f"{said.place}: {said.words}"), _WIDEST_LINE)):
            yield f"{'    ' if number else '  '}{line}\n"
    if explanation.listed and explanation.place_is_line:
        yield "Requests near:\n"
    yield from _listing(explanation.listed, style)


def _lines(text: str, most: int) -> list[str]:
    """A text in lines; names, ids and paths stay whole."""
    return textwrap.wrap(text, most, break_on_hyphens=False, break_long_words=False)


def _listing(lines: Iterable[SiteLine], style: Style) -> Iterator[str]:
    rows = [
        Row(_address(one.place), f"{_call(one.call)}  {', '.join(filter(None, (one.kind, _inside(one.function), one.model)))}")
        for one in lines
    ]  # fmt: skip
    yield from _table(rows, style, "  ")


def _address(place: Place) -> str:
    """A place in full, also in the file that is spoken of."""
    return f"{place.filename}:{place.row}"


def _call(call: str) -> str:
    return f"{call}(...)"


def _inside(function: str) -> str:
    return f"in `{function}`" if function else ""


# one Site


def _site(site: SiteFacts, style: Style) -> Iterator[str]:
    kind = ", ".join(filter(None, (site.cases[0].kind if site.cases else "", _inside(site.function))))
    head = style.bold(printable(f"{_address(site.place)}  {_call(site.call)}"))
    yield f"{head}  {printable(kind)}\n"
    shared = _Shared.of(site.cases)
    top = [*client_rows(shared.client), Row("SDK", site.sdk.words)]
    yield from _section("", top, style)
    several = len(site.cases) > 1
    if shared.arguments or shared.absent or shared.hidden:
        title = f"arguments, alike in all {len(site.cases)}" if several else "arguments"
        title += f", all by `{shared.spread}`" if shared.spread else ""
        if not several and site.cases[0].chains:
            title += f", as called by {callers(site.cases[0].chains)}"
        rows = [*argument_rows(shared.arguments, shared.models, shared.spread)]
        yield from _section(title, [*rows, *_absent_rows(shared)], style)
    for number, case in enumerate(site.cases[:_MOST_CONTEXTS] if several else (), 1):
        yield from _section(_case_title(case, number, len(site.cases)), [*_case_rows(case, shared)], style)
    if len(site.cases) > _MOST_CONTEXTS:
        yield f"\n{len(site.cases) - _MOST_CONTEXTS} more contexts: name the line of a caller to see its own\n"
    if shared.prompt is not None:
        yield from _section("prompt", [*prompt_rows(shared.prompt)], style)
    yield from _section("ways", [*way_rows(site.ways)], style)
    yield from _section("answer", [*answer_rows(site)], style)
    findings = [Row(f"{one.code} {one.place}", f"{one.name}: {one.message}") for one in site.findings]
    yield from _section("findings", findings or [Row("none", "")], style)


def _section(title: str, rows: list[Row], style: Style) -> Iterator[str]:
    if not rows:
        return
    yield "\n"
    if title:
        yield f"{style.bold(printable(title))}\n"
    yield from _table(rows, style, "  " if title else "")


def _table(rows: list[Row], style: Style, indent: str) -> Iterator[str]:
    """Rows in columns; what is too wide for its column goes on below."""
    labels = min(max((width(printable(row.label)) for row in rows), default=0), _WIDEST_LABEL)
    texts = [
        _lines(printable(row.words), _WIDEST_LINE if row.place is None else _WIDEST_WORDS) or [""]
        for row in rows
    ]
    column = max((width(lines[-1]) for row, lines in zip(rows, texts, strict=True) if row.place), default=0)
    for row, lines in zip(rows, texts, strict=True):
        label = printable(row.label)
        gap = "  " if labels else ""
        lead = indent + style.accent(label) + " " * max(labels - width(label), 0) + gap
        for line in lines[:-1]:
            yield f"{lead}{line}\n"
            lead = indent + " " * labels + gap
        last = lines[-1]
        if row.place is not None and row.place.row:
            last += " " * (column - width(last)) + "  " + style.dim(printable(str(row.place)))
        yield f"{lead}{last}".rstrip() + "\n"


# what cases share


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is the same in all contexts of a Site, and is said once."""

    client: ClientFacts | None
    models: tuple[str, ...] | None
    arguments: tuple[Given, ...]
    absent: tuple[str, ...]
    hidden: tuple[Row, ...]
    prompt: PromptFacts | None
    # the one `**` that brings every argument, if it does
    spread: str

    @classmethod
    def of(cls, cases: tuple[Case, ...]) -> _Shared:
        first = cases[0]
        rest = cases[1:]
        return cls(
            first.client if all(one.client == first.client for one in rest) else None,
            first.models if all(one.models == first.models for one in rest) else None,
            tuple(one for one in first.arguments if all(one in case.arguments for case in rest)),
            tuple(one for one in first.not_given if all(one in case.not_given for case in rest)),
            tuple(
                Row("", one.words, one.place)
                for one in first.hidden
                if all(one in case.hidden for case in rest)
            ),
            first.prompt if all(one.prompt == first.prompt for one in rest) else None,
            _only({one.brought_by for case in cases for one in case.arguments}),
        )


def _only(names: set[str]) -> str:
    return names.pop() if len(names) == 1 else ""


def _case_title(case: Case, number: int, count: int) -> str:
    title = f"context {number} of {count}" if case.item is None else f"batch item {case.item + 1}"
    if case.kind == "batch":
        title = "batch"
    return f"{title}: {callers(case.chains)}" if case.chains else title


def _case_rows(case: Case, shared: _Shared) -> Iterator[Row]:
    if shared.client is None:
        yield from client_rows(case.client)
    own = tuple(one for one in case.arguments if one not in shared.arguments)
    yield from argument_rows(own, case.models, shared.spread)
    for said in case.hidden:
        row = Row("", said.words, said.place)
        if row not in shared.hidden:
            yield row
    absent = [name for name in case.not_given if name not in shared.absent]
    if absent:
        yield Row("not given", ", ".join(absent))
    if shared.prompt is None:
        for number, row in enumerate(prompt_rows(case.prompt)):
            yield Row(
                "" if number else "prompt", f"{row.label}: {row.words}" if row.label else row.words, row.place
            )


def _absent_rows(shared: _Shared) -> Iterator[Row]:
    yield from shared.hidden
    if shared.absent:
        yield Row("not given", ", ".join(shared.absent))
