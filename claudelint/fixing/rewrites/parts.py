"""The texts of the functions that a function is taken apart into."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from claudelint.editing import indent_at, line_end, line_start, next_line
from claudelint.findings import Edit
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.asking import params_display
from claudelint.fixing.rewrites.context import RewriteContext, receiver
from claudelint.fixing.rewrites.function import Function
from claudelint.fixing.rewrites.sending import imported_as
from claudelint.fixing.rewrites.signature import parameter_text, parameters_of, passed_on
from claudelint.fixing.rewrites.statement import edited, shifted, suppression_of


def edits_of(function: Function) -> tuple[Edit, ...]:
    """Two or three functions in the place of one, and the imports for their types; none where that is done."""
    return () if function.taken_apart else _Parts(function).edits


@dataclass(frozen=True)
class _Parts:
    """What says what to ask, what reads the answer, and what is left of the function."""

    function: Function

    @property
    def context(self) -> RewriteContext:
        return self.function.context

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The parts in the place of the function."""
        context, function = self.context, self.function
        start = context.places.of(function.node)[0]
        outer = context.text[line_start(context.text, start) : start]
        between = context.newline * (2 if function.is_method else 3) + outer
        between += "".join(
            f"@{context.slice(one.decorator)}{context.newline}{outer}" for one in function.node.decorators
        )
        is_beta = "beta" in effects.path_of(receiver(function.asking.call).value)
        types = f"anthropic.types.{'beta.' if is_beta else ''}"
        name = "MessageCreateParamsNonStreaming"
        kind, imports = imported_as(
            context,
            f"{types}message_create_params",
            name,
            (f"Beta{name}",) if is_beta else (name, f"Batch{name}"),
        )
        parts = [self._params_function(kind)]
        if function.answer_name:
            word = "BetaMessage" if is_beta else "Message"
            message, more = imported_as(context, types.rstrip("."), word, (word, f"Anthropic{word}"))
            parts.append(self._answer_function(message if self._is_typed else ""))
            imports = (*imports, *more) if self._is_typed else imports
        if function.guard is not None:
            imports = (*imports, *function.guard.imports)
        parts.append(self._whole_function())
        return (context.edit(start, function.end, between.join(parts)), *imports)

    @property
    def _is_typed(self) -> bool:
        function = self.function
        return function.node.returns is not None or any(
            one.annotation is not None for one in function.parameters
        )

    @property
    def _head_end(self) -> int:
        """The end of the last line of the header and the docstring."""
        text, places = self.context.text, self.context.places
        node = self.function.node
        body = node.body.body
        if node.get_docstring() is not None:
            return line_end(text, places.of(body[0])[1])
        end = line_start(text, places.of(body[0])[0])
        start = places.of(node)[0]
        while (
            text[start:end].splitlines()[-1].lstrip().startswith("#")
            or not text[start:end].splitlines()[-1].strip()
        ):
            end = line_start(text, end - 1)
        return start + len(text[start:end].rstrip("\r\n"))

    @property
    def _around(self) -> cst.With | cst.Try | None:
        """The statement of the function that the request stands in, if it is in one."""
        guard = self.function.guard
        return self.function.limiter if guard is None else guard.node

    @property
    def _indent(self) -> str:
        """The indentation of the function's own body."""
        if self._around is None:
            return self.function.placed.indent
        return indent_at(self.context.text, self.context.places.of(self._around)[0])

    def _outdented(self, text: str) -> str:
        """Lines from around the request, without the indentation that what is around it gives them."""
        newline = self.context.newline
        return shifted(newline + text, self.function.placed.indent, self._indent)[len(newline) :]

    @property
    def _around_head(self) -> tuple[int, int]:
        """Where the lines of the statement around the request begin and end that stand above its body."""
        text, places, around = self.context.text, self.context.places, self._around
        if around is None:
            place = line_start(text, self.function.placed.span[0])
            return place, place
        start = places.of(around)[0]
        header = places.of(around.items[0].item)[1] if isinstance(around, cst.With) else start
        return line_start(text, start), next_line(text, text.index(":", header))

    def _params_function(self, kind: str) -> str:
        context, function, indent = self.context, self.function, self._indent
        asking, placed = function.asking, function.placed
        text, (head, body) = context.text, self._around_head
        within = text[body : line_start(text, placed.span[0])] if self._around is not None else ""
        before = text[next_line(text, self._head_end) : head] + self._outdented(within)
        display = params_display(context, asking.call, indent, asking.marks_system)
        returns = f" -> {kind}" if kind else ""
        name = f"def {function.params_name}({parameters_of(context, function.node)}){returns}:"
        before = before.strip("\r\n")
        lines = [
            name,
            *([before] if before.strip() else []),
            f"{indent}return {display}{placed.suppression}",
        ]
        return context.newline.join(lines)

    def _answer_function(self, kind: str) -> str:
        context, function = self.context, self.function
        indent, guard, placed = function.placed.indent, function.guard, function.placed
        if kind and guard is not None:
            kind += f" | {guard.failure_type}"
        message = f"{function.message}: {kind}" if kind else function.message
        own = [function.self_name] if function.has_self else []
        given = ", ".join([*own, message, *(parameter_text(context, one) for one in function.read_later)])
        returns = (
            "" if function.node.returns is None else f" -> {context.slice(function.node.returns.annotation)}"
        )
        start = placed.span[1]
        if function.assigned:
            start = next_line(context.text, start)
        body = edited(context.text, start, function.end, () if guard is None else guard.edits)
        if not function.assigned:
            body = indent + placed.with_core(function.message) + body
        if function.limiter is not None:
            body = self._outdented(body)
        if guard is not None:
            body = self._guarded(guard.raised(function.message), body)
        return f"def {function.answer_name}({given}){returns}:{context.newline}{body}{self._last_suppression}"

    def _guarded(self, raised: tuple[str, ...], body: str) -> str:
        """What is read of the answer in the `try` of the function, where a failure is raised again."""
        context, indent = self.context, self.function.placed.indent
        head = context.text[slice(*self._around_head)]
        lines = "".join(indent + line + context.newline for line in raised)
        return head + lines + body

    @property
    def _last_suppression(self) -> str:
        """The suppression behind the last statement, whose comment stays behind what is left of the function."""
        last = (self.function.placed.line, *self.function.after)[-1]
        return (
            suppression_of(self.context, last.body[-1]) if isinstance(last, cst.SimpleStatementLine) else ""
        )

    def _whole_function(self) -> str:
        context, function, indent = self.context, self.function, self.function.placed.indent
        owner = function.owner
        keywords = function.node.params.kwonly_params
        given = ", ".join(passed_on(one, one in keywords) for one in function.parameters)
        waits = "await " if function.asking.is_async else ""
        asked = f"{owner}{function.params_name}({given})"
        create = f"{waits}{context.slice(function.asking.call.func)}"
        more = "".join(f", {one.name.value}" for one in function.read_later)
        lines = [context.text[context.places.of(function.node)[0] : self._head_end]]
        guard = function.guard
        if guard is not None:
            outer = self._indent
            params, error = guard.params_name, guard.error_name
            answer = f"return {owner}{function.answer_name}"
            lines += [
                f"{outer}{params} = {asked}",
                f"{outer}try:",
                f"{indent}{function.message} = {create}(**{params})",
                f"{outer}except {guard.caught} as {error}:",
                f"{indent}{answer}({error}{more})",
                f"{outer}{answer}({function.message}{more})",
            ]
            return context.newline.join(lines)
        request = f"{create}(**{asked})"
        if function.limiter is not None:
            lines.append(context.text[slice(*self._around_head)].rstrip("\r\n"))
        if function.answer_name:
            lines += [
                f"{indent}{function.message} = {request}",
                f"{indent}return {owner}{function.answer_name}({function.message}{more})",
            ]
        else:
            lines.append(f"{indent}return {request}")
        return context.newline.join(lines)
