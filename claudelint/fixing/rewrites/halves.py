"""The two halves of a round: whether all requests can be made before the first answer is read."""

from __future__ import annotations

import builtins
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.asking import Asking
from claudelint.fixing.rewrites.context import Refused, RewriteContext, is_run_once, names_in


@dataclass(frozen=True)
class Halves:
    """What runs in a round until its request is made, and what runs once the answer is there.

    `own` are the names that every round gives a value of its own, `items` is what is run over, if anything is.
    """

    asking: Asking
    before: tuple[cst.CSTNode, ...]
    later: tuple[cst.CSTNode, ...]
    own: frozenset[str]
    items: cst.BaseExpression | None = None
    target: cst.BaseAssignTargetExpression | None = None

    def check(self, may_leave: bool = False) -> None:
        """Raise Refused where the halves of all rounds cannot be run one after the other.

        What comes later may leave the loop where all requests are sent before it runs.
        """
        self._check_flow(may_leave)
        self.asking.check()
        self.check_independence()

    def _check_flow(self, may_leave: bool) -> None:
        check_function(self.asking)
        check_handlers(self.asking)
        leaving = effects.leaves_loop(
            [*self.before, *(() if may_leave else self.later)], may_await=self.asking.is_async
        )
        if leaving:
            raise Refused(f"there is {'an' if leaving == 'await' else 'a'} {leaving} in the loop")
        check_only_request(self.asking, (*self.before, *self.later))

    def check_independence(self) -> None:
        """Raise Refused where what an answer changes is read before the next request."""
        messages = self.asking.messages
        bound = effects.assigned_paths([*self.before, *self.later])
        bound |= {(name,) for name in effects.target_names(self.target)} if self.target else set()
        if effects.meet({messages}, (), bound):
            raise Refused("the client is not the same in every round of the loop")
        asked, later, own = self.asking.reads, self.later, self.own
        self._check_sharing(asked)
        read = effects.read_paths(self.before)
        changed = {path for path in effects.changed_paths(later) if path[0] not in own} | self.asking.changes
        handed = {path for path in effects.handed_names(later) if path[0] not in own}
        assigned = {path for path in effects.assigned_paths(later) if path[0] not in own}
        met = effects.meet(read | asked, changed, assigned) or effects.meet(read, handed)
        if met:
            raise Refused(f"`{'.'.join(met)}` goes from one round of the loop to the next")
        grown = effects.grown_paths([*self.before, *later])
        if self.items is not None and effects.meet({effects.path_of(self.items)} - {()}, grown):
            raise Refused("the loop changes what it runs over")

    def _check_sharing(self, asked: set[effects.Path]) -> None:
        """What one round puts into its request must not be changed by the rounds after it."""
        tree = self.asking.context.tree
        for path in sorted(effects.mutated_paths(self.before)):
            values = effects.values_of(tree, path[0]) if path[0] in self.own else []
            is_borrowed = any(isinstance(value, cst.Name | cst.Attribute) for value in values)
            if (path[0] not in self.own or is_borrowed) and effects.meet(asked, {path}, {path}):
                raise Refused(f"the requests share `{'.'.join(path)}`, which every round of the loop changes")


def check_function(asking: Asking) -> None:
    """Raise Refused where a sync client is used in an async function, or an async one outside of one."""
    around = [
        node
        for node in asking.context.ancestors(asking.call)
        if isinstance(node, cst.FunctionDef | cst.Lambda)
    ]
    is_async = bool(around) and isinstance(around[0], cst.FunctionDef) and around[0].asynchronous is not None
    if is_async and not asking.is_async:
        raise Refused("the function is asynchronous and the client is not")
    if asking.is_async and not is_async:
        raise Refused("the function is not asynchronous")


def check_handlers(asking: Asking) -> None:
    """Raise Refused where a `try` around the loop handles errors of the SDK: of a batch, the items have them."""
    child: cst.CSTNode = asking.call
    for node in asking.context.ancestors(asking.call):
        if isinstance(node, cst.FunctionDef | cst.Lambda):
            return
        if isinstance(node, cst.Try | cst.TryStar) and node.body is child:
            caught = (handler.type for handler in node.handlers if handler.type is not None)
            if any(not hasattr(builtins, name) for one in caught for name in names_in(one)):
                raise Refused("the errors of the requests are handled around the loop")
        child = node


def check_only_request(asking: Asking, nodes: tuple[cst.CSTNode, ...]) -> None:
    """Raise Refused where the rest of a round sends a request, too."""
    method = m.OneOf(*(m.Name(name) for name in sorted(asking.sdk.sending_methods)))
    messages = m.Name("messages") | m.Attribute(attr=m.Name("messages"))
    if any(m.findall(node, m.Call(func=m.Attribute(value=messages, attr=method))) for node in nodes):
        raise Refused("there is more than one request in the loop")


def check_always_made(
    context: RewriteContext, node: cst.CSTNode, within: cst.CSTNode, whole: str = "round of the loop"
) -> None:
    """Raise Refused where an expression is worked out not at all, or more than once, in what it stands in."""
    child = node
    for around in context.ancestors(node):
        if around is within:
            return
        if isinstance(around, cst.CompFor):
            # looked at together with its comprehension
            continue
        is_sometimes = isinstance(around, cst.Lambda | cst.IfExp | cst.BooleanOperation | cst.NamedExpr)
        if is_sometimes or (isinstance(around, cst.BaseComp) and not is_run_once(around, child)):
            raise Refused(f"the call is not made in every {whole}")
        child = around


def own_index(items: cst.BaseExpression, target: cst.CSTNode, body: tuple[cst.CSTNode, ...]) -> str | None:
    """The index that a loop counts already with `for index, item in enumerate(items)`."""
    if not m.matches(items, m.Call(func=m.Name("enumerate"), args=[m.Arg(keyword=None, star="")])):
        return None
    if not isinstance(target, cst.Tuple) or len(target.elements) != 2:
        return None
    first = target.elements[0].value
    if not isinstance(first, cst.Name) or first.value in effects.bound_names(body):
        return None
    return first.value


def is_steady(context: RewriteContext, items: cst.BaseExpression, body: tuple[cst.CSTNode, ...]) -> bool:
    """Whether running twice over an iterable, as it is written, gives the same items."""
    if m.matches(items, m.Call(func=m.Name("range"))):
        return True
    if not isinstance(items, cst.Name):
        return False
    if effects.meet({(items.value,)}, effects.changed_paths(body)):
        return False
    values = effects.values_of(context.tree, items.value)
    return bool(values) and all(value is not None and _is_collection(value) for value in values)


def listed(context: RewriteContext, items: cst.BaseExpression) -> str:
    """The text of a list, or tuple, of what an iterable gives."""
    text = context.slice(items)
    return text if isinstance(items, cst.List | cst.Tuple) else f"list({text})"


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
