"""A loop that sends one request an item: the requests are collected, sent as one batch, and awaited."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import libcst as cst

from claudelint.editing import line_end, line_start, next_line
from claudelint.findings import Edit, Plan, Span
from claudelint.fixing.rewrites import effects, halves
from claudelint.fixing.rewrites.asking import Asking, Sdk
from claudelint.fixing.rewrites.comprehension import batch_comprehension
from claudelint.fixing.rewrites.context import Refused, RewriteContext, is_run_once
from claudelint.fixing.rewrites.hoisted import message_type
from claudelint.fixing.rewrites.loop import Loop
from claudelint.fixing.rewrites.mapping import batch_map, is_map
from claudelint.fixing.rewrites.sending import Sending
from claudelint.fixing.rewrites.statement import shifted
from claudelint.fixing.rewrites.submitting import batch_submitted, is_submit
from claudelint.fixing.rewrites.through_function import ThroughFunction

_COLON = re.compile(r"(?:[\s)\\]|#[^\r\n]*)*:")


def batch_loop(context: RewriteContext, plan: Plan) -> tuple[Edit, ...]:
    """What makes the requests, one batch of them, and what goes on with the results."""
    is_async, marks = plan.detail("asynchronous") is True, plan.detail("marks_system") is True
    call, (there, request) = context.call(plan), _request_of(context, plan)
    asking = Asking(there, request, is_async, marks, Sdk.of(plan))
    # the file of the loop and that of the function may need the same import, and be one
    return tuple(sorted(dict.fromkeys(_batched(context, asking, call, plan)), key=_order))


def _order(edit: Edit) -> tuple[int, str]:
    """Where several imports come to one place, those of whole modules first, then by name."""
    text = edit.text.lstrip()
    return (0, "") if text.startswith("import ") else (1, text)


def _batched(context: RewriteContext, asking: Asking, call: cst.Call, plan: Plan) -> tuple[Edit, ...]:
    modules = frozenset(str(plan.detail("imported_as") or "").split())
    if is_map(call):
        return batch_map(context, asking, call, modules)
    if call is not asking.call and is_submit(call):
        return batch_submitted(context, asking, call, modules)
    comprehension = _comprehension_of(context, call, plan)
    if call is not asking.call:
        asking = ThroughFunction.of_call(context, asking, call, _own_names(context, call), modules)
    return _batch_for(asking, plan) if comprehension is None else batch_comprehension(asking, comprehension)


def _own_names(context: RewriteContext, call: cst.Call) -> frozenset[str]:
    """The names that the loops around a call, and their bodies, give values."""
    names: set[str] = set()
    for node in context.ancestors(call):
        if isinstance(node, cst.FunctionDef):
            break
        if isinstance(node, cst.For):
            names |= effects.bound_names([node])
        if isinstance(node, cst.BaseComp):
            names |= set(effects.target_names(node.for_in.target))
    return frozenset(names)


def _comprehension_of(context: RewriteContext, call: cst.Call, plan: Plan) -> cst.BaseComp | None:
    """The comprehension of the plan around a call; None where the plan is about another loop."""
    child: cst.CSTNode = call
    found = None
    for node in context.ancestors(call):
        if isinstance(node, cst.BaseComp) and not is_run_once(node, child):
            found = found or node
        if isinstance(node, cst.For) and context.places.of(node)[0] == plan.detail("loop_start"):
            return None
        if not isinstance(node, cst.CompFor):
            child = node
    return found


def _request_of(context: RewriteContext, plan: Plan) -> tuple[RewriteContext, cst.Call]:
    """The call of the plan's request, which a function may make that the call of the plan calls, and its file."""
    start, end, file = (plan.detail(f"request_{name}") for name in ("start", "end", "file"))
    if not isinstance(start, int) or not isinstance(end, int):
        return context, context.call(plan)
    there = context.of_file(str(file or plan.span.file))
    return there, there.call(replace(plan, span=Span(plan.span.file, start, end)))


def _batch_for(asking: Asking, plan: Plan) -> tuple[Edit, ...]:
    """One loop that makes requests, one batch, and the rest of the loop over the batch's results."""
    loop = Loop.of(asking, plan)
    loop.check()
    context = loop.context
    names, sending = _Names.of(loop), Sending.of(asking, loop.node)
    kind, imports = message_type(sending) if asking.takes_failures else ("", ())
    lines = [
        *_setup(loop, names, sending),
        *_collecting(loop, names, sending),
        *sending.lines(
            loop.outer,
            names.results,
            [f"{names.results}[{sending.entry}.custom_id] = {sending.entry}.result"],
        ),
        *_reading(loop, names, sending.error, kind),
    ]
    edit = context.edit(loop.start, loop.end, context.newline.join(lines))
    return (edit, *sending.imports, *imports, *asking.edits)


@dataclass(frozen=True)
class _Names:
    """The new names of the loops, which mean nothing else in reach, and the head that both get."""

    results: str
    result: str
    answer: str
    inputs: str | None
    index: str
    head: str
    kept: dict[str, str]

    @classmethod
    def of(cls, loop: Loop) -> _Names:
        context, node = loop.context, loop.node

        def fresh(*names: str) -> str:
            return context.fresh(node, *names)

        target, items, index = context.slice(node.target), loop.items, loop.index
        if index is None:
            index = fresh("index", "item_index", "position")
            target = f"{index}, ({target})" if isinstance(node.target, cst.Tuple) else f"{index}, {target}"
        body = tuple(node.body.body)
        inputs = None if halves.is_steady(context, items, body) else fresh("inputs", "batch_inputs")
        return cls(
            results=fresh("results", "batch_results"),
            result=fresh("result", "batch_result"),
            answer=fresh("answer", "answered"),
            inputs=inputs,
            index=index,
            head=f"for {target} in enumerate({inputs or context.slice(items)}):",
            kept={name: fresh(f"{name}_by_index") for name in loop.carried},
        )

    @property
    def custom_id(self) -> str:
        return f'f"item-{{{self.index}}}"'


def _setup(loop: Loop, names: _Names, sending: Sending) -> list[str]:
    lines = []
    if names.inputs is not None:
        lines.append(f"{names.inputs} = {halves.listed(loop.context, loop.items)}")
    lines.append(f"{sending.typed_requests} = []")
    lines += [f"{kept} = {{}}" for kept in names.kept.values()]
    return [*lines[:1], *(loop.outer + line for line in lines[1:])]


def _collecting(loop: Loop, names: _Names, sending: Sending) -> list[str]:
    """The loop that makes the requests, with everything that came before the request in the old one."""
    context, inner = loop.context, loop.placed.indent
    deeper = inner + context.indent
    comment, before = _before(loop)
    return [
        loop.outer + names.head + comment,
        *([before] if before else []),
        f"{inner}{sending.requests}.append({{",
        f'{deeper}"custom_id": {names.custom_id},',
        f'{deeper}"params": {loop.asking.params(deeper)},',
        f"{inner}}}){loop.placed.suppression}",
        *(f"{inner}{kept}[{names.index}] = {name}" for name, kept in names.kept.items()),
    ]


def _before(loop: Loop) -> tuple[str, str]:
    """What stands behind the loop's colon, and the lines before the request's statement, as they are."""
    text = loop.context.text
    colon = _COLON.match(text, loop.context.places.of(loop.node.iter)[1])
    if colon is None:
        raise Refused("the head of the loop is written in an unusual way")
    begin = next_line(text, colon.end())
    comment = text[colon.end() : line_end(text, colon.end())]
    return comment, text[begin : line_start(text, loop.placed.span[0])].rstrip("\r\n")


def _reading(loop: Loop, names: _Names, error: str, kind: str) -> list[str]:
    """The loop that goes through the results with what came after the request in the old one."""
    context, inner = loop.context, loop.inner
    deeper = inner + context.indent
    lines = [loop.outer + names.head]
    if loop.may_pass_over:
        lines += [f"{inner}if {names.custom_id} not in {names.results}:", f"{deeper}continue"]
    failed = f'{error}(f"request item-{{{names.index}}} ended as {{{names.result}.type}}")'
    message, is_message = f"{names.result}.message", f'{names.result}.type == "succeeded"'
    lines.append(f"{inner}{names.result} = {names.results}[{names.custom_id}]")
    if loop.asking.takes_failures:
        typed = f"{names.answer}: {kind} | Exception" if kind else names.answer
        lines += [f"{inner}if {is_message}:", f"{deeper}{typed} = {message}"]
        lines += [f"{inner}else:", f"{deeper}{names.answer} = {failed}"]
        message = names.answer
    else:
        lines += [f'{inner}if {names.result}.type != "succeeded":', f"{deeper}raise {failed}"]
    lines += [f"{inner}{name} = {kept}[{names.index}]" for name, kept in names.kept.items()]
    rest = context.text[loop.placed.span[1] : loop.end]
    statement = loop.placed.indent + loop.placed.with_core(loop.asking.answer(message)) + rest
    newline = context.newline
    return [*lines, shifted(newline + statement, loop.placed.indent, inner)[len(newline) :]]
