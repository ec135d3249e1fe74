"""A stream's manager that is read as if it were the stream: it is entered by `with`, around what reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.editing import line_start
from claudelint.findings import Edit, Plan
from claudelint.fixing.rewrites.context import Refused, RewriteContext, count_names, is_run_once
from claudelint.fixing.rewrites.statement import shifted

# methods of a stream that are coroutines on async clients; anthropic 2.13.0 lib/streaming/_messages.py
_COROUTINES = ("get_final_message", "get_final_text", "until_done", "close")


def enter_stream(context: RewriteContext, plan: Plan) -> tuple[Edit, ...]:
    """`stream = client.messages.stream(...)` and what follows to `with client.messages.stream(...) as stream:`."""
    call = context.call(plan)
    core: cst.BaseExpression = call
    parent = context.parents[id(call)]
    if isinstance(parent, cst.Await):
        core = parent
    entering = _Entering(context, call, core, bool(plan.detail("asynchronous")))
    entering.check_function()
    name = _assigned_name(context, core)
    if name is not None:
        return (entering.around_uses(name),)
    return (entering.around_statement(),)


def _assigned_name(context: RewriteContext, core: cst.BaseExpression) -> str | None:
    """The name that the manager itself is assigned to."""
    statement = context.parents[id(core)]
    if isinstance(statement, cst.AnnAssign) and isinstance(statement.target, cst.Name):
        raise Refused("the manager has a type that the stream has not")
    if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0].target
    return target.value if isinstance(target, cst.Name) else None


@dataclass(frozen=True)
class _Entering:
    """One manager: its call, and `core`, which is the `await` of the call where there is one."""

    context: RewriteContext
    call: cst.Call
    core: cst.BaseExpression
    is_async: bool

    def check_function(self) -> None:
        """Raise Refused where `async with` cannot stand."""
        if not self.is_async:
            return
        for node in self.context.ancestors(self.call):
            if isinstance(node, cst.FunctionDef):
                if node.asynchronous is not None:
                    return
                break
        raise Refused("the function is not async")

    def around_uses(self, name: str) -> Edit:
        """The assignment as the header of a `with`, and in it all statements up to the last that reads the name."""
        line = self._line()
        block = self._block(line)
        following = block[[id(one) for one in block].index(id(line)) + 1 :]
        while following and not count_names(following[-1], name):
            following.pop()
        inside = sum(count_names(one, name) for one in (line, *following))
        if not following or inside != self.context.mentions(self.call, name):
            raise Refused("the stream is read elsewhere than right after the call")
        for one in following:
            self._check_reads(one, lambda node: m.matches(node, m.Name(name)))
        end = max(self._end(one) for one in following)
        start, done = self.context.places.of(line.body[0])
        rest = shifted(self.context.text[done:end], "", self.context.indent)
        return self.context.edit(start, end, f"{self._header(name)}{rest}")

    def around_statement(self) -> Edit:
        """The statement that reads the manager in a `with` of its own."""
        statement = self._statement()
        self._check_reads(statement, lambda node: node is self.core)
        name = self.context.stream_name(self.call)
        start, end = self.context.places.of(statement)[0], self._end(statement)
        core_start, core_end = self._whole_core()
        text, indent = self.context.text, self.context.indent
        inner = shifted(text[start:core_start] + name + text[core_end:end], "", indent)
        outer = text[line_start(text, start) : start]
        return self.context.edit(
            start, end, f"{self._header(name)}{self.context.newline}{outer}{indent}{inner}"
        )

    def _header(self, name: str) -> str:
        keyword = "async with" if self.is_async else "with"
        return f"{keyword} {self.context.slice(self.call)} as {name}:"

    def _whole_core(self) -> tuple[int, int]:
        """Where the manager stands, with parentheses around an `await`."""
        start, end = self.context.places.of(self.core)
        text = self.context.text
        for _ in self.core.lpar:
            start = text.rindex("(", 0, start)
            end = text.index(")", end) + 1
        return start, end

    def _line(self) -> cst.SimpleStatementLine:
        line = next(one for one in self.context.ancestors(self.core) if isinstance(one, cst.BaseStatement))
        if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
            raise Refused("other statements stand on the same line")
        return line

    def _block(self, line: cst.BaseStatement) -> list[cst.BaseStatement]:
        parent = self.context.parents[id(line)]
        if not isinstance(parent, cst.IndentedBlock | cst.Module):
            raise Refused("the statement stands in no block")
        return list(parent.body)

    def _statement(self) -> cst.CSTNode:
        """The simple statement or loop whose own expression reads the manager."""
        child: cst.CSTNode = self.core
        for node in self.context.ancestors(self.core):
            if isinstance(node, cst.For) and node.iter is child:
                self._block(node)
                return node
            if isinstance(node, cst.BaseSmallStatement):
                self._block(self._line())
                return node
            if isinstance(node, cst.Lambda | cst.IfExp | cst.BooleanOperation | cst.NamedExpr):
                raise Refused("the stream is read within an expression")
            if isinstance(node, cst.CompFor):
                continue
            if isinstance(node, cst.BaseComp) and not self._runs_at_once(node, child):
                raise Refused("the stream is read in a comprehension")
            if isinstance(node, cst.BaseStatement):
                break
            child = node
        raise Refused("the stream is read in the header of a statement")

    def _runs_at_once(self, comprehension: cst.BaseComp, part: cst.CSTNode) -> bool:
        """Whether a comprehension over the stream has run when its statement is done, as far as can be told."""
        is_lazy = isinstance(comprehension, cst.GeneratorExp)
        is_handed = isinstance(self.context.parents[id(comprehension)], cst.Arg)
        return is_run_once(comprehension, part) and (is_handed or not is_lazy)

    def _end(self, node: cst.CSTNode) -> int:
        return self.context.places.of(node.body[0] if isinstance(node, cst.SimpleStatementLine) else node)[1]

    def _check_reads(self, node: cst.CSTNode, is_stream: Callable[[cst.CSTNode], bool]) -> None:
        """Raise Refused where the stream itself would still be read wrongly."""
        for found in m.findall(
            node, m.OneOf(m.For(), m.CompFor(), m.Call(func=m.Attribute()), m.Attribute())
        ):
            if (
                isinstance(found, cst.Attribute)
                and found.attr.value == "text_stream"
                and is_stream(found.value)
            ):
                if not isinstance(self.context.parents[id(found)], cst.For | cst.CompFor | cst.Arg):
                    raise Refused("the stream may be read after it is closed")
            if isinstance(found, cst.For | cst.CompFor):
                of = found.iter.value if isinstance(found.iter, cst.Attribute) else found.iter
                if not is_stream(of):
                    continue
                if (found.asynchronous is not None) != self.is_async:
                    raise Refused("the loop is of the wrong kind for the client")
                around = self.context.parents[id(found)]
                if isinstance(around, cst.GeneratorExp) and not self._runs_at_once(around, found.iter):
                    raise Refused("the stream may be read after it is closed")
            elif isinstance(found, cst.Call) and isinstance(found.func, cst.Attribute):
                is_awaited = isinstance(self.context.parents[id(found)], cst.Await)
                is_coroutine = self.is_async and found.func.attr.value in _COROUTINES
                if is_stream(found.func.value) and is_awaited != is_coroutine:
                    raise Refused("what it gives is awaited where it is not to be, or the other way round")
