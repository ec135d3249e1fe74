"""What calls of code from outside the project give back: conversions, look-ups, files, the environment, the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from claudelint.linking.containers import (
    one_of,
)
from claudelint.linking.paths import is_path, path_of
from claudelint.linking.terms import Term
from claudelint.linking.texts import (
    LARGEST_TEXT,
    cleaned,
    formatted,
    is_text,
    join,
    origin_of,
    replaced,
)
from claudelint.linking.value_kinds import (
    Known,
    MapEntry,
    Mapping,
    OneOf,
    Sequence,
    TextValue,
    Unknown,
    Value,
    is_number,
)
from claudelint.reading.module import (
    Argument,
    Attr,
    Call,
    Expr,
    Function,
    Imported,
    Lambda,
)

if TYPE_CHECKING:
    from claudelint.linking.values import Values

_CLOCK = (
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.",
    "django.utils.timezone.now",
    "arrow.now",
    "arrow.utcnow",
    "pendulum.now",
    "pendulum.today",
    "pandas.Timestamp.now",
)
# made of what they are given
_REPEATABLE = ("uuid.UUID", "uuid.uuid3", "uuid.uuid5", "random.seed", "secrets.compare_digest")
_RANDOM = ("uuid.", "random.", "secrets.", "os.urandom")
_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get"})
# the order of what they list is that of the file system: https://docs.python.org/3/library/os.html#os.listdir
_LISTINGS = frozenset({"os.listdir", "os.scandir", "os.walk", "glob.glob", "glob.iglob"})
_PATH_LISTINGS = frozenset({"glob", "rglob", "iterdir"})
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
_CONVERSIONS: dict[str, Callable[[str | int | float], str | int | float]] = {
    "builtins.str": str,
    "builtins.int": int,
    "builtins.float": float,
}


class Results:
    """Evaluates calls."""

    def __init__(self, values: Values) -> None:
        self.names = values.names
        self.of = values.of
        self.displays = values.displays

    def call(self, term: Term, call: Call) -> Value:
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
        if name.startswith(_RANDOM) and name not in _REPEATABLE:
            return Unknown(term.span, f"`{name}` differs each time", "random")
        if name in _LISTINGS:
            return Unknown(term.span, f"`{name}` lists in any order", "unordered")
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
            for name in self.names.members.field_names(instance):
                values = self.names.members.of(instance, name)
                if not values:
                    return None
                worth = [alternative for one in values for alternative in self.of(one).alternatives()]
                entries[name] = MapEntry(one_of(term.span, list(dict.fromkeys(worth))), True, term.span)
            options.append(Mapping(term.span, entries, not entries, term))
        return one_of(term.span, options) if options else None

    def _extreme(self, term: Term, name: str, call: Call) -> Value:
        """The largest or smallest of several numbers."""
        values = [self.of(term.at(argument.value)) for argument in call.arguments]
        numbers = [one.value for one in values if isinstance(one, Known) and is_number(one.value)]
        if len(values) > 1 and len(numbers) == len(values):
            chosen = max if name.endswith("max") else min
            return Known(term.span, chosen(one for one in numbers if isinstance(one, (int, float))))
        origins = [origin_of(one) for one in values if isinstance(one, Unknown)]
        # the largest of a list is the same in whatever order they stand
        known = [one for one in origins if one != "unordered"]
        return Unknown(term.span, "it is computed", known[0] if known else "computed")

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
            if argument.name in ("default_factory", "factory"):
                made = self._made_by(term.at(argument.value))
                if made is not None:
                    return made
        return Unknown(term.span, "its default is made when it is needed")

    def _made_by(self, factory: Term) -> Value | None:
        """What a function of the project that takes nothing gives back; None for other factories."""
        found: list[Value] = []
        for origin in self.names.origins(factory):
            if not isinstance(origin.expr, (Function, Lambda)):
                return None
            returned = list(self.names.reachability.returned(origin.module, origin.expr.scope))
            if not returned:
                return None
            found.extend(
                one for expr in returned for one in self.of(Term(origin.module, expr)).alternatives()
            )
        return one_of(factory.span, list(dict.fromkeys(found))) if found else None

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
        return self.displays.update(term, empty, call)

    def _method(self, term: Term, call: Call, function: Attr) -> Value | None:
        """Methods of texts, lists, dicts and files."""
        method = function.name
        if method in ("read_text", "read"):
            return self._file(term, call, function)
        if method in _PATH_LISTINGS and is_path(self.names, term.at(function.value)):
            return Unknown(term.span, f"`{method}` lists in any order", "unordered")
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
            yield Unknown(term.span, "the dict may hold more than is in sight", receiver.rest)
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
