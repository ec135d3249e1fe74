"""The modules in sight: those that were read to understand the requests, and those that they import."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from claudelint.linking.project import Project
from claudelint.reading.children import children
from claudelint.reading.module import Expr, Imported, Module

_MOST_MODULES = 500
_modules_of: WeakKeyDictionary[Project, tuple[Module, ...]] = WeakKeyDictionary()


def modules_in_sight(project: Project) -> tuple[Module, ...]:
    """The linked modules and the project's modules that they import, which may hold a constant and no request."""
    known = _modules_of.get(project)
    if known is not None:
        return known
    found = dict(project.names.modules.loaded)
    pending = list(found.values())
    while pending and len(found) < _MOST_MODULES:
        module = pending.pop()
        for imported in _imports(project, module):
            if imported.path not in found:
                found[imported.path] = imported
                pending.append(imported)
    result = _modules_of[project] = tuple(found.values())
    return result


def module_at(project: Project, path: str) -> Module | None:
    """The module of a path, if it was read."""
    return project.names.modules.loaded.get(path)


def _imports(project: Project, module: Module) -> Iterator[Module]:
    for definition in module.definitions:
        value = definition.value
        if not isinstance(value, Imported):
            continue
        names = [value.module]
        if value.name not in (None, "*"):
            names.append(f"{value.module}.{value.name}".lstrip("."))
        for name in names:
            imported = project.names.modules.find(module, name, value.level)
            if imported is not None:
                yield imported


def expressions(module: Module) -> Iterator[Expr]:
    """Every expression of a module."""
    seen: set[int] = set()
    for statement in module.statements:
        pending = list(statement.expressions)
        while pending:
            expr = pending.pop()
            if id(expr) in seen:
                continue
            seen.add(id(expr))
            yield expr
            pending.extend(children(module, expr))
