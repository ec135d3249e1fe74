"""The pieces of a prompt that are not the same for every request, and whether each use works them out anew.

A value is followed back to what makes it vary, and the trail is kept: what is read once at import, or kept on an
object since its construction, differs between runs and not between the requests of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.dates import changes_daily
from claudelint.linking.prefix import Part
from claudelint.linking.reuse import Reuse
from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import Known, Mapping, Sequence, TextValue, Unknown, Value
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Binary,
    Call,
    CallOf,
    Comprehension,
    Element,
    Module,
    Mutated,
    Opaque,
    Param,
    Seq,
    Updated,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names
    from claudelint.linking.project import Project
    from claudelint.linking.request import Request
    from claudelint.linking.request_call import Argument

# origins that differ from one moment, or one use, to the next
VARYING_ORIGINS = frozenset({"clock", "random", "user", "loop", "parameter", "unordered"})
# calls that hand on what they are given as a text
_THROUGH = frozenset(
    {
        "json.dumps",
        "builtins.repr",
        "builtins.list",
        "builtins.tuple",
        "builtins.open",
        "pathlib.Path",
        "os.path.join",
    }
)
_CONVERTING = frozenset({"builtins.str", "builtins.repr", "builtins.int", "builtins.float", "builtins.round"})
_SETS = frozenset({"builtins.set", "builtins.frozenset"})
_IN_ORDER = frozenset({"builtins.enumerate", "builtins.list", "builtins.tuple", "builtins.reversed"})
_ADDING = frozenset({"append", "extend", "insert"})
_JOINING = frozenset({"+", "%", "*", "/"})
_CACHING = frozenset(
    {"functools.lru_cache", "functools.cache", "functools.cached_property", "streamlit.cache_data",
     "streamlit.cache_resource"}
)  # fmt: skip
_MOST_STEPS = 2_000
# code that is longer is not quoted whole
_LONGEST = 40


@dataclass(frozen=True)
class Varying:
    """A piece of a prompt that varies: where it comes in, and the trail from the prompt to it.

    `origin` is clock, random, user, loop, parameter or unordered. `changes_daily` when it is a date without a time.
    `declared` is where the class of a body that is sent declares the field that is read.
    """

    origin: str
    trail: tuple[Term, ...]
    changes_daily: bool
    project: Project = field(repr=False)
    declared: Span | None = None

    @property
    def places(self) -> frozenset[Span]:
        """Where the expressions of the trail stand, and the declaration that the last of them reads."""
        declared = () if self.declared is None else (self.declared,)
        return frozenset((*(one.span for one in self.trail), *declared))

    @property
    def term(self) -> Term:
        """The expression that varies."""
        return self.trail[-1]

    @property
    def place(self) -> Span:
        """Where it stands."""
        return self.term.span

    @property
    def function(self) -> str | None:
        """The function that it is worked out in; None at the top of a module."""
        scope = function_at(self.term.module, self.term.expr.start)
        return None if scope is None else self.term.module.scopes[scope].name

    def words(self, near: Module) -> str:
        """The expression as it is written, and where it stands if that is in another function or module."""
        module, expr = self.term.module, self.term.expr
        code = self.project.text(module)[expr.start : expr.end]
        line = code.split("\n")[0]
        shown = f"`{code}`" if code == line and len(code) <= _LONGEST else f"`{line[: _LONGEST - 4]} ...`"
        first = self.trail[0]
        if module is near and function_at(module, expr.start) == function_at(first.module, first.expr.start):
            return f"{shown} {self.project.place_words(self.place, near)}"
        owner = "" if self.function is None else f"in `{self.function}` "
        return f"{shown} {owner}{self.project.place_words(self.place, near)}"

    @property
    def is_made_once(self) -> bool:
        """Whether it is worked out once: at import, when an object is made, or by a function that remembers."""
        return self._is_made_once(None)

    def is_renewed_by(self, reuse: Reuse | None) -> bool:
        """Whether every use works it out anew; without any sign of use, whether every call of a function does."""
        if reuse is not None and reuse.kind == "turns":
            return False
        if reuse is None or reuse.repeats is None:
            return not self.is_made_once and not isinstance(self.term.expr, Element)
        module, whole = reuse.repeats
        own = function_at(module, whole.start)
        if self._is_made_once(module if own is None else None):
            return False
        if isinstance(self.term.expr, Element):
            # the item of another loop is only a part of what is made in one go
            iterable = self.term.at(self.term.expr.iterable).span
            return reuse.place.contains(iterable)
        return all(
            whole.contains(one.span)
            for one in self.trail
            if one.module is module and function_at(module, one.expr.start) == own
        )

    def _is_made_once(self, running: Module | None) -> bool:
        """As `is_made_once`; `running` is a module whose own code is run again and again."""
        at_import = any(
            one.module is not running and function_at(one.module, one.expr.start) is None
            for one in self.trail
        )
        pairs = zip(self.trail, self.trail[1:], strict=False)
        return at_import or any(
            _is_remembered(self.project.names, two) or _is_kept(one, two) for one, two in pairs
        )


@dataclass(frozen=True)
class VaryingPart:
    """Something that varies in a part of the prompt: `index` is that part's place in the prefix."""

    index: int
    part: Part
    varying: Varying


def varying_parts_of(request: Request) -> Iterator[VaryingPart]:
    """What varies in the parts of a prompt, in the order of the cache, as far as the code of the call shows it."""
    for level in ("tools", "system", "messages"):
        argument = request.arguments.get(level)
        if argument is None:
            continue
        term = written_term(request, argument)
        if term is None:
            continue
        found = list(varying_in(request.project, term))
        for index, part in enumerate(request.prefix.parts):
            if part.level != level:
                continue
            places = {hole.place for hole in part.holes}
            for one in found:
                if not places.isdisjoint(one.places):
                    yield VaryingPart(index, part, one)


def written_term(request: Request, argument: Argument) -> Term | None:
    """The expression of an argument: as it is passed, or as it was put into a dict of the same module."""
    module = request.module
    if argument.written is not None:
        return Term(module, argument.written.value, request.context)
    if argument.entry is None or argument.entry.file != module.path:
        return None
    if argument.display is not None:
        return Term(module, argument.display[0].value, request.context)
    for definition in module.definitions:
        stored = definition.value
        if (
            isinstance(stored, Updated)
            and (stored.start, stored.value.end) == (argument.entry.start, argument.entry.end)
        ):  # fmt: skip
            return Term(module, stored.value, request.context)
    return None


def varying_in(project: Project, term: Term) -> Iterator[Varying]:
    """Everything that varies in what an expression is worth."""
    yield from _Walk(project).from_(term, ())


class _Walk:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.names, self.values = project.names, project.values
        self.seen: set[tuple[int, int]] = set()
        # loops of which the order does not show
        self.sorted: set[tuple[str, int]] = set()
        self.filling: _Walk | None = None

    def from_(self, term: Term, trail: tuple[Term, ...]) -> Iterator[Varying]:
        key = (id(term.expr), id(term.context))
        if key in self.seen or len(self.seen) > _MOST_STEPS:
            return
        self.seen.add(key)
        if isinstance(term.expr, Opaque) and term.expr.kind == "sent" and trail:
            # it varies where it is read: at its declaration stands only the name
            yield Varying("user", trail, False, self.project, term.span)
            return
        if self._is_unordered(term):
            yield Varying("unordered", (*trail, term), False, self.project)
            return
        value = self.values.of(term)
        if _is_constant(value):
            return
        trail = (*trail, term)
        if isinstance(term.expr, Element):
            listed = [one for one in self._iterated(term.at(term.expr.iterable)) if self._is_unordered(one)]
            if (term.module.path, term.expr.statement) in self.sorted:
                listed = []
            yield Varying("unordered" if listed else "loop", (*trail, *listed[:1]), False, self.project)
            return
        following = self.names.step_back(term)
        if following is None:
            origin = value.origin if isinstance(value, Unknown) else None
            converted = self._converted(term)
            if converted is not None:
                following = [converted]
            elif origin in VARYING_ORIGINS and _is_source(term, origin):
                yield Varying(
                    origin, trail, origin == "clock" and changes_daily(self.project, trail), self.project
                )
                return
            else:
                following = list(self._within(term, value))
        for one in following:
            yield from self.from_(one, trail)
        if isinstance(term.expr, Mutated):
            yield from self._added(term, term.expr, trail)

    def _added(self, term: Term, expr: Mutated, trail: tuple[Term, ...]) -> Iterator[Varying]:
        """The order in which a list was filled; what else varies in what is added makes it grow, not vary."""
        if expr.method not in _ADDING:
            return
        # a walk of its own, so that what it passes over is still found where it stands in the prompt itself
        self.filling = self.filling or _Walk(self.project)
        self.filling.filling = self.filling
        for argument in term.module.calls[expr.call].arguments:
            found = self.filling.from_(term.at(argument.value), trail)
            yield from (one for one in found if one.origin == "unordered")

    def _converted(self, term: Term) -> Term | None:
        """What a call writes as a text or a number: the call itself makes nothing vary."""
        if not isinstance(term.expr, CallOf):
            return None
        call = term.module.calls[term.expr.call]
        if (
            len(call.arguments) != 1
            or self.names.call_name(term.module, call, term.context) not in _CONVERTING
        ):
            return None
        return term.at(call.arguments[0].value)

    def _iterated(self, term: Term) -> Iterator[Term]:
        """What a loop runs over, through what hands its items on in their order."""
        for origin in self.names.origins(term):
            yield origin
            if isinstance(origin.expr, CallOf):
                call = origin.module.calls[origin.expr.call]
                if self.names.call_name(origin.module, call, origin.context) in _IN_ORDER and call.arguments:
                    yield from self._iterated(origin.at(call.arguments[0].value))
            elif isinstance(origin.expr, Comprehension) and origin.expr.kind != "SetComp":
                loop = origin.module.statements[origin.expr.statement]
                yield from self._iterated(origin.at(loop.expressions[0]))

    def _is_unordered(self, term: Term) -> bool:
        """Whether an expression is a set of several texts, or a list in the order of the file system."""
        expr = term.expr
        if isinstance(expr, Seq):
            return expr.kind == "set" and len(expr.items) > 1
        if isinstance(expr, Comprehension):
            return expr.kind == "SetComp"
        if not isinstance(expr, CallOf):
            return False
        call = term.module.calls[expr.call]
        if self.names.call_name(term.module, call, term.context) in _SETS:
            return bool(call.arguments)
        value = self.values.of(term)
        return isinstance(value, Unknown) and value.origin == "unordered"

    def _within(self, term: Term, value: Value) -> Iterator[Term]:
        """The parts that a value is made of; what a call of unknown code makes of its arguments is not known."""
        expr = term.expr
        if isinstance(expr, CallOf):
            call = term.module.calls[expr.call]
            is_read = isinstance(value, Unknown) and value.origin == "file"
            is_method_of_text = isinstance(call.function, Attr) and (
                is_read or not isinstance(value, Unknown)
            )
            name = self.names.call_name(term.module, call, term.context)
            if is_method_of_text and isinstance(call.function, Attr):
                yield term.at(call.function.value)
            if name == "json.dumps" and self._sorts_keys(term, call):
                self._note_sorted(term.at(call.arguments[0].value))
            if is_method_of_text or name in _THROUGH or not isinstance(value, Unknown):
                for argument in call.arguments:
                    yield term.at(argument.value)
            return
        if isinstance(expr, Mutated) and expr.method == "sort":
            # from now on it stands in one order
            return
        if isinstance(expr, Binary) and expr.operator not in _JOINING:
            # what is compared or counted does not stand in the text
            return
        for child in children(term.module, expr):
            yield term.at(child)

    def _sorts_keys(self, term: Term, call: Call) -> bool:
        given = (self.values.of(term.at(one.value)) for one in call.arguments if one.name == "sort_keys")
        return any(isinstance(one, Known) and one.value is True for one in given) and bool(call.arguments)

    def _note_sorted(self, term: Term) -> None:
        """Keep in mind the comprehensions that make a dict of which the keys are sorted."""
        for origin in self.names.origins(term):
            if isinstance(origin.expr, Comprehension) and origin.expr.kind == "DictComp":
                self.sorted.add((origin.module.path, origin.expr.statement))


def _is_constant(value: Value) -> bool:
    """Whether nothing in a value can vary."""
    if isinstance(value, Known):
        return True
    if isinstance(value, TextValue):
        return not value.holes
    if isinstance(value, Sequence):
        written = None if value.term is None else value.term.expr
        is_set = isinstance(written, Seq) and written.kind == "set" and len(value.items) > 1
        return not is_set and not value.open and all(_is_constant(one) for one in value.items)
    if isinstance(value, Mapping):
        return not value.open and all(_is_constant(one.value) for one in value.entries.values())
    # one of several may be another one with every use
    return False


def _is_source(term: Term, origin: str) -> bool:
    """Whether an expression is what varies, and no text or display around it."""
    if origin == "loop":
        return isinstance(term.expr, Element)
    if origin == "parameter":
        return isinstance(term.expr, Param)
    return True


def function_at(module: Module, offset: int) -> int | None:
    """The innermost function around a place; what a parameter's default says belongs to the code around it."""
    found: int | None = None
    for index, scope in enumerate(module.scopes):
        if scope.kind not in ("function", "lambda") or not scope.start <= offset < scope.end:
            continue
        # the value after a parameter's name is worked out where the function is defined
        defaults = [one.default for one in scope.parameters if one.default is not None]
        if any(one.start <= offset < one.end for one in defaults):
            continue
        if found is None or scope.start >= module.scopes[found].start:
            found = index
    return found


def _is_remembered(names: Names, term: Term) -> bool:
    scope = function_at(term.module, term.expr.start)
    if scope is None:
        return False
    decorators = (Term(term.module, one) for one in term.module.scopes[scope].decorators)
    return any(_decorator_name(names, one) in _CACHING for one in decorators)


def _decorator_name(names: Names, term: Term) -> str | None:
    if isinstance(term.expr, CallOf):
        return names.call_name(term.module, term.module.calls[term.expr.call])
    return names.qualified(term)


def _is_kept(one: Term, following: Term) -> bool:
    """Whether an attribute's value was set in another function than the property of its name."""
    if not isinstance(one.expr, Attr):
        return False
    scope = function_at(following.module, following.expr.start)
    return scope is None or (
        following.module.scopes[scope].name != one.expr.name
        and scope != function_at(one.module, one.expr.start)
    )
