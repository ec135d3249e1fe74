"""A batch ahead of the statement whose value its answers become."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.editing import line_start
from claudelint.findings import Edit
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.context import Refused, RewriteContext, is_run_once
from claudelint.fixing.rewrites.sending import Sending, imported_as

# what runs to the end of what it is given before anything else happens
_RUN_TO_THE_END = ("dict", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple")


@dataclass(frozen=True)
class Place:
    """Where an expression stands that answers are collected in: `statement` is simple, or the `for` that runs over it.

    `node` is the expression, with the `await` of a `gather` or the `list` around it; `brackets` are those that
    what takes its place gets. With `keeps_failures` requests that fail give an exception as their value. `made` is
    the statement before that made the coroutines, where they are gathered by a name, and goes.
    """

    context: RewriteContext
    statement: cst.BaseSmallStatement | cst.For
    node: cst.BaseExpression
    brackets: tuple[str, str]
    keeps_failures: bool = False
    made: cst.BaseSmallStatement | None = None

    @classmethod
    def of(
        cls,
        context: RewriteContext,
        node: cst.BaseExpression,
        brackets: tuple[str, str],
        is_eager: bool = False,
    ) -> Place:
        """Where an expression stands; raises Refused where a batch cannot be sent ahead of it.

        One without brackets is run over; what is `is_eager` sends its requests whether or not it is.
        """
        later = _gathered_by_name(context, node)
        made, node = (None, node) if later is None else (_statement(context, node), later)
        node, brackets, keeps_failures = _with_consumer(context, node, brackets, is_eager)
        statement = _statement(context, node)
        start = context.places.of(node)[0]
        if any(
            context.places.of(call)[1] <= start
            for call in m.findall(_evaluated(statement), m.Call() | m.Await())
        ):
            raise Refused("something else is worked out before the requests")
        scopes = (
            one for one in context.ancestors(statement) if isinstance(one, cst.FunctionDef | cst.ClassDef)
        )
        if isinstance(next(scopes, None), cst.ClassDef):
            raise Refused("the requests are sent while a class is made")
        if isinstance(made, cst.For):
            raise Refused("the coroutines are run over, not gathered")
        return cls(context, statement, node, brackets, keeps_failures, made)

    @property
    def start(self) -> int:
        return self.context.places.of(self.statement)[0]

    @property
    def outer(self) -> str:
        """The indentation of the statement."""
        return self.context.text[line_start(self.context.text, self.start) : self.start]

    def edit(self, lines: list[str], value: str) -> Edit:
        """The lines ahead of the statement, and the value in the place of the expression."""
        context = self.context
        start, end = context.places.of(self.node)
        opening, closing = self.brackets
        text = context.newline.join(lines)[len(self.outer) :] + context.newline + self.outer
        begin = self.start if self.made is None else context.places.of(self.made)[0]
        return context.edit(begin, end, text + context.text[self.start : start] + opening + value + closing)


def _gathered_by_name(context: RewriteContext, node: cst.BaseExpression) -> cst.BaseExpression | None:
    """The only other place of the name that a list is given, where the very next statement gathers it."""
    assign = context.parents[id(node)]
    if not isinstance(assign, cst.Assign) or len(assign.targets) != 1 or not isinstance(node, cst.ListComp):
        return None
    line, target = context.parents[id(assign)], assign.targets[0].target
    block = context.parents.get(id(line))
    if not isinstance(target, cst.Name) or not isinstance(block, cst.IndentedBlock | cst.Module):
        return None
    index = [id(one) for one in block.body].index(id(line))
    following = block.body[index + 1 : index + 2]
    if not following or not isinstance(following[0], cst.SimpleStatementLine):
        return None
    given = m.findall(following[0], m.Arg(star="*", value=m.Name(target.value)))
    calls = [context.parents[id(one)] for one in given]
    if len(given) != 1 or not isinstance(calls[0], cst.Call) or not is_gather(calls[0]):
        return None
    if context.mentions(node, target.value) != 2:
        raise Refused(f"`{target.value}` is used again after it is gathered")
    (argument,) = given
    return argument.value if isinstance(argument, cst.Arg) else None


def _statement(context: RewriteContext, node: cst.BaseExpression) -> cst.BaseSmallStatement | cst.For:
    """The statement that works an expression out exactly once, and whose line is its own."""
    child: cst.CSTNode = node
    for around in context.ancestors(node):
        if isinstance(around, cst.BaseSmallStatement):
            line = context.parents.get(id(around))
            if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
                raise Refused("other statements stand on the same line")
            if not isinstance(around, cst.Assign | cst.AnnAssign | cst.AugAssign | cst.Expr | cst.Return):
                raise Refused("the answers are neither assigned nor returned nor handed on")
            return around
        if isinstance(around, cst.For) and around.iter is child and around.asynchronous is None:
            return around
        if isinstance(around, cst.BaseCompoundStatement):
            raise Refused("the requests stand in the header of a statement")
        if isinstance(around, cst.FormattedStringExpression):
            raise Refused("the requests stand in an f-string")
        is_sometimes = isinstance(around, cst.Lambda | cst.IfExp | cst.BooleanOperation | cst.NamedExpr)
        if is_sometimes or (isinstance(around, cst.BaseComp) and not is_run_once(around, child)):
            raise Refused("the requests are not always sent, or more than once")
        if not isinstance(around, cst.CompFor):
            child = around
    raise Refused("the requests stand in no statement")


def _evaluated(statement: cst.BaseSmallStatement | cst.For) -> cst.CSTNode:
    return statement.iter if isinstance(statement, cst.For) else statement


def _with_consumer(
    context: RewriteContext, node: cst.BaseExpression, brackets: tuple[str, str], is_eager: bool
) -> tuple[cst.BaseExpression, tuple[str, str], bool]:
    """An expression together with the call that runs it to its end, where it is one that has to be run."""
    argument = context.parents[id(node)]
    call = context.parents.get(id(argument))
    is_lazy = not brackets[0]
    if isinstance(argument, cst.Arg) and isinstance(call, cst.Call):
        if argument.star == "*" and is_gather(call):
            awaited = context.parents[id(call)]
            if not isinstance(awaited, cst.Await):
                raise Refused("`gather` is not awaited at once")
            others = [one for one in call.args if one is not argument]
            return awaited, ("[", "]"), _keeps_failures(context, others)
        if is_lazy and len(call.args) == 1 and argument.star == "" and m.matches(call.func, m.Name("list")):
            return call, ("[", "]"), False
        if (
            is_lazy
            and argument is call.args[0]
            and (
                m.matches(call.func, m.OneOf(*(m.Name(name) for name in _RUN_TO_THE_END)))
                or m.matches(call.func, m.Attribute(value=m.SimpleString(), attr=m.Name("join")))
            )
        ):
            alone = len(call.args) == 1
            return node, ("", "") if alone else ("[", "]"), False
        if is_eager and m.matches(call.func, m.Name("zip") | m.Name("enumerate")):
            return node, ("[", "]"), False
    if is_lazy and isinstance(argument, cst.For) and argument.iter is node:
        leaving = None if is_eager else effects.leaves_loop([argument.body], may_await=True)
        if leaving:
            raise Refused(f"there is a {leaving} in the loop")
        return node, ("[", "]"), False
    if is_lazy:
        raise Refused("whether all of it is run to its end is not in sight")
    return node, brackets, False


def is_gather(call: cst.Call) -> bool:
    """Whether a call is one of `asyncio.gather`."""
    gather = m.Name("gather")
    return m.matches(call.func, gather | m.Attribute(value=m.Name("asyncio"), attr=gather))


def _keeps_failures(context: RewriteContext, others: list[cst.Arg]) -> bool:
    """Whether a `gather` with these other arguments gives exceptions as values."""
    keeps = False
    for argument in others:
        value = context.slice(argument.value)
        if argument.keyword is None or argument.keyword.value != "return_exceptions":
            raise Refused("`gather` is given something else as well")
        if value not in ("True", "False"):
            raise Refused("whether `gather` gives exceptions back is decided at run time")
        keeps = value == "True"
    return keeps


@dataclass(frozen=True)
class Names:
    """The new names around a hoisted batch, and what every turn is run over."""

    inputs: tuple[str, ...]
    index: str
    head: str
    answers: str

    @classmethod
    def of(
        cls,
        context: RewriteContext,
        near: cst.CSTNode,
        target: cst.BaseExpression | None,
        target_text: str,
        items: str,
        steady: bool,
        index: str | None,
    ) -> Names:
        """Names for what runs over `items`: a name, or an expression that is made a list before."""
        inputs = None if steady else context.fresh(near, "inputs", "batch_inputs")
        if index is None:
            index = context.fresh(near, "index", "item_index", "position")
            target_text = f"({target_text})" if isinstance(target, cst.Tuple) else target_text
            target_text = f"{index}, {target_text}"
        return cls(
            () if inputs is None else (f"{inputs} = {items}",),
            index,
            f"for {target_text} in enumerate({inputs or items})",
            context.fresh(near, "answers", "batch_answers"),
        )

    @property
    def custom_id(self) -> str:
        return f'f"item-{{{self.index}}}"'

    @property
    def message(self) -> str:
        """The message of a turn."""
        return f"{self.answers}[{self.custom_id}]"


def batch_lines(
    sending: Sending, names: Names, place: Place, suppression: str
) -> tuple[list[str], tuple[Edit, ...]]:
    """The lines from the inputs to the answers, with the indentation of the statement, and imports for them."""
    asking, outer = sending.asking, place.outer
    context = asking.context
    one, two = outer + context.indent, outer + context.indent * 2
    entry, answers = sending.entry, names.answers
    failure = f'{sending.error}(f"request {{{entry}.custom_id}} ended as {{{entry}.result.type}}")'
    taken = f"{answers}[{entry}.custom_id]"
    each = [
        f'if {entry}.result.type != "succeeded":',
        f"{context.indent}raise {failure}",
        f"{taken} = {entry}.result.message",
    ]
    imports: tuple[Edit, ...] = ()
    if place.keeps_failures or asking.takes_failures:
        message, imports = message_type(sending)
        kind = "BaseException" if place.keeps_failures else "Exception"
        answers = f"{answers}: dict[str, {message} | {kind}]" if message else answers
        each = [
            f'if {entry}.result.type == "succeeded":',
            f"{context.indent}{taken} = {entry}.result.message",
            "else:",
            f"{context.indent}{taken} = {failure}",
        ]
    lines = [
        *(outer + line for line in names.inputs),
        f"{outer}{sending.typed_requests} = [",
        f"{one}{{",
        f'{two}"custom_id": {names.custom_id},',
        f'{two}"params": {asking.params(two)},',
        f"{one}}}",
        f"{one}{names.head}",
        f"{outer}]{suppression}",
        *sending.lines(outer, answers, each),
    ]
    return lines, imports


def message_type(sending: Sending) -> tuple[str, tuple[Edit, ...]]:
    """What this file calls the type of an answer, and the import that it takes. Source: `anthropic.types`."""
    if "beta" in sending.asking.messages:
        return imported_as(sending.asking.context, "anthropic.types.beta", "BetaMessage", ("BetaMessage",))
    names = ("Message", "AnthropicMessage")
    return imported_as(sending.asking.context, "anthropic.types", "Message", names)
