"""The `try` of a function around its request, whose handler also takes the failure of an item of a batch."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.findings import Edit, Span
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.context import Refused, RewriteContext
from claudelint.fixing.rewrites.full_names import full_name
from claudelint.fixing.rewrites.sending import error_class
from claudelint.fixing.rewrites.statement import PlacedCall

# what a handler for every error of the SDK catches, and what it catches of others; `anthropic` of 2.13.0
_API_ERROR = "anthropic.APIError"
_WIDE = ("Exception", "BaseException")
_GENERAL = frozenset({_API_ERROR, "anthropic.AnthropicError", *_WIDE})
_AS_TEXT = frozenset({"str", "repr"})
# functions, and methods of text and dicts, that fail on nothing that a program means to handle
_HARMLESS = (
    effects.LOGGING
    | _AS_TEXT
    | {
        *("format", "get", "join", "len", "lower", "replace", "strip", "title", "upper"),
    }
)


@dataclass(frozen=True)
class Guard:
    """A `try` directly in the function, with the request directly in it; `handler` takes every error of the SDK."""

    context: RewriteContext
    node: cst.Try
    handler: cst.ExceptHandler
    call: cst.Call

    @classmethod
    def of(
        cls,
        context: RewriteContext,
        placed: PlacedCall,
        function: cst.FunctionDef,
        unanswered: frozenset[str],
    ) -> Guard | None:
        """The `try` around a request, if there is one; raises Refused where a failure cannot be handled in it.

        `unanswered` are the exceptions of the SDK for a request that got no answer.
        """
        block = context.parents[id(placed.line)]
        node = context.parents.get(id(block))
        if not isinstance(node, cst.Try) or node.body is not block:
            return None
        outer = context.parents[id(node)]
        if outer is not function.body:
            if isinstance(context.parents.get(id(outer)), cst.For | cst.While):
                raise Refused("the function that sends it tries again in a loop")
            return None
        if node.finalbody is not None:
            raise Refused("the `try` around the request has a `finally`")
        return cls(context, node, _general(context, node, unanswered), placed.call)

    @property
    def nodes(self) -> tuple[cst.CSTNode, ...]:
        """The code of the `try` besides its body."""
        return (*self.node.handlers, *([] if self.node.orelse is None else [self.node.orelse]))

    def check(self, asking: Sequence[cst.CSTNode]) -> None:
        """Raise Refused where a handler needs the error itself, or may be there for an error of `asking`.

        That is what is worked out in the `try` for the request.
        """
        if self._name:
            for used in m.findall(self.handler.body, m.Name(self._name)):
                self._check_use(used)
        kinds = {kind for handler in self.node.handlers for _, kind in _kinds(self.context, handler)}
        if all(kind.startswith("anthropic.") for kind in kinds):
            return
        for node in asking:
            for found in m.findall(node, m.Call() | m.Subscript() | m.Raise() | m.Assert() | m.Await()):
                is_harmless = isinstance(found, cst.Call) and effects.called_name(found) in _HARMLESS
                if not is_harmless and not _is_slice(found):
                    text = " ".join(self.context.slice(found).split())
                    text = text if len(text) < _LONG else f"{text[:_LONG]}..."
                    raise Refused(f"the `try` around the request is there for errors of `{text}`, too")

    def _check_use(self, used: cst.CSTNode) -> None:
        """Raise Refused where a handler does more with the error than to say or to raise it."""
        around = self.context.parents[id(used)]
        if isinstance(around, cst.FormattedStringExpression | cst.Raise | cst.From):
            return
        call = self.context.parents[id(around)]
        if isinstance(around, cst.Arg) and isinstance(call, cst.Call):
            is_named = m.matches(self.context.parents[id(call)], m.Attribute(attr=m.Name("__name__")))
            name = effects.called_name(call)
            if name in effects.LOGGING | _AS_TEXT or (is_named and name == "type"):
                return
        if isinstance(around, cst.Attribute):
            attribute = around.attr.value
            raise Refused(f"a request of a batch that fails has no `{attribute}`, which its handler reads")
        raise Refused("the handler around the request does more with the error than to say it")

    @property
    def _name(self) -> str:
        """What the handler calls the error; empty where it does not."""
        named = None if self.handler.name is None else self.handler.name.name
        return named.value if isinstance(named, cst.Name) else ""

    # the texts of its parts

    @property
    def caught(self) -> str:
        """What a handler has to catch for all that a request raises to come to these handlers."""
        kind = self.handler.type
        if kind is None:
            return "BaseException"
        text = self.context.slice(kind)
        return f"({text})" if isinstance(kind, cst.Tuple) else text

    @property
    def failure_type(self) -> str:
        """The type of what is handed on in the place of a message."""
        return "BaseException" if "BaseException" in self.caught else "Exception"

    @property
    def error_name(self) -> str:
        """What the function calls an error that it hands on."""
        return self._name or self.context.fresh(self.call, "error", "failure")

    @property
    def params_name(self) -> str:
        """What the function calls what it asks."""
        return self.context.fresh(self.call, "params", "asked")

    def raised(self, message: str) -> tuple[str, str]:
        """The lines that raise a failure where it is handed on in the place of a message."""
        return f"if isinstance({message}, {self.failure_type}):", f"{self.context.indent}raise {message}"

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Those of the handler, for it to catch the failure of an item, which is no answer of the API."""
        path = self.context.source.path
        name = error_class(self.context)[0]
        return tuple(
            Edit(Span(path, *self.context.places.of(node)), name)
            for node, kind in _kinds(self.context, self.handler)
            if kind == _API_ERROR
        )

    @property
    def imports(self) -> tuple[Edit, ...]:
        """What the edits take."""
        return error_class(self.context)[1] if self.edits else ()


_LONG = 40


def _general(context: RewriteContext, node: cst.Try, unanswered: frozenset[str]) -> cst.ExceptHandler:
    """The handler for all errors of requests; raises Refused where some have one that a batch would not come to."""
    kinds = [{kind for _, kind in _kinds(context, handler)} for handler in node.handlers]
    place = next((index for index, some in enumerate(kinds) if some & _GENERAL), None)
    if place is None:
        raise Refused("the `try` around the request does not handle all errors of requests")
    of_sdk = {kind for some in kinds[:place] for kind in some if kind.startswith("anthropic.")}
    others = {kind for kind in of_sdk if kind.removeprefix("anthropic.") not in unanswered}
    if others:
        raise Refused(
            f"the function handles `{min(others)}` on its own, and a request of a batch does not fail with it"
        )
    return node.handlers[place]


def _kinds(context: RewriteContext, handler: cst.ExceptHandler) -> list[tuple[cst.CSTNode, str]]:
    """What a handler catches, with the full names of it as far as they are known."""
    kind = handler.type
    if kind is None:
        return [(handler, "BaseException")]
    nodes = [one.value for one in kind.elements] if isinstance(kind, cst.Tuple) else [kind]
    return [(node, full_name(context, node) or _builtin(node)) for node in nodes]


def _builtin(node: cst.CSTNode) -> str:
    return node.value if isinstance(node, cst.Name) and hasattr(builtins, node.value) else "?"


def _is_slice(node: cst.CSTNode) -> bool:
    return m.matches(node, m.Subscript(slice=[m.SubscriptElement(slice=m.Slice())]))
