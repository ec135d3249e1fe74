"""Which errors of a request the handlers around it catch, and what becomes of them there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from claudelint.catalog.history import SdkHistory
from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.reading.module import Binary, Module, Seq, Statement

# what catches every error
_EVERYTHING = frozenset({"builtins.Exception", "builtins.BaseException"})
_UNPACKED = 4


@dataclass(frozen=True)
class Caught:
    """Classes of exceptions: those of the SDK by their names, and whether they are all there are.

    `others` says that there are classes of other packages, or such as cannot be told.
    """

    sdk: frozenset[str] = frozenset()
    everything: bool = False
    others: bool = False

    def __or__(self, other: Caught) -> Caught:
        return Caught(self.sdk | other.sdk, self.everything or other.everything, self.others or other.others)

    def of(self, errors: frozenset[str], history: SdkHistory) -> frozenset[str]:
        """Those of some errors of the SDK that are caught."""
        if self.everything:
            return errors
        return frozenset(
            error for error in errors if any(history.comes_from(error, base) for base in self.sdk)
        )


def classes_of(names: Names, term: Term, history: SdkHistory, depth: int = 0) -> Caught:
    """The exceptions that a class, a tuple of them or a sum of tuples stands for."""
    found = Caught()
    for origin in names.origins(term):
        expr = origin.expr
        parts = expr.items if isinstance(expr, Seq) else ()
        if isinstance(expr, Binary) and expr.operator in ("+", "|"):
            parts = (expr.left, expr.right)
        if parts and depth < _UNPACKED:
            for part in parts:
                found |= classes_of(names, origin.at(part), history, depth + 1)
            continue
        found |= _named(names.qualified_origin(origin), history)
    return found


def _named(name: str | None, history: SdkHistory) -> Caught:
    if name in _EVERYTHING:
        return Caught(everything=True)
    last = "" if name is None else name.rpartition(".")[2]
    last = history.error_aliases.get(last, last)
    if name is not None and name.startswith("anthropic.") and last in history.errors:
        return Caught(frozenset({last}))
    return Caught(others=True)


@dataclass(frozen=True)
class Handler:
    """One `except` around a call: `index` is its statement; what it catches of the errors that get there."""

    module: Module
    index: int
    caught: Caught
    blocks: Mapping[int, Sequence[int]] = field(repr=False)

    @property
    def statement(self) -> Statement:
        """The statement of the handler."""
        return self.module.statements[self.index]

    @cached_property
    def inside(self) -> tuple[int, ...]:
        """The statements within it, in order."""
        found: list[int] = []
        pending = [self.index]
        while pending:
            inner = self.blocks.get(pending.pop(), ())
            found.extend(inner)
            pending.extend(inner)
        return tuple(sorted(found))

    def has(self, *kinds: str) -> bool:
        """Whether a statement of one of these kinds stands anywhere in it."""
        return any(self.module.statements[number].kind in kinds for number in self.inside)

    @property
    def last(self) -> Statement | None:
        """The last statement of its own block."""
        own = [one for one in self.inside if self.module.statements[one].parent == self.index]
        return self.module.statements[own[-1]] if own else None

    @property
    def leaves(self) -> bool:
        """Whether its end is a `raise`, `return` or `break`, so that nothing after it runs."""
        last = self.last
        return last is not None and last.kind in ("raise", "return", "break")


class Handlers:
    """The handlers of the `try` statements of a project; answers are remembered, for many ways lead through each."""

    def __init__(self, names: Names, history: SdkHistory) -> None:
        self._names = names
        self._history = history
        self._known: dict[tuple[str, int], tuple[Handler, ...]] = {}

    def of(self, module: Module, statement: int) -> tuple[Handler, ...]:
        """The handlers of a `try` statement, in order."""
        key = (module.path, statement)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(self._find(module, statement))
        return known

    def _find(self, module: Module, statement: int) -> Iterator[Handler]:
        blocks = self._names.blocks(module)
        for index in blocks.get(statement, ()):
            one = module.statements[index]
            if one.kind != "except":
                continue
            caught = Caught(everything=True)
            if one.expressions:
                caught = classes_of(self._names, Term(module, one.expressions[0]), self._history)
            yield Handler(module, index, caught, blocks)


def tries_around(module: Module, statement: int, until: int = -1) -> Iterator[int]:
    """Every `try` in whose body a statement stands, innermost first, up to an outer statement."""
    inner = statement
    while inner >= 0 and inner != until:
        outer = module.statements[inner].parent
        if (
            outer >= 0
            and module.statements[outer].kind == "try"
            and module.statements[inner].branch == "body"
        ):
            yield outer
        inner = outer


@dataclass
class Escaping:
    """The errors of a request that get out, by the SDK's names; `are_others` when they became other exceptions."""

    left: frozenset[str]
    history: SdkHistory
    are_others: bool = False

    def reach(self, caught: Caught) -> bool:
        """Whether some of them get to what catches these."""
        if not self.left:
            return False
        return caught.everything or (not self.are_others and bool(caught.of(self.left, self.history)))

    def pass_handler(self, handler: Handler) -> None:
        """Take away what a handler keeps, which they have reached."""
        if not handler.has("raise"):
            self.left -= handler.caught.of(self.left, self.history)
        elif any(
            handler.module.statements[one].expressions
            for one in handler.inside
            if handler.module.statements[one].kind == "raise"
        ):
            self.are_others = True
