"""Whether a request sends all messages of the one before and more: in a loop, or from an object that keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.classes import is_own_object
from claudelint.linking.terms import Context, Term, bind
from claudelint.linking.turns import ends_at_success, within
from claudelint.linking.value_kinds import Known, Mapping, parts_of
from claudelint.linking.ways import loops_around
from claudelint.reading.module import (
    Attr,
    Binary,
    Definition,
    Expr,
    Local,
    Module,
    Mutated,
    Param,
    Seq,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names
    from claudelint.linking.request import Request

# methods that add to the end of a list
GROWING = frozenset({"append", "extend"})


@dataclass(frozen=True)
class Growth:
    """How the messages grow from one request to the next.

    `kind` is "loop" or "object"; `words` finish "grows ...", `place` is what they speak of; `loop` the module and
    the statement of the loop.
    """

    kind: str
    words: str
    place: Span
    loop: tuple[Module, int] | None = None


def growth_of(request: Request) -> Growth | None:
    """How the messages of a request grow; None where they do not, or are cut or written anew on the way."""
    messages = request.arguments.get("messages")
    if messages is None or messages.written is None:
        return None
    names = request.project.names
    term, call = Term(request.module, messages.written.value, request.context), request.site.index
    while True:
        if isinstance(term.expr, Local):
            found = _in_loop(request, term, call)
            if found is not None:
                return found
        if isinstance(term.expr, Attr):
            return _in_object(request, names, term)
        passed = passed_by_frame(names, term)
        if passed is None:
            return None
        term, call = passed


def passed_by_frame(names: Names, term: Term) -> tuple[Term, int] | None:
    """What the call of the context passes for a parameter, and which call of its module that is."""
    expr = own_parameter(term.module, term.expr)
    if not isinstance(expr, Param) or term.context is None:
        return None
    frame: Context | None = term.context.frame_of(term.module, expr.scope)
    if frame is None:
        return None
    scope = term.module.scopes[expr.scope]
    given = bind(scope.parameters, frame.call.arguments, expr.name, frame.skip).expr
    index = next((number for number, one in enumerate(frame.caller.calls) if one is frame.call), -1)
    return None if given is None or index < 0 else (Term(frame.caller, given, frame.outer), index)


def own_parameter(module: Module, expr: Expr) -> Expr:
    """The parameter that a name stands for: it is the definition of its name."""
    if isinstance(expr, Local) and len(expr.definitions) == 1:
        return module.definitions[expr.definitions[0]].value
    return expr


# loops


def _in_loop(request: Request, term: Term, call: int) -> Growth | None:
    module = term.module
    for loop in loops_around(module, call):
        if not isinstance(term.expr, Local) or ends_at_success(module, loop):
            continue
        turns = list(_of_turns(module, term.expr, loop))
        carried = any(one.how == "phi" and one.statement == loop for one in turns)
        if not carried or not any(_adds(one) for one in turns):
            continue
        if all(one.how == "phi" or _adds(one) for one in turns):
            statement = module.statements[loop]
            place = Span(module.path, statement.start, statement.header_end)
            words = f"with every turn of the loop {request.project.place_words(place, request.module)}"
            return Growth("loop", words, place, (module, loop))
    return None


def _of_turns(module: Module, name: Local, loop: int) -> Iterator[Definition]:
    """The definitions of a name within a loop that lead to what is sent."""
    pending, seen = list(name.definitions), set[int]()
    while pending:
        index = pending.pop()
        if index in seen:
            continue
        seen.add(index)
        definition = module.definitions[index]
        if definition.statement < 0 or not within(module, definition.statement, loop):
            continue
        yield definition
        pending.extend(_before(definition.value))


def _before(value: Expr) -> tuple[int, ...]:
    base = value.base if isinstance(value, Mutated) else value.left if isinstance(value, Binary) else value
    return base.definitions if isinstance(base, Local) else ()


def _adds(definition: Definition) -> bool:
    value = definition.value
    if isinstance(value, Mutated):
        return value.method in GROWING
    return isinstance(value, Binary) and value.operator == "+" and isinstance(value.left, Local)


# objects


def _in_object(request: Request, names: Names, term: Term) -> Growth | None:
    expr, module = term.expr, term.module
    if not isinstance(expr, Attr):
        return None
    own = own_parameter(module, expr.value)
    if not isinstance(own, Param) or not is_own_object(module, own):
        return None
    function = own.scope
    owner = module.scopes[function].parent
    answered = False
    for binding in names.members.attribute_bindings(module, owner, expr.name):
        value = binding.value
        if not binding.changed:
            # it begins anew: with nothing, or with what is written there
            if not isinstance(value, Seq) or value.kind != "list":
                return None
        elif isinstance(value, Mutated) and value.method in GROWING:
            answered = answered or _adds_an_answer(request, module, value)
        elif not (isinstance(value, Mutated) and value.method == "clear"):
            return None
    if not answered:
        return None
    scope = module.scopes[function]
    place = Span(module.path, scope.start, scope.end)
    return Growth("object", f"with every call of `{module.scopes[owner].name}.{scope.name}`", place)


def _adds_an_answer(request: Request, module: Module, change: Mutated) -> bool:
    """Whether a message of the assistant is added."""
    for argument in module.calls[change.call].arguments:
        for part in parts_of(request.project.values.of(Term(module, argument.value))):
            role = part.get("role") if isinstance(part, Mapping) else None
            if isinstance(role, Known) and role.value == "assistant":
                return True
    return False
