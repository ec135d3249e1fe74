"""Objects of httpx, made by the SDK or its HTTP package instead."""

from __future__ import annotations

import re

from claudelint.editing.imports import ensure_import
from claudelint.findings import Edit, Span
from claudelint.linking.project import File, HttpxObject
from claudelint.linking.terms import Term
from claudelint.reading import module as plain

# what the SDK exports; anthropic 2.12.0 __init__.py
_EXPORTED = {"Timeout": "Timeout", "Client": "DefaultHttpxClient", "AsyncClient": "DefaultAsyncHttpxClient"}
_WORD = re.compile(r"\bhttpx\b")


def of_the_sdk(file: File, found: HttpxObject) -> tuple[Edit, ...]:
    """The object, and those it is made of, taken from the SDK where it exports them, else from `httpx2`.

    Nothing where the object is not made in the argument itself, or something of httpx would be left in it.
    """
    module, project = file.module, file.project
    written = found.argument.value
    if module.approximate or not isinstance(written, plain.CallOf) or found.made != (module, written.call):
        return ()
    text, outer = project.text(module), module.calls[written.call]
    edits: list[Edit] = []
    packages: set[str] = set()
    for call in module.calls:
        if not (outer.start <= call.start and call.end <= outer.end):
            continue
        name = project.names.call_name(module, call) or ""
        if name.startswith("httpx."):
            package, name = _replacement(name.removeprefix("httpx."))
            packages.add(package)
            edits.append(Edit(Span(module.path, call.function.start, call.function.end), f"{package}.{name}"))
    if _leaves_something(text, outer, edits) or not all(_is_free(file, package) for package in packages):
        return ()
    imports = (
        edit for package in sorted(packages) for edit in ensure_import(text, module.path, f"import {package}")
    )
    return (*edits, *imports)


def _replacement(class_name: str) -> tuple[str, str]:
    exported = _EXPORTED.get(class_name)
    return ("httpx2", class_name) if exported is None else ("anthropic", exported)


def _leaves_something(text: str, outer: plain.Call, edits: list[Edit]) -> bool:
    words = [match.start() for match in _WORD.finditer(text, outer.start, outer.end)]
    return any(not any(edit.span.start <= word < edit.span.end for edit in edits) for word in words)


def _is_free(file: File, package: str) -> bool:
    """Whether a name means this package in the module, or nothing yet."""
    module = file.module
    known = module.scopes[0].names.get(package)
    if any(package in scope.names for scope in module.scopes[1:]):
        return False
    if known is None:
        return True
    ref = plain.Ref(0, 0, package)
    file.project.names.keep(ref)
    return file.project.names.qualified(Term(module, ref)) == package
