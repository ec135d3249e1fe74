"""Results of tools that are collected in a list, and go back in one message."""

from __future__ import annotations

from itertools import chain, count

from claudelint.editing.text import indent_at, insert, line_end, line_start, newline_of, replace
from claudelint.findings import Edit, Span
from claudelint.linking.project import Collectable

_NAME = "tool_results"


def collect_results(text: str, parts: Collectable) -> tuple[Edit, ...]:
    """Collect in the loop, and add one message behind it; nothing where the loop shares its lines with other code."""
    loop, file = parts.whole_loop, parts.whole_loop.file
    start, end = line_start(text, loop.start), line_end(text, loop.end)
    indent, newline = indent_at(text, loop.start), newline_of(text)
    rest = text[loop.end : end].strip()
    if text[start : loop.start] != indent or (rest and not rest.startswith("#")):
        return ()
    inner = _inner_indent(text, parts, indent)
    name = next(one for one in chain([_NAME], (f"{_NAME}_{n}" for n in count(2))) if one not in parts.names)
    receiver = text[parts.receiver.start : parts.receiver.end]
    message = f'{receiver}.append({{"role": "user", "content": {name}}})'
    return (
        insert(file, start, f"{indent}{name} = []{newline}"),
        replace(Span(file, parts.call.start, parts.result.start), f"{name}.append("),
        replace(Span(file, parts.result.end, parts.call.end), ")"),
        insert(file, end, f"{newline}{indent}if {name}:{newline}{inner}{message}"),
    )


def _inner_indent(text: str, parts: Collectable, indent: str) -> str:
    """The indentation of the body of the loop, as far as it tells; four spaces else."""
    body = indent_at(text, parts.call.start)
    step = body[len(indent) :] if body.startswith(indent) else ""
    return indent + ("\t" if step.startswith("\t") else "    ")
