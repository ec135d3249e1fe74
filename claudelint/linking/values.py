"""What an expression is worth: known, partly known, one of several, or unknown and why."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from claudelint.findings import Span
from claudelint.linking.names import Names
from claudelint.linking.sharing import Sharing
from claudelint.linking.terms import Term, parameter
from claudelint.reading.module import (
    Argument,
    Attr,
    Binary,
    Call,
    CallOf,
    Comprehension,
    Const,
    Element,
    Entry,
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

_LARGEST_TEXT = 4_000_000
_DEEPEST = 60
# more alternatives than these are told as one dict with uncertain keys, or cut
_MOST_MAPPINGS = 4
_MOST_OPTIONS = 32


@dataclass(frozen=True)
class Value:
    """The base of all values; `place` is where the value was decided."""

    place: Span = field(compare=False)

    def alternatives(self) -> tuple[Value, ...]:
        """The values it may be, one by one."""
        return (self,)

    def some(self, accepts: Callable[[Value], bool]) -> Value | None:
        """The first alternative that is accepted, for rules that predict failure."""
        for alternative in self.alternatives():
            if accepts(alternative):
                return alternative
        return None

    def every(self, accepts: Callable[[Value], bool]) -> bool:
        """Whether all alternatives are accepted, for rules about cost or purpose."""
        return all(accepts(alternative) for alternative in self.alternatives())


@dataclass(frozen=True)
class Known(Value):
    """A constant; `origin` is "literal" or "environment" (a default that the environment may replace)."""

    value: str | int | float | bool | None
    origin: str = "literal"


@dataclass(frozen=True)
class Hole:
    """A part of a text that is not constant, and where it comes from."""

    origin: str
    place: Span = field(compare=False)
    what: str = ""


@dataclass(frozen=True)
class TextValue(Value):
    """A text with holes: constant pieces and holes in turn."""

    parts: tuple[str | Hole, ...]

    @property
    def known(self) -> str:
        """The constant pieces, joined."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The parts that are not constant."""
        return tuple(part for part in self.parts if isinstance(part, Hole))


@dataclass(frozen=True)
class Sequence(Value):
    """A list or tuple; `open` when it may hold more than these items."""

    items: tuple[Value, ...]
    open: bool = False
    term: Term | None = field(default=None, compare=False)


@dataclass(frozen=True)
class MapEntry:
    """One key of a mapping: its value, and whether it is there in every run."""

    value: Value
    certain: bool
    place: Span = field(compare=False)
    # the entry and the dict display that it is written in, when it is
    written: tuple[Entry, Map] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Mapping(Value):
    """A dict with constant keys; `open` when it may hold more than these."""

    entries: abc.Mapping[str, MapEntry]
    open: bool = False
    term: Term | None = field(default=None, compare=False)

    def __hash__(self) -> int:
        return hash(tuple(self.entries))

    def get(self, key: str) -> Value | None:
        """The value of a key, None when the dict certainly or possibly lacks it."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value


@dataclass(frozen=True)
class OneOf(Value):
    """One of several values."""

    options: tuple[Value, ...]

    def alternatives(self) -> tuple[Value, ...]:
        return self.options


@dataclass(frozen=True)
class Unknown(Value):
    """Nothing can be said; `why` names what stood in the way, `origin` where the value comes from."""

    why: str = field(compare=False)
    origin: str = "unknown"


@dataclass(frozen=True)
class NotGiven(Value):
    """The SDK's marker for an argument that is left out although it is named."""


_NOT_GIVEN = frozenset({"anthropic.NOT_GIVEN", "anthropic.omit", "anthropic.NotGiven", "anthropic.Omit"})
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
_TEXT_METHODS = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "removeprefix", "removesuffix", "title"}
)


class Values:
    """Evaluates terms; answers are remembered."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._known: dict[tuple[int, int, int], Value] = {}
        self._open: set[tuple[int, int, int]] = set()
        self._kept: list[Term] = []
        self._depth = 0
        self._shared = Sharing(names)

    def of(self, term: Term) -> Value:
        """The value of an expression."""
        key = (id(term.module), id(term.expr), id(term.context))
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._open or self._depth > _DEEPEST:
            return Unknown(term.span, "it depends on itself")
        self._open.add(key)
        self._depth += 1
        result = self._evaluate(term)
        self._depth -= 1
        self._open.discard(key)
        self._known[key] = result
        self._kept.append(term)
        return result

    def _evaluate(self, term: Term) -> Value:
        origins = self.names.origins(term)
        if not origins:
            return Unknown(term.span, "it depends on itself")
        found: list[Value] = []
        for origin in origins:
            value = self._origin(origin)
            for alternative in value.alternatives():
                if alternative not in found:
                    found.append(alternative)
        if isinstance(term.expr, Local) and self._shared.may_change(term.module, term.expr):
            found = [_opened(value) for value in found]
        return _one_of(term.span, found)

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
            return Sequence(term.span, (), True, term)
        return self._unresolved(term)

    def _unresolved(self, term: Term) -> Value:
        expr = term.expr
        name = self.names.qualified_origin(term)
        if name in _NOT_GIVEN:
            return NotGiven(term.span)
        if isinstance(expr, Param):
            passed = self._keywords(term, expr)
            if passed is not None:
                return passed
            return Unknown(term.span, f"parameter `{expr.name}` has no caller in sight", "parameter")
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
        if isinstance(expr, (Attr, Item)):
            inner = self.of(term.at(expr.value))
            return Unknown(term.span, "it is part of something unknown", _origin_of(inner))
        return Unknown(term.span, "it is computed while the program runs")

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
                result = _spread(result, self.of(caller.at(argument.value)), term)
            elif argument.name is not None and argument.name not in named:
                place = Span(frame.caller.path, argument.start, argument.end)
                value = self.of(caller.at(argument.value))
                result = _with_key(result, Known(place, argument.name), value, place, term)
        return result

    # texts

    def _text(self, term: Term, expr: Text) -> Value:
        parts: list[str | Hole] = []
        for part in expr.parts:
            if isinstance(part, str):
                parts.append(part)
            else:
                parts.extend(self.text_parts(term.at(part)))
        return _text_value(term.span, parts)

    def text_parts(self, term: Term) -> tuple[str | Hole, ...]:
        """A value as it would stand in a text: its constant pieces and holes."""
        return _parts(self.of(term))

    def _binary(self, term: Term, expr: Binary) -> Value:
        if expr.operator == "+":
            return self._sum(term, expr)
        if expr.operator == "|":
            left, right = self.of(term.at(expr.left)), self.of(term.at(expr.right))
            if isinstance(left, Mapping) and isinstance(right, Mapping):
                return _merge(term.span, left, right, term)
        if expr.operator == "*":
            return self._product(term, expr)
        if expr.operator == "%":
            left = self.of(term.at(expr.left))
            if isinstance(left, Known) and isinstance(left.value, str):
                return self._percent(term, left.value, expr.right)
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
            return _concatenated(term, values)
        if any(_is_text(value) for value in values):
            parts: list[str | Hole] = []
            for value in values:
                parts.extend(_parts(value))
            return _text_value(term.span, parts)
        origins = [_origin_of(value) for value in values if isinstance(value, Unknown)]
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
            if _is_text(text) and isinstance(times, Known) and isinstance(times.value, int):
                parts = _parts(text)
                size = sum(len(part) for part in parts if isinstance(part, str))
                if size * times.value > _LARGEST_TEXT:
                    return Unknown(term.span, "it is too large to be told")
                return _text_value(term.span, list(parts) * times.value)
        return self._arithmetic(term, "*", [left, right])

    def _percent(self, term: Term, text: str, right: Expr) -> Value:
        values = (
            [self.of(term.at(item)) for item in right.items]
            if isinstance(right, Seq)
            else [self.of(term.at(right))]
        )
        pieces = _split_percent(text)
        parts: list[str | Hole] = []
        for index, piece in enumerate(pieces):
            parts.append(piece)
            if index < len(pieces) - 1:
                value = values[index] if index < len(values) else Unknown(term.span, "a value is missing")
                parts.extend(_parts(value))
        return _text_value(term.span, parts)

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
        return Sequence(term.span, tuple(items), is_open, term)

    def _mapping(self, term: Term, expr: Map) -> Value:
        result: Value = Mapping(term.span, {}, False, term)
        for entry in expr.entries:
            place = Span(term.module.path, entry.start, entry.end)
            if entry.key is None:
                result = _spread(result, self.of(term.at(entry.value)), term)
            else:
                key = self.of(term.at(entry.key))
                value = self.of(term.at(entry.value))
                result = _with_key(result, key, value, place, term, (entry, expr))
        return result

    def _updated(self, term: Term, expr: Updated) -> Value:
        base = self.of(term.at(expr.base))
        key = self.of(term.at(expr.key))
        if isinstance(expr.value, Opaque) and expr.value.kind == "deleted":
            return _each(term.span, base, lambda one: _without(one, key, term))
        place = Span(term.module.path, expr.start, expr.value.end)
        value = self.of(term.at(expr.value))
        return _each(term.span, base, lambda one: _with_key(one, key, value, place, term))

    def _mutated(self, term: Term, expr: Mutated) -> Value:
        base = self.of(term.at(expr.base))
        call = term.module.calls[expr.call]
        return _each(term.span, base, lambda one: self._change(term, one, expr.method, call))

    def _change(self, term: Term, base: Value, method: str, call: Call) -> Value:
        positional = [argument for argument in call.arguments if argument.name is None and not argument.star]
        values = [self.of(term.at(argument.value)) for argument in positional]
        if isinstance(base, Sequence):
            if method == "append" and values:
                return Sequence(base.place, (*base.items, values[0]), base.open, term)
            if method == "extend" and values and isinstance(values[0], Sequence):
                return Sequence(
                    base.place, (*base.items, *values[0].items), base.open or values[0].open, term
                )
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
                    return _with_key(base, key, value, term.span, term)
                return base
            if method == "pop" and values:
                return _without(base, values[0], term)
            return Mapping(base.place, {}, True, term)
        return Unknown(term.span, "it is changed in place", _origin_of(base))

    def _update(self, term: Term, base: Value, call: Call) -> Value:
        result = base
        for argument in call.arguments:
            value = self.of(term.at(argument.value))
            place = Span(term.module.path, argument.start, argument.end)
            if argument.name is not None:
                result = _with_key(result, Known(place, argument.name), value, place, term)
            else:
                result = _spread(result, value, term)
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
        if name in _FIELDS:
            return self._field_default(term, name, call)
        if name in ("builtins.list", "builtins.tuple", "copy.copy", "copy.deepcopy") and arguments:
            return self.of(term.at(arguments[0].value))
        if name in ("builtins.list", "builtins.tuple"):
            return Sequence(term.span, (), False, term)
        if name in ("builtins.str", "builtins.int", "builtins.float") and len(arguments) == 1:
            return self._converted(term, name, arguments[0])
        if name in ("textwrap.dedent", "inspect.cleandoc") and arguments:
            return self._cleaned(term, arguments[0], name)
        if name.startswith(_CLOCK):
            return Unknown(term.span, f"`{name}` is read", "clock")
        if name.startswith(_RANDOM):
            return Unknown(term.span, f"`{name}` differs each time", "random")
        if name == "builtins.input":
            return Unknown(term.span, "a person types it", "user")
        if name == "builtins.open":
            return Unknown(term.span, "it is a file", "file")
        if name.startswith(("builtins.max", "builtins.min")):
            return Unknown(term.span, "it is computed", "computed")
        return Unknown(term.span, f"`{name}` returns it")

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

    def _cleaned(self, term: Term, argument: Argument, name: str) -> Value:
        import inspect
        import textwrap

        value = self.of(term.at(argument.value))
        clean = inspect.cleandoc if name == "inspect.cleandoc" else textwrap.dedent
        if isinstance(value, Known) and isinstance(value.value, str):
            return replace(value, value=clean(value.value))
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
        arguments = [a for a in call.arguments if a.name is None and not a.star]
        receiver = self.of(term.at(function.value))
        if method == "copy" and isinstance(receiver, (Sequence, Mapping, OneOf)):
            return receiver
        if method == "get" and arguments and isinstance(receiver, Mapping):
            return self._get(term, receiver, arguments)
        if not _is_text(receiver):
            if isinstance(receiver, Unknown) and receiver.origin not in ("unknown", "computed"):
                return Unknown(term.span, receiver.why, receiver.origin)
            return None
        if method == "join" and arguments:
            return self._join(term, receiver, arguments[0])
        if method == "format":
            return self._format(term, receiver, call)
        if method in _TEXT_METHODS and isinstance(receiver, Known) and isinstance(receiver.value, str):
            if not arguments:
                return replace(receiver, value=getattr(receiver.value, method)())
            return receiver
        if method in _TEXT_METHODS or method in ("replace", "encode", "decode"):
            if method == "replace":
                return self._replaced(term, receiver, arguments)
            return receiver
        return None

    def _replaced(self, term: Term, receiver: Value, arguments: list[Argument]) -> Value:
        values = [self.of(term.at(argument.value)) for argument in arguments[:2]]
        if len(values) == 2 and isinstance(receiver, Known) and isinstance(receiver.value, str):
            old = values[0]
            if isinstance(old, Known) and isinstance(old.value, str) and old.value:
                parts: list[str | Hole] = []
                pieces = receiver.value.split(old.value)
                for index, piece in enumerate(pieces):
                    if index:
                        parts.extend(_parts(values[1]))
                    parts.append(piece)
                return _text_value(term.span, parts)
        return TextValue(term.span, (*_parts(receiver), Hole("unknown", term.span)))

    def _get(self, term: Term, receiver: Mapping, arguments: list[Argument]) -> Value | None:
        key = self.of(term.at(arguments[0].value))
        default = self.of(term.at(arguments[1].value)) if len(arguments) > 1 else Known(term.span, None)
        if isinstance(key, Known) and isinstance(key.value, str):
            entry = receiver.entries.get(key.value)
            if entry is not None and entry.certain:
                return entry.value
            return default if not receiver.open else None
        return None

    def _join(self, term: Term, separator: Value, argument: Argument) -> Value:
        value = self.of(term.at(argument.value))
        between = _parts(separator)
        if not isinstance(value, Sequence):
            return TextValue(term.span, (Hole(_origin_of(value), term.span),))
        parts: list[str | Hole] = []
        for index, item in enumerate(value.items):
            if index:
                parts.extend(between)
            parts.extend(_parts(item))
        if value.open:
            parts.append(Hole("unknown", term.span))
        return _text_value(term.span, parts)

    def _format(self, term: Term, receiver: Value, call: Call) -> Value:
        import string

        text = receiver.known if isinstance(receiver, TextValue) else getattr(receiver, "value", "")
        positional = [a.value for a in call.arguments if a.name is None and not a.star]
        named = {a.name: a.value for a in call.arguments if a.name is not None}
        parts: list[str | Hole] = []
        next_index = 0
        try:
            fields = list(string.Formatter().parse(text))
        except ValueError:
            return Unknown(term.span, "its format cannot be read")
        for literal, name, _, _ in fields:
            parts.append(literal)
            if name is None:
                continue
            root = name.split(".")[0].split("[")[0]
            if root == "" or root.isdigit():
                index = next_index if root == "" else int(root)
                next_index += 1
                expr = positional[index] if index < len(positional) else None
            else:
                expr = named.get(root)
            if expr is None or root != name:
                parts.append(Hole("unknown", term.span, root))
            else:
                parts.extend(self.text_parts(term.at(expr)))
        return _text_value(term.span, parts)

    def _file(self, term: Term, call: Call, function: Attr) -> Value:
        path = self._path(term.at(function.value))
        if path is None:
            return Unknown(term.span, "it is read from a file that cannot be told", "file")
        text = self.names.modules.text_file(term.module, path)
        if text is None:
            return Unknown(term.span, f"file `{path}` is not in the project", "file")
        return (
            TextValue(term.span, (text,))
            if len(text) <= _LARGEST_TEXT
            else Unknown(term.span, "too large", "file")
        )

    def _path(self, term: Term) -> str | None:
        """A path as a program writes it: text, Path(...), a / b, open(...), Path(__file__).parent."""
        for origin in self.names.origins(term):
            expr = origin.expr
            if isinstance(expr, (Const, Text)) or (isinstance(expr, Binary) and expr.operator == "+"):
                value = self.of(origin)
                return value.value if isinstance(value, Known) and isinstance(value.value, str) else None
            if isinstance(expr, Ref) and expr.name == "__file__":
                return "__file__"
            if isinstance(expr, Attr) and expr.name == "parent":
                inner = self._path(origin.at(expr.value))
                return None if inner is None else f"{inner}/.."
            if isinstance(expr, Binary) and expr.operator == "/":
                left, right = self._path(origin.at(expr.left)), self._path(origin.at(expr.right))
                return None if left is None or right is None else f"{left}/{right}"
            if isinstance(expr, CallOf):
                return self._path_call(origin, origin.module.calls[expr.call])
        return None

    def _path_call(self, term: Term, call: Call) -> str | None:
        arguments = [a.value for a in call.arguments if a.name is None and not a.star]
        name = self.names.qualified(term.at(call.function))
        if name in ("pathlib.Path", "builtins.open", "os.path.abspath", "os.path.realpath") and arguments:
            return self._path(term.at(arguments[0]))
        if name == "os.path.dirname" and arguments:
            inner = self._path(term.at(arguments[0]))
            return None if inner is None else f"{inner}/.."
        if name in ("os.path.join", "pathlib.Path") and arguments:
            parts = [self._path(term.at(argument)) for argument in arguments]
            return None if None in parts else "/".join(part for part in parts if part is not None)
        if isinstance(call.function, Attr):
            method = call.function.name
            if method in ("resolve", "absolute", "open"):
                return self._path(term.at(call.function.value))
            if method == "joinpath":
                parts = [self._path(term.at(one)) for one in (call.function.value, *arguments)]
                return None if None in parts else "/".join(part for part in parts if part is not None)
        return None


def _parts(value: Value) -> tuple[str | Hole, ...]:
    if isinstance(value, TextValue):
        return value.parts
    if isinstance(value, Known):
        # what the environment may replace is as stable as a constant while the program runs
        return (str(value.value),)
    if isinstance(value, OneOf):
        texts = [_parts(option) for option in value.options]
        if all(len(text) == 1 and isinstance(text[0], str) for text in texts):
            shortest = min((str(text[0]) for text in texts), key=len)
            return (shortest, Hole("choice", value.place))
        origins = [hole.origin for text in texts for hole in text if isinstance(hole, Hole)]
        return (Hole(origins[0] if origins else "choice", value.place),)
    return (Hole(_origin_of(value), value.place),)


def _text_value(place: Span, parts: list[str | Hole]) -> Value:
    joined: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    if all(isinstance(part, str) for part in joined):
        return Known(place, "".join(str(part) for part in joined))
    return TextValue(place, tuple(joined))


def _origin_of(value: Value) -> str:
    if isinstance(value, Unknown):
        return value.origin
    if isinstance(value, TextValue) and value.holes:
        return value.holes[0].origin
    return "unknown"


def _is_text(value: Value) -> bool:
    return isinstance(value, TextValue) or (isinstance(value, Known) and isinstance(value.value, str))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _concatenated(term: Term, values: list[Value]) -> Value:
    items: list[Value] = []
    is_open = False
    for value in values:
        if isinstance(value, Sequence):
            items.extend(value.items)
            is_open = is_open or value.open
        else:
            is_open = True
    return Sequence(term.span, tuple(items), is_open, term)


def _opened(value: Value) -> Value:
    """A list or dict that other code may have changed."""
    if isinstance(value, Sequence):
        return replace(value, items=(), open=True)
    if isinstance(value, Mapping):
        return replace(value, open=True, entries=_replaceable(value.entries))
    return value


def _each(place: Span, value: Value, change: Callable[[Value], Value]) -> Value:
    if not isinstance(value, OneOf):
        return change(value)
    changed: list[Value] = []
    for option in value.options:
        for alternative in change(option).alternatives():
            if alternative not in changed:
                changed.append(alternative)
    return _one_of(place, changed)


def _one_of(place: Span, options: list[Value]) -> Value:
    """One of several values; dicts that differ in many keys become one dict with uncertain keys."""
    if len(options) == 1:
        return options[0]
    if len(options) <= _MOST_MAPPINGS:
        return OneOf(place, tuple(options))
    mappings = [option for option in options if isinstance(option, Mapping)]
    if len(mappings) <= _MOST_MAPPINGS:
        return OneOf(place, _cut(place, options))
    others = [option for option in options if not isinstance(option, Mapping)]
    joined = _joined(mappings)
    return OneOf(place, (joined, *_cut(place, others))) if others else joined


def _cut(place: Span, options: list[Value]) -> tuple[Value, ...]:
    if len(options) <= _MOST_OPTIONS:
        return tuple(options)
    return (*options[:_MOST_OPTIONS], Unknown(place, "it has too many alternatives"))


def _joined(mappings: list[Mapping]) -> Mapping:
    """One dict for several: a key is certain when all have it, its value one of theirs."""
    entries: dict[str, MapEntry] = {}
    for name in dict.fromkeys(key for mapping in mappings for key in mapping.entries):
        found = [mapping.entries[name] for mapping in mappings if name in mapping.entries]
        values: list[Value] = []
        for entry in found:
            values.extend(one for one in entry.value.alternatives() if one not in values)
        certain = len(found) == len(mappings) and all(entry.certain for entry in found)
        entries[name] = MapEntry(_one_of(found[0].place, values), certain, found[0].place, found[0].written)
    is_open = any(mapping.open for mapping in mappings)
    return Mapping(mappings[0].place, entries, is_open, mappings[0].term)


def _with_key(
    base: Value,
    key: Value,
    value: Value,
    place: Span,
    term: Term,
    written: tuple[Entry, Map] | None = None,
) -> Value:
    if isinstance(base, OneOf):
        return _each(place, base, lambda one: _with_key(one, key, value, place, term, written))
    if not isinstance(base, Mapping):
        if isinstance(base, Sequence):
            return Sequence(base.place, (), True, term)
        entries: abc.Mapping[str, MapEntry] = {}
        base = Mapping(base.place, entries, True, term)
    if not isinstance(key, Known) or not isinstance(key.value, str):
        return Mapping(base.place, {}, True, term)
    entry = MapEntry(value, True, place, written)
    return Mapping(base.place, {**base.entries, key.value: entry}, base.open, term)


def _without(base: Value, key: Value, term: Term) -> Value:
    if not isinstance(base, Mapping):
        return base
    if not isinstance(key, Known) or not isinstance(key.value, str):
        return Mapping(base.place, {}, True, term)
    entries = {name: entry for name, entry in base.entries.items() if name != key.value}
    return Mapping(base.place, entries, base.open, term)


def _spread(base: Value, added: Value, term: Term) -> Value:
    if isinstance(added, OneOf):
        return _one_of(term.span, [_spread(base, option, term) for option in added.options])
    if isinstance(base, OneOf):
        return _each(term.span, base, lambda one: _spread(one, added, term))
    if isinstance(base, Mapping) and isinstance(added, Mapping):
        return _merge(base.place, base, added, term)
    if isinstance(base, Mapping):
        return Mapping(base.place, _replaceable(base.entries), True, term)
    return base


def _replaceable(entries: abc.Mapping[str, MapEntry]) -> dict[str, MapEntry]:
    """The entries of a dict to which something unknown was added that may replace any of them."""
    return {name: replace(entry, value=_maybe(entry.value)) for name, entry in entries.items()}


def _merge(place: Span, left: Mapping, right: Mapping, term: Term) -> Mapping:
    kept = _replaceable(left.entries) if right.open else left.entries
    return Mapping(place, {**kept, **right.entries}, left.open or right.open, term)


def _maybe(value: Value) -> Value:
    return OneOf(value.place, (*value.alternatives(), Unknown(value.place, "a ** may replace it")))


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


def _split_percent(text: str) -> list[str]:
    import re

    return [
        piece.replace("%%", "%") for piece in re.split(r"%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[sdrfgexi]", text)
    ]


_CONVERSIONS: dict[str, Callable[[str | int | float], str | int | float]] = {
    "builtins.str": str,
    "builtins.int": int,
    "builtins.float": float,
}


def texts_of(value: Value) -> Iterator[str]:
    """The constant texts that a value may hold, one for each alternative that is wholly known."""
    for alternative in value.alternatives():
        if isinstance(alternative, Known) and isinstance(alternative.value, str):
            yield alternative.value


def known_text(value: Value) -> str:
    """Every constant piece of text in a value, for looking at what a prompt says."""
    if isinstance(value, Known):
        return value.value if isinstance(value.value, str) else ""
    if isinstance(value, TextValue):
        return value.known
    if isinstance(value, OneOf):
        return "\n".join(known_text(option) for option in value.options)
    if isinstance(value, Sequence):
        return "\n".join(known_text(item) for item in value.items)
    if isinstance(value, Mapping):
        return "\n".join(known_text(entry.value) for entry in value.entries.values())
    return ""
