"""From LibCST's expressions to plain ones, recording every call on the way, in evaluation order."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

import libcst as cst

from claudelint.reading.bindings import MUTATORS
from claudelint.reading.keys import hidden, holds_key
from claudelint.reading.module import (
    Argument,
    Attr,
    AttributeBinding,
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
    KeyLiteral,
    Lambda,
    Map,
    Mutated,
    Opaque,
    Param,
    Parameter,
    Part,
    Scope,
    Seq,
    Star,
    Statement,
    Text,
    Unary,
    Updated,
    Yield,
)
from claudelint.reading.positions import Places
from claudelint.reading.tables import Environment, Frame, Tables

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
        self._readers: dict[type, Callable[..., Expr]] = {
            cst.Name: self._name,
            cst.Attribute: self._attribute,
            cst.Call: self._call,
            cst.SimpleString: self._string,
            cst.ConcatenatedString: self._concatenated,
            cst.FormattedString: self._formatted,
            cst.Integer: self._number,
            cst.Float: self._number,
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

    # literals

    def _const(self, node: cst.CSTNode, value: str) -> Expr:
        start, end = self.places.of(node)
        if "sk-ant-" in value:
            value = self._without_keys(value, start, end)
        return Const(start, end, value)

    def _without_keys(self, value: str, start: int, end: int) -> str:
        # a key must not reach a report or a cache: its place is kept, its text is not
        if holds_key(value):
            self.tables.keys.append(KeyLiteral(start, end))
        return hidden(value)

    def _string(self, node: cst.SimpleString) -> Expr:
        value = _string_value(node)
        if value is None:
            start, end = self.places.of(node)
            return Opaque(start, end, "bytes")
        return self._const(node, value)

    def _concatenated(self, node: cst.ConcatenatedString) -> Expr:
        start, end = self.places.of(node)
        parts: list[str | Expr] = []
        pending: list[cst.CSTNode] = [node]
        while pending:
            piece = pending.pop()
            if isinstance(piece, cst.ConcatenatedString):
                pending.extend((piece.right, piece.left))
                continue
            read = self.read(piece)
            if isinstance(read, Text):
                parts.extend(read.parts)
            elif isinstance(read, Const) and isinstance(read.value, str):
                parts.append(read.value)
            else:
                return Opaque(start, end, "bytes")
        if all(isinstance(part, str) for part in parts):
            return Const(start, end, "".join(part for part in parts if isinstance(part, str)))
        return Text(start, end, tuple(parts))

    def _formatted(self, node: cst.FormattedString) -> Expr:
        start, end = self.places.of(node)
        is_raw = "r" in node.start.lower()
        parts: list[str | Expr] = []
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                parts.append(_formatted_text(part.value, is_raw))
            elif isinstance(part, cst.FormattedStringExpression):
                value = self.read(part.expression)
                if part.format_spec or part.conversion:
                    inner = [
                        self.read(spec.expression)
                        for spec in part.format_spec or ()
                        if isinstance(spec, cst.FormattedStringExpression)
                    ]
                    value = Opaque(value.start, value.end, "formatted", (value, *inner))
                parts.append(value)
        text = "".join(part for part in parts if isinstance(part, str))
        if "sk-ant-" in text:
            text = self._without_keys(text, start, end)
            parts = [hidden(part) if isinstance(part, str) else part for part in parts]
        if all(isinstance(part, str) for part in parts):
            return Const(start, end, text)
        return Text(start, end, tuple(parts))

    def _number(self, node: cst.Integer | cst.Float) -> Expr:
        start, end = self.places.of(node)
        try:
            value: int | float = (
                int(node.value.replace("_", ""), 0)
                if isinstance(node, cst.Integer)
                else float(node.value.replace("_", ""))
            )
        except ValueError:
            return Opaque(start, end, "number")
        if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
            return Opaque(start, end, "number")
        return Const(start, end, value)

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
            self.bind(node.target, value, "walrus")
        return value

    # calls

    def _call(self, node: cst.Call) -> Expr:
        # chains of calls (a().b().c()) lean to the left: no recursion along that side
        chain: list[cst.Call | cst.Attribute] = []
        inner: cst.CSTNode = node
        while isinstance(inner, (cst.Call, cst.Attribute)):
            chain.append(inner)
            inner = inner.func if isinstance(inner, cst.Call) else inner.value
        result = self.read(inner)
        for link in reversed(chain):
            start, end = self.places.of(link)
            if isinstance(link, cst.Attribute):
                result = Attr(start, end, result, link.attr.value)
            else:
                result = self._one_call(link, result, start, end)
        return result

    def _one_call(self, node: cst.Call, function: Expr, start: int, end: int) -> Expr:
        arguments = tuple([self._argument(argument) for argument in node.args])
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
            self._mutate(target, function.value, function.name, index)
        return CallOf(start, end, index)

    def _argument(self, node: cst.Arg) -> Argument:
        start, end = self.places.of(node)
        name = None if node.keyword is None else node.keyword.value
        return Argument(start, end, name, node.star, self.read(node.value))

    def _open_end(self, node: cst.Call, function_end: int) -> int:
        behind = function_end
        if getattr(node.func, "rpar", ()):
            empty = cst.Module([])
            behind += sum(len(empty.code_for_node(paren)) for paren in node.func.rpar)
        return self.text.find("(", behind) + 1

    # binding and changing

    def bind(
        self,
        node: cst.CSTNode,
        value: Expr,
        how: str,
        annotation: Expr | None = None,
    ) -> tuple[int, ...]:
        """Bind a target (a name, attribute, item, or a list of them); the definitions of its names."""
        place = self.places.of(node)
        if isinstance(node, cst.Name):
            index = self.tables.define(node.value, value, how, self.statement, place, annotation)
            self.frame.bind(node.value, index)
            return (index,)
        if isinstance(node, (cst.Tuple, cst.List)):
            return self._unpack(node, value, how)
        if isinstance(node, cst.StarredElement):
            return self.bind(node.value, value, how)
        if isinstance(node, cst.Attribute):
            owner = self.read(node.value)
            self.tables.attributes.append(
                AttributeBinding(*place, owner, node.attr.value, value, self.statement, annotation)
            )
            return ()
        if isinstance(node, cst.Subscript):
            return self._store(node, value)
        return ()

    def _unpack(self, node: cst.Tuple | cst.List, value: Expr, how: str) -> tuple[int, ...]:
        definitions: list[int] = []
        has_star = any(isinstance(element, cst.StarredElement) for element in node.elements)
        for index, element in enumerate(node.elements):
            start, end = self.places.of(element.value)
            part = Part(start, end, value, -1 if has_star else index)
            definitions.extend(self.bind(element.value, part, how))
        return tuple(definitions)

    def _store(self, node: cst.Subscript, value: Expr) -> tuple[int, ...]:
        start, end = self.places.of(node)
        base = self.read(node.value)
        updated = Updated(start, end, base, self.index(node), value)
        return self._change(node.value, base, updated)

    def _mutate(self, target: cst.CSTNode, base: Expr, method: str, call: int) -> None:
        start, end = self.places.of(target)
        self._change(target, base, Mutated(start, end, base, method, call))

    def _change(self, target: cst.CSTNode, base: Expr, changed: Expr) -> tuple[int, ...]:
        if isinstance(target, cst.Name):
            return self.bind(target, changed, "change")
        if isinstance(target, cst.Subscript) and isinstance(base, Item):
            outer = Updated(base.start, base.end, base.value, base.index, changed)
            return self._change(target.value, base.value, outer)
        if isinstance(target, cst.Attribute) and isinstance(base, Attr):
            place = self.places.of(target)
            self.tables.attributes.append(
                AttributeBinding(*place, base.value, base.name, changed, self.statement, None, True)
            )
        return ()

    # scopes inside expressions

    def parameters(self, node: cst.Parameters) -> tuple[Parameter, ...]:
        """The parameters of a function; defaults and annotations are read in the current frame."""
        found: list[Parameter] = []

        def add(param: cst.Param, kind: str) -> None:
            start, end = self.places.of(param)
            default = None if param.default is None else self.read(param.default)
            annotation = None if param.annotation is None else self.read(param.annotation.annotation)
            found.append(Parameter(start, end, param.name.value, kind, default, annotation))

        for param in node.posonly_params:
            add(param, "positional")
        for param in node.params:
            add(param, "normal")
        if isinstance(node.star_arg, cst.Param):
            add(node.star_arg, "args")
        for param in node.kwonly_params:
            add(param, "keyword")
        if node.star_kwarg is not None:
            add(node.star_kwarg, "kwargs")
        return tuple(found)

    def define_parameters(self, scope: int, parameters: tuple[Parameter, ...]) -> Environment:
        """A definition for each parameter."""
        return {
            parameter.name: (
                self.tables.define(
                    parameter.name,
                    Param(parameter.start, parameter.end, parameter.name, scope),
                    "parameter",
                    -1,
                    (parameter.start, parameter.end),
                    parameter.annotation,
                ),
            )
            for parameter in parameters
        }

    def _lambda(self, node: cst.Lambda) -> Expr:
        start, end = self.places.of(node)
        parameters = self.parameters(node.params)
        scope = len(self.tables.scopes)
        self.tables.scopes.append(
            Scope("lambda", "<lambda>", self.frame.scope, self.statement, start, end, parameters)
        )
        statement = self.open_statement()
        outer_statement, outer_scope = self.statement, self.frame.scope
        self.statement, self.frame.scope = statement, scope
        self.frame.inner.append(self.define_parameters(scope, parameters))
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
_LARGEST_INTEGER = 2**62

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


def _string_value(node: cst.SimpleString) -> str | None:
    text = node.value
    if "\\" not in text and text[0] in "\"'":
        quotes = 3 if text[:3] in ('"""', "'''") and len(text) >= 6 else 1
        value: object = text[quotes:-quotes].replace("\r\n", "\n")
    else:
        value = node.evaluated_value
    return value if isinstance(value, str) else None


def _formatted_text(text: str, is_raw: bool) -> str:
    text = text.replace("{{", "{").replace("}}", "}")
    if "\\" not in text or is_raw:
        return text
    try:
        value = ast.literal_eval('"""' + text.replace('"', '\\"') + '"""')
    except (SyntaxError, ValueError):
        return text
    return value if isinstance(value, str) else text
