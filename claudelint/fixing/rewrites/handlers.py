"""The function of a web route: what has to hold for its request to be sent after it has returned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.findings import Edit, Span
from claudelint.fixing.rewrites.context import Refused, RewriteContext, count_names
from claudelint.fixing.rewrites.effects import nodes_of
from claudelint.fixing.rewrites.full_names import full_name
from claudelint.fixing.rewrites.statement import Request

_VERBS = {"get", "post", "put", "patch", "delete", "head", "options", "trace", "route", "api_route"}
# what FastAPI makes of a value that is returned, and leaves alone once that is a response
_OF_VALUES = ("response_model", "response_class", "status_code")
# what Flask has ready while it handles a request
_OF_CONTEXT = {"flask.request", "flask.session", "flask.g", "flask.current_app"}
# classes of routes that are Flask's own
_VIEWS = ("flask.views.MethodView", "flask.views.View")
_SCOPES = (cst.FunctionDef, cst.ClassDef, cst.Module)
_TEXT_TYPES = {"str", "PlainTextResponse", "HTMLResponse"}


@dataclass(frozen=True)
class Handler:
    """The function that a framework runs for a route."""

    context: RewriteContext
    function: cst.FunctionDef
    framework: str

    @classmethod
    def of(cls, request: Request, framework: str) -> Handler:
        """The function around a request; raises Refused where something between them ends when it returns."""
        for node in request.context.ancestors(request.line):
            if isinstance(node, cst.FunctionDef):
                return cls(request.context, node, framework)
            if isinstance(node, cst.Try | cst.TryStar):
                raise Refused("the `try` around the call would not see its errors any more")
            if isinstance(node, cst.With):
                raise Refused("the `with` around the call ends before the answer is sent")
            if isinstance(node, cst.For | cst.While):
                raise Refused("the call stands in a loop")
        raise Refused("the call stands in no function")

    @property
    def is_typed(self) -> bool:
        """Whether the function says the type of anything."""
        return self.function.returns is not None or any(one.annotation for one in self._parameters)

    @property
    def _parameters(self) -> tuple[cst.Param, ...]:
        of = self.function.params
        return (*of.posonly_params, *of.params, *of.kwonly_params)

    @property
    def _is_answer(self) -> bool:
        """Whether Flask itself takes what the function returns, and no extension that makes JSON of it."""
        around = next(node for node in self.context.ancestors(self.function) if isinstance(node, _SCOPES))
        if not isinstance(around, cst.ClassDef):
            return True
        return any(full_name(self.context, base.value) in _VIEWS for base in around.bases)

    def check(self, is_bare: bool) -> None:
        """Raise Refused where something else than the framework takes what the function returns."""
        if any(isinstance(node, cst.Yield) for node in nodes_of(self.function.body)):
            raise Refused("the function is a generator")
        if self.framework == "Flask" and is_bare and not self._is_answer:
            raise Refused("the class of the route makes something else of the text")
        if self.framework == "Flask" and self.function.asynchronous is not None:
            raise Refused("Flask runs an async route to its end before it sends anything")
        for decorator in self.function.decorators:
            self._check_decorator(decorator.decorator, is_bare)
        for one in self._parameters:
            kind = "" if one.annotation is None else full_name(self.context, one.annotation.annotation)
            if is_bare and kind.rpartition(".")[2] == "Response":
                raise Refused("what is set on the response parameter would be lost")
        self._check_type(is_bare)

    def _check_decorator(self, decorator: cst.BaseExpression, is_bare: bool) -> None:
        route = m.Call(func=m.Attribute(attr=m.MatchIfTrue(lambda name: name.value in _VERBS)))
        if not isinstance(decorator, cst.Call) or not m.matches(decorator, route):
            raise Refused("another decorator takes what the route returns")
        for argument in decorator.args:
            word = argument.keyword.value if argument.keyword else argument.star
            is_none = m.matches(argument.value, m.Name("None"))
            if word == "**" or (word in _OF_VALUES and not is_none and self.framework == "FastAPI"):
                raise Refused(f"`{word}` says what is made of the text")

    def _check_type(self, is_bare: bool) -> None:
        kind = self._return_type
        if kind in ("", "Response", "StreamingResponse"):
            return
        if kind not in _TEXT_TYPES:
            raise Refused("the function says that it returns something else")
        returns = [one for one in nodes_of(self.function.body) if isinstance(one, cst.Return)]
        if len(returns) > 1:
            raise Refused("the function has other returns of the type that it says")

    @property
    def _return_type(self) -> str:
        """The last name of what the function says that it returns, "" where it does not."""
        if self.function.returns is None:
            return ""
        return self.context.slice(self.function.returns.annotation).rpartition(".")[2].strip("\"'")

    def annotated(self, response: str) -> Iterator[Edit]:
        """An edit that makes a response of the type that the function says it returns."""
        if self.function.returns is not None and self._return_type in _TEXT_TYPES:
            start, end = self.context.places.of(self.function.returns.annotation)
            yield Edit(Span(self.context.source.path, start, end), response)

    def check_request(self, request: Request) -> None:
        """Raise Refused where the request cannot be made later, or its errors would be told otherwise."""
        arguments = [argument.value for argument in request.call.args]
        found = [node for argument in (*arguments, request.method.value) for node in nodes_of(argument)]
        if any(isinstance(node, cst.Await | cst.Yield | cst.NamedExpr) for node in found):
            raise Refused("an argument of the call is awaited or named within it")
        if any(m.matches(node, m.Call(func=m.Name("super") | m.Name("locals"))) for node in found):
            raise Refused("an argument of the call depends on the function that it stands in")
        for node in found:
            if self.framework == "Flask" and self._may_abort(node):
                raise Refused(
                    "an argument of the call answers the request with an error where it lacks something"
                )
        for one in self._parameters:
            if count_names(request.call, one.name.value) and self._may_be_closed(one):
                raise Refused(f"`{one.name.value}` may be closed before the answer is sent")

    def _may_abort(self, node: cst.CSTNode) -> bool:
        """Whether this reading of Flask's request raises a response where there is nothing to read."""
        if isinstance(node, cst.Subscript):
            return full_name(self.context, node.value).startswith("flask.request.")
        return full_name(self.context, node) in ("flask.request.json", "flask.request.get_json")

    def _may_be_closed(self, parameter: cst.Param) -> bool:
        """Whether FastAPI may end what it passes for a parameter once the route has returned: files, dependencies."""
        if parameter.annotation is not None and count_names(parameter.annotation, "UploadFile"):
            return True
        places = [one for one in (parameter.default, parameter.annotation) if one is not None]
        calls = [call for one in places for call in m.findall(one, m.Call())]
        depends = [
            call
            for call in calls
            if isinstance(call, cst.Call)
            and full_name(self.context, call.func).rpartition(".")[2] in ("Depends", "Security")
        ]
        return any(not self._returns(call) for call in depends)

    def _returns(self, depends: cst.Call) -> bool:
        """Whether what is depended on is seen to be a plain function of this file."""
        named = depends.args[0].value if depends.args else None
        functions = [
            one
            for one in self.context.tree.body
            if isinstance(one, cst.FunctionDef)
            and named is not None
            and m.matches(named, m.Name(one.name.value))
        ]
        return bool(functions) and not any(
            isinstance(node, cst.Yield) for one in functions for node in nodes_of(one.body)
        )

    def needs_context(self, request: Request) -> bool:
        """Whether the request reads, or calls what may read, what Flask has ready only while it handles a request."""
        if self.framework != "Flask":
            return False
        values = [request.method.value, *(argument.value for argument in request.call.args)]
        nodes = [node for value in values for node in nodes_of(value)]
        return any(
            isinstance(node, cst.Call) or full_name(self.context, node) in _OF_CONTEXT for node in nodes
        )
