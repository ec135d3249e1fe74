"""A function that sends one request, taken apart: one that says what to ask, and one that reads the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import libcst as cst
import libcst.matchers as m

from claudelint.editing import indent_at, line_end, line_start, next_line
from claudelint.findings import Edit
from claudelint.fixing.rewrites import effects, halves
from claudelint.fixing.rewrites.asking import Asking, params_display
from claudelint.fixing.rewrites.context import Refused, RewriteContext, names_in, receiver
from claudelint.fixing.rewrites.limiting import is_semaphore
from claudelint.fixing.rewrites.sending import imported_as
from claudelint.fixing.rewrites.signature import parameter_text, parameters_of, passed_on
from claudelint.fixing.rewrites.statement import PlacedCall, shifted, suppression_of

# defaults that are the same wherever they are worked out
_CONSTANT = cst.SimpleString | cst.Integer | cst.Float | cst.Name | cst.Attribute | cst.UnaryOperation


@dataclass(frozen=True)
class Function:
    """A function with one request directly in its body; `asking` is that request.

    `limiter` is the `with` of a semaphore around the request and all that follows, where there is one.
    """

    asking: Asking
    node: cst.FunctionDef
    placed: PlacedCall
    before: tuple[cst.BaseStatement, ...]
    after: tuple[cst.BaseStatement, ...]
    limiter: cst.With | None = None

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
        _check_signature(context, node)
        placed = PlacedCall.at(context, asking.call, asking.is_async)
        limiter = _limiter(context, placed, node)
        if limiter is None and context.parents[id(placed.line)] is not node.body:
            around = next(
                one for one in context.ancestors(placed.line) if isinstance(one, cst.BaseCompoundStatement)
            )
            word = re.sub(r"(?<!^)(?=[A-Z])", " ", type(around).__name__).lower()
            raise Refused(f"the request stands in a `{word}` of the function that sends it")
        body = tuple(node.body.body)
        if limiter is not None:
            body = (*body[:-1], *(one for one in limiter.body.body if isinstance(one, cst.BaseStatement)))
        index = [id(line) for line in body].index(id(placed.line))
        first = 1 if node.get_docstring() is not None else 0
        return cls(asking, node, placed, body[first:index], body[index + 1 :], limiter)

    @property
    def context(self) -> RewriteContext:
        return self.asking.context

    @property
    def name(self) -> str:
        return self.node.name.value

    @property
    def is_method(self) -> bool:
        """Whether it is a method, whose first parameter is the object."""
        return isinstance(self.context.parents.get(id(self.context.parents[id(self.node)])), cst.ClassDef)

    @property
    def parameters(self) -> tuple[cst.Param, ...]:
        """The parameters without that of a method's object: by position, then by keyword only."""
        every = (*self.node.params.params, *self.node.params.kwonly_params)
        return every[1:] if self.is_method else every

    @property
    def self_name(self) -> str:
        """What a method calls its object; empty for other functions."""
        return self.node.params.params[0].name.value if self.is_method else ""

    @property
    def later(self) -> tuple[cst.CSTNode, ...]:
        """The code that runs once the answer is there, with a mere name in the place of the message."""
        line = self.placed.line.deep_replace(self.placed.core, cst.Name("_"))
        assert isinstance(line, cst.SimpleStatementLine)
        return (line, *self.after)

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
            leaving = effects.leaves_loop(nodes)
            if leaving and (where == "before" or leaving != "return"):
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
        if needed:
            raise Refused(f"what comes after the request needs `{min(needed)}` from before it")
        if m.findall(self.node, m.Name(self.name)) and len(m.findall(self.node, m.Name(self.name))) > 1:
            raise Refused("the function that sends it calls itself")
        if not self.taken_apart:
            self.asking.check()
        before, later = self.halves
        own = effects.bound_names([*before, *later]) - {parameter.name.value for parameter in self.parameters}
        halves.Halves(self.asking, tuple(before), tuple(later), frozenset(own | fresh)).check_independence()

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
        owner = f"{self.self_name}." if self.is_method else ""
        asked = ", ".join(passed_on(one, one in self.node.params.kwonly_params) for one in self.parameters)
        written = re.fullmatch(
            rf"\*\*{re.escape(owner)}(\w+)\({re.escape(asked)}\)",
            ", ".join(context.text[slice(*context.places.of(one))] for one in call.args),
        )
        if written is None or self.before:
            return None
        if self._returns_message:
            return written[1], ""
        message, last = self._assigned, self.after[0] if len(self.after) == 1 else None
        if (
            not message
            or last is None
            or not m.matches(last, m.SimpleStatementLine(body=[m.Return(value=m.Call())]))
        ):
            return None
        given = "".join(f", {one.name.value}" for one in self.read_later)
        read = re.fullmatch(
            rf"return {re.escape(owner)}(\w+)\({re.escape(message + given)}\)",
            context.text[self.placed.span[1] : self._end].strip(),
        )
        return None if read is None else (written[1], read[1])

    @property
    def _message(self) -> str:
        """What the message is called."""
        return self._assigned or self.context.fresh(self.asking.call, "message", "answered")

    @property
    def _assigned(self) -> str:
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
        statement = self.placed.statement
        if isinstance(statement, cst.Return):
            return statement.value is self.placed.core
        return (
            bool(self._assigned)
            and len(self.after) == 1
            and m.matches(self.after[0], m.SimpleStatementLine(body=[m.Return(value=m.Name(self._assigned))]))
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

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """Two or three functions in the place of this one, and the imports for their types."""
        if self.taken_apart:
            return ()
        context = self.context
        start = context.places.of(self.node)[0]
        outer = context.text[line_start(context.text, start) : start]
        between = context.newline * (2 if self.is_method else 3) + outer
        is_beta = "beta" in effects.path_of(receiver(self.asking.call).value)
        types = f"anthropic.types.{'beta.' if is_beta else ''}"
        name = "MessageCreateParamsNonStreaming"
        kind, imports = imported_as(
            context,
            f"{types}message_create_params",
            name,
            (f"Beta{name}",) if is_beta else (name, f"Batch{name}"),
        )
        parts = [self._params_function(kind)]
        if self.answer_name:
            word = "BetaMessage" if is_beta else "Message"
            message, more = imported_as(context, types.rstrip("."), word, (word, f"Anthropic{word}"))
            parts.append(self._answer_function(message if self._is_typed else ""))
            imports = (*imports, *more) if self._is_typed else imports
        parts.append(self._whole_function())
        return (context.edit(start, self._end, between.join(parts)), *imports)

    @property
    def _is_typed(self) -> bool:
        return self.node.returns is not None or any(one.annotation is not None for one in self.parameters)

    @property
    def _end(self) -> int:
        last: cst.CSTNode = (self.placed.line, *self.after)[-1]
        if isinstance(last, cst.SimpleStatementLine):
            last = last.body[-1]
        return self.context.places.of(last)[1]

    @property
    def _head_end(self) -> int:
        """The end of the last line of the header and the docstring."""
        text, places = self.context.text, self.context.places
        body = self.node.body.body
        if self.node.get_docstring() is not None:
            return line_end(text, places.of(body[0])[1])
        end = line_start(text, places.of(body[0])[0])
        start = places.of(self.node)[0]
        while (
            text[start:end].splitlines()[-1].lstrip().startswith("#")
            or not text[start:end].splitlines()[-1].strip()
        ):
            end = line_start(text, end - 1)
        return start + len(text[start:end].rstrip("\r\n"))

    @property
    def _indent(self) -> str:
        """The indentation of the function's own body."""
        if self.limiter is None:
            return self.placed.indent
        return indent_at(self.context.text, self.context.places.of(self.limiter)[0])

    def _outdented(self, text: str) -> str:
        """Lines from around the request, without the indentation that the `with` of a semaphore gives them."""
        newline = self.context.newline
        return shifted(newline + text, self.placed.indent, self._indent)[len(newline) :]

    @property
    def _limiter_head(self) -> tuple[int, int]:
        """Where the lines of the `with` of a semaphore begin and end that stand above its body."""
        text, places = self.context.text, self.context.places
        if self.limiter is None:
            place = line_start(text, self.placed.span[0])
            return place, place
        start = line_start(text, places.of(self.limiter)[0])
        return start, next_line(text, text.index(":", places.of(self.limiter.items[0].item)[1]))

    def _params_function(self, kind: str) -> str:
        context, indent = self.context, self._indent
        text, (head, body) = context.text, self._limiter_head
        within = text[body : line_start(text, self.placed.span[0])] if self.limiter is not None else ""
        before = text[next_line(text, self._head_end) : head] + self._outdented(within)
        display = params_display(context, self.asking.call, indent, self.asking.marks_system)
        returns = f" -> {kind}" if kind else ""
        name = f"def {self.params_name}({parameters_of(context, self.node)}){returns}:"
        before = before.strip("\r\n")
        lines = [
            name,
            *([before] if before.strip() else []),
            f"{indent}return {display}{self.placed.suppression}",
        ]
        return context.newline.join(lines)

    def _answer_function(self, kind: str) -> str:
        context, indent = self.context, self.placed.indent
        message = f"{self._message}: {kind}" if kind else self._message
        own = [self.self_name] if self.is_method else []
        given = ", ".join([*own, message, *(parameter_text(context, one) for one in self.read_later)])
        returns = "" if self.node.returns is None else f" -> {context.slice(self.node.returns.annotation)}"
        rest = context.text[self.placed.span[1] : self._end]
        if self._assigned:
            rest = context.text[next_line(context.text, self.placed.span[1]) : self._end]
            body = rest
        else:
            body = indent + self.placed.with_core(self._message) + rest
        if self.limiter is not None:
            body = self._outdented(body)
        return f"def {self.answer_name}({given}){returns}:{context.newline}{body}{self._last_suppression}"

    @property
    def _last_suppression(self) -> str:
        """The suppression behind the last statement, whose comment stays behind what is left of the function."""
        last = (self.placed.line, *self.after)[-1]
        return (
            suppression_of(self.context, last.body[-1]) if isinstance(last, cst.SimpleStatementLine) else ""
        )

    def _whole_function(self) -> str:
        context, indent = self.context, self.placed.indent
        owner = f"{self.self_name}." if self.is_method else ""
        given = ", ".join(passed_on(one, one in self.node.params.kwonly_params) for one in self.parameters)
        waits = "await " if self.asking.is_async else ""
        request = f"{waits}{context.slice(self.asking.call.func)}(**{owner}{self.params_name}({given}))"
        lines = [context.text[context.places.of(self.node)[0] : self._head_end]]
        if self.limiter is not None:
            lines.append(context.text[slice(*self._limiter_head)].rstrip("\r\n"))
        if self.answer_name:
            more = "".join(f", {one.name.value}" for one in self.read_later)
            lines += [
                f"{indent}{self._message} = {request}",
                f"{indent}return {owner}{self.answer_name}({self._message}{more})",
            ]
        else:
            lines.append(f"{indent}return {request}")
        return context.newline.join(lines)


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
    if node.decorators:
        raise Refused("the function that sends it is decorated")
    params = node.params
    if params.star_kwarg is not None or isinstance(params.star_arg, cst.Param) or params.posonly_params:
        raise Refused("the function that sends it takes any arguments")
    if isinstance(around, cst.ClassDef) and not params.params:
        raise Refused("the method that sends it has no `self`")
    for parameter in (*params.params, *params.kwonly_params):
        if parameter.default is not None and not isinstance(parameter.default, _CONSTANT):
            raise Refused(f"the default of `{parameter.name.value}` would be worked out twice")
    same = list(m.findall(context.tree, m.FunctionDef(name=m.Name(node.name.value))))
    in_classes = [isinstance(context.parents.get(id(context.parents[id(one)])), cst.ClassDef) for one in same]
    is_rebound = not isinstance(around, cst.ClassDef) and effects.values_of(context.tree, node.name.value)
    if in_classes.count(isinstance(around, cst.ClassDef)) > 1 or is_rebound:
        raise Refused(f"`{node.name.value}` stands for something else, too")


def _free(context: RewriteContext, name: str) -> str:
    """A name that stands nowhere in the file."""
    numbered = (f"{name}_{number}" for number in range(2, 1000))
    return next(one for one in (name, *numbered) if not re.search(rf"\b{one}\b", context.text))
