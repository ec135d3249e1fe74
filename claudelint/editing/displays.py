"""Calls that make a dict of their keyword arguments, written as what they make."""

from __future__ import annotations

import re

from claudelint.findings import Edit, Span
from claudelint.linking.project import File
from claudelint.reading import module as plain
from claudelint.reading.module import Call

_EQUALS = re.compile(r"\s*=\s*")


def as_dict(file: File, index: int) -> tuple[Edit, ...]:
    """The call as a dict display, or as a call of `dict` where `**` brings its arguments.

    A variable that it is assigned to keeps its type by an annotation, where it has no other value in its function.
    Nothing where it has other arguments, stands in an f-string, or `dict` is another name in the file.
    """
    module, call = file.module, file.module.calls[index]
    if module.approximate or _is_in_text(file, index):
        return ()
    function = Span(module.path, call.function.start, call.function.end)
    if call.arguments and all(argument.star == "**" for argument in call.arguments):
        is_hidden = any("dict" in scope.names for scope in module.scopes)
        return () if is_hidden else (Edit(function, "dict"),)
    if any(argument.name is None and argument.star != "**" for argument in call.arguments):
        return ()
    return (*_annotation(file, index), *_display(file, call))


def _annotation(file: File, index: int) -> tuple[Edit, ...]:
    """The type as the annotation of the variable that the call is assigned to."""
    module = file.module
    uses = file.project.answers.uses(module)
    statement = module.statements[module.calls[index].statement]
    made = uses.of_call.get(index)
    named = uses.defined_by.get(id(made), []) if made is not None else []
    if statement.kind != "assign" or list(statement.definitions) != named or len(named) != 1:
        return ()
    variable = module.definitions[named[0]]
    scope = statement.scope
    around = module.scopes[scope]
    # an annotation in a class may make a field of a variable
    if variable.annotation is not None or (around.kind == "class" and (around.bases or around.decorators)):
        return ()
    if any(binding.value is made for binding in module.attributes):
        return ()
    others = any(
        one.name == variable.name and one is not variable and one.how != "phi"
        for one in module.definitions
        if one.statement >= 0 and module.statements[one.statement].scope == scope
    ) or any(parameter.name == variable.name for parameter in around.parameters)
    text, function = file.project.text(module), module.calls[index].function
    # a name of another scope takes no annotation
    declared = re.search(rf"\b(?:global|nonlocal)\b[^\n]*\b{re.escape(variable.name)}\b", text)
    if others or declared:
        return ()
    written = text[function.start : function.end]
    return (Edit(Span(module.path, variable.end, variable.end), f": {written}"),)


def _display(file: File, call: Call) -> list[Edit]:
    path, text = file.module.path, file.project.text(file.module)
    edits = [Edit(Span(path, call.function.start, call.open_end), "{")]
    for argument in call.arguments:
        if argument.name is None:
            continue
        after_name = argument.start + len(argument.name)
        equals = _EQUALS.match(text, after_name)
        assert equals is not None
        edits.append(Edit(Span(path, argument.start, equals.end()), f'"{argument.name}": '))
    edits.append(Edit(Span(path, call.close_start, call.close_start + 1), "}"))
    return edits


def _is_in_text(file: File, index: int) -> bool:
    """Whether a call stands in an f-string, where a brace would mean something else."""
    uses = file.project.answers.uses(file.module)
    inner: plain.Expr | None = uses.of_call.get(index)
    while inner is not None:
        if isinstance(inner, plain.Text):
            return True
        inner = uses.parent(inner)
    return index not in uses.of_call
