"""Where a dict goes: whether it feeds requests and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing.sight import expressions, modules_in_sight
from claudelint.linking.project import Project
from claudelint.reading.module import (
    Attr,
    Call,
    CallOf,
    Comprehension,
    Expr,
    Imported,
    Join,
    Map,
    Module,
    Mutated,
    Ref,
    Seq,
    Star,
    Updated,
)

_GROWING_METHODS = frozenset({"append", "extend", "insert", "update", "setdefault"})
_MOST_STEPS = 200


class Feeding:
    """Follows values forward through one project, as far as that is certain."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._sends = {(site.module.path, site.index) for site in project.sites}
        self._seen: set[tuple[str, int]] = set()

    def only_requests(self, module: Module, expr: Expr) -> bool:
        """Whether a display is used in requests and nowhere else, as far as that can be told."""
        self._seen.clear()
        return self._feeds(module, expr)

    def is_dict_of_requests(self, module: Module, call: int) -> bool:
        """Whether a call makes a dict of its keyword arguments that is used in requests and nowhere else."""
        value = self.project.answers.uses(module).of_call.get(call)
        if value is None or not self._makes_dict(module, module.calls[call]):
            return False
        return self.only_requests(module, value)

    def _makes_dict(self, module: Module, call: Call) -> bool:
        """`dict(...)`, or one of the SDK's typed dicts."""
        name = self.project.names.call_name(module, call)
        return name == "builtins.dict" or (name is not None and name.startswith("anthropic.types."))

    def _feeds(self, module: Module, expr: Expr) -> bool:
        mark = (module.path, id(expr))
        if mark in self._seen:
            return True
        self._seen.add(mark)
        if len(self._seen) > _MOST_STEPS:
            return False
        uses = self.project.answers.uses(module)
        parent = uses.parent(expr)
        if parent is None:
            return self._statement(module, expr)
        if isinstance(parent, CallOf):
            return self._call(module, expr, parent)
        if isinstance(parent, Updated):
            return parent.base is not expr or self._feeds(module, parent)
        if isinstance(parent, Mutated):
            return self._feeds(module, parent)
        if isinstance(parent, Attr):
            # params.update(...) and its like; what else is done to it is not known
            call = uses.call_of_function.get(id(parent))
            return call is not None and parent.name in _GROWING_METHODS
        if isinstance(parent, (Map, Seq, Star, Join, Comprehension)):
            return self._feeds(module, parent)
        return False

    def _call(self, module: Module, expr: Expr, parent: CallOf) -> bool:
        call = module.calls[parent.call]
        if call.function is expr:
            return False
        if (module.path, parent.call) in self._sends:
            return True
        if self._makes_dict(module, call):
            return self._feeds(module, parent)
        if isinstance(call.function, Attr) and call.function.name in _GROWING_METHODS:
            grown = [
                index
                for index, definition in enumerate(module.definitions)
                if isinstance(definition.value, Mutated) and definition.value.call == parent.call
            ]
            return bool(grown) and all(self._definition(module, index) for index in grown)
        return False

    def _statement(self, module: Module, expr: Expr) -> bool:
        uses = self.project.answers.uses(module)
        statement = uses.statement(expr)
        if statement is None:
            return False
        defined = uses.defined_by.get(id(expr), [])
        if defined:
            return all(self._definition(module, index) for index in defined)
        if statement.kind in ("if", "while", "assert"):
            # whether there is anything in it, which no change of an entry makes another answer
            return True
        if statement.kind == "return":
            callers = self.project.graph.callers(module, statement.scope)
            values = [
                (caller, self.project.answers.uses(caller).of_call.get(index)) for caller, index in callers
            ]
            return bool(values) and all(
                value is not None and self._feeds(one, value) for one, value in values
            )
        return False

    def _definition(self, module: Module, index: int) -> bool:
        definition = module.definitions[index]
        uses = self.project.answers.uses(module)
        if not all(self._feeds(module, use) for use in uses.later_uses(index)):
            return False
        scope = (
            module.scopes[module.statements[definition.statement].scope]
            if definition.statement >= 0
            else None
        )
        if scope is None or scope.kind not in ("module", "class"):
            return True
        return all(
            self._feeds(other, use)
            for other, use in self._by_name(module, definition.name, scope.kind == "class")
        )

    def _by_name(self, module: Module, name: str, is_member: bool) -> Iterator[tuple[Module, Expr]]:
        """Reads of a name of a module or class from elsewhere, rather too many than too few."""
        self.project.graph.look_for(module, name)
        for other in modules_in_sight(self.project):
            for expr in expressions(other):
                is_own = isinstance(expr, Ref) and other is module and not is_member
                if (is_own or isinstance(expr, Attr)) and getattr(expr, "name", None) == name:
                    yield other, expr
            if is_member or other is module:
                continue
            for index, definition in enumerate(other.definitions):
                if isinstance(definition.value, Imported) and definition.value.name == name:
                    for use in self.project.answers.uses(other).later_uses(index):
                        yield other, use
                    for expr in expressions(other):
                        if isinstance(expr, Ref) and expr.name == definition.name:
                            yield other, expr
