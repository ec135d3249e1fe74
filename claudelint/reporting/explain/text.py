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
    PartFacts,
    Place,
    PromptFacts,
    SiteFacts,
    SiteLine,
    Step,
    WayFacts,
)
from claudelint.reporting.style import Style, printable, width

_WIDEST_LABEL = 30
# where a place follows, and where none does
_WIDEST_WORDS = 72
_WIDEST_LINE = 88
# beyond so many only the number of the others is told
_MOST = 8
_MOST_CONTEXTS = 4
_MOST_OPTIONS = 5
_MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    words: str
    place: Place | None = None


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
        _Row(_address(one.place), f"{_call(one.call)}  {', '.join(filter(None, (one.kind, _inside(one.function), one.model)))}")
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
    top = [*_client_rows(shared.client), _Row("SDK", site.sdk.words)]
    yield from _section("", top, style)
    several = len(site.cases) > 1
    if shared.arguments or shared.absent:
        title = f"arguments, alike in all {len(site.cases)}" if several else "arguments"
        title += f", all by `{shared.spread}`" if shared.spread else ""
        if not several and site.cases[0].chains:
            title += f", as called by {_callers(site.cases[0].chains)}"
        rows = [*_argument_rows(shared.arguments, shared.models, shared.spread)]
        yield from _section(title, [*rows, *_absent_rows(shared)], style)
    for number, case in enumerate(site.cases[:_MOST_CONTEXTS] if several else (), 1):
        yield from _section(_case_title(case, number, len(site.cases)), [*_case_rows(case, shared)], style)
    if len(site.cases) > _MOST_CONTEXTS:
        yield f"\n{len(site.cases) - _MOST_CONTEXTS} more contexts: name the line of a caller to see its own\n"
    if shared.prompt is not None:
        yield from _section("prompt", [*_prompt_rows(shared.prompt)], style)
    yield from _section("ways", [*_way_rows(site.ways)], style)
    yield from _section("answer", [*_answer_rows(site)], style)
    findings = [_Row(f"{one.code} {one.place}", f"{one.name}: {one.message}") for one in site.findings]
    yield from _section("findings", findings or [_Row("none", "")], style)


def _section(title: str, rows: list[_Row], style: Style) -> Iterator[str]:
    if not rows:
        return
    yield "\n"
    if title:
        yield f"{style.bold(printable(title))}\n"
    yield from _table(rows, style, "  " if title else "")


def _table(rows: list[_Row], style: Style, indent: str) -> Iterator[str]:
    """Rows in columns; what is too wide for its column goes on below."""
    labels = min(max((width(printable(row.label)) for row in rows), default=0), _WIDEST_LABEL)
    texts = [
        _lines(printable(row.words), _WIDEST_LINE if row.place is None else _WIDEST_WORDS) or [""]
        for row in rows
    ]
    column = max((width(lines[-1]) for row, lines in zip(rows, texts, strict=True) if row.place), default=0)
    for row, lines in zip(rows, texts, strict=True):
        label = printable(row.label)
        lead = indent + style.accent(label) + " " * max(labels - width(label), 0)
        for line in lines[:-1]:
            yield f"{lead}  {line}\n"
            lead = indent + " " * labels
        last = lines[-1]
        if row.place is not None and row.place.row:
            last += " " * (column - width(last)) + "  " + style.dim(printable(str(row.place)))
        yield f"{lead}  {last}".rstrip() + "\n"


# what cases share


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is the same in all contexts of a Site, and is said once."""

    client: ClientFacts | None
    models: tuple[str, ...] | None
    arguments: tuple[Given, ...]
    absent: tuple[str, ...]
    hidden: tuple[_Row, ...]
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
                _Row("", one.words, one.place)
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
    return f"{title}: {_callers(case.chains)}" if case.chains else title


def _callers(chains: tuple[tuple[Step, ...], ...]) -> str:
    """The chain of calls, and how many others come to the same."""
    more = f", and {len(chains) - 1} more with equal values" if len(chains) > 1 else ""
    return f"{' -> '.join(_step(one) for one in chains[0])}{more}"


def _step(step: Step) -> str:
    return f"{step.place} `{step.function}`" if step.function else str(step.place)


def _case_rows(case: Case, shared: _Shared) -> Iterator[_Row]:
    if shared.client is None:
        yield from _client_rows(case.client)
    own = tuple(one for one in case.arguments if one not in shared.arguments)
    yield from _argument_rows(own, case.models, shared.spread)
    for said in case.hidden:
        row = _Row("", said.words, said.place)
        if row not in shared.hidden:
            yield row
    absent = [name for name in case.not_given if name not in shared.absent]
    if absent:
        yield _Row("not given", ", ".join(absent))
    if shared.prompt is None:
        for number, row in enumerate(_prompt_rows(case.prompt)):
            yield _Row(
                "" if number else "prompt", f"{row.label}: {row.words}" if row.label else row.words, row.place
            )


# rows


def _client_rows(client: ClientFacts | None) -> Iterator[_Row]:
    if client is None:
        return
    words = f"{client.name} ({client.platform})"
    if client.patched:
        words += ", wrapped by another package"
    if not client.constructed:
        words += ", known by its class alone: its options cannot be told"
    elif client.open_ended:
        words += ", may have more options than are in sight"
    yield _Row("client", words, client.place)
    for option in client.options:
        for row in _given_rows(option):
            yield _Row(f"  {row.label}", row.words, row.place)


def _argument_rows(
    arguments: tuple[Given, ...], models: tuple[str, ...] | None, spread: str
) -> Iterator[_Row]:
    """Arguments, and below the model what is known of it; `spread` need not be named with each."""
    for one in arguments:
        yield from _given_rows(one, spread)
        if one.name == "model":
            yield from (_Row("", words) for words in models or ())


def _given_rows(given: Given, spread: str = "") -> Iterator[_Row]:
    notes = [f"by `{given.brought_by}`"] if given.brought_by not in ("", spread) else []
    notes += [] if given.certain else ["not in every run"]
    words = "  ".join([given.worth.words, *notes])
    yield _Row(given.name, words, None if given.worth.options else given.worth.place)
    for option in given.worth.options[:_MOST_OPTIONS]:
        yield _Row("", f"- {option.words}", option.place)
    if len(given.worth.options) > _MOST_OPTIONS:
        yield _Row("", f"- and {len(given.worth.options) - _MOST_OPTIONS} more")


def _absent_rows(shared: _Shared) -> Iterator[_Row]:
    yield from shared.hidden
    if shared.absent:
        yield _Row("not given", ", ".join(shared.absent))


def _prompt_rows(prompt: PromptFacts) -> Iterator[_Row]:
    if not prompt.parts:
        return
    for level in ("tools", "system", "messages"):
        parts = [part for part in prompt.parts if part.level == level]
        for number, part in enumerate(parts[:_MOST]):
            yield _Row("" if number else level, _part(part), part.place)
        if len(parts) > _MOST:
            yield _Row("", f"and {len(parts) - _MOST} more, {_size(parts[_MOST:])}")
    marked = {True: "marked", False: "not marked", None: "whether it is marked cannot be told"}[prompt.marked]
    if prompt.cache_minimum is not None:
        marked += f"; the model caches from {prompt.cache_minimum:,} tokens"
    total = f"; in all {_size(prompt.parts)}" if len(prompt.parts) > 1 else ""
    yield _Row("cache", f"{marked}{total}")


def _size(parts: Iterable[PartFacts]) -> str:
    parts = list(parts)
    tokens = sum(part.tokens for part in parts)
    if all(part.exact for part in parts):
        return f"about {tokens:,} tokens"
    return f"at least about {tokens:,} tokens" if tokens else "of unknown size"


def _part(part: PartFacts) -> str:
    said = [_size([part])]
    if part.changes:
        places = ", ".join(f"{one.words} ({one.place})" for one in part.changes[:3])
        said.append(f"{'stable' if part.stable else 'changes'}: {places}{', …' * (len(part.changes) > 3)}")
    else:
        said.append("stable" if part.stable else "changes")
    return ", ".join(said) + (", marked for the cache" if part.marked else "")


def _way_rows(ways: tuple[WayFacts, ...]) -> Iterator[_Row]:
    """The ways by where they begin, those to people first; of several from one place the shortest."""
    begun: dict[tuple[str, Place], list[WayFacts]] = {}
    for way in sorted(ways, key=lambda one: (not one.person_waits, not one.surface, len(one.steps))):
        begun.setdefault((way.surface, way.place), []).append(way)
    for (surface, place), alike in list(begun.items())[:_MOST]:
        yield _Row(_begin(alike[0]) if surface else "no caller in sight", _way(alike), place)
    if len(begun) > _MOST:
        yield _Row("", f"and {len(begun) - _MOST} more")


def _begin(way: WayFacts) -> str:
    """What a surface is called: the kind says more where its name is just that of the function."""
    is_name = way.surface.isidentifier() and way.surface.lower() != way.kind
    return f"{way.kind} `{way.surface}`" if is_name else way.surface


def _way(alike: list[WayFacts]) -> str:
    way = alike[0]
    said = [way.runs] if way.surface else []
    if way.person_waits:
        said.append("a person waits, " + ("can stream" if way.can_stream else "cannot stream"))
    said += ["told by names only"] * way.by_name
    if way.loops:
        said.append(f"in a loop ({', '.join(str(loop) for loop in way.loops[:3])})")
    names = [f"`{step.function}`" if step.function else "the module" for step in way.steps]
    if len(names) > _MOST_STEPS:
        names = [*names[: _MOST_STEPS - 2], "…", names[-1]]
    said.append("by " + " -> ".join(names))
    if len(alike) > 1:
        said.append("and 1 more way" if len(alike) == 2 else f"and {len(alike) - 1} more ways")
    return ", ".join(said)


def _answer_rows(site: SiteFacts) -> Iterator[_Row]:
    if site.answer_complete is None:
        yield _Row("", "not followed for this kind of request")
        return
    reads: dict[tuple[str, str], list[Place]] = {}
    for read in site.answer:
        reads.setdefault((read.words, read.code), []).append(read.place)
    for (words, code), places in list(reads.items())[:_MOST]:
        yield _Row(words, code if len(places) == 1 else f"{code}  ({len(places)} times)", places[0])
    if len(reads) > _MOST:
        yield _Row("", f"and {len(reads) - _MOST} more")
    if not site.answer_complete:
        yield _Row("", "it also goes where it cannot be followed")
    elif not site.answer:
        yield _Row("", "nothing is done with it")
