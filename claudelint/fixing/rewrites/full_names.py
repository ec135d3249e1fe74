"""The full names of what a file imports, as the code of the file writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst
import libcst.matchers as m

from claudelint.fixing.rewrites.context import RewriteContext
from claudelint.fixing.rewrites.effects import of_kinds, path_of


def full_name(context: RewriteContext, node: cst.CSTNode) -> str:
    """`fastapi.responses.Response` of a chain of names that begins with an import of it; "" for everything else."""
    path = path_of(node)
    if not path:
        return ""
    found = {origin for name, origin in imported_names(context.tree) if name == path[0]}
    return ".".join((*found, *path[1:])) if len(found) == 1 else ""


def local_name(context: RewriteContext, last: str, packages: tuple[str, ...]) -> str | None:
    """What the file calls a thing that it imports at its top from one of these packages by its own name, `last`."""
    for line in context.tree.body:
        for name, origin in imported_names(line):
            if origin.rpartition(".")[2] == last and origin.partition(".")[0] in packages:
                return name
    return None


def imported_names(code: cst.CSTNode) -> Iterator[tuple[str, str]]:
    """The names that imports anywhere in the code bind, with what they stand for."""
    if isinstance(code, cst.Module):
        found: Iterable[cst.CSTNode] = of_kinds(code, cst.Import, cst.ImportFrom)
    else:
        found = m.findall(code, m.OneOf(m.Import(), m.ImportFrom()))
    for node in found:
        if not isinstance(node, cst.Import | cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
            continue
        origin = ""
        if isinstance(node, cst.ImportFrom):
            origin = "".join(f"{name}." for name in (path_of(node.module) if node.module else ()))
            origin = "." * len(node.relative) + origin
        for alias in node.names:
            dotted = path_of(alias.name)
            if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
                yield alias.asname.name.value, origin + ".".join(dotted)
            elif isinstance(node, cst.ImportFrom):
                yield dotted[0], origin + dotted[0]
            else:
                yield dotted[0], dotted[0]
