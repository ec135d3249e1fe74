"""Parts of an explanation as rows: a label, what is said, and the place behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claudelint.reporting.explain.facts import (
    ClientFacts,
    Given,
    PartFacts,
    Place,
    PromptFacts,
    SiteFacts,
    Step,
    WayFacts,
)

# beyond so many only the number of the others is told
_MOST = 8
_MOST_OPTIONS = 5
_MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, which may go on below."""

    label: str
    words: str
    place: Place | None = None


def client_rows(client: ClientFacts | None) -> Iterator[Row]:
    """A client with its options."""
    if client is None:
        return
    words = f"{client.name} ({client.platform})"
    if client.patched:
        words += ", wrapped by another package"
    if not client.constructed:
        words += ", known by its class alone: its options cannot be told"
    elif client.open_ended:
        words += ", may have more options than are in sight"
    yield Row("client", words, client.place)
    for option in client.options:
        for row in _given_rows(option):
            yield Row(f"  {row.label}", row.words, row.place)


def argument_rows(arguments: tuple[Given, ...], models: tuple[str, ...] | None, spread: str) -> Iterator[Row]:
    """Arguments, and below the model what is known of it; `spread` need not be named with each."""
    for one in arguments:
        yield from _given_rows(one, spread)
        if one.name == "model":
            yield from (Row("", words) for words in models or ())


def _given_rows(given: Given, spread: str = "") -> Iterator[Row]:
    notes = [f"by `{given.brought_by}`"] if given.brought_by not in ("", spread) else []
    notes += [] if given.certain else ["not in every run"]
    words = "  ".join([given.worth.words, *notes])
    yield Row(given.name, words, None if given.worth.options else given.worth.place)
    for option in given.worth.options[:_MOST_OPTIONS]:
        yield Row("", f"- {option.words}", option.place)
    if len(given.worth.options) > _MOST_OPTIONS:
        yield Row("", f"- and {len(given.worth.options) - _MOST_OPTIONS} more")


def prompt_rows(prompt: PromptFacts) -> Iterator[Row]:
    """The parts of a prompt by level, and what holds for the cache; none where there is no prompt."""
    if not prompt.parts:
        return
    for level in ("tools", "system", "messages"):
        parts = [part for part in prompt.parts if part.level == level]
        for number, part in enumerate(parts[:_MOST]):
            yield Row("" if number else level, _part(part), part.place)
        if len(parts) > _MOST:
            yield Row("", f"and {len(parts) - _MOST} more, {_size(parts[_MOST:])}")
    marked = {True: "marked", False: "not marked", None: "whether it is marked cannot be told"}[prompt.marked]
    if prompt.cache_minimum is not None:
        marked += f"; the model caches from {prompt.cache_minimum:,} tokens"
    total = f"; in all {_size(prompt.parts)}" if len(prompt.parts) > 1 else ""
    yield Row("cache", f"{marked}{total}")


def _size(parts: Iterable[PartFacts]) -> str:
    parts = list(parts)
    tokens = sum(part.tokens for part in parts)
    number = "1 token" if tokens == 1 else f"{tokens:,} tokens"
    if all(part.exact for part in parts):
        return f"about {number}"
    return f"at least {number}" if tokens else "of unknown size"


def _part(part: PartFacts) -> str:
    said = [_size([part])]
    if part.changes:
        places = ", ".join(f"{one.words} ({one.place})" for one in part.changes[:3])
        said.append(f"{'stable' if part.stable else 'changes'}: {places}{', …' * (len(part.changes) > 3)}")
    else:
        said.append("stable" if part.stable else "changes")
    return ", ".join(said) + (", marked for the cache" if part.marked else "")


def way_rows(ways: tuple[WayFacts, ...]) -> Iterator[Row]:
    """The ways by where they begin, those to people first; of several from one place the shortest."""
    begun: dict[tuple[str, Place], list[WayFacts]] = {}
    for way in sorted(ways, key=lambda one: (not one.person_waits, not one.surface, len(one.steps))):
        begun.setdefault((way.surface, way.place), []).append(way)
    for (surface, place), alike in list(begun.items())[:_MOST]:
        yield Row(_begin(alike[0]) if surface else "no caller in sight", _way(alike), place)
    if len(begun) > _MOST:
        yield Row("", f"and {len(begun) - _MOST} more")


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
    said += ["on the event loop"] * (way.on_event_loop is True)
    if way.loops:
        said.append(f"in a loop ({', '.join(str(loop) for loop in way.loops[:3])})")
    names = [f"`{step.function}`" if step.function else "the module" for step in way.steps]
    if len(names) > _MOST_STEPS:
        names = [*names[: _MOST_STEPS - 2], "…", names[-1]]
    said.append("by " + " -> ".join(names))
    if len(alike) > 1:
        said.append("and 1 more way" if len(alike) == 2 else f"and {len(alike) - 1} more ways")
    return ", ".join(said)


def answer_rows(site: SiteFacts) -> Iterator[Row]:
    """What becomes of the answer; what is done alike several times is told once."""
    if site.answer_complete is None:
        yield Row("", "not followed for this kind of request")
        return
    reads: dict[tuple[str, str], list[Place]] = {}
    for read in site.answer:
        reads.setdefault((read.words, read.code), []).append(read.place)
    for (words, code), places in list(reads.items())[:_MOST]:
        yield Row(words, code if len(places) == 1 else f"{code}  ({len(places)} times)", places[0])
    if len(reads) > _MOST:
        yield Row("", f"and {len(reads) - _MOST} more")
    if not site.answer_complete:
        yield Row("", "it also goes where it cannot be followed")
    elif not site.answer:
        yield Row("", "nothing is done with it")


def callers(chains: tuple[tuple[Step, ...], ...]) -> str:
    """The chain of calls, and how many others come to the same."""
    more = f", and {len(chains) - 1} more with equal values" if len(chains) > 1 else ""
    return f"{' -> '.join(_step(one) for one in chains[0])}{more}"


def _step(step: Step) -> str:
    return f"{step.place} `{step.function}`" if step.function else str(step.place)
