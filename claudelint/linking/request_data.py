"""What comes with a request of a person, or of anyone, and stands in a prompt as it came.

A prompt is followed backwards through texts, names, functions and modules. What looks a value up, converts it or hands
it to code out of sight ends the way, and so does anything that is compared or checked: it may be one of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.terms import Term, parameter
from claudelint.linking.value_kinds import known_text
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Await,
    Binary,
    CallOf,
    Class,
    Element,
    Expr,
    Item,
    Join,
    Local,
    Map,
    Module,
    Param,
    Parameter,
    Part,
    Scope,
    Seq,
    Statement,
    Text,
)

if TYPE_CHECKING:
    from claudelint.linking.request import Request

# surfaces that anyone may send something to
_OPEN_TO_ALL = frozenset({"web", "bot", "chainlit", "gradio"})
# the objects that stand for the request at hand, and fields in which a person types
_REQUESTS = frozenset({"flask.request", "quart.request", "bottle.request"})
_FIELDS = frozenset({"streamlit.text_input", "streamlit.text_area", "streamlit.chat_input"})
# methods that give a part of what came, or the same text in another form
_READING = frozenset(
    {"json", "get_json", "form", "body", "text", "get", "getlist", "get_data", "read", "decode", "strip", "lstrip",
     "rstrip", "lower", "upper", "title", "capitalize", "replace", "model_dump", "dict"}
)  # fmt: skip
_JOINING_METHODS = frozenset({"format", "join", "replace"})
_JOINING = frozenset({"+", "%"})
_SAME = frozenset({"builtins.str", "builtins.repr", "json.dumps", "textwrap.dedent", "inspect.cleandoc"})
# looking at the length, or showing, is no check of what it says
_NO_CHECKS = frozenset(
    {"builtins.len", "builtins.print", "builtins.str", "builtins.isinstance", "builtins.bool"}
)
_DECIDING = frozenset({"if", "while", "assert", "match", "case"})
_IDENTITIES = frozenset({"is", "is not"})
# these pass what stands in the path of a route, and nothing else
_BY_PATH = frozenset({"Flask", "Quart"})
# what identifies somebody is given by the framework
_GIVEN = frozenset({"id"})
_MOST_STEPS = 1_000
# what comes with a request and leaves no room for words
_NO_TEXT = ""


@dataclass(frozen=True)
class RequestData:
    """Something that came with a request: where it is read, and with what it came, such as a route."""

    place: Span
    source: str
    trail: tuple[Term, ...]


def request_data_in_system(request: Request) -> Iterator[RequestData]:
    """What came with a request and stands in the system prompt beside what the program itself says there."""
    argument = request.arguments.get("system")
    if argument is None or argument.written is None or not known_text(argument.value).strip():
        return
    walk = _Walk(request)
    for found in walk.from_(Term(request.module, argument.written.value, request.context), ()):
        if not any(walk.is_checked(one) for one in found.trail):
            yield found


class _Walk:
    def __init__(self, request: Request) -> None:
        self.request = request
        self.project = request.project
        self.names = request.project.names
        self._seen: set[tuple[int, int]] = set()

    def from_(self, term: Term, trail: tuple[Term, ...]) -> Iterator[RequestData]:
        key = (id(term.expr), id(term.context))
        if key in self._seen or len(self._seen) > _MOST_STEPS:
            return
        self._seen.add(key)
        trail = (*trail, term)
        source = self._source(term)
        if source is not None:
            if source != _NO_TEXT:
                yield RequestData(term.span, source, trail)
            return
        # a field that has a default is not known to keep it, so that every option of a choice counts
        following = None if isinstance(term.expr, Join) else self.names.step_back(term)
        for one in self._within(term) if following is None else following:
            yield from self.from_(one, trail)

    # sources

    def _source(self, term: Term) -> str | None:
        """With what a text came that an expression reads; None where it is of no request."""
        parts: list[str] = []
        expr = term.expr
        while True:
            if self.names.qualified(term.at(expr)) in _REQUESTS:
                return "the request" if parts else None
            inner = _read_from(term.module, expr)
            if inner is None:
                break
            if isinstance(expr, Attr):
                parts.append(expr.name)
            elif isinstance(expr, Item):
                parts.append("")
            expr = inner
        if isinstance(expr, CallOf):
            return self._typed(term.at(expr))
        if isinstance(expr, Param) and not parts:
            return self._of_parameter(term, expr, parts)
        if isinstance(expr, (Param, Local)) and parts:
            for origin in self.names.origins(term.at(expr)):
                if isinstance(origin.expr, Param):
                    return self._of_parameter(origin, origin.expr, parts[::-1])
        return None

    def _typed(self, term: Term) -> str | None:
        """Whether a call reads what a person types: in a field of a page, or in a chat."""
        assert isinstance(term.expr, CallOf)
        name = self.names.call_name(term.module, term.module.calls[term.expr.call])
        if name in _FIELDS:
            return "the page"
        is_chat = any(one.surface is not None and one.surface.kind == "terminal" for one in self.request.ways)
        return "the chat" if name == "builtins.input" and is_chat else None

    def _of_parameter(self, origin: Term, expr: Param, parts: list[str]) -> str | None:
        surface = self.project.surfaces.of(origin.module, expr.scope)
        scope = origin.module.scopes[expr.scope]
        declared = parameter(scope, expr.name)
        if surface is None or surface.kind not in _OPEN_TO_ALL or declared is None:
            return None
        is_own = scope.parameters[0].name == expr.name and self._is_method(origin, expr)
        is_given = (
            is_own or (bool(parts) and parts[-1] in _GIVEN) or self._is_depended_on(origin.module, declared)
        )
        is_given = is_given or (
            surface.framework in _BY_PATH and not self._stands_in_path(origin.module, scope, expr.name)
        )
        annotation = None if declared.annotation is None else Term(origin.module, declared.annotation)
        if is_given or (annotation is not None and not self._may_be_text(annotation, parts)):
            return _NO_TEXT
        return f"the {surface.name}" if surface.kind == "web" else f"`{surface.name}`"

    def _is_method(self, origin: Term, expr: Param) -> bool:
        owner = origin.module.scopes[expr.scope].parent
        return owner >= 0 and origin.module.scopes[owner].kind == "class"

    def _stands_in_path(self, module: Module, scope: Scope, name: str) -> bool:
        """Whether a route's path names a parameter as a text; others are given by what else decorates the function."""
        written = "".join(self._code(module, one) for one in scope.decorators)
        return not written or re.search(rf"<(?:(?:string|path):)?{re.escape(name)}>", written) is not None

    def _is_depended_on(self, module: Module, declared: Parameter) -> bool:
        """Whether a parameter is not sent, but made by a function: `Depends(...)`."""
        default = declared.default
        name = (
            self.names.call_name(module, module.calls[default.call]) if isinstance(default, CallOf) else None
        )
        return (name or "").rpartition(".")[2] in ("Depends", "Security")

    def _may_be_text(self, annotation: Term, parts: list[str]) -> bool:
        """Whether an annotation leaves room for any text, in the part that is read."""
        for one in self.names.classes.annotated(annotation):
            if isinstance(one.expr, Class):
                field = self._field(one, parts[0]) if parts else None
                if field is not None and self._may_be_text(field, parts[1:]):
                    return True
                continue
            name = self.names.qualified_origin(one) or ""
            if (
                name == "builtins.str"
                or (parts and not name.startswith("builtins."))
                or (parts and name in ("builtins.dict", "builtins.list"))
            ):
                return True
        return False

    def _field(self, owner: Term, name: str) -> Term | None:
        """The annotation of a field of a class, or of one that it inherits from."""
        assert isinstance(owner.expr, Class)
        module, scope = owner.module, owner.expr.scope
        for index in module.scopes[scope].names.get(name, ()):
            annotation = module.definitions[index].annotation
            if annotation is not None:
                return Term(module, annotation)
        for base in self.names.classes.bases(module, scope):
            found = self._field(Term(base.module, Class(0, 0, base.scope)), name)
            if found is not None:
                return found
        return None

    # the way

    def _within(self, term: Term) -> Iterator[Term]:
        """The expressions of which a text is made, as they are."""
        expr = term.expr
        if isinstance(expr, CallOf):
            yield from self._of_call(term, expr)
        elif isinstance(expr, Binary):
            if expr.operator in _JOINING:
                yield from (term.at(expr.left), term.at(expr.right))
        elif isinstance(expr, (Attr, Item, Await)):
            yield term.at(expr.value)
        elif isinstance(expr, Map):
            yield from (term.at(entry.value) for entry in expr.entries)
        elif isinstance(expr, Join):
            yield from (term.at(one) for one in expr.options)
        elif isinstance(expr, (Text, Seq, Part)):
            yield from (term.at(one) for one in children(term.module, expr))

    def _of_call(self, term: Term, expr: CallOf) -> Iterator[Term]:
        call = term.module.calls[expr.call]
        if isinstance(call.function, Attr) and call.function.name in (*_READING, *_JOINING_METHODS):
            yield term.at(call.function.value)
            if call.function.name not in _JOINING_METHODS:
                return
        elif self.names.call_name(term.module, call, term.context) not in _SAME:
            return
        yield from (term.at(argument.value) for argument in call.arguments)

    # checks

    def is_checked(self, term: Term) -> bool:
        """Whether the function of a reading compares it with something, or hands it to a check."""
        if isinstance(term.expr, (Text, Seq, Map, Element, Join)):
            return False
        code = self._code(term.module, term.expr)
        scope = self._scope_of(term)
        return any(
            self._decides(term.module, statement, code)
            for statement in term.module.statements
            if statement.scope == scope
        )

    def _scope_of(self, term: Term) -> int:
        found, at = 0, term.expr.start
        for index, scope in enumerate(term.module.scopes):
            if (
                scope.kind == "function"
                and scope.start <= at < scope.end
                and scope.start >= term.module.scopes[found].start
            ):
                found = index
        return found

    def _decides(self, module: Module, statement: Statement, code: str) -> bool:
        if statement.kind == "match":
            return any(self._code(module, one) == code for one in statement.expressions)
        for expr in statement.expressions:
            if statement.kind in _DECIDING and self._judges(module, expr, code):
                return True
            call = expr.value if isinstance(expr, Await) else expr
            if statement.kind == "expression" and isinstance(call, CallOf) and self._may_raise(module, call):
                given = module.calls[call.call].arguments
                if any(self._code(module, one.value) == code for one in given):
                    return True
        return False

    def _may_raise(self, module: Module, call: CallOf) -> bool:
        """Whether a function of the project is called that raises something itself."""
        return any(
            statement.kind == "raise" and statement.scope == scope
            for (target, scope), _ in self.names.called(Term(module, call))
            for statement in target.statements
        )

    def _judges(self, module: Module, expr: Expr, code: str) -> bool:
        """Whether a condition asks more of a reading than whether it is there."""
        if isinstance(expr, Binary):
            return expr.operator not in _IDENTITIES and self._holds(module, expr, code)
        if isinstance(expr, CallOf):
            function = module.calls[expr.call].function
            if isinstance(function, Attr) and function.name in _READING:
                return self._judges(module, function.value, code)
            return self._holds(module, expr, code)
        return any(self._judges(module, one, code) for one in children(module, expr))

    def _holds(self, module: Module, expr: Expr, code: str) -> bool:
        """Whether a reading stands somewhere in an expression, other than to be measured."""
        if isinstance(expr, CallOf) and self.names.call_name(module, module.calls[expr.call]) in _NO_CHECKS:
            return False
        return self._code(module, expr) == code or any(
            self._holds(module, one, code) for one in children(module, expr)
        )

    def _code(self, module: Module, expr: Expr) -> str:
        return self.project.text(module)[expr.start : expr.end]


def _read_from(module: Module, expr: Expr) -> Expr | None:
    """What an attribute, an item or a reading call reads from."""
    if isinstance(expr, (Attr, Item, Await)):
        return expr.value
    if isinstance(expr, CallOf):
        function = module.calls[expr.call].function
        if isinstance(function, Attr) and function.name in _READING:
            return function
    return None
