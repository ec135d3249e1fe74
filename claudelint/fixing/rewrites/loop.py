"""A `for` loop with a call in its body that sends a request: what comes before its statement, and after."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.editing import line_start
from claudelint.findings import Plan
from claudelint.fixing.rewrites import effects, halves
from claudelint.fixing.rewrites.asking import Asking
from claudelint.fixing.rewrites.context import Refused, RewriteContext, names_in
from claudelint.fixing.rewrites.statement import PlacedCall, keyword_of, own_node


@dataclass(frozen=True)
class Loop:
    """A `for` loop with a call in its body that sends a request.

    `before` is what runs in a round until then, with the conditions of those `if` that the call stands in, where
    they end the round.
    """

    asking: Asking
    placed: PlacedCall
    node: cst.For
    before: tuple[cst.BaseStatement | cst.BaseExpression, ...]
    after: tuple[cst.BaseStatement, ...]

    @classmethod
    def of(cls, asking: Asking, plan: Plan) -> Loop:
        """The loop around a call; raises Refused where it does not stand directly in the loop of the plan."""
        context = asking.context
        placed = PlacedCall.at(context, asking.call, asking.is_async)
        block = context.parents[id(placed.line)]
        node = context.parents.get(id(block))
        before: tuple[cst.BaseStatement | cst.BaseExpression, ...]
        before, after = _around(block, placed.line)
        while isinstance(node, cst.If) and node.body is block:
            outer = context.parents[id(node)]
            above, below = ((), (node,)) if isinstance(outer, cst.If) else _around(outer, node)
            if node.orelse is not None or below:
                raise Refused(
                    "the call stands in an `if` that does not end the round of the loop, or has an `else`"
                )
            before, block = (*above, node.test, *before), outer
            node = context.parents.get(id(block))
        if (
            not isinstance(node, cst.For)
            or not isinstance(block, cst.IndentedBlock)
            or node.body is not block
        ):
            raise Refused(f"the call does not stand directly in the loop{_within(node)}")
        if plan.detail("loop_start") not in (None, context.places.of(node)[0]):
            raise Refused("the call belongs to another loop")
        return cls(asking, placed, node, before, after)

    @property
    def inner(self) -> str:
        """The indentation of the loop's body."""
        text, places = self.context.text, self.context.places
        first = self.node.body.body[0]
        start = places.of(own_node(first) if isinstance(first, cst.BaseStatement) else first)[0]
        return text[line_start(text, start) : start]

    @property
    def may_pass_over(self) -> bool:
        """Whether a round may end without a request."""
        return self.inner != self.placed.indent or effects.continues(self.before)

    @property
    def context(self) -> RewriteContext:
        return self.asking.context

    @property
    def start(self) -> int:
        return self.context.places.of(self.node)[0]

    @property
    def end(self) -> int:
        last: cst.CSTNode = (self.placed.line, *self.after)[-1]
        if isinstance(last, cst.SimpleStatementLine):
            last = last.body[-1]
        return self.context.places.of(last)[1]

    @property
    def outer(self) -> str:
        """The indentation of the loop."""
        return self.context.text[line_start(self.context.text, self.start) : self.start]

    @property
    def later(self) -> tuple[cst.CSTNode, ...]:
        """The code that runs once the answer is there, with a mere name in the place of the message."""
        given = cst.parse_expression(self.asking.answer("_"))
        line = self.placed.line.deep_replace(self.placed.core, given)
        assert isinstance(line, cst.SimpleStatementLine)
        return (line, *self.after)

    @property
    def carried(self) -> list[str]:
        """The names bound before the request is sent that are used once the answer is there."""
        used = {name for node in self.later for name in names_in(node)}
        return sorted(effects.bound_names(self.before) & used)

    @property
    def own(self) -> frozenset[str]:
        """The names that every round of the loop gives a value before the request is sent."""
        plain = [
            line
            for line in self.before
            if isinstance(line, cst.SimpleStatementLine | cst.With) and not m.findall(line, m.AugAssign())
        ]
        return frozenset(effects.bound_names(plain) | set(effects.target_names(self.node.target)))

    @property
    def index(self) -> str | None:
        """The index that it counts already."""
        return halves.own_index(self.node.iter, self.node.target, (*self.before, *self.later))

    @property
    def items(self) -> cst.BaseExpression:
        """What it runs over, without an `enumerate` around it."""
        items = self.node.iter
        return items.args[0].value if self.index is not None and isinstance(items, cst.Call) else items

    def check(self) -> None:
        """Raise Refused where the halves of the loop cannot be run one after the other."""
        if self.node.asynchronous is not None:
            raise Refused("the loop is asynchronous")
        if self.node.orelse is not None:
            raise Refused("the loop has an else")
        if not isinstance(self.placed.statement, cst.Assign | cst.AnnAssign | cst.AugAssign | cst.Expr):
            raise Refused("the answer is neither assigned nor handed on")
        halves.check_always_made(self.context, self.asking.call, self.placed.statement)
        halves.Halves(
            self.asking, self.before, self.later, self.own, self.node.iter, self.node.target
        ).check()


def _around(
    block: cst.CSTNode, line: cst.BaseStatement
) -> tuple[tuple[cst.BaseStatement, ...], tuple[cst.BaseStatement, ...]]:
    """What stands before a statement in its block, and after; raises Refused where it stands in none."""
    if not isinstance(block, cst.IndentedBlock | cst.Module):
        raise Refused("the call does not stand directly in the loop")
    index = [id(one) for one in block.body].index(id(line))
    lines = [one for one in block.body if isinstance(one, cst.BaseStatement)]
    return tuple(lines[:index]), tuple(lines[index + 1 :])


def _within(node: cst.CSTNode | None) -> str:
    """The words for a statement that a call stands in."""
    return f", but in a `{keyword_of(node)}`" if isinstance(node, cst.BaseCompoundStatement) else ""
