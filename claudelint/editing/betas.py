"""Values of the beta header, taken out of the argument that they are written in."""

from __future__ import annotations

from collections.abc import Collection

from claudelint.editing.items import change_items, remove_argument, remove_entries
from claudelint.editing.literals import in_quotes_of
from claudelint.findings import Edit, Span
from claudelint.linking.betas import HEADER, SentBetas, betas_in
from claudelint.linking.project import Project, Value
from claudelint.linking.terms import Term
from claudelint.reading.module import Argument, Attr, Const, Expr, Local, Map, Module, Ref, Seq


def without_betas(project: Project, sent: SentBetas, names: Collection[str]) -> tuple[Edit, ...]:
    """The argument without these values, the call without the argument where none is left.

    Nothing where they are not written in the call itself, in a list or a dict of headers.
    """
    written = sent.written
    if written is None or sent.module.approximate:
        return ()
    text, file = project.text(sent.module), sent.module.path
    if isinstance(written.value, Seq):
        gone = [
            index
            for index, item in enumerate(written.value.items)
            if isinstance(item, Const) or _is_name(item)
            if {*betas_in(_value(project, sent.module, item))} & {*names}
        ]
        if len(gone) == len(written.value.items):
            return (remove_argument(text, file, sent.call, written),)
        return change_items(text, file, written.value, remove=gone) if gone else ()
    if isinstance(written.value, Map):
        return _without_header(text, sent, written, written.value, names)
    return ()


def _without_header(
    text: str, sent: SentBetas, written: Argument, headers: Map, names: Collection[str]
) -> tuple[Edit, ...]:
    file = sent.module.path
    for entry in headers.entries:
        key, value = entry.key, entry.value
        if not isinstance(key, Const) or str(key.value).lower() != HEADER:
            continue
        if not isinstance(value, Const) or not isinstance(value.value, str):
            return ()
        sent_there = [part.strip() for part in value.value.split(",")]
        left = [name for name in sent_there if name not in names]
        if left:
            quoted = in_quotes_of(text[value.start : value.end], ",".join(left))
            return (Edit(Span(file, value.start, value.end), quoted),)
        if len(headers.entries) == 1:
            return (remove_argument(text, file, sent.call, written),)
        return remove_entries(text, file, headers, [entry])
    return ()


def _is_name(item: Expr) -> bool:
    """Whether an item is the name of a constant, or an attribute: it can be dropped without a loss."""
    return isinstance(item, (Local, Ref, Attr))


def _value(project: Project, module: Module, item: Expr) -> Value:
    return project.values.of(Term(module, item))
