"""Calls of a function that sends a request, submitted to an executor: the results of its futures are those of a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.findings import Edit, Span
from claudelint.fixing.rewrites import effects, halves
from claudelint.fixing.rewrites.asking import Asking
from claudelint.fixing.rewrites.context import Refused, RewriteContext, count_names, names_in
from claudelint.fixing.rewrites.executor import without_executor
from claudelint.fixing.rewrites.full_names import full_name
from claudelint.fixing.rewrites.hoisted import Names, Place, batch_lines
from claudelint.fixing.rewrites.sending import Sending
from claudelint.fixing.rewrites.statement import suppression_of, without
from claudelint.fixing.rewrites.through_function import ThroughFunction

_AS_COMPLETED = "concurrent.futures.as_completed"


def is_submit(call: cst.Call) -> bool:
    """Whether a call is one of the method of an executor that makes a future."""
    return isinstance(call.func, cst.Attribute) and call.func.attr.value == "submit" and bool(call.args)


def batch_submitted(
    context: RewriteContext, request: Asking, call: cst.Call, modules: frozenset[str]
) -> tuple[Edit, ...]:
    """The requests in a list, one batch of them, and the results of the futures as what is read of its answers."""
    submission = _Submission.of(context, call)
    own = frozenset(effects.target_names(submission.target))
    asking = ThroughFunction.of_call(context, request, call, own, modules, is_submitted=True)
    if asking.is_async:
        raise Refused("an executor does not await the coroutines that it is given")
    halves.Halves(asking, submission.tests, (), own, submission.items, submission.target).check()
    reading = _Reading.of(submission, asking)
    names, sending = submission.names(), Sending.of(asking, call)
    place = Place(context, submission.statement, submission.items, ("", ""))
    lines, imports = batch_lines(sending, names, place, submission.suppression)
    text = context.newline.join(lines)[len(place.outer) :]
    made = context.edit(submission.start, submission.end, text)
    edits = (made, *reading.edits(names))
    return (
        *without_executor(context, call, submission.statement, edits),
        *sending.imports,
        *imports,
        *asking.edits,
    )


@dataclass(frozen=True)
class _Submission:
    """A comprehension, or a loop that appends, that makes futures by the name `futures`.

    `value` is what a dict of them holds for each, `statement` what makes them, from `start` to `end`.
    """

    context: RewriteContext
    futures: str
    node: cst.BaseComp | cst.For
    statement: cst.BaseSmallStatement | cst.For
    start: int
    target: cst.BaseAssignTargetExpression
    items: cst.BaseExpression
    tests: tuple[cst.BaseExpression, ...] = ()
    value: cst.BaseExpression | None = None

    @classmethod
    def of(cls, context: RewriteContext, call: cst.Call) -> _Submission:
        """What makes the futures; raises Refused where they are not simply collected under a name."""
        node = context.parents[id(call)]
        if isinstance(node, cst.Arg):
            return cls._appended(context, node)
        is_list = isinstance(node, cst.ListComp) and node.elt is call
        is_dict = isinstance(node, cst.DictComp) and node.key is call
        assign = context.parents.get(id(node))
        if not isinstance(node, cst.ListComp | cst.DictComp) or not (is_list or is_dict):
            raise Refused("the futures are not simply collected in a list or as the keys of a dict")
        if not isinstance(assign, cst.Assign) or len(assign.targets) != 1:
            raise Refused("the futures are not simply assigned to a name")
        name, clause = assign.targets[0].target, node.for_in
        line = context.parents[id(assign)]
        if (
            not isinstance(name, cst.Name)
            or not isinstance(line, cst.SimpleStatementLine)
            or len(line.body) > 1
        ):
            raise Refused("the futures are not simply assigned to a name")
        if clause.inner_for_in is not None or clause.asynchronous is not None:
            raise Refused("the comprehension has more than one `for`, or is asynchronous")
        tests, value = (
            tuple(one.test for one in clause.ifs),
            node.value if isinstance(node, cst.DictComp) else None,
        )
        start = context.places.of(assign)[0]
        return cls(context, name.value, node, assign, start, clause.target, clause.iter, tests, value)

    @classmethod
    def _appended(cls, context: RewriteContext, argument: cst.Arg) -> _Submission:
        append = context.parents[id(argument)]
        line = context.parents.get(id(context.parents[id(append)]))
        block = context.parents.get(id(line))
        loop = context.parents.get(id(block))
        outer = context.parents.get(id(loop))
        appends = m.Call(
            func=m.Attribute(value=m.Name(), attr=m.Name("append")), args=[m.Arg(star="", keyword=None)]
        )
        if (
            not isinstance(append, cst.Call)
            or not m.matches(append, appends)
            or not isinstance(loop, cst.For)
            or len(loop.body.body) != 1
            or not isinstance(outer, cst.IndentedBlock | cst.Module)
            or loop.orelse is not None
            or loop.asynchronous is not None
        ):
            raise Refused("the loop does more than to append futures to a list")
        futures = effects.path_of(append.func)[0]
        before = outer.body[: [id(one) for one in outer.body].index(id(loop))]
        empty = m.Assign(targets=[m.AssignTarget(target=m.Name(futures))], value=m.List(elements=[]))
        made = before[-1] if before else None
        if not isinstance(made, cst.SimpleStatementLine) or not m.matches(
            made, m.SimpleStatementLine(body=[empty])
        ):
            raise Refused("the list of futures is not made just before the loop")
        start = context.places.of(made.body[0])[0]
        return cls(context, futures, loop, loop, start, loop.target, loop.iter)

    @property
    def end(self) -> int:
        last: cst.CSTNode = self.statement
        if isinstance(last, cst.For):
            last = last.body.body[-1]
        if isinstance(last, cst.SimpleStatementLine):
            last = last.body[0]
        return self.context.places.of(last)[1]

    @property
    def suppression(self) -> str:
        """The suppression behind what makes the futures."""
        statement = self.statement
        return "" if isinstance(statement, cst.For) else suppression_of(self.context, statement)

    def names(self) -> Names:
        """New names, where what the conditions leave out is left out of the inputs."""
        context, target = self.context, self.context.slice(self.target)
        steady = not self.tests and halves.is_steady(context, self.items, ())
        written = context.slice(self.items) if steady else halves.listed(context, self.items)
        if self.tests:
            listed = f"({target})" if isinstance(self.target, cst.Tuple) else target
            tests = "".join(f" if {context.slice(test)}" for test in self.tests)
            written = f"[{listed} for {target} in {context.slice(self.items)}{tests}]"
        return Names.of(context, self.node, self.target, target, written, steady, index=None)


@dataclass(frozen=True)
class _Reading:
    """The only place where the futures are run over, and the one call of `result` of each of them."""

    submission: _Submission
    asking: ThroughFunction
    node: cst.BaseComp | cst.For
    target: cst.Name
    items: cst.BaseExpression
    result: cst.Call
    values: tuple[cst.Subscript, ...]

    @classmethod
    def of(cls, submission: _Submission, asking: ThroughFunction) -> _Reading:
        """Where the results are read; raises Refused where more is asked of the futures than that."""
        context, futures = submission.context, submission.futures
        scope = next(
            (one for one in context.ancestors(submission.statement) if isinstance(one, cst.FunctionDef)),
            context.tree,
        )
        found = [one for one in m.findall(scope, m.For() | m.CompFor()) if _runs_over(context, one, futures)]
        if len(found) != 1 or not isinstance(found[0], cst.For | cst.CompFor):
            raise Refused(f"the results of `{futures}` are not read in one loop")
        clause = found[0]
        node = clause if isinstance(clause, cst.For) else context.parents[id(clause)]
        if isinstance(clause, cst.CompFor) and not isinstance(
            node, cst.ListComp | cst.SetComp | cst.DictComp
        ):
            raise Refused(f"the results of `{futures}` are not simply read one by one")
        if not isinstance(clause.target, cst.Name) or clause.asynchronous is not None:
            raise Refused(f"the results of `{futures}` are not simply read one by one")
        assert isinstance(node, cst.BaseComp | cst.For)
        future = clause.target.value
        results = m.findall(
            node, m.Call(func=m.Attribute(value=m.Name(future), attr=m.Name("result")), args=[])
        )
        key = m.SubscriptElement(slice=m.Index(value=m.Name(future)))
        values = m.findall(node, m.Subscript(value=m.Name(futures), slice=[key])) if submission.value else []
        if len(results) != 1 or not isinstance(results[0], cst.Call):
            raise Refused(f"the result of each of `{futures}` is not read once")
        looked = tuple(one for one in values if isinstance(one, cst.Subscript))
        reading = cls(submission, asking, node, clause.target, clause.iter, results[0], looked)
        reading._check_uses()
        reading._check_given(scope)
        reading._check_flow()
        return reading

    def _check_uses(self) -> None:
        """Raise Refused where futures, or names that now stand for what they were made of, are used otherwise."""
        context, submission, node = self.submission.context, self.submission, self.node
        future, futures = self.target.value, submission.futures
        made = 1 + isinstance(submission.node, cst.For)
        if context.mentions(node, futures) != made + 1 + len(self.values):
            raise Refused(f"`{futures}` is used for more than the results")
        if count_names(node, future) != 2 + len(self.values):
            raise Refused(f"`{future}` is asked for more than its result")
        within = 0 if future not in names_in(submission.node) else count_names(submission.node, future)
        if context.mentions(node, future) != count_names(node, future) + within:
            raise Refused(f"`{future}` is used again after the results are read")
        if submission.value is not None and m.findall(submission.value, m.Call() | m.Await() | m.NamedExpr()):
            raise Refused(f"what `{futures}` holds for each future would be worked out twice")
        renamed = [name for _, name in self._renamings()]
        for name in effects.target_names(submission.target):
            used = count_names(node, name)
            if isinstance(node, cst.For) and name in renamed:
                used = context.mentions(node, name) - used - count_names(submission.node, name)
            elif isinstance(node, cst.For):
                used = context.mentions(node, name) - count_names(submission.node, name)
            if used:
                raise Refused(f"`{name}` stands for something else where the results are read")

    def _check_given(self, scope: cst.CSTNode) -> None:
        """Raise Refused where what the function is given means something else by the time that it is read."""
        context, end = self.submission.context, self.submission.end
        lines = m.findall(scope, m.SimpleStatementLine() | m.For() | m.With())
        after = [line for line in lines if context.places.of(line)[0] >= end]
        given = names_in(cst.parse_expression(self.asking.answer("_")))
        again = given & effects.bound_names(after) - set(effects.target_names(self.submission.target))
        if again:
            raise Refused(f"`{min(again)}` gets another value before the results are read")

    def _check_flow(self) -> None:
        """Raise Refused where not every result is read, or what a request raises is handled there."""
        context = self.submission.context
        child: cst.CSTNode = self.result
        for around in context.ancestors(self.result):
            if around is self.node:
                break
            if isinstance(around, cst.Try) and around.body is child and not self.asking.takes_failures:
                raise Refused("what a request raises is handled where its result is read")
            sometimes = cst.Lambda | cst.IfExp | cst.BooleanOperation | cst.BaseComp | cst.CompIf
            if isinstance(
                around, sometimes | cst.If | cst.For | cst.While | cst.FunctionDef | cst.ExceptHandler
            ):
                raise Refused("not every result is read, or not once")
            child = around
        outside = (one for one in context.ancestors(self.node) if isinstance(one, cst.Try))
        over = {id(one) for one in context.ancestors(self.submission.statement)}
        if any(id(one) not in over for one in outside) and not self.asking.takes_failures:
            raise Refused("what a request raises is handled where its result is read")
        if isinstance(self.node, cst.For):
            leaving = effects.leaves_loop([self.node.body], may_await=True)
            if leaving or effects.continues([self.node.body]):
                raise Refused("not every result is read, or not once")

    def _renamings(self) -> Iterator[tuple[cst.BaseStatement, str]]:
        """The statements that give what a future was made of the name that it has there already."""
        value = self.submission.value
        if not isinstance(self.node, cst.For) or not isinstance(value, cst.Name | cst.Tuple):
            return
        context, first = self.submission.context, self.node.body.body[0]
        if not isinstance(first, cst.SimpleStatementLine) or len(first.body) != 1:
            return
        assign = first.body[0]
        if isinstance(assign, cst.Assign) and any(assign.value is one for one in self.values):
            text = [context.slice(one.target) for one in assign.targets]
            if text == [context.slice(value)] and len(self.node.body.body) > 1:
                for name in effects.target_names(assign.targets[0].target):
                    yield first, name

    def edits(self, names: Names) -> tuple[Edit, ...]:
        """The loop, or the comprehension, over the answers."""
        context, submission = self.submission.context, self.submission
        path, places = context.source.path, context.places
        start = places.of(self.target)[0]
        start = context.text.rindex("for", 0, start)
        edits = [
            Edit(Span(path, start, places.of(self.items)[1]), names.head),
            Edit(Span(path, *places.of(self.result)), self.asking.answer(names.message)),
        ]
        dropped = {id(line): line for line, _ in self._renamings()}
        edits += [without(context, line) for line in dropped.values()]
        for one in self.values:
            line = next(around for around in context.ancestors(one) if isinstance(around, cst.BaseStatement))
            if submission.value is not None and id(line) not in dropped:
                written = context.slice(submission.value)
                written = f"({written})" if isinstance(submission.value, cst.Tuple) else written
                edits.append(Edit(Span(path, *places.of(one)), written))
        return tuple(edits)


def _runs_over(context: RewriteContext, loop: cst.CSTNode, futures: str) -> bool:
    """Whether a loop runs over the futures, in their order or as they are completed."""
    items = loop.iter if isinstance(loop, cst.For | cst.CompFor) else None
    if (
        isinstance(items, cst.Call)
        and full_name(context, items.func) == _AS_COMPLETED
        and len(items.args) == 1
    ):
        items = items.args[0].value
    return items is not None and m.matches(items, m.Name(futures))
