"""Moving requests to another model: the id where it is decided, and all that the new model needs.

It is one transaction: a literal may decide the model of several requests, and a change to a shared call or
dict is right only when every request that goes through it wants or bears it. Whatever cannot be done, or
cannot be seen, is the reason for a refusal; then nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing.change_set import ChangeSet, guard_of
from claudelint.editing.changes import Change, Refused
from claudelint.editing.feeding import Feeding
from claudelint.editing.literals import rewrite_text_literal
from claudelint.editing.looks import looks_that_differ
from claudelint.editing.model_needs import Needs, Unit, in_words
from claudelint.editing.positional import read_by_type
from claudelint.editing.thinking import thinks_after, thought_before
from claudelint.findings import Edit, Fix, Safety, Span
from claudelint.linking.project import Known, Project, Request


def id_for(model: ModelFacts, spelled: str) -> str | None:
    """The id of a model as the platform spells it that another id is spelled for; None where none is known."""
    if "anthropic." in spelled:
        region = spelled[: spelled.index("anthropic.")]
        bare = next((alias for alias in model.aliases if alias.startswith("anthropic.")), None)
        return None if bare is None else region + bare
    if "@" in spelled:
        return next((alias for alias in model.aliases if "@" in alias), model.id)
    return model.id


@dataclass(frozen=True)
class Swap:
    """The outcome: edits under a title, or the reason why they are left to the reader."""

    title: str
    edits: tuple[Edit, ...] = ()
    guards: tuple[Span, ...] = ()
    refusal: str = ""

    @property
    def fix(self) -> Fix:
        """The fix to report: unsafe, or only shown."""
        if self.refusal:
            return Fix(f"{self.title} (by hand: {self.refusal})", Safety.SHOWN)
        return Fix(self.title, Safety.UNSAFE, self.edits, guards=self.guards)


def plan_swap(request: Request, target: ModelFacts, literal: Known) -> Swap:
    """Move what a literal decides to another model."""
    return _Transaction(request, [(literal, target)]).plan()


def plan_replacements(request: Request, leaves: Callable[[ModelFacts], bool]) -> Swap | None:
    """Replace every model at the request's Site that has to leave and has a replacement; None if none has."""
    moves: list[tuple[Known, ModelFacts]] = []
    for other in request.project.requests:
        if _site(other) != _site(request):
            continue
        for written, model in other.models:
            target = None if model is None or not leaves(model) else request.catalog.replacement_of(model)
            if target is not None and all(written.place != known.place for known, _ in moves):
                moves.append((written, target))
    return _Transaction(request, moves).plan() if moves else None


class _Transaction:
    """The moves, the requests that they reach, and the changes these need."""

    def __init__(self, request: Request, moves: list[tuple[Known, ModelFacts]]) -> None:
        self.request = request
        self.project: Project = request.project
        self.moves = {known.place: (known, target) for known, target in moves}
        self.feeding = Feeding(self.project)
        self.changes = ChangeSet(self.project)
        self.edits: list[Edit] = []

    def plan(self) -> Swap:
        """The swap, or its refusal."""
        targets = list(dict.fromkeys(f"`{target.id}`" for _, target in self.moves.values()))
        title = f"move to {' and '.join(targets)}"
        try:
            units = list(self._units())
            self._move_literals()
            for unit in units:
                for change in Needs(unit, self.feeding).all():
                    self.changes.want(change)
            self._look_at_others(units)
            reads_by_type = self._rewrites_reads(units)
        except Refused as refusal:
            return Swap(title, refusal=str(refusal))
        words = list(dict.fromkeys(change.words for change in self.changes if change.words))
        words += ["with the text taken from the blocks of type text"] if reads_by_type else []
        edits = tuple(dict.fromkeys((*self.edits, *self.changes.edits())))
        guards = dict.fromkeys((*self.moves, *(guard_of(unit.request) for unit in units)))
        return Swap(", ".join([title, *_grouped(words)]), edits, tuple(guards))

    def _units(self) -> Iterator[Unit]:
        for request in self.project.requests:
            for written, old in request.models:
                move = self.moves.get(written.place)
                if move is not None:
                    yield Unit(request, written, old, move[1])

    def _move_literals(self) -> None:
        for place, (known, target) in self.moves.items():
            spelled = id_for(target, str(known.value))
            if spelled is None:
                raise Refused(f"no Amazon Bedrock id of `{target.id}` is known here")
            for look in looks_that_differ(self.project, place, str(known.value), spelled):
                what = "uses it as a key" if look.operator == "key" else "compares it"
                raise Refused(f"line {look.line} of {look.span.file} {what}")
            edits = rewrite_text_literal(self.request, known, spelled)
            if not edits:
                raise Refused("the id is not written as one literal in a file that is checked")
            self.edits.extend(edits)

    def _look_at_others(self, units: list[Unit]) -> None:
        """Every other request that a change reaches has to bear it."""
        for request in self.project.requests:
            reached = self.changes.reaching(request)
            if not reached:
                continue
            moving = [unit for unit in units if unit.request is request]
            model = request.arguments.get("model")
            stays = [
                one
                for one in (() if model is None else model.value.alternatives())
                if all(one is not unit.written for unit in moving)
            ]
            needs = [set(Needs(unit, self.feeding).all()) for unit in moving]
            for change in reached:
                is_wanted = bool(moving) and not stays and all(change in one for one in needs)
                if not is_wanted and not _bears(request, change):
                    names = [f"`{one.value}`" for one in stays if isinstance(one, Known) and one.value]
                    other = "a model that is not known here" if stays else "requests whose needs differ"
                    other = names[0] if names else other
                    raise Refused(f"`{change.name}` stands there for {other}, too")

    def _rewrites_reads(self, units: list[Unit]) -> bool:
        found = False
        for unit in units:
            if not thinks_after(unit.request, unit.old, unit.new):
                continue
            for read in unit.request.positional_reads:
                edits = read_by_type(self.project.text(read.module), read)
                if not edits and not thought_before(unit.request, unit.old):
                    raise Refused(
                        f"a thinking block may come first, and `content[{read.index}]` is to be read"
                    )
                self.edits += edits
                found = found or bool(edits)
        return found


def _bears(request: Request, change: Change) -> bool:
    """Whether a request that stays with its model is none the worse for a change."""
    removed = request.catalog.removed_parameters.get(change.name)
    if removed is None or change.action != "remove":
        return False
    major = request.sdk.major
    as_keyword = not request.is_batch_item and major >= removed.since_major
    return as_keyword or major >= removed.rejected_by_api_since_major


def _site(request: Request) -> tuple[str, int, int]:
    return (request.module.path, request.site.index, request.item)


def _grouped(words: list[str]) -> list[str]:
    """The words of a title; what is left out is told together."""
    without = [word.removeprefix("without ") for word in words if word.startswith("without ")]
    rest = [word for word in words if not word.startswith("without ")]
    return [f"without {in_words(without)}", *rest] if without else rest
