"""A sync client that becomes an async one: its class, the import of that, and an `await` at every use.

It is one transaction: a client that is used in one place outside of async code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.editing.changes import Refused, line
from claudelint.editing.sight import expressions
from claudelint.editing.text import LEXEME, insert, replace
from claudelint.findings import Edit, Span
from claudelint.linking.blocking import has_one_loop
from claudelint.linking.project import Module, Request
from claudelint.linking.uses import Uses
from claudelint.reading import module as plain

# what hands back a coroutine when the client is async, and nothing that is iterated or entered
_AWAITED = frozenset(
    {
        *(("messages", name) for name in ("create", "parse", "count_tokens")),
        *(("messages", "batches", name) for name in ("create", "retrieve", "cancel", "delete")),
    }
)
# options whose values are of other types for an async client
_SYNC_OPTIONS = frozenset({"http_client", "credentials", "token_provider", "azure_ad_token_provider"})


@dataclass(frozen=True)
class AsyncClient:
    """The outcome: edits, or the reason why they are left to the reader.

    `guards` are the places that belong to the client: its construction, its calls, and the import.
    """

    edits: tuple[Edit, ...] = ()
    guards: tuple[Span, ...] = ()
    refusal: str = ""


def make_client_async(request: Request) -> AsyncClient:
    """Make the client of a request an async one, and await all that is called of it."""
    try:
        change = _Change(request)
        return AsyncClient(tuple(change.edits()), tuple(change.guards))
    except Refused as refused:
        return AsyncClient(refusal=str(refused))


class _Change:
    """One client, the place where it is built, and everything that uses it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.project = request.project
        self.module = request.module
        self.text = request.text
        self.uses: Uses = self.project.answers.uses(self.module)
        self.guards: list[Span] = []
        if self.module.approximate:
            raise Refused("the places in this file cannot be told exactly")
        root = _root(request.call.function)
        if isinstance(root, plain.CallOf):
            self.name, self.definition, self.made = "", -1, root
            return
        if not isinstance(root, (plain.Local, plain.Ref)):
            raise Refused(f"`{self._slice(root)}` is no variable of this module")
        self.name = root.name
        self.definition = self._only_definition(root)
        made = self.module.definitions[self.definition].value
        if self.module.definitions[self.definition].how != "assign" or not isinstance(made, plain.CallOf):
            raise Refused(f"`{self.name}` is not simply assigned a new client")
        self.made = made

    def edits(self) -> Iterator[Edit]:
        """All edits; raises Refused where one of them would not be right."""
        if self.definition < 0:
            calls = [self._call_of(self.made)]
        else:
            calls = [*dict.fromkeys(self._calls())]
        yield from self._class_edits()
        for index in calls:
            self.guards.append(self._span(self.module.calls[index]))
            yield from self._awaited(index)
        if self.definition >= 0:
            self._check_one_event_loop(calls)

    # the client

    def _only_definition(self, root: plain.Local | plain.Ref) -> int:
        """The one assignment of the variable."""
        module = self.module
        if isinstance(root, plain.Local):
            found = root.definitions
        else:
            found = module.scopes[0].names.get(root.name, ())
        if len(found) != 1:
            raise Refused(f"`{root.name}` is assigned in more than one place")
        if module.definitions[found[0]].how == "parameter":
            owner = self.uses.parent(root)
            is_itself = isinstance(owner, plain.Attr) and owner.name in ("messages", "beta")
            raise Refused(f"`{root.name}` is a parameter" if is_itself else "the client is kept in an object")
        scope = self._scope_of(found[0])
        for index, other in enumerate(module.definitions):
            if other.name == root.name and index != found[0] and self._scope_of(index) == scope:
                raise Refused(f"`{root.name}` is assigned in more than one place")
        if module.scopes[scope].kind == "class":
            raise Refused(f"`{root.name}` belongs to a class")
        return found[0]

    def _scope_of(self, definition: int) -> int:
        found = self.module.definitions[definition]
        if found.statement >= 0:
            return self.module.statements[found.statement].scope
        return found.value.scope if isinstance(found.value, plain.Param) else -1

    def _class_edits(self) -> Iterator[Edit]:
        """The async class in the place of the sync one, also in the annotation of the variable."""
        call = self.module.calls[self.made.call]
        self.guards.append(self._span(call))
        for argument in call.arguments:
            if argument.star or argument.name in _SYNC_OPTIONS:
                what = argument.name or "**"
                raise Refused(f"`{what}` may hold what only a sync client takes")
        places: list[plain.Expr] = [call.function]
        annotation = None if self.definition < 0 else self.module.definitions[self.definition].annotation
        if annotation is not None:
            places.append(annotation)
        names = [one for one in places if isinstance(one, (plain.Local, plain.Ref))]
        for one in places:
            if isinstance(one, plain.Attr):
                start = one.end - len(one.name)
                yield self._twin(start, one.end, one.name)
            elif one not in names:
                raise Refused(f"`{self._slice(one)}` cannot be made async")
        if names:
            yield from self._imported_class(names)

    def _twin(self, start: int, end: int, name: str) -> Edit:
        """The name of the async class in the place of that of the sync one."""
        if self.text[start:end] != name or self._is_no_class(name):
            raise Refused(f"`{self.text[start:end]}` is no client class with an async twin")
        return replace(Span(self.module.path, start, end), f"Async{name}")

    def _is_no_class(self, name: str) -> bool:
        kind = self.request.catalog.clients.get(name)
        twin = self.request.catalog.clients.get(f"Async{name}")
        return kind is None or twin is None or kind.is_async or not twin.is_async

    def _imported_class(self, names: list[plain.Local | plain.Ref]) -> Iterator[Edit]:
        """The async class imported beside the sync one, or in its place where nothing else needs that."""
        bound = {self._import_of(one) for one in names}
        if len(bound) != 1:
            raise Refused("the class and the annotation have different names")
        number = bound.pop()
        definition = self.module.definitions[number]
        imported = definition.value
        if not isinstance(imported, plain.Imported) or imported.name is None:
            raise Refused(f"`{definition.name}` is not imported from the SDK")
        start, end = imported.start, imported.end
        if not self.text.startswith(imported.name, start):
            raise Refused("the import is written in an unusual way")
        self.guards.append(Span(self.module.path, start, end))
        twin = self._twin(start, start + len(imported.name), imported.name)
        own = {one.start for one in names}
        is_shared = any(place not in own for place in self._mentions(definition.name, number))
        if definition.name != imported.name:
            if is_shared:
                raise Refused(f"`{definition.name}` is used elsewhere, too")
            yield twin
            return
        is_there = self._names(twin.text, number)
        if is_there and not is_shared:
            beside = re.compile(rf"{imported.name}\s*,\s*(?={twin.text}\b)").match(self.text, start)
            if beside is not None:
                yield replace(Span(self.module.path, start, beside.end()), "")
        elif not is_shared:
            yield twin
        elif not is_there:
            yield insert(self.module.path, start + len(imported.name), f", {twin.text}")
        for one in names:
            yield replace(Span(self.module.path, one.start, one.end), twin.text)

    def _import_of(self, name: plain.Local | plain.Ref) -> int:
        if isinstance(name, plain.Local):
            found = name.definitions
        else:
            found = self.module.scopes[0].names.get(name.name, ())
        if len(found) != 1:
            raise Refused(f"`{name.name}` is not just one class, imported by its name")
        return found[0]

    def _names(self, twin: str, beside: int) -> bool:
        """Whether the async class is imported under its own name; raises Refused where that means another thing."""
        found = [one for one in self.module.definitions if one.name == twin]
        if any(not isinstance(one.value, plain.Imported) or one.value.name != twin for one in found):
            raise Refused(f"`{twin}` stands for something else in this file")
        scope = self._scope_of(beside)
        return any(
            one.statement >= 0 and self.module.statements[one.statement].scope == scope for one in found
        )

    # its uses

    def _calls(self) -> Iterator[int]:
        """The calls that are everything the client is used for."""
        if self._scope_of(self.definition) == 0:
            self._check_outside()
        known: set[int] = set()
        for expr in expressions(self.module):
            if isinstance(expr, (plain.Local, plain.Ref, plain.Param)) and expr.name == self.name:
                known.add(expr.start)
                if self._is_client(expr):
                    yield self._call_of(expr)
        known.update(one.start for one in self.module.definitions if one.name == self.name)
        known.update(a.start for call in self.module.calls for a in call.arguments if a.name == self.name)
        for place in self._mentions(self.name, self.definition):
            if place not in known:
                # defaults, decorators and `global` are no expressions of a statement
                raise Refused(f"`{self.name}` is also mentioned on line {line(self.module, place)}")

    def _is_client(self, expr: plain.Local | plain.Ref | plain.Param) -> bool:
        if isinstance(expr, plain.Ref):
            return self._scope_of(self.definition) == 0
        if not isinstance(expr, plain.Local) or self.definition not in expr.definitions:
            return False
        if len(expr.definitions) > 1:
            raise Refused(f"`{self.name}` may be something else on line {line(self.module, expr.start)}")
        return True

    def _call_of(self, expr: plain.Expr) -> int:
        """The call that the client is used for in one place."""
        path: list[str] = []
        current, outer = expr, self.uses.parent(expr)
        while isinstance(outer, plain.Attr) and outer.value is current:
            path.append(outer.name)
            current, outer = outer, self.uses.parent(outer)
        index = self.uses.call_of_function.get(id(current))
        where = f"on line {line(self.module, expr.start)}"
        if index is None or not path:
            raise Refused(f"`{self.name}` is used for something else {where}")
        if tuple(path[path[0] == "beta" :]) not in _AWAITED:
            raise Refused(f"`{'.'.join(path)}` {where} needs more than `await`")
        return index

    def _check_outside(self) -> None:
        """Raise Refused where something else than plain code of this module may use the client."""
        if re.search(rf"[\"'](?:[\w.]+\.)?{self.name}[\"']", self.text):
            raise Refused(f"the name `{self.name}` is also written in a text")
        self.project.graph.look_for(self.module, self.name)
        stem = self.module.path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
        for other in tuple(self.project.names.modules.loaded.values()):
            if other is not self.module and self._is_used_by(other, stem):
                raise Refused(f"`{self.name}` is used in {other.path}, too")

    def _is_used_by(self, other: Module, stem: str) -> bool:
        owners = {stem}
        for definition in other.definitions:
            value = definition.value
            if not isinstance(value, plain.Imported):
                continue
            find = self.project.names.modules.find
            if find(other, value.module, value.level) is self.module:
                if value.name in (self.name, "*"):
                    return True
                owners.update(() if value.name is not None else (definition.name,))
            if value.name is not None and value.name.rpartition(".")[2] == stem:
                owners.add(definition.name)
        text = self.project.text(other)
        return any(re.search(rf"\b{re.escape(owner)}\s*\.\s*{self.name}\b", text) for owner in owners)

    def _mentions(self, name: str, definition: int) -> Iterator[int]:
        """Where a name stands in the code of the scope that binds it, attributes of that name apart.

        Where a text is nothing but the name, as in an annotation in quotes, it counts, too.
        """
        scope = self._scope_of(definition)
        start, end = 0, len(self.text)
        if scope > 0:
            start, end = self.module.scopes[scope].start, self.module.scopes[scope].end
        own = self.module.definitions[definition]
        is_import = isinstance(own.value, plain.Imported)
        place = start
        for lexeme in (*LEXEME.finditer(self.text, start, end), None):
            stop = end if lexeme is None else lexeme.start()
            for found in re.finditer(rf"(?<![\w.]){re.escape(name)}\b", self.text[place:stop]):
                at = place + found.start()
                if at not in (own.start, own.value.start if is_import else -1):
                    yield at
            if lexeme is not None:
                place = lexeme.end()
                if lexeme.group().strip("\"'") == name:
                    yield lexeme.start()

    # the calls

    def _awaited(self, index: int) -> Iterator[Edit]:
        """`await` before a call, in parentheses where something is taken of its value."""
        call = self.module.calls[index]
        where = f"on line {line(self.module, call.start)}"
        self._check_async(call, where)
        expr = self.uses.of_call.get(index)
        outer = None if expr is None else self.uses.parent(expr)
        if expr is None or isinstance(outer, plain.Await):
            raise Refused(f"the call {where} is awaited already")
        self._check_answer(call, where)
        is_taken_apart = isinstance(outer, (plain.Attr, plain.Item)) and outer.value is expr
        is_called = isinstance(outer, plain.CallOf) and self.module.calls[outer.call].function is expr
        has_own = self.text[call.end :].lstrip().startswith(")")
        if (is_taken_apart or is_called) and not has_own:
            yield insert(self.module.path, call.start, "(await ")
            yield insert(self.module.path, call.end, ")")
        else:
            yield insert(self.module.path, call.start, "await ")

    def _check_async(self, call: plain.Call, where: str) -> None:
        """Raise Refused where no `await` may stand."""
        scope = self.module.scopes[call.scope]
        if scope.kind != "function" or not scope.is_async:
            raise Refused(f"the call {where} does not stand in an async function itself")
        generators = (
            (one.start, one.end)
            for one in expressions(self.module)
            if isinstance(one, plain.Comprehension) and one.kind == "GeneratorExp"
        )
        if any(start <= call.start and call.end <= end for start, end in generators):
            raise Refused(f"the call {where} stands in a generator expression")

    def _check_answer(self, call: plain.Call, where: str) -> None:
        """Raise Refused where the answer is, or may be, a stream."""
        for one in self.project.requests:
            if one.span == self._span(call) and one.kind == "create" and one.streams is not False:
                raise Refused(f"the call {where} streams, or may stream, and needs `async for`")

    def _check_one_event_loop(self, calls: list[int]) -> None:
        """Raise Refused where the client would outlive an event loop: its connections belong to the first."""
        if self.module.scopes[self._scope_of(self.definition)].is_async:
            return
        for index in calls:
            for way in self.project.ways.to(self.module, index):
                if not has_one_loop(way):
                    raise Refused(f"`{self.name}` may be used on several event loops, one after the other")

    def _span(self, call: plain.Call) -> Span:
        return Span(self.module.path, call.start, call.end)

    def _slice(self, expr: plain.Expr) -> str:
        text = self.text[expr.start : expr.end]
        return text if len(text) <= 40 and "\n" not in text else "this"


def _root(expr: plain.Expr) -> plain.Expr:
    """What the attributes of a method are taken from."""
    while isinstance(expr, plain.Attr):
        expr = expr.value
    return expr
