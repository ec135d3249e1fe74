"""What an expression is worth: known, partly known, one of several, or unknown and why."""

from __future__ import annotations

from collections.abc import Callable

from claudelint.findings import Span
from claudelint.linking.command_lines import is_command_option, is_option
from claudelint.linking.containers import (
    one_of,
    opened,
    settling,
    spread,
    unsettled,
    with_key,
)
from claudelint.linking.displays import Displays
from claudelint.linking.filtering import filtered
from claudelint.linking.names import Names
from claudelint.linking.operators import Operators
from claudelint.linking.results import Results
from claudelint.linking.sharing import Sharing
from claudelint.linking.terms import Term, parameter
from claudelint.linking.texts import (
    origin_of,
)
from claudelint.linking.value_kinds import (
    Known,
    Mapping,
    NotGiven,
    Sequence,
    Unknown,
    Value,
)
from claudelint.reading.module import (
    Attr,
    Binary,
    CallOf,
    Comprehension,
    Const,
    Element,
    Imported,
    Item,
    Local,
    Map,
    Mutated,
    Opaque,
    Param,
    Ref,
    Seq,
    Text,
    Updated,
)

_DEEPEST = 60
# what a term is remembered by
_Key = tuple[int, int, int]
_ITSELF = "it depends on itself"

_NOT_GIVEN = frozenset({"NOT_GIVEN", "not_given", "omit", "NotGiven", "Omit"})
_SDK_ROOMS = frozenset({"anthropic", "anthropic._types", "anthropic.types"})


class Values:
    """Evaluates terms; answers are remembered."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._known: dict[_Key, Value] = {}
        self._open: set[_Key] = set()
        self._kept: list[Term] = []
        self._depth = 0
        # in the order in which they became known; those met while they were open; what these are taken for
        self._order: list[_Key] = []
        self._met: set[_Key] = set()
        self._assumed: dict[_Key, Value] = {}
        self._shared = Sharing(names)
        self.operators = Operators(self)
        self.displays = Displays(self)
        self.results = Results(self)
        # the kinds of expressions that say themselves what they are
        self._ways: dict[type, Callable[..., Value]] = {
            Const: _constant,
            Text: self.operators.text,
            Binary: self.operators.binary,
            Seq: self.displays.sequence,
            Map: self.displays.mapping,
            Updated: self.displays.updated,
            Mutated: self.displays.mutated,
            CallOf: lambda term, expr: self.results.call(term, term.module.calls[expr.call]),
            Comprehension: self._comprehension,
        }

    def of(self, term: Term) -> Value:
        """The value of an expression."""
        if isinstance(term.expr, Const):
            # known at once: nothing to remember
            return _constant(term, term.expr)
        key = (id(term.module), id(term.expr), id(term.context))
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._open:
            self._met.add(key)
            return self._assumed.get(key) or Unknown(term.span, _ITSELF)
        if self._depth > _DEEPEST:
            return Unknown(term.span, "it is made of too many parts")
        self._open.add(key)
        self._depth += 1
        first = len(self._order)
        result, sure = self._evaluate(term, key)
        if key in self._met:
            result = self._once_more(term, key, result, sure, first)
        self._depth -= 1
        self._open.discard(key)
        self._known[key] = result
        self._order.append(key)
        self._kept.append(term)
        return result

    def _once_more(self, term: Term, key: _Key, result: Value, sure: list[Value], first: int) -> Value:
        """The value of a dict that is made of itself, such as `p = {**p, "x": 1}` in a loop.

        What it is made of was not known the first time: now it is what the other ways gave. A list, a text or
        a number may differ with every turn, so that nothing is gained for them.
        """
        self._met.discard(key)
        if self._assumed or not sure or not all(isinstance(one, Mapping) for one in sure):
            # loops within loops would be worked out again and again
            return result
        for made in self._order[first:]:
            self._known.pop(made, None)
        del self._order[first:]
        sure = list(dict.fromkeys(sure))
        self._assumed[key] = one_of(term.span, sure)
        again, _ = self._evaluate(term, key)
        del self._assumed[key]
        self._met.discard(key)
        settled = [settling(one, sure) for one in again.alternatives()]
        return one_of(term.span, list(dict.fromkeys(settled)))

    def _evaluate(self, term: Term, key: _Key) -> tuple[Value, list[Value]]:
        """The value, and those of its alternatives that are not made of it."""
        origins = self.names.origins(term)
        if not origins:
            return Unknown(term.span, _ITSELF), []
        found: list[Value] = []
        sure: list[Value] = []
        for origin in origins:
            met = key in self._met
            self._met.discard(key)
            value = self._origin(origin)
            for alternative in value.alternatives():
                if alternative not in found:
                    found.append(alternative)
            if key not in self._met:
                sure.extend(value.alternatives())
            if met:
                self._met.add(key)
        # what is only itself again adds nothing
        found = [one for one in found if not (isinstance(one, Unknown) and one.why == _ITSELF)] or found
        if isinstance(term.expr, Local) and self._shared.may_change(term.module, term.expr):
            found = [opened(value) for value in found]
        if isinstance(term.expr, Attr) and any(isinstance(one, Sequence) for one in found):
            if self._shared.attribute_may_change(term.expr.name):
                found = [unsettled(value) for value in found]
        return one_of(term.span, found), sure

    def _origin(self, term: Term) -> Value:
        way = self._ways.get(type(term.expr))
        return self._unresolved(term) if way is None else way(term, term.expr)

    def _comprehension(self, term: Term, expr: Comprehension) -> Value:
        kept = filtered(self.of, term, expr) if expr.kind == "DictComp" else None
        return Sequence(term.span, (), True, term) if kept is None else kept

    def _unresolved(self, term: Term) -> Value:
        expr = term.expr
        name = self.names.qualified_origin(term)
        if name is not None and _is_marker(name):
            return NotGiven(term.span)
        if isinstance(expr, Param):
            passed = self._keywords(term, expr)
            if passed is not None:
                return passed
            return self._given(term, expr)
        if isinstance(expr, Element):
            return Unknown(term.span, "it differs in every turn of a loop", "loop")
        if isinstance(expr, Item) and self.names.qualified(term.at(expr.value)) == "os.environ":
            return Unknown(term.span, "it is read from the environment", "environment")
        if isinstance(expr, Opaque) and expr.parts:
            inner = self.of(term.at(expr.parts[0]))
            origin = inner.origin if isinstance(inner, Unknown) else "computed"
            return Unknown(term.span, "it is computed", origin)
        if isinstance(expr, (Attr, Ref, Imported)) and name is not None:
            return Unknown(term.span, f"`{name}` is not in the project")
        if isinstance(expr, Attr) and is_option(self.names, self.names.origins(term.at(expr.value))):
            return Unknown(term.span, f"`{expr.name}` is given on the command line", "command line")
        if isinstance(expr, (Attr, Item)):
            inner = self.of(term.at(expr.value))
            taken = self._taken(term, inner, expr) if isinstance(expr, Item) else None
            if taken is not None:
                return taken
            return Unknown(term.span, "it is part of something unknown", origin_of(inner))
        return Unknown(term.span, "it is computed while the program runs")

    def _given(self, term: Term, expr: Param) -> Value:
        """What calls in sight pass for a parameter, where no chain of calls says which of them it is."""
        scope = term.module.scopes[expr.scope]
        if is_command_option(self.names, term.module, scope, expr.name):
            return Unknown(term.span, f"`{expr.name}` is given on the command line", "command line")
        if term.context is None or term.context.frame_of(term.module, expr.scope) is None:
            given = self.names.callers.given_for(term.module, expr.scope, expr.name)
            if given.terms:
                options = [option for one in given.terms for option in self.of(one).alternatives()]
                if not given.by_all:
                    options.append(Unknown(term.span, f"not every call passes `{expr.name}`", "parameter"))
                return one_of(term.span, list(dict.fromkeys(options)))
            return Unknown(term.span, f"parameter `{expr.name}` has no caller in sight", "parameter")
        return Unknown(term.span, f"what is passed for parameter `{expr.name}` cannot be told", "parameter")

    def _taken(self, term: Term, container: Value, expr: Item) -> Value | None:
        """What stands under a key or index of lists and dicts that were put together step by step."""
        key = self.of(term.at(expr.index))
        if not isinstance(key, Known):
            return None
        found: list[Value] = []
        for one in container.alternatives():
            if isinstance(one, Mapping) and not one.open and key.value not in one.entries:
                # a missing key raises: what goes on has it
                continue
            entry = (
                one.entries.get(key.value)
                if isinstance(one, Mapping) and isinstance(key.value, str)
                else None
            )
            if entry is not None:
                found.extend(entry.value.alternatives())
            elif isinstance(one, Sequence) and not one.open and type(key.value) is int:
                if not -len(one.items) <= key.value < len(one.items):
                    return None
                found.extend(one.items[key.value].alternatives())
            else:
                return None
        return one_of(term.span, list(dict.fromkeys(found))) if found else None

    def _keywords(self, term: Term, expr: Param) -> Value | None:
        """What a call passes for a `**` parameter."""
        frame = None if term.context is None else term.context.frame_of(term.module, expr.scope)
        scope = term.module.scopes[expr.scope]
        declared = parameter(scope, expr.name)
        if frame is None or declared is None or declared.kind != "kwargs":
            return None
        named = {one.name for one in scope.parameters}
        caller = Term(frame.caller, term.expr, frame.outer)
        result: Value = Mapping(term.span, {}, False, None)
        for argument in frame.call.arguments:
            if argument.star == "**":
                result = spread(result, self.of(caller.at(argument.value)), term)
            elif argument.name is not None and argument.name not in named:
                place = Span(frame.caller.path, argument.start, argument.end)
                value = self.of(caller.at(argument.value))
                result = with_key(result, Known(place, argument.name), value, place, term)
        return result


def _is_marker(name: str) -> bool:
    """Whether this is what the SDK takes for an argument that is left out (anthropic 2.12.0 _types.py)."""
    package, _, last = name.rpartition(".")
    return last in _NOT_GIVEN and package in _SDK_ROOMS


def _constant(term: Term, expr: Const) -> Value:
    return Known(term.span, expr.value)
