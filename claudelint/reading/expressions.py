"""From LibCST's expressions to plain ones, recording every call on the way, in evaluation order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import libcst as cst

from claudelint.reading.bindings import MUTATORS
from claudelint.reading.literals import Literals
from claudelint.reading.module import (
    Argument,
    Attr,
    Await,
    Binary,
    Call,
    CallOf,
    Comprehension,
    Const,
    Element,
    Entry,
    Expr,
    Item,
    Join,
    Lambda,
    Map,
    Opaque,
    Part,
    Scope,
    Seq,
    Star,
    Statement,
    Unary,
    Yield,
)
from claudelint.reading.parameters import define_parameters, read_parameters
from claudelint.reading.positions import Places
from claudelint.reading.tables import Frame, Tables
from claudelint.reading.targets import Targets

_PENDING_STATEMENT = Statement("pending", 0, -1, "body", 0, 0, 0, ())


class ExpressionReader:
    """Reads expressions in the frame and statement that are current."""

    def __init__(self, tables: Tables, places: Places, text: str) -> None:
        self.tables = tables
        self.places = places
        self.text = text
        self.frame = Frame(0, "module", frozenset(), None)
        self.statement = -1
        self.branch = "body"
        self.targets = Targets(self)
        literals = Literals(self)
        self._readers: dict[type, Callable[..., Expr]] = {
            cst.Name: self._name,
            cst.Attribute: self._attribute,
            cst.Call: self._call,
            cst.SimpleString: literals.string,
            cst.ConcatenatedString: literals.concatenated,
            cst.FormattedString: literals.formatted,
            cst.Integer: literals.number,
            cst.Float: literals.number,
            cst.List: self._display,
            cst.Tuple: self._display,
            cst.Set: self._display,
            cst.Dict: self._dict,
            cst.Subscript: self._subscript,
            cst.BinaryOperation: self._binary,
            cst.BooleanOperation: self._boolean,
            cst.UnaryOperation: self._unary,
            cst.Comparison: self._comparison,
            cst.IfExp: self._conditional,
            cst.Await: self._await,
            cst.Yield: self._yield,
            cst.Lambda: self._lambda,
            cst.NamedExpr: self._named,
            cst.ListComp: self._comprehension,
            cst.SetComp: self._comprehension,
            cst.GeneratorExp: self._comprehension,
            cst.DictComp: self._comprehension,
            cst.StarredElement: self._starred,
        }

    def read(self, node: cst.CSTNode) -> Expr:
        """The plain form of an expression."""
        reader = self._readers.get(type(node))
        if reader is not None:
            return reader(node)
        start, end = self.places.of(node)
        return Opaque(start, end, type(node).__name__)

    def read_all(self, nodes: Iterable[cst.CSTNode]) -> tuple[Expr, ...]:
        """The plain forms of several expressions, in order."""
        return tuple([self.read(node) for node in nodes])

    # names and places

    def _name(self, node: cst.Name) -> Expr:
        start, end = self.places.of(node)
        name = node.value
        if name in _SINGLETONS:
            return Const(start, end, _SINGLETONS[name])
        return self.frame.read(name, start, end)

    def _attribute(self, node: cst.Attribute) -> Expr:
        start, end = self.places.of(node)
        return Attr(start, end, self.read(node.value), node.attr.value)

    def _subscript(self, node: cst.Subscript) -> Expr:
        start, end = self.places.of(node)
        value = self.read(node.value)
        return Item(start, end, value, self.index(node))

    def index(self, node: cst.Subscript) -> Expr:
        """What stands between the brackets."""
        indices = [element.slice for element in node.slice]
        if len(indices) == 1 and isinstance(indices[0], cst.Index):
            return self.read(indices[0].value)
        start, end = self.places.of(node)
        parts: list[Expr] = []
        for index in indices:
            if isinstance(index, cst.Index):
                parts.append(self.read(index.value))
            elif isinstance(index, cst.Slice):
                parts.extend(self.read(bound) for bound in (index.lower, index.upper) if bound is not None)
        return Opaque(start, end, "slice" if len(indices) == 1 else "indices", tuple(parts))

    # displays

    def _display(self, node: cst.List | cst.Tuple | cst.Set) -> Expr:
        start, end = self.places.of(node)
        items: list[Expr] = []
        for element in node.elements:
            if isinstance(element, cst.StarredElement):
                items.append(self._starred(element))
            else:
                items.append(self.read(element.value))
        return Seq(start, end, type(node).__name__.lower(), tuple(items))

    def _starred(self, element: cst.StarredElement) -> Expr:
        value = self.read(element.value)
        return Star(value.start, value.end, value)

    def _dict(self, node: cst.Dict) -> Expr:
        start, end = self.places.of(node)
        entries: list[Entry] = []
        for element in node.elements:
            place = self.places.of(element)
            if isinstance(element, cst.DictElement):
                entries.append(Entry(*place, self.read(element.key), self.read(element.value)))
            else:
                entries.append(Entry(*place, None, self.read(element.value)))
        return Map(start, end, tuple(entries))

    # operators

    def _binary(self, node: cst.BinaryOperation) -> Expr:
        # long sums of prompt lines lean to the left: no recursion along that side
        chain: list[cst.BinaryOperation] = []
        left: cst.CSTNode = node
        while isinstance(left, cst.BinaryOperation):
            chain.append(left)
            left = left.left
        result = self.read(left)
        for operation in reversed(chain):
            right = self.read(operation.right)
            start, end = self.places.of(operation)
            result = Binary(start, end, _operator(operation.operator), result, right)
        return result

    def _boolean(self, node: cst.BooleanOperation) -> Expr:
        start, end = self.places.of(node)
        kind = "or" if isinstance(node.operator, cst.Or) else "and"
        return Join(start, end, kind, (self.read(node.left), self.read(node.right)))

    def _unary(self, node: cst.UnaryOperation) -> Expr:
        start, end = self.places.of(node)
        value = self.read(node.expression)
        operator = _operator(node.operator)
        if operator == "Minus" and isinstance(value, Const) and isinstance(value.value, (int, float)):
            return Const(start, end, -value.value)
        return Unary(start, end, operator, value)

    def _comparison(self, node: cst.Comparison) -> Expr:
        start, end = self.places.of(node)
        left = self.read(node.left)
        comparisons: list[Expr] = []
        for target in node.comparisons:
            right = self.read(target.comparator)
            comparisons.append(Binary(start, end, _operator(target.operator), left, right))
            left = right
        return comparisons[0] if len(comparisons) == 1 else Join(start, end, "and", tuple(comparisons))

    def _conditional(self, node: cst.IfExp) -> Expr:
        start, end = self.places.of(node)
        test = self.read(node.test)
        return Join(start, end, "if", (self.read(node.body), self.read(node.orelse)), test)

    def _await(self, node: cst.Await) -> Expr:
        start, end = self.places.of(node)
        return Await(start, end, self.read(node.expression))

    def _yield(self, node: cst.Yield) -> Expr:
        start, end = self.places.of(node)
        self.frame.is_generator = True
        if isinstance(node.value, cst.From):
            return Yield(start, end, self.read(node.value.item), True)
        return Yield(start, end, None if node.value is None else self.read(node.value), False)

    def _named(self, node: cst.NamedExpr) -> Expr:
        value = self.read(node.value)
        if isinstance(node.target, cst.Name):
            self.targets.bind(node.target, value, "walrus")
        return value

    # calls

    def _call(self, node: cst.Call) -> Expr:
        # chains of calls (a().b().c()) lean to the left: no recursion along that side
        chain: list[cst.Call | cst.Attribute] = []
        inner: cst.CSTNode = node
        # asked by class, as for LibCST's nodes isinstance takes long to say no
        while type(inner) is cst.Call or type(inner) is cst.Attribute:
            chain.append(inner)
            inner = inner.value if isinstance(inner, cst.Attribute) else inner.func
        result = self.read(inner)
        for link in reversed(chain):
            start, end = self.places.of(link)
            if isinstance(link, cst.Attribute):
                result = Attr(start, end, result, link.attr.value)
            else:
                result = self._one_call(link, result, start, end)
        return result

    def _one_call(self, node: cst.Call, function: Expr, start: int, end: int) -> Expr:
        arguments = tuple([self.argument(argument) for argument in node.args])
        calls = self.tables.calls
        calls.append(
            Call(
                start,
                end,
                function,
                arguments,
                self.statement,
                self.frame.scope,
                self._open_end(node, function.end),
                end - 1,
            )
        )
        index = len(calls) - 1
        if isinstance(function, Attr) and function.name in MUTATORS:
            target = node.func.value if isinstance(node.func, cst.Attribute) else node.func
            self.targets.mutate(target, function.value, function.name, index)
        return CallOf(start, end, index)

    def argument(self, node: cst.Arg) -> Argument:
        """An argument of a call, or what stands as one in the header of a class."""
        start, end = self.places.of(node)
        name = None if node.keyword is None else node.keyword.value
        return Argument(start, end, name, node.star, self.read(node.value))

    def _open_end(self, node: cst.Call, function_end: int) -> int:
        behind = function_end
        if getattr(node.func, "rpar", ()):
            empty = cst.Module([])
            behind += sum(len(empty.code_for_node(paren)) for paren in node.func.rpar)
        return self.text.find("(", behind) + 1

    # scopes inside expressions

    def _lambda(self, node: cst.Lambda) -> Expr:
        start, end = self.places.of(node)
        parameters = read_parameters(self, node.params)
        scope = len(self.tables.scopes)
        self.tables.scopes.append(
            Scope("lambda", "<lambda>", self.frame.scope, self.statement, start, end, parameters)
        )
        statement = self.open_statement()
        outer_statement, outer_scope = self.statement, self.frame.scope
        self.statement, self.frame.scope = statement, scope
        self.frame.inner.append(define_parameters(self.tables, scope, parameters))
        body = self.read(node.body)
        self.frame.inner.pop()
        self.statement, self.frame.scope = outer_statement, outer_scope
        # the body runs when the lambda is called: no loop or try around its place is around its run
        self.tables.statements[statement] = Statement("lambda", scope, -1, "body", start, end, end, (body,))
        return Lambda(start, end, scope)

    def open_statement(self) -> int:
        """Take the next index for a statement that is filled in when its contents are read."""
        self.tables.statements.append(_PENDING_STATEMENT)
        return len(self.tables.statements) - 1

    def _comprehension(self, node: cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp) -> Expr:
        start, end = self.places.of(node)
        outer, branch = self.statement, self.branch
        depth = len(self.frame.inner)
        opened: list[tuple[int, list[Expr], tuple[int, ...], bool]] = []
        loop: cst.CompFor | None = node.for_in
        while loop is not None:
            iterable = self.read(loop.iter)
            statement = self.open_statement()
            parent, self.statement = self.statement, statement
            self.frame.inner.append({})
            definitions = self._bind_loop_variable(loop.target, iterable, statement)
            conditions = [self.read(condition.test) for condition in loop.ifs]
            opened.append((parent, [iterable, *conditions], definitions, loop.asynchronous is not None))
            loop = loop.inner_for_in
        key = self.read(node.key) if isinstance(node, cst.DictComp) else None
        value = self.read(node.value if isinstance(node, cst.DictComp) else node.elt)
        innermost = self.statement
        first = innermost
        for parent, expressions, definitions, is_async in reversed(opened):
            if self.statement == innermost:
                expressions.extend(item for item in (key, value) if item is not None)
            self.tables.statements[self.statement] = Statement(
                "comprehension",
                self.frame.scope,
                parent,
                branch if parent == outer else "body",
                start,
                end,
                end,
                tuple(expressions),
                definitions,
                is_async,
            )
            first, self.statement = self.statement, parent
        del self.frame.inner[depth:]
        self.statement = outer
        kind = type(node).__name__
        return Comprehension(start, end, kind, first, key, value)

    def _bind_loop_variable(self, target: cst.CSTNode, iterable: Expr, statement: int) -> tuple[int, ...]:
        start, end = self.places.of(target)
        return self._bind_inner(target, Element(start, end, iterable, statement))

    def _bind_inner(self, target: cst.CSTNode, value: Expr) -> tuple[int, ...]:
        place = self.places.of(target)
        if isinstance(target, cst.Name):
            index = self.tables.define(target.value, value, "comprehension", self.statement, place)
            self.frame.inner[-1][target.value] = (index,)
            return (index,)
        if isinstance(target, (cst.Tuple, cst.List)):
            found: list[int] = []
            for position, element in enumerate(target.elements):
                part = Part(*self.places.of(element.value), value, position)
                found.extend(self._bind_inner(element.value, part))
            return tuple(found)
        return ()


_SINGLETONS: dict[str, bool | None] = {"True": True, "False": False, "None": None}

_OPERATORS = {
    "Add": "+",
    "Subtract": "-",
    "Multiply": "*",
    "Divide": "/",
    "FloorDivide": "//",
    "Modulo": "%",
    "BitOr": "|",
    "Equal": "==",
    "NotEqual": "!=",
    "LessThan": "<",
    "LessThanEqual": "<=",
    "GreaterThan": ">",
    "GreaterThanEqual": ">=",
    "In": "in",
    "NotIn": "not in",
    "Is": "is",
    "IsNot": "is not",
    "Not": "not",
}


def _operator(node: cst.CSTNode) -> str:
    name = type(node).__name__
    return _OPERATORS.get(name, name)
