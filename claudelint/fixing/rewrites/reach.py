"""How the file of a loop names what stands in the file of the function that it calls, be it the same or another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.editing import indent_at, line_end, line_start, next_line
from claudelint.findings import Edit, Span
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.context import Refused, RewriteContext, first_free, names_in
from claudelint.fixing.rewrites.full_names import full_name, imported_names
from claudelint.fixing.rewrites.function import Function

# an import that grows longer than this gets a second one below it
_LINE = 88


@dataclass(frozen=True)
class Reach:
    """From the code of `context` to the names at the top of the module of `function`.

    `modules` are the dotted names by which it is imported, none where both are one file. `owner` is what the module
    is called here, with a dot, or "" where its names are imported, by `line` where there is such an import.
    """

    context: RewriteContext
    function: Function
    modules: frozenset[str] = frozenset()
    owner: str = ""
    line: cst.ImportFrom | None = None

    @classmethod
    def of(
        cls, context: RewriteContext, function: Function, called: cst.BaseExpression, modules: frozenset[str]
    ) -> Reach:
        """From a call of the function; raises Refused where what is called may be another one, or is out of reach."""
        path = effects.path_of(called)
        if function.context is context or function.is_method:
            if not path or path[-1] != function.name or (len(path) > 1) is not function.is_method:
                raise Refused("the function that sends the request is not simply called")
            if function.context is context:
                return cls(context, function)
            return cls(context, function, modules, "", _import_of(context, called, modules, None))
        module, _, name = full_name(context, called).rpartition(".")
        module = module or "."
        if name != function.name:
            raise Refused("the function that sends the request is not simply called")
        if module not in modules:
            raise Refused("the function that sends the request is imported by way of another module")
        if len(path) > 1:
            return cls(context, function, modules, "".join(f"{part}." for part in path[:-1]))
        line = _import_of(context, called, modules, path[0])
        if line is None:
            raise Refused("the function that sends the request is imported only sometimes")
        return cls(context, function, modules, "", line)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the function stands in another file."""
        return self.function.context is not self.context

    def written(self, name: str) -> str:
        """What the code here calls a name at the top of the function's module, which may have to be imported."""
        if not self.is_elsewhere or self.owner:
            return self.owner + name
        if self.line is None:
            raise Refused(f"`{name}` of the module of the function is not imported here")
        known = self._imported.get(name)
        if known is not None:
            return known
        stem = self._module.rpartition(".")[2] or "other"
        return first_free((name, f"{stem}_{name}"), names_in(self.context.tree))

    def seen(self, path: effects.Path) -> Iterator[effects.Path]:
        """What begins with a name at the top of the function's module, as the code here has it."""
        if not self.is_elsewhere:
            yield path
            return
        if self.owner:
            yield (*self.owner.rstrip(".").split("."), *path)
        for name, origin in imported_names(self.context.tree):
            module, _, last = origin.rpartition(".")
            if last == path[0] and (module or ".") in self.modules:
                yield (name, *path[1:])

    def edits(self, names: Sequence[str]) -> tuple[Edit, ...]:
        """The import of names of the function's module, where the code here needs one."""
        line = self.line
        if line is None or not self.is_elsewhere:
            return ()
        added = [(name, self.written(name)) for name in names if name not in self._imported]
        if not added:
            return ()
        for name in names:
            self._check_importable(name)
        aliases = [name if name == written else f"{name} as {written}" for name, written in added]
        return (self._extended(line, sorted(aliases, key=_order)),)

    @property
    def _imported(self) -> dict[str, str]:
        """The names of the module that are imported at the top of the file, or by the same import, already."""
        lines: list[cst.CSTNode] = [] if self.line is None else [self.line]
        lines += [one for one in self.context.tree.body if isinstance(one, cst.SimpleStatementLine)]
        found = [one for line in lines for one in imported_names(line)]
        of_module = [(name, *origin.rpartition(".")) for name, origin in found]
        return {last: name for name, module, _, last in of_module if (module or ".") in self.modules}

    @property
    def _module(self) -> str:
        module = None if self.line is None else self.line.module
        return "" if module is None else ".".join(effects.path_of(module))

    def _check_importable(self, name: str) -> None:
        """Raise Refused where a name may stand for something else by the time that it is used, or comes too late."""
        if name in (self.function.params_name, self.function.answer_name):
            return
        there = self.function.context
        lines = [line for line in there.tree.body if name in effects.bound_names([line])]
        declared = m.findall(
            there.tree, m.Global(names=[m.ZeroOrMore(), m.NameItem(name=m.Name(name)), m.ZeroOrMore()])
        )
        if len(lines) != 1 or declared:
            raise Refused(f"`{name}` of the module of the function is not given its value once")
        # whoever has the function by then has the name as well, even where the modules import each other
        if there.places.of(lines[0])[0] > there.places.of(self.function.node)[0]:
            raise Refused(f"`{name}` is made after the function that sends the request")

    def _extended(self, line: cst.ImportFrom, added: list[str]) -> Edit:
        """The import with more names, in their order where it had one; a second one where it would be too long."""
        context, text = self.context, self.context.text
        assert not isinstance(line.names, cst.ImportStar)
        aliases = [context.slice(alias) for alias in line.names]
        start, end = context.places.of(line.names[0])[0], context.places.of(line.names[-1])[1]
        path, statement = context.source.path, context.places.of(line)
        if "\n" in text[statement[0] : statement[1]]:
            begin = indent_at(text, start)
            return Edit(Span(path, end, end), "".join(f",{context.newline}{begin}{one}" for one in added))
        merged = [*aliases, *added]
        merged = sorted(merged, key=_order) if aliases == sorted(aliases, key=_order) else merged
        joined = ", ".join(merged)
        row = line_start(text, start)
        if start - row + len(joined) + statement[1] - end <= _LINE:
            return Edit(Span(path, start, end), joined)
        head = text[row : text.index("import", statement[0] + len("from")) + len("import")]
        place = next_line(text, statement[1])
        below = f"{head} {', '.join(added)}{context.newline}"
        return Edit(
            Span(path, place, place),
            below if place > line_end(text, statement[1]) else context.newline + below,
        )


def _import_of(
    context: RewriteContext, called: cst.CSTNode, modules: frozenset[str], local: str | None
) -> cst.ImportFrom | None:
    """A plain import of names of a module that a call sees: that of the name, where one is told, else any."""
    around = {id(node) for node in context.ancestors(called)}
    for node in effects.of_kinds(context.tree, cst.ImportFrom):
        if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
            continue
        module = "." * len(node.relative) + ".".join(effects.path_of(node.module) if node.module else ())
        if module not in modules or (local is not None and local not in dict(imported_names(node))):
            continue
        line = context.parents[id(node)]
        block = context.parents.get(id(line))
        function = context.parents.get(id(block)) if isinstance(block, cst.IndentedBlock) else None
        is_plain = isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1
        if is_plain and (
            block is context.tree or (isinstance(function, cst.FunctionDef) and id(function) in around)
        ):
            return node
    return None


def _order(alias: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, each by name."""
    name = alias.split()[0]
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name)
