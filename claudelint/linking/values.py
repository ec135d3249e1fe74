"""What an expression is worth: known, partly known, one of several, or unknown and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from claudelint.findings import Span
from claudelint.linking.command_lines import is_command_option, is_option
from claudelint.linking.containers import (
    concatenated,
    each,
    merge,
    one_of,
    opened,
    sequence,
    settling,
    spread,
    with_key,
    without,
)
from claudelint.linking.filtering import filtered
from claudelint.linking.names import Names
from claudelint.linking.paths import path_of
from claudelint.linking.sharing import Sharing
from claudelint.linking.terms import Term, parameter
from claudelint.linking.texts import (
    LARGEST_TEXT,
    cleaned,
    formatted,
    is_text,
    join,
    origin_of,
    percent,
    pieces_of,
    replaced,
    text_parts,
    text_value,
)
from claudelint.linking.value_kinds import (
    Hole,
    Known,
    MapEntry,
    Mapping,
    NotGiven,
    OneOf,
    Sequence,
    TextValue,
    Unknown,
    Value,
)
from claudelint.reading.module import (
    Argument,
    Attr,
    Binary,
    Call,
    CallOf,
    Comprehension,
    Const,
    Element,
    Expr,
    Imported,
    Item,
    Local,
    Map,
    Mutated,
    Opaque,
    Param,
    Ref,
    Seq,
    Star,
    Text,
    Updated,
)

_DEEPEST = 60
# what a term is remembered by
_Key = tuple[int, int, int]
_ITSELF = "it depends on itself"

_NOT_GIVEN = frozenset({"NOT_GIVEN", "not_given", "omit", "NotGiven", "Omit"})
_SDK_ROOMS = frozenset({"anthropic", "anthropic._types", "anthropic.types"})
_CLOCK = (
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.",
)
_RANDOM = ("uuid.", "random.", "secrets.", "os.urandom")
_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get"})
_FIELDS = frozenset(
    {"pydantic.Field", "pydantic.fields.Field", "dataclasses.field", "attrs.field", "attr.ib"}
)
_RECORDS = frozenset({"dataclasses.asdict", "attrs.asdict", "attr.asdict", "builtins.vars"})
_RECORD_METHODS = frozenset({"model_dump", "_asdict"})
_PARSERS = frozenset(
    {"json.load", "json.loads", "tomllib.load", "tomllib.loads", "tomli.load", "tomli.loads", "toml.load",
     "toml.loads", "yaml.safe_load", "yaml.load", "dotenv.dotenv_values"}
)  # fmt: skip
_TEXT_METHODS = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "removeprefix", "removesuffix", "title"}
)


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

    def of(self, term: Term) -> Value:
        """The value of an expression."""
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
        return one_of(term.span, found), list(dict.fromkeys(sure))

    def _origin(self, term: Term) -> Value:
        expr = term.expr
        if isinstance(expr, Const):
            return Known(term.span, expr.value)
        if isinstance(expr, Text):
            return self._text(term, expr)
        if isinstance(expr, Binary):
            return self._binary(term, expr)
        if isinstance(expr, Seq):
            return self._sequence(term, expr)
        if isinstance(expr, Map):
            return self._mapping(term, expr)
        if isinstance(expr, Updated):
            return self._updated(term, expr)
        if isinstance(expr, Mutated):
            return self._mutated(term, expr)
        if isinstance(expr, CallOf):
            return self._call(term, term.module.calls[expr.call])
        if isinstance(expr, Comprehension):
            kept = filtered(self.of, term, expr) if expr.kind == "DictComp" else None
            if kept is not None:
                return kept
            return Sequence(term.span, (), True, term)
        return self._unresolved(term)

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
            given = self.names.given_for(term.module, expr.scope, expr.name)
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

    # texts

    def _text(self, term: Term, expr: Text) -> Value:
        parts: list[str | Hole] = []
        for part in expr.parts:
            if isinstance(part, str):
                parts.append(part)
            else:
                parts.extend(text_parts(self.of, term.at(part)))
        return text_value(term.span, parts)

    def _binary(self, term: Term, expr: Binary) -> Value:
        if expr.operator == "+":
            return self._sum(term, expr)
        if expr.operator == "|":
            left, right = self.of(term.at(expr.left)), self.of(term.at(expr.right))
            if isinstance(left, Mapping) and isinstance(right, Mapping):
                return merge(term.span, left, right, term)
        if expr.operator == "*":
            return self._product(term, expr)
        if expr.operator == "%":
            left = self.of(term.at(expr.left))
            if isinstance(left, Known) and isinstance(left.value, str):
                return percent(self.of, term, left.value, expr.right)
        numbers = [self.of(term.at(side)) for side in (expr.left, expr.right)]
        return self._arithmetic(term, expr.operator, numbers)

    def _sum(self, term: Term, expr: Binary) -> Value:
        # long sums lean to the left; they are added up in a loop
        operands: list[Expr] = []
        left: Expr = expr
        while isinstance(left, Binary) and left.operator == "+":
            operands.append(left.right)
            left = left.left
        operands.append(left)
        values = [self.of(term.at(operand)) for operand in reversed(operands)]
        if all(isinstance(value, Known) and _is_number(value.value) for value in values):
            result = values[0]
            for value in values[1:]:
                result = self._arithmetic(term, "+", [result, value])
            return result
        if any(isinstance(value, Sequence) for value in values):
            return concatenated(term, values)
        if any(is_text(value) for value in values):
            parts: list[str | Hole] = []
            for value in values:
                parts.extend(pieces_of(value))
            return text_value(term.span, parts)
        origins = [origin_of(value) for value in values if isinstance(value, Unknown)]
        return Unknown(term.span, "it is a sum of unknown parts", origins[0] if origins else "unknown")

    def _arithmetic(self, term: Term, operator: str, values: list[Value]) -> Value:
        left, right = values
        if isinstance(left, Known) and isinstance(right, Known):
            a, b = left.value, right.value
            if isinstance(a, (int, float)) and isinstance(b, (int, float)):
                result = _calculate(operator, a, b)
                if result is not None:
                    return Known(term.span, result)
        return Unknown(term.span, "it is computed", "computed")

    def _product(self, term: Term, expr: Binary) -> Value:
        left, right = self.of(term.at(expr.left)), self.of(term.at(expr.right))
        for text, times in ((left, right), (right, left)):
            if is_text(text) and isinstance(times, Known) and isinstance(times.value, int):
                parts = pieces_of(text)
                size = sum(len(part) for part in parts if isinstance(part, str))
                if size * times.value > LARGEST_TEXT:
                    return Unknown(term.span, "it is too large to be told")
                return text_value(term.span, list(parts) * times.value)
        return self._arithmetic(term, "*", [left, right])

    # lists and dicts

    def _sequence(self, term: Term, expr: Seq) -> Value:
        items: list[Value] = []
        is_open = False
        for item in expr.items:
            if isinstance(item, Star):
                inner = self.of(term.at(item.value))
                if isinstance(inner, Sequence):
                    items.extend(inner.items)
                    is_open = is_open or inner.open
                else:
                    is_open = True
                continue
            items.append(self.of(term.at(item)))
        return sequence(term.span, items, is_open, term)

    def _mapping(self, term: Term, expr: Map) -> Value:
        result: Value = Mapping(term.span, {}, False, term)
        for entry in expr.entries:
            place = Span(term.module.path, entry.start, entry.end)
            if entry.key is None:
                result = spread(result, self.of(term.at(entry.value)), term)
            else:
                key = self.of(term.at(entry.key))
                value = self.of(term.at(entry.value))
                result = with_key(result, key, value, place, term, (entry, expr))
        return result

    def _updated(self, term: Term, expr: Updated) -> Value:
        base = self.of(term.at(expr.base))
        key = self.of(term.at(expr.key))
        if isinstance(expr.value, Opaque) and expr.value.kind == "deleted":
            return each(term.span, base, lambda one: without(one, key, term))
        place = Span(term.module.path, expr.start, expr.value.end)
        value = self.of(term.at(expr.value))
        return each(term.span, base, lambda one: with_key(one, key, value, place, term))

    def _mutated(self, term: Term, expr: Mutated) -> Value:
        base = self.of(term.at(expr.base))
        call = term.module.calls[expr.call]
        return each(term.span, base, lambda one: self._change(term, one, expr.method, call))

    def _change(self, term: Term, base: Value, method: str, call: Call) -> Value:
        positional = [argument for argument in call.arguments if argument.name is None and not argument.star]
        values = [self.of(term.at(argument.value)) for argument in positional]
        if isinstance(base, Sequence):
            if method == "append" and values:
                return Sequence(base.place, (*base.items, values[0]), base.open, term)
            if method == "extend" and values and isinstance(values[0], Sequence):
                items = [*base.items, *values[0].items]
                return sequence(base.place, items, base.open or values[0].open, term)
            if method in ("sort", "reverse"):
                return Sequence(base.place, base.items, True, term)
            return Sequence(base.place, (), True, term)
        if isinstance(base, Mapping):
            if method == "update":
                return self._update(term, base, call)
            if method == "setdefault" and values:
                value = values[1] if len(values) > 1 else Known(term.span, None)
                key = values[0]
                if isinstance(key, Known) and isinstance(key.value, str) and key.value not in base.entries:
                    return with_key(base, key, value, term.span, term)
                return base
            if method == "pop" and values:
                return without(base, values[0], term)
            return Mapping(base.place, {}, True, term)
        return Unknown(term.span, "it is changed in place", origin_of(base))

    def _update(self, term: Term, base: Value, call: Call) -> Value:
        result = base
        for argument in call.arguments:
            value = self.of(term.at(argument.value))
            place = Span(term.module.path, argument.start, argument.end)
            if argument.name is not None:
                result = with_key(result, Known(place, argument.name), value, place, term)
            else:
                result = spread(result, value, term)
        return result

    # calls

    def _call(self, term: Term, call: Call) -> Value:
        if isinstance(call.function, Attr):
            method = self._method(term, call, call.function)
            if method is not None:
                return method
        name = self.names.qualified(term.at(call.function))
        if name is None:
            return Unknown(term.span, "it is returned by something unknown")
        arguments = [a for a in call.arguments if a.name is None and not a.star]
        if name in _ENVIRONMENT:
            return self._environment(term, arguments)
        if name == "builtins.dict" or name.startswith("anthropic.types."):
            # the SDK's request types are typed dicts
            return self._dict(term, call)
        if name in _RECORDS and arguments:
            record = self._record(term, arguments[0].value)
            if record is not None:
                return record
        if name in _FIELDS:
            return self._field_default(term, name, call)
        if name in ("builtins.list", "builtins.tuple", "copy.copy", "copy.deepcopy") and arguments:
            return self.of(term.at(arguments[0].value))
        if name in ("builtins.list", "builtins.tuple"):
            return Sequence(term.span, (), False, term)
        if name in ("builtins.str", "builtins.int", "builtins.float") and len(arguments) == 1:
            return self._converted(term, name, arguments[0])
        if name in ("textwrap.dedent", "inspect.cleandoc") and arguments:
            return cleaned(self.of, term, arguments[0], name)
        if name.startswith(_CLOCK):
            return Unknown(term.span, f"`{name}` is read", "clock")
        if name.startswith(_RANDOM):
            return Unknown(term.span, f"`{name}` differs each time", "random")
        if name == "builtins.input":
            return Unknown(term.span, "a person types it", "user")
        if name == "builtins.open":
            return Unknown(term.span, "it is a file", "file")
        if name in ("builtins.max", "builtins.min"):
            return self._extreme(term, name, call)
        if name in _PARSERS:
            return self._parsed(term, name, arguments)
        return Unknown(term.span, f"`{name}` returns it")

    def _record(self, term: Term, expr: Expr) -> Value | None:
        """The fields of an object as a dict, such as `asdict(options)`."""
        options: list[Value] = []
        for instance in self.names.classes.instances(term.at(expr)):
            entries: dict[str, MapEntry] = {}
            for name in self.names.classes.field_names(instance):
                values = self.names.classes.member(instance, name)
                if not values:
                    return None
                worth = [alternative for one in values for alternative in self.of(one).alternatives()]
                entries[name] = MapEntry(one_of(term.span, list(dict.fromkeys(worth))), True, term.span)
            options.append(Mapping(term.span, entries, not entries, term))
        return one_of(term.span, options) if options else None

    def _extreme(self, term: Term, name: str, call: Call) -> Value:
        """The largest or smallest of several numbers."""
        values = [self.of(term.at(argument.value)) for argument in call.arguments]
        numbers = [one.value for one in values if isinstance(one, Known) and _is_number(one.value)]
        if len(values) > 1 and len(numbers) == len(values):
            chosen = max if name.endswith("max") else min
            return Known(term.span, chosen(one for one in numbers if isinstance(one, (int, float))))
        origins = [origin_of(one) for one in values if isinstance(one, Unknown)]
        return Unknown(term.span, "it is computed", origins[0] if origins else "computed")

    def _parsed(self, term: Term, name: str, arguments: list[Argument]) -> Value:
        """Data that is parsed comes from where its text comes from."""
        origin = origin_of(self.of(term.at(arguments[0].value))) if arguments else "unknown"
        return Unknown(
            term.span, f"`{name}` reads it", "file" if origin in ("unknown", "computed") else origin
        )

    def _field_default(self, term: Term, name: str, call: Call) -> Value:
        for argument in call.arguments:
            first = argument.name is None and not argument.star and name.startswith("pydantic")
            if first or argument.name == "default":
                return self.of(term.at(argument.value))
        return Unknown(term.span, "its default is made when it is needed")

    def _converted(self, term: Term, name: str, argument: Argument) -> Value:
        value = self.of(term.at(argument.value))
        if isinstance(value, Known) and isinstance(value.value, (str, int, float)):
            try:
                converted: str | int | float = _CONVERSIONS[name](value.value)
            except ValueError:
                return Unknown(term.span, "it cannot be converted")
            return Known(value.place, converted, value.origin)
        return value

    def _environment(self, term: Term, arguments: list[Argument]) -> Value:
        if len(arguments) < 2:
            return Unknown(term.span, "it is read from the environment", "environment")
        default = self.of(term.at(arguments[1].value))
        return replace(default, origin="environment") if isinstance(default, Known) else default

    def _dict(self, term: Term, call: Call) -> Value:
        empty = Mapping(term.span, {}, False, term)
        return self._update(term, empty, call)

    def _method(self, term: Term, call: Call, function: Attr) -> Value | None:
        """Methods of texts, lists, dicts and files."""
        method = function.name
        if method in ("read_text", "read"):
            return self._file(term, call, function)
        if method in _RECORD_METHODS:
            record = self._record(term, function.value)
            if record is not None and not call.arguments:
                return record
        arguments = [a for a in call.arguments if a.name is None and not a.star]
        receiver = self.of(term.at(function.value))
        if method == "copy" and isinstance(receiver, (Sequence, Mapping, OneOf)):
            return receiver
        if method == "get" and arguments:
            found = self._get(term, receiver, function, arguments)
            if found is not None:
                return found
        if not is_text(receiver):
            if isinstance(receiver, Unknown) and receiver.origin not in ("unknown", "computed"):
                return Unknown(term.span, receiver.why, receiver.origin)
            return None
        if method == "join" and arguments:
            return join(self.of, term, receiver, arguments[0])
        if method == "format":
            return formatted(self.of, term, receiver, call)
        if method in _TEXT_METHODS and isinstance(receiver, Known) and isinstance(receiver.value, str):
            if not arguments:
                return replace(receiver, value=getattr(receiver.value, method)())
            return receiver
        if method in _TEXT_METHODS or method in ("replace", "encode", "decode"):
            if method == "replace":
                return replaced(self.of, term, receiver, arguments)
            return receiver
        return None

    def _get(self, term: Term, receiver: Value, function: Attr, arguments: list[Argument]) -> Value | None:
        """`receiver.get(key, default)`; the default is one of the values where the rest is not known."""
        key = self.of(term.at(arguments[0].value))
        has_default = len(arguments) > 1
        default = self.of(term.at(arguments[1].value)) if has_default else Known(term.span, None)
        options: list[Value] = []
        for one in receiver.alternatives():
            options.extend(self._got(term, one, key, default))
        if all(isinstance(one, Unknown) for one in receiver.alternatives()):
            if not has_default or self._is_of_module(term, function):
                return None
            # some file, request or object that may hold the key
            origin = origin_of(receiver)
            options = [*default.alternatives(), Unknown(term.span, "it may be given at run time", origin)]
        return one_of(term.span, list(dict.fromkeys(options)))

    def _got(self, term: Term, receiver: Value, key: Value, default: Value) -> Iterator[Value]:
        if not isinstance(receiver, Mapping) or not isinstance(key, Known) or not isinstance(key.value, str):
            yield Unknown(
                term.span, "the key, or what it is looked up in, cannot be told", origin_of(receiver)
            )
            yield from default.alternatives()
            return
        entry = receiver.entries.get(key.value)
        if entry is not None:
            yield from entry.value.alternatives()
        if entry is not None and entry.certain:
            return
        if receiver.open and entry is None:
            yield Unknown(term.span, "the dict may hold more than is in sight")
        yield from default.alternatives()

    def _is_of_module(self, term: Term, function: Attr) -> bool:
        """Whether this is a function of a module, such as `requests.get`, and no method of an object."""
        if self.names.qualified(term.at(function)) in _ENVIRONMENT:
            return True
        return any(
            isinstance(one.expr, Imported) and one.expr.name is None
            for one in self.names.origins(term.at(function.value))
        )

    def _file(self, term: Term, call: Call, function: Attr) -> Value:
        path = path_of(self.names, self.of, term.at(function.value))
        if path is None:
            return Unknown(term.span, "it is read from a file that cannot be told", "file")
        text = self.names.modules.text_file(term.module, path)
        if text is None:
            return Unknown(term.span, f"file `{path}` is not in the project", "file")
        return (
            TextValue(term.span, (text,))
            if len(text) <= LARGEST_TEXT
            else Unknown(term.span, "too large", "file")
        )


def _is_marker(name: str) -> bool:
    """Whether this is what the SDK takes for an argument that is left out (anthropic 2.12.0 _types.py)."""
    package, _, last = name.rpartition(".")
    return last in _NOT_GIVEN and package in _SDK_ROOMS


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _calculate(operator: str, a: int | float, b: int | float) -> int | float | None:
    try:
        if operator == "+":
            return a + b
        if operator == "-":
            return a - b
        if operator == "*":
            return a * b
        if operator == "//":
            return a // b
        if operator == "/":
            return a / b
    except (ZeroDivisionError, OverflowError):
        return None
    return None


_CONVERSIONS: dict[str, Callable[[str | int | float], str | int | float]] = {
    "builtins.str": str,
    "builtins.int": int,
    "builtins.float": float,
}
