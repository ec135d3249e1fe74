"""What a round asks for by calling a function, of the same file or another, which sends the request."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.editing import indent_at
from claudelint.findings import Edit
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.asking import Asking
from claudelint.fixing.rewrites.context import Refused, RewriteContext, receiver
from claudelint.fixing.rewrites.function import Function
from claudelint.fixing.rewrites.parts import edits_of
from claudelint.fixing.rewrites.reach import Reach
from claudelint.fixing.rewrites.statement import shifted


@dataclass(frozen=True)
class Given:
    """What a parameter is given: the text of it, and the node where there is one."""

    parameter: str
    text: str
    by_keyword: bool
    node: cst.BaseExpression | None = None


@dataclass(frozen=True)
class ThroughFunction(Asking):
    """The call of a function that sends the request; `owner` is what a method is called on, with a dot.

    `reach` says how the code here has the names of the function's file, `names` are those that every round gives a
    value of its own. `written` is what the call's parentheses hold.
    """

    function: Function
    reach: Reach
    owner: str
    given: tuple[Given, ...]
    written: str
    names: frozenset[str]

    @classmethod
    def of_call(
        cls,
        context: RewriteContext,
        request: Asking,
        call: cst.Call,
        names: frozenset[str],
        modules: frozenset[str],
        is_submitted: bool = False,
    ) -> ThroughFunction:
        """What a call in a round asks for; raises Refused where it does not simply call the function.

        Where `is_submitted`, the call is given the function first, and then what that is given.
        """
        function = Function.of(request)
        called = call.args[0].value if is_submitted else call.func
        reach = Reach.of(context, function, called, modules)
        free = [parameter.name.value for parameter in function.node.params.params][function.has_self :]
        given = []
        for place, argument in enumerate(call.args[is_submitted:]):
            if argument.star or (argument.keyword is None and place >= len(free)):
                raise Refused("the arguments of the function are not written one by one")
            name = free[place] if argument.keyword is None else argument.keyword.value
            text = context.slice(argument.value)
            given.append(Given(name, text, argument.keyword is not None, argument.value))
        spans = context.spans(call)
        begin = spans.open_end
        if is_submitted:
            begin = spans.arguments[1].start if len(call.args) > 1 else spans.close_start
        written = context.text[begin : spans.close_start]
        is_async, marks = request.is_async, request.marks_system
        owner = owner_of(called, function)
        return cls(
            context, call, is_async, marks, request.sdk, function, reach, owner, tuple(given), written, names
        )

    @property
    def messages(self) -> effects.Path:
        """The client's `messages` as the loop has them."""
        path = effects.path_of(receiver(self.function.asking.call).value)
        if not path:
            raise Refused("the client is made anew for every request")
        if self.function.is_method and path[0] == self.function.self_name:
            return (*self.owner.rstrip(".").split("."), *path[1:])
        parameters = {parameter.name.value for parameter in self.function.parameters}
        if path[0] in parameters:
            given = next((one for one in self.given if one.parameter == path[0]), None)
            client = effects.path_of(given.node) if given is not None and given.node is not None else ()
            if not client:
                raise Refused("the client is made anew for every request")
            return (*client, *path[1:])
        if path[0] in self.function.local:
            raise Refused("the client is made anew for every request")
        return (*self._named(path[0]), *path[1:])

    def _named(self, name: str) -> effects.Path:
        """A name of the function's file as the loop has it; raises Refused where that is hidden from it."""
        written = tuple(self.reach.written(name).split("."))
        if written[0] in _names_around(self.context, self.call):
            raise Refused(f"`{written[0]}` stands for something else around the loop")
        return written

    @property
    def reads(self) -> set[effects.Path]:
        """What goes into the request, from the round and from elsewhere."""
        given = [one.node for one in self.given if one.node is not None]
        mapped = {(one.text,) for one in self.given if one.node is None}
        return (
            effects.read_paths(given) | mapped | self._seen_here(effects.read_paths(self.function.halves[0]))
        )

    @property
    def changes(self) -> set[effects.Path]:
        """What the function changes once the answer is there."""
        return self._seen_here(effects.changed_paths(self.function.halves[1]))

    def _seen_here(self, paths: set[effects.Path]) -> set[effects.Path]:
        """Paths of the function as the loop has them, without what is local to it."""
        own = self.function.self_name
        owner = tuple(self.owner.rstrip(".").split("."))
        local = self.function.local
        found = {(*owner, *path[1:]) for path in paths if own and path[0] == own}
        others = [path for path in paths if path[0] not in local | {own}]
        return found | {seen for path in others for seen in self.reach.seen(path)}

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The function in parts, and the import of what the loop needs of its file."""
        function = self.function
        parts = () if function.is_method else (function.params_name, function.answer_name)
        client = effects.path_of(receiver(function.asking.call).value)[0]
        of_file = [] if client in function.local | {function.self_name} else [client]
        return (*edits_of(function), *self.reach.edits([name for name in (*parts, *of_file) if name]))

    @property
    def takes_failures(self) -> bool:
        """Whether the function handles what its request raises."""
        return self.function.guard is not None

    def check(self) -> None:
        """Raise Refused where the function cannot be taken apart, or called in parts."""
        fresh = {one.parameter for one in self.given if self._is_fresh(one)}
        self.function.check(fresh)
        later = {parameter.name.value for parameter in self.function.read_later}
        working = m.Call() | m.Await() | m.NamedExpr() | m.Yield() | m.BaseComp()
        for one in self.given:
            if one.node is not None and one.parameter in later and m.findall(one.node, working):
                raise Refused(f"what `{one.parameter}` is given would be worked out twice")

    def _is_fresh(self, given: Given) -> bool:
        """Whether a parameter is given something else in each round."""
        if given.node is None:
            return True
        path = effects.path_of(given.node)
        return not path or path[0] in self.names

    def params(self, indent: str) -> str:
        """A call of the function that says what to ask."""
        old = indent_at(self.context.text, self.context.places.of(self.call)[0])
        return f"{self._part(self.function.params_name)}({shifted(self.written, old, indent)})"

    def answer(self, message: str) -> str:
        """A call of the function that reads the answer, where there is one."""
        if not self.function.answer_name:
            return message
        later = [parameter.name.value for parameter in self.function.read_later]
        more, by_keyword = "", False
        for name in later:
            given = next((one for one in self.given if one.parameter == name), None)
            by_keyword = by_keyword or given is None or given.by_keyword
            if given is not None:
                more += f", {name}={given.text}" if by_keyword else f", {given.text}"
        return f"{self._part(self.function.answer_name)}({message}{more})"

    def _part(self, name: str) -> str:
        """A part of the function as the loop calls it."""
        return self.owner + name if self.function.is_method else self.reach.written(name)


def owner_of(called: cst.BaseExpression, function: Function) -> str:
    """What a method is called on, with a dot; "" for other functions."""
    return "".join(f"{name}." for name in effects.path_of(called)[:-1]) if function.is_method else ""


def _names_around(context: RewriteContext, call: cst.Call) -> set[str]:
    """The names of the functions around a call."""
    names: set[str] = set()
    for node in context.ancestors(call):
        if isinstance(node, cst.FunctionDef):
            every = (*node.params.params, *node.params.kwonly_params, *node.params.posonly_params)
            names |= {parameter.name.value for parameter in every}
            names |= effects.bound_names(node.body.body)
    return names
