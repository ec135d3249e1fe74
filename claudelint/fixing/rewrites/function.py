"""A function that sends one request, taken apart: one that says what to ask, and one that reads the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import libcst as cst
import libcst.matchers as m

from claudelint.fixing.rewrites import effects, halves
from claudelint.fixing.rewrites.asking import Asking
from claudelint.fixing.rewrites.context import Refused, RewriteContext, names_in, receiver
from claudelint.fixing.rewrites.guarding import Guard
from claudelint.fixing.rewrites.limiting import is_semaphore
from claudelint.fixing.rewrites.signature import passed_on
from claudelint.fixing.rewrites.statement import PlacedCall, keyword_of

# defaults that are the same wherever they are worked out
_CONSTANT = cst.SimpleString | cst.Integer | cst.Float | cst.Name | cst.Attribute | cst.UnaryOperation


@dataclass(frozen=True)
class Function:
    """A function with one request directly in its body; `asking` is that request.

    `limiter` is the `with` of a semaphore around the request and all that follows, where there is one; `guard` is the
    `try` around the request, where there is one.
    """

    asking: Asking
    node: cst.FunctionDef
    placed: PlacedCall
    before: tuple[cst.BaseStatement, ...]
    after: tuple[cst.BaseStatement, ...]
    limiter: cst.With | None = None
    guard: Guard | None = None

    @classmethod
    def of(cls, asking: Asking) -> Function:
        """The function around a request; raises Refused where it cannot be taken apart."""
        context = asking.context
        node = next(
            (one for one in context.ancestors(asking.call) if isinstance(one, cst.FunctionDef | cst.Lambda)),
            None,
        )
        if not isinstance(node, cst.FunctionDef):
            raise Refused("the request stands in a lambda")
        if not isinstance(node.body, cst.IndentedBlock):
            raise Refused("the function that sends it is written on one line")
        if node.asynchronous is not None and not asking.is_async:
            raise Refused("the function that sends it is asynchronous and the client is not")
        _check_signature(context, node)
        placed = PlacedCall.at(context, asking.call, asking.is_async)
        limiter = _limiter(context, placed, node)
        guard = Guard.of(context, placed, node, asking.sdk.unanswered_errors)
        if limiter is None and guard is None and context.parents[id(placed.line)] is not node.body:
            around = next(
                one for one in context.ancestors(placed.line) if isinstance(one, cst.BaseCompoundStatement)
            )
            raise Refused(f"the request stands in a `{keyword_of(around)}` of the function that sends it")
        body = tuple(node.body.body)
        if limiter is not None:
            body = (*body[:-1], *(one for one in limiter.body.body if isinstance(one, cst.BaseStatement)))
        if guard is not None:
            place = [id(line) for line in body].index(id(guard.node))
            body = (*body[:place], *placed.block, *body[place + 1 :])
        index = [id(line) for line in body].index(id(placed.line))
        first = 1 if node.get_docstring() is not None else 0
        return cls(asking, node, placed, body[first:index], body[index + 1 :], limiter, guard)

    @property
    def context(self) -> RewriteContext:
        return self.asking.context

    @property
    def name(self) -> str:
        return self.node.name.value

    @property
    def is_method(self) -> bool:
        """Whether it stands in a class."""
        return self._class is not None

    @property
    def has_self(self) -> bool:
        """Whether its first parameter is the object, or the class."""
        return self.is_method and not m.findall(self.node, m.Decorator(decorator=m.Name("staticmethod")))

    @property
    def _class(self) -> cst.ClassDef | None:
        around = self.context.parents.get(id(self.context.parents[id(self.node)]))
        return around if isinstance(around, cst.ClassDef) else None

    @property
    def owner(self) -> str:
        """What it calls others of its class on, with a dot; "" where it stands in none."""
        if self._class is None:
            return ""
        return f"{self.self_name}." if self.has_self else f"{self._class.name.value}."

    @property
    def parameters(self) -> tuple[cst.Param, ...]:
        """The parameters without that of a method's object: by position, then by keyword only."""
        every = (*self.node.params.params, *self.node.params.kwonly_params)
        return every[1:] if self.has_self else every

    @property
    def self_name(self) -> str:
        """What a method calls its object; empty for other functions."""
        return self.node.params.params[0].name.value if self.has_self else ""

    @property
    def later(self) -> tuple[cst.CSTNode, ...]:
        """The code that runs once the answer is there, with a mere name in the place of the message."""
        line = self.placed.line.deep_replace(self.placed.core, cst.Name("_"))
        assert isinstance(line, cst.SimpleStatementLine)
        return (line, *self.after, *([] if self.guard is None else self.guard.nodes))

    @property
    def local(self) -> set[str]:
        """The names that are its own: parameters, and what it gives a value."""
        names = {parameter.name.value for parameter in self.parameters}
        return names | effects.bound_names([*self.before, *self.later])

    @property
    def read_later(self) -> tuple[cst.Param, ...]:
        """The parameters that are needed once the answer is there."""
        used = {name for node in self.later for name in names_in(node)}
        return tuple(parameter for parameter in self.parameters if parameter.name.value in used)

    def check(self, fresh: set[str]) -> None:
        """Raise Refused where its halves cannot be run one after the other; `fresh` parameters differ in each turn."""
        client = effects.path_of(receiver(self.asking.call).value)
        if not client or client[0] in effects.bound_names(self.before):
            raise Refused("the client is made anew for every request")
        for nodes, where in ((self.before, "before"), (self.later, "after")):
            leaving = effects.leaves_loop(nodes, may_return=where == "after")
            if leaving:
                raise Refused(f"there is `{leaving}` {where} the request in the function that sends it")
        if m.findall(self.node, m.Global() | m.Nonlocal()):
            raise Refused("the function that sends it changes names of others")
        if not isinstance(self.placed.statement, cst.Assign | cst.AnnAssign | cst.Expr | cst.Return):
            raise Refused("the answer is neither assigned nor returned nor handed on")
        if isinstance(self.placed.statement, cst.Expr) and self.placed.statement.value is self.placed.core:
            raise Refused("the function that sends it does not read the answer")
        halves.check_always_made(
            self.context, self.asking.call, self.placed.statement, "call of the function"
        )
        halves.check_only_request(self.asking, (*self.before, *self.later))
        needed = {name for node in self.later for name in names_in(node)} & effects.bound_names(self.before)
        needed -= effects.counted_names(self.later)
        if needed:
            raise Refused(f"what comes after the request needs `{min(needed)}` from before it")
        if m.findall(self.node, m.Name(self.name)) and len(m.findall(self.node, m.Name(self.name))) > 1:
            raise Refused("the function that sends it calls itself")
        if not self.taken_apart:
            self.asking.check()
            self._check_guard()
        before, later = self.halves
        own = effects.bound_names([*before, *later]) - {parameter.name.value for parameter in self.parameters}
        halves.Halves(self.asking, tuple(before), tuple(later), frozenset(own | fresh)).check_independence()

    def _check_guard(self) -> None:
        if self.guard is None:
            return
        within = {id(line) for line in self.placed.block}
        prepared = [line for line in self.before if id(line) in within]
        self.guard.check([*prepared, *(one.value for one in self.asking.call.args)])

    # the names and texts of the parts

    @cached_property
    def params_name(self) -> str:
        """The name of the function that says what to ask."""
        return self.taken_apart[0] if self.taken_apart else _free(self.context, f"{self.name}_params")

    @cached_property
    def answer_name(self) -> str:
        """The name of the function that reads the answer; empty where the answer is returned as it is."""
        if self.taken_apart:
            return self.taken_apart[1]
        return "" if self._returns_message else _free(self.context, f"{self.name}_answer")

    @cached_property
    def taken_apart(self) -> tuple[str, str] | None:
        """The names of its parts, where it is what is left of a function that has been taken apart before."""
        context, call = self.context, self.asking.call
        if self.guard is not None:
            return self._guarded_parts
        owner = self.owner
        asked = ", ".join(passed_on(one, one in self.node.params.kwonly_params) for one in self.parameters)
        written = re.fullmatch(
            rf"\*\*{re.escape(owner)}(\w+)\({re.escape(asked)}\)",
            ", ".join(context.text[slice(*context.places.of(one))] for one in call.args),
        )
        if written is None or self.before:
            return None
        if self._returns_message:
            return written[1], ""
        message, last = self.assigned, self.after[0] if len(self.after) == 1 else None
        if (
            not message
            or last is None
            or not m.matches(last, m.SimpleStatementLine(body=[m.Return(value=m.Call())]))
        ):
            return None
        given = "".join(f", {one.name.value}" for one in self.read_later)
        read = re.fullmatch(
            rf"return {re.escape(owner)}(\w+)\({re.escape(message + given)}\)",
            context.text[self.placed.span[1] : self.end].strip(),
        )
        return None if read is None else (written[1], read[1])

    @property
    def _guarded_parts(self) -> tuple[str, str] | None:
        """The same where the request stands in a `try`."""
        context, first = self.context, self.before[0] if len(self.before) == 1 else None
        if not isinstance(first, cst.SimpleStatementLine):
            return None
        owner = re.escape(self.owner)
        keywords = self.node.params.kwonly_params
        asked = re.escape(", ".join(passed_on(one, one in keywords) for one in self.parameters))
        given = re.escape("".join(f", {one.name.value}" for one in self.read_later))
        create = re.escape(context.slice(self.asking.call.func))
        written = re.fullmatch(
            rf"(\w+) = {owner}(\w+)\({asked}\)\s+try:\s+(\w+) = (?:await )?{create}\(\*\*\1\)"
            rf"\s+except .+ as (\w+):\s+return {owner}(\w+)\(\4{given}\)\s+return {owner}\5\(\3{given}\)",
            context.text[context.places.of(first.body[0])[0] : self.end],
        )
        return None if written is None else (written[2], written[5])

    @property
    def message(self) -> str:
        """What the message is called."""
        return self.assigned or self.context.fresh(self.asking.call, "message", "answered")

    @property
    def assigned(self) -> str:
        """The name that the request's statement gives the message, and nothing else; else empty."""
        statement = self.placed.statement
        if isinstance(statement, cst.AnnAssign):
            targets: list[cst.CSTNode] = [statement.target]
        else:
            targets = [one.target for one in statement.targets] if isinstance(statement, cst.Assign) else []
        is_whole = getattr(statement, "value", None) is self.placed.core
        return targets[0].value if is_whole and len(targets) == 1 and isinstance(targets[0], cst.Name) else ""

    @property
    def _returns_message(self) -> bool:
        if self.guard is not None:
            return False
        statement = self.placed.statement
        if isinstance(statement, cst.Return):
            return statement.value is self.placed.core
        return (
            bool(self.assigned)
            and len(self.after) == 1
            and m.matches(self.after[0], m.SimpleStatementLine(body=[m.Return(value=m.Name(self.assigned))]))
        )

    @property
    def halves(self) -> tuple[list[cst.CSTNode], list[cst.CSTNode]]:
        """The code that makes the request, and the code that reads the answer, wherever it stands."""
        if not self.taken_apart:
            arguments = [argument.value for argument in self.asking.call.args]
            return [*self.before, *arguments], list(self.later)
        names = m.OneOf(*(m.Name(name) for name in self.taken_apart if name))
        found: dict[str, list[cst.CSTNode]] = {name: [] for name in self.taken_apart}
        for one in m.findall(self.context.tree, m.FunctionDef(name=names)):
            if isinstance(one, cst.FunctionDef):
                found[one.name.value].append(one.body)
        return found[self.taken_apart[0]], found[self.taken_apart[1]]

    @property
    def end(self) -> int:
        """Where the last statement of it ends."""
        last: cst.CSTNode = (self.placed.line, *self.after)[-1]
        if self.guard is not None:
            last = self.node.body.body[-1]
        if isinstance(last, cst.SimpleStatementLine):
            last = last.body[-1]
        return self.context.places.of(last)[1]


def _limiter(context: RewriteContext, placed: PlacedCall, node: cst.FunctionDef) -> cst.With | None:
    """The `with` of a semaphore that the request stands in directly, and that ends the function."""
    block = context.parents[id(placed.line)]
    around = context.parents.get(id(block))
    is_last = (
        isinstance(around, cst.With) and isinstance(block, cst.IndentedBlock) and around is node.body.body[-1]
    )
    return around if isinstance(around, cst.With) and is_last and is_semaphore(context, around) else None


def _check_signature(context: RewriteContext, node: cst.FunctionDef) -> None:
    """Raise Refused where a function cannot be called in parts with the arguments of one call."""
    outer = context.parents[id(node)]
    around = outer if isinstance(outer, cst.Module) else context.parents[id(outer)]
    if not isinstance(around, cst.Module | cst.ClassDef):
        raise Refused("the function that sends it is made anew, or only sometimes")
    kinds = [one.decorator.value for one in node.decorators if isinstance(one.decorator, cst.Name)]
    is_kind = isinstance(around, cst.ClassDef) and kinds in (["staticmethod"], ["classmethod"])
    if node.decorators and (not is_kind or len(node.decorators) > 1):
        raise Refused("the function that sends it is decorated")
    is_static = kinds == ["staticmethod"]
    if is_static and not isinstance(context.parents[id(around)], cst.Module):
        raise Refused("the class of the function that sends it stands within something else")
    params = node.params
    if params.star_kwarg is not None or isinstance(params.star_arg, cst.Param) or params.posonly_params:
        raise Refused("the function that sends it takes any arguments")
    if isinstance(around, cst.ClassDef) and not is_static and not params.params:
        raise Refused("the method that sends it has no `self`")
    for parameter in (*params.params, *params.kwonly_params):
        if parameter.default is not None and not isinstance(parameter.default, _CONSTANT):
            raise Refused(f"the default of `{parameter.name.value}` would be worked out twice")
    same = [
        one
        for one in effects.of_kinds(context.tree, cst.FunctionDef)
        if isinstance(one, cst.FunctionDef) and one.name.value == node.name.value
    ]
    in_classes = [isinstance(context.parents.get(id(context.parents[id(one)])), cst.ClassDef) for one in same]
    is_rebound = not isinstance(around, cst.ClassDef) and effects.values_of(context.tree, node.name.value)
    if in_classes.count(isinstance(around, cst.ClassDef)) > 1 or is_rebound:
        raise Refused(f"`{node.name.value}` stands for something else, too")


def _free(context: RewriteContext, name: str) -> str:
    """A name that stands nowhere in the file."""
    numbered = (f"{name}_{number}" for number in range(2, 1000))
    return next(one for one in (name, *numbered) if not re.search(rf"\b{one}\b", context.text))
