"""A loop with a request in it, and whether its requests can all be made before the first answer is read."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.editing import line_start
from claudelint.findings import Plan
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.context import Refused, RewriteContext, is_run_once, names_in
from claudelint.fixing.rewrites.statement import ABSENT, Request

# what may stand in the `params` of a batch's request
_PARAMETERS = {
    *("max_tokens", "messages", "model", "cache_control", "container", "inference_geo", "metadata"),
    *("output_config", "service_tier", "stop_sequences", "system", "thinking", "tool_choice", "tools"),
    *("temperature", "top_k", "top_p"),
}


@dataclass(frozen=True)
class Loop:
    """A `for` loop with a request in its body: what comes before the request's statement, and after."""

    request: Request
    node: cst.For
    before: tuple[cst.BaseStatement, ...]
    after: tuple[cst.BaseStatement, ...]
    # whether the system prompt, the same for all, is marked for the cache
    marks_system: bool

    @classmethod
    def of(cls, request: Request, plan: Plan) -> Loop:
        context = request.context
        block = context.parents[id(request.line)]
        node = context.parents.get(id(block))
        if (
            not isinstance(node, cst.For)
            or not isinstance(block, cst.IndentedBlock)
            or node.body is not block
        ):
            raise Refused("the call does not stand directly in the loop")
        if plan.detail("loop_start") not in (None, context.places.of(node)[0]):
            raise Refused("the call belongs to another loop")
        index = [id(line) for line in block.body].index(id(request.line))
        before, after = tuple(block.body[:index]), tuple(block.body[index + 1 :])
        return cls(request, node, before, after, plan.detail("marks_system") is True)

    @property
    def context(self) -> RewriteContext:
        return self.request.context

    @property
    def start(self) -> int:
        return self.context.places.of(self.node)[0]

    @property
    def end(self) -> int:
        last: cst.CSTNode = (*self.before, self.request.line, *self.after)[-1]
        if isinstance(last, cst.SimpleStatementLine):
            last = last.body[-1]
        return self.context.places.of(last)[1]

    @property
    def outer(self) -> str:
        """The indentation of the loop."""
        return self.context.text[line_start(self.context.text, self.start) : self.start]

    @property
    def later(self) -> tuple[cst.CSTNode, ...]:
        """The code that runs once the answer is there, with a mere name in the place of the call."""
        line = self.request.line.deep_replace(self.request.call, cst.Name("_"))
        assert isinstance(line, cst.SimpleStatementLine)
        return (line, *self.after)

    @property
    def carried(self) -> list[str]:
        """The names bound before the request is sent that are used once the answer is there."""
        used = {name for node in self.later for name in names_in(node)}
        return sorted(effects.bound_names(self.before) & used)

    @property
    def own(self) -> set[str]:
        """The names that every round of the loop gives a value before the request is sent."""
        plain = [
            line
            for line in self.before
            if isinstance(line, cst.SimpleStatementLine | cst.With) and not m.findall(line, m.AugAssign())
        ]
        return effects.bound_names(plain) | set(effects.target_names(self.node.target))

    def check(self) -> None:
        """Raise Refused where the halves of the loop cannot be run one after the other."""
        self._check_flow()
        self._check_evaluated_once()
        self._check_arguments()
        self._check_independence()

    def _check_flow(self) -> None:
        functions = [node for node in self.context.ancestors(self.node) if isinstance(node, cst.FunctionDef)]
        if self.node.asynchronous is not None or (functions and functions[0].asynchronous is not None):
            raise Refused("the function is asynchronous")
        if self.node.orelse is not None:
            raise Refused("the loop has an else")
        leaving = effects.leaves_loop([*self.before, *self.later])
        if leaving:
            raise Refused(f"there is a {leaving} in the loop")
        if any(
            _is_request(call) for node in (*self.before, *self.later) for call in m.findall(node, m.Call())
        ):
            raise Refused("there is more than one request in the loop")

    def _check_evaluated_once(self) -> None:
        if not isinstance(self.request.statement, cst.Assign | cst.AnnAssign | cst.AugAssign | cst.Expr):
            raise Refused("the answer is neither assigned nor handed on")
        child: cst.CSTNode = self.request.call
        for node in self.context.ancestors(child):
            if node is self.request.statement:
                return
            if isinstance(node, cst.CompFor):
                # looked at together with its comprehension
                continue
            is_sometimes = isinstance(node, cst.Lambda | cst.IfExp | cst.BooleanOperation | cst.NamedExpr)
            if is_sometimes or (isinstance(node, cst.BaseComp) and not is_run_once(node, child)):
                raise Refused("the call is not made in every round of the loop")
            child = node

    def _check_arguments(self) -> None:
        for argument in self.request.call.args:
            if argument.keyword is None:
                raise Refused("arguments are given by position or by a **")
            name = argument.keyword.value
            value = self.context.slice(argument.value).rpartition(".")[2]
            if name == "stream" and value in ABSENT:
                continue
            if name not in _PARAMETERS or (name, value) == ("max_tokens", "0"):
                raise Refused(f"a request of a batch does not take this `{name}`")
            if any(mentions in ABSENT for mentions in names_in(argument.value) - {"None", "False"}):
                raise Refused(f"`{name}` may be left out, which a batch has no word for")

    def _check_independence(self) -> None:
        """What the answers change must not be read before the next request."""
        method = effects.path_of(self.request.method.value)
        if not method:
            raise Refused("the client is made anew for every request")
        own, later = self.own, self.later
        if effects.meet({method}, (), effects.assigned_paths([self.node, *self.before, *self.after])):
            raise Refused("the client is not the same in every round of the loop")
        asked = effects.read_paths([argument.value for argument in self.request.call.args])
        self._check_sharing(asked, own)
        read = effects.read_paths(self.before)
        changed = {path for path in effects.changed_paths(later) if path[0] not in own}
        handed = {path for path in effects.handed_names(later) if path[0] not in own}
        assigned = {path for path in effects.assigned_paths(later) if path[0] not in own}
        met = effects.meet(read | asked, changed, assigned) or effects.meet(read, handed)
        if met:
            raise Refused(f"`{'.'.join(met)}` goes from one round of the loop to the next")
        grown = effects.grown_paths([*self.before, *later])
        if effects.meet({effects.path_of(self.node.iter)} - {()}, grown):
            raise Refused("the loop changes what it runs over")

    def _check_sharing(self, asked: set[effects.Path], own: set[str]) -> None:
        """What one round puts into its request must not be changed by the rounds after it."""
        mutated = effects.mutated_paths(self.before)
        for path in sorted(mutated):
            values = effects.values_of(self.context.tree, path[0]) if path[0] in own else []
            is_borrowed = any(isinstance(value, cst.Name | cst.Attribute) for value in values)
            if (path[0] not in own or is_borrowed) and effects.meet(asked, {path}, {path}):
                raise Refused(f"the requests share `{'.'.join(path)}`, which every round of the loop changes")


def _is_request(call: cst.CSTNode) -> bool:
    method = m.OneOf(*(m.Name(name) for name in ("create", "stream", "parse", "count_tokens", "tool_runner")))
    return m.matches(call, m.Call(func=m.Attribute(value=m.Name("messages"), attr=method))) or m.matches(
        call, m.Call(func=m.Attribute(value=m.Attribute(attr=m.Name("messages")), attr=method))
    )


def own_index(loop: Loop) -> str | None:
    """The index that the loop counts already with `for index, item in enumerate(items)`."""
    node = loop.node
    if not m.matches(node.iter, m.Call(func=m.Name("enumerate"), args=[m.Arg(keyword=None, star="")])):
        return None
    if not isinstance(node.target, cst.Tuple) or len(node.target.elements) != 2:
        return None
    first = node.target.elements[0].value
    if not isinstance(first, cst.Name) or first.value in effects.bound_names([*loop.before, *loop.later]):
        return None
    return first.value


def is_steady(loop: Loop, items: cst.BaseExpression) -> bool:
    """Whether running twice over an iterable, as it is written, gives the same items."""
    if m.matches(items, m.Call(func=m.Name("range"))):
        return True
    if not isinstance(items, cst.Name):
        return False
    if effects.meet({(items.value,)}, effects.changed_paths([loop.node.body])):
        return False
    values = effects.values_of(loop.context.tree, items.value)
    return bool(values) and all(value is not None and _is_collection(value) for value in values)


def _is_collection(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Call):
        name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        return m.matches(name, m.OneOf(*(m.Name(word) for word in _COLLECTIONS)))
    if isinstance(node, cst.Annotation):
        return bool(names_in(node.annotation) & _COLLECTION_TYPES) and not m.findall(
            node.annotation, m.OneOf(*(m.Name(word) for word in ("Iterable", "Iterator", "Generator")))
        )
    return isinstance(
        node, cst.List | cst.Tuple | cst.Dict | cst.Set | cst.ListComp | cst.DictComp | cst.SetComp
    )


_COLLECTIONS = ("dict", "list", "range", "readlines", "set", "sorted", "split", "splitlines", "tuple")
_COLLECTION_TYPES = {"Collection", "Dict", "List", "Mapping", "Sequence", "Tuple", "dict", "list", "tuple"}
