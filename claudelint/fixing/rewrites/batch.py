"""A loop that sends one request an item: the requests are collected, sent as one batch, and awaited."""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.editing import change_arguments, ensure_import, indent_at, line_end, line_start, next_line
from claudelint.findings import Edit, Plan, Span
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.context import Refused, RewriteContext, names_in
from claudelint.fixing.rewrites.loop import Loop, is_steady, own_index
from claudelint.fixing.rewrites.statement import Request, edited, shifted

_COLON = re.compile(r"(?:[\s)\\]|#[^\r\n]*)*:")
# a batch may take longer than the five minutes of the ordinary marker
_BLOCK = '[{"type": "text", "text": '
_MARKED = ', "cache_control": {"type": "ephemeral", "ttl": "1h"}}]'
_ASSIGNMENT = re.compile(r"(\w+)\s*=\s*")


def batch_loop(context: RewriteContext, plan: Plan) -> tuple[Edit, ...]:
    """One loop that makes requests, one batch, and the rest of the loop over the batch's results."""
    request = Request.find(context, plan)
    if request.is_async:
        raise Refused("the loop is asynchronous")
    loop = Loop.of(request, plan)
    loop.check()
    names = _Names.of(loop)
    time, imported = _sleep(context)
    kind, imported_kind = _request_type(request)
    lines = [
        *_setup(loop, names, kind),
        *_collecting(loop, names),
        *_sending(loop, names, time),
        *_reading(loop, names),
    ]
    text = context.newline.join(lines)
    return (context.edit(loop.start, loop.end, text), *imported, *imported_kind)


@dataclass(frozen=True)
class _Names:
    """The new names, which mean nothing else in reach, and the head that both loops get."""

    requests: str
    batch: str
    results: str
    result: str
    entry: str
    inputs: str | None
    index: str
    head: str
    kept: dict[str, str]

    @classmethod
    def of(cls, loop: Loop) -> _Names:
        context, node = loop.context, loop.node

        def fresh(*names: str) -> str:
            return context.fresh(node, *names)

        target, items = context.slice(node.target), node.iter
        index = own_index(loop)
        if index is None:
            index = fresh("index", "item_index", "position")
            target = f"{index}, ({target})" if isinstance(node.target, cst.Tuple) else f"{index}, {target}"
        else:
            assert isinstance(items, cst.Call)
            items = items.args[0].value
        inputs = None if is_steady(loop, items) else fresh("inputs", "batch_inputs")
        return cls(
            requests=fresh("requests", "batch_requests"),
            batch=fresh("batch", "message_batch"),
            results=fresh("results", "batch_results"),
            result=fresh("result", "batch_result"),
            entry=fresh("entry", "batch_entry"),
            inputs=inputs,
            index=index,
            head=f"for {target} in enumerate({inputs or context.slice(items)}):",
            kept={name: fresh(f"{name}_by_index") for name in loop.carried},
        )

    @property
    def custom_id(self) -> str:
        return f'f"item-{{{self.index}}}"'


def _setup(loop: Loop, names: _Names, kind: str) -> list[str]:
    lines = []
    if names.inputs is not None:
        items = loop.node.iter
        if own_index(loop) is not None and isinstance(items, cst.Call):
            items = items.args[0].value
        text = loop.context.slice(items)
        is_display = isinstance(items, cst.List | cst.Tuple)
        lines.append(f"{names.inputs} = {text}" if is_display else f"{names.inputs} = list({text})")
    lines.append(f"{names.requests}: list[{kind}] = []" if kind else f"{names.requests} = []")
    lines += [f"{kept} = {{}}" for kept in names.kept.values()]
    return [*lines[:1], *(loop.outer + line for line in lines[1:])]


def _collecting(loop: Loop, names: _Names) -> list[str]:
    """The loop that makes the requests, with everything that came before the request in the old one."""
    context, inner = loop.context, loop.request.indent
    deeper = inner + context.indent
    comment, before = _before(loop)
    return [
        loop.outer + names.head + comment,
        *([before] if before else []),
        f"{inner}{names.requests}.append({{",
        f'{deeper}"custom_id": {names.custom_id},',
        f'{deeper}"params": {_params(loop.request, deeper, loop.marks_system)},',
        f"{inner}}}){loop.request.suppression}",
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
    return comment, text[begin : line_start(text, loop.request.span[0])].rstrip("\r\n")


def _params(request: Request, indent: str, marks_system: bool) -> str:
    """The arguments of the call as a dict display, in the layout of the call."""
    context, spans = request.context, request.context.spans(request.call)
    text = context.text
    edits = []
    for argument in spans.arguments:
        written = _ASSIGNMENT.match(text, argument.start)
        if written is not None and argument.name != "stream":
            span = Span(context.source.path, argument.start, written.end())
            marks = marks_system and argument.name == "system"
            edits.append(Edit(span, f'"{argument.name}": ' + (_BLOCK if marks else "")))
            if marks:
                end = Span(context.source.path, argument.end, argument.end)
                edits.append(Edit(end, _MARKED))
    streaming = [argument for argument in spans.arguments if argument.name == "stream"]
    if streaming:
        edits += change_arguments(text, context.source.path, spans, remove=streaming)
    inner = edited(text, spans.open_end, spans.close_start, edits)
    closing = text[line_start(text, spans.close_start) : spans.close_start]
    old = indent_at(text, spans.open_end) if closing.strip() else closing
    return "{" + shifted(inner, old, indent) + "}"


def _sending(loop: Loop, names: _Names, sleep: str) -> list[str]:
    """The batch, and the wait for its end; an empty one would be refused by the API."""
    messages = ".".join(effects.path_of(loop.request.method.value))
    one, two = loop.outer + loop.context.indent, loop.outer + loop.context.indent * 2
    return [
        f"{loop.outer}{names.results} = {{}}",
        f"{loop.outer}if {names.requests}:",
        f"{one}{names.batch} = {messages}.batches.create(requests={names.requests})",
        f'{one}while {names.batch}.processing_status != "ended":',
        f"{two}{sleep}(60)",
        f"{two}{names.batch} = {messages}.batches.retrieve({names.batch}.id)",
        f"{one}for {names.entry} in {messages}.batches.results({names.batch}.id):",
        f"{two}{names.results}[{names.entry}.custom_id] = {names.entry}.result",
    ]


def _reading(loop: Loop, names: _Names) -> list[str]:
    """The loop that goes through the results with what came after the request in the old one."""
    context, inner = loop.context, loop.request.indent
    deeper = inner + context.indent
    lines = [loop.outer + names.head]
    if effects.continues(loop.before):
        lines += [f"{inner}if {names.custom_id} not in {names.results}:", f"{deeper}continue"]
    lines += [
        f"{inner}{names.result} = {names.results}[{names.custom_id}]",
        f'{inner}if {names.result}.type != "succeeded":',
        f'{deeper}raise RuntimeError(f"request item-{{{names.index}}} ended as {{{names.result}.type}}")',
        *(f"{inner}{name} = {kept}[{names.index}]" for name, kept in names.kept.items()),
    ]
    rest = context.text[loop.request.span[1] : loop.end]
    return [*lines, inner + loop.request.with_core(f"{names.result}.message") + rest]


def _request_type(request: Request) -> tuple[str, tuple[Edit, ...]]:
    """What this file calls the type of a batch's requests, and the import that it takes.

    Without the type, a checker of types takes the dicts for any dicts. Source: `anthropic.types` of 2.12.0.
    """
    context = request.context
    is_beta = "beta" in effects.path_of(request.method.value)
    module = f"anthropic.types.{'beta.' if is_beta else ''}messages.batch_create_params"
    statement = f"from {module} import Request"
    choices = {
        "BetaRequest": f"{statement} as BetaRequest",
        "BetaBatchRequest": f"{statement} as BetaBatchRequest",
    }
    if not is_beta:
        choices = {"Request": statement, "BatchRequest": f"{statement} as BatchRequest"}
    taken = names_in(context.tree)
    for name, imports in choices.items():
        edits = ensure_import(context.text, context.source.path, imports)
        if not edits or name not in taken:
            return name, edits
    return "", ()


def _sleep(context: RewriteContext) -> tuple[str, tuple[Edit, ...]]:
    """How to sleep in this file, and the import that it takes."""
    for line in context.tree.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if m.matches(statement, m.ImportFrom(module=m.Name("time"))) and m.findall(
                statement, m.ImportAlias(name=m.Name("sleep"), asname=None)
            ):
                return "sleep", ()
    edits = ensure_import(context.text, context.source.path, "import time")
    if edits and effects.values_of(context.tree, "time"):
        raise Refused("the name `time` stands for something else in this file")
    return "time.sleep", edits
